package io.plimsoll.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The forbidden classes and methods catch what they name. The build itself runs the same lists over
 * each module; this runs them over classes that are wrong on purpose.
 */
class ForbiddenApisTest {

  @Test
  void theCoreListCatchesEachKindAndNamesItsRemedy() throws Exception {
    String report = report("core.txt");
    assertCaught(report, "currentTimeMillis", "take the time from the block");
    assertCaught(report, "nanoTime", "take the time from the block");
    assertCaught(report, "java.util.Random", "derive what you need from the block");
    assertCaught(report, "java.util.HashMap", "use a sorted table");
    assertCaught(report, "java.util.Map#of", "use a sorted table");
    assertCaught(report, "identityHashCode", "compare by key");
    assertCaught(report, "parallelStream", "only the engines in kernels own threads");
    assertCaught(report, "java.lang.Math#sqrt(double)", "io.plimsoll.fixed");
    assertCaught(report, "java.math.BigDecimal", "io.plimsoll.fixed");
    assertCaught(report, "getProperty", "take a parameter");
    assertCaught(report, "java.lang.String#format", "built from integers alone");
    assertCaught(report, "formatted", "built from integers alone");
    assertCaught(report, "toLowerCase()", "pass Locale.ROOT");
    assertCaught(report, "getBytes()", "pass StandardCharsets.UTF_8");
    assertCaught(report, "java.nio.file.Files", "node-adapter reads and writes");
    assertCaught(report, "java.lang.System#out", "node-adapter reads and writes");
    assertCaught(report, "java.lang.Class#forName", "escapes the gates");
  }

  @Test
  void theListOfTheEdgeCatchesWhatDiffersBetweenMachines() throws Exception {
    String report = report("edge.txt");
    assertCaught(report, "java.util.Random#<init>()", "pass a seed");
    assertCaught(report, "java.util.Map#of", "use a TreeMap");
    assertCaught(report, "toLowerCase()", "pass Locale.ROOT");
    assertTrue(!report.contains("currentTimeMillis"), "the edge may read the clock");
  }

  /** Says which line of a bad class is wrong: its signature and its remedy stand in one message. */
  private static void assertCaught(String report, String signature, String remedy) {
    boolean caught =
        report
            .lines()
            .anyMatch(line ->
                line.contains(signature)
                    && line.toLowerCase(Locale.ROOT).contains(remedy.toLowerCase(Locale.ROOT)));
    assertTrue(caught, () -> signature + " with '" + remedy + "' is missing in\n" + report);
  }

  private static String report(String list)
      throws IOException, InterruptedException, URISyntaxException {
    Path root = Modules.root();
    Path classes =
        Path.of(
            ForbiddenApisTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "de.thetaphi.forbiddenapis.cli.CliMain",
                "-d",
                classes.resolve("io/plimsoll/gates/bad/forbidden").toString(),
                "-b",
                "jdk-unsafe-25",
                "-b",
                "jdk-deprecated-25",
                "-b",
                "jdk-internal-25",
                "-f",
                root.resolve(".mvn/gates").resolve(list).toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(1, process.exitValue(), report);
    return report;
  }
}
