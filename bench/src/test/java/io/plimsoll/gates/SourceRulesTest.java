package io.plimsoll.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of all modules. */
class SourceRulesTest {

  @TempDir Path folder;

  @Test
  void allModulesKeepTheRules() {
    List<String> found = new ArrayList<>();
    for (Path module : Modules.all()) {
      found.addAll(SourceRules.violations(Modules.sources(module)));
      Modules.files(Modules.testSources(module), ".java")
          .forEach(file -> SourceRules.words(file, found));
    }
    assertEquals("", String.join("\n", found));
  }

  @Test
  void methodsOfSeventyLinesPassAndOfSeventyOneDoNot() throws IOException {
    write("package-info.java", documented());
    write(
        "Good.java", "package a;\nclass Good {\n  void body() {\n" + "\n".repeat(68) + "  }\n}\n");
    assertEquals(List.of(), SourceRules.violations(folder));
    write(
        "Long.java", "package a;\nclass Long {\n  void body() {\n" + "\n".repeat(69) + "  }\n}\n");
    assertCaught("Long.java:3 S1 method body has 71 lines, more than 70;");
  }

  @Test
  void kernelsMayBeTwiceAsLong() throws IOException {
    write("package-info.java", documented());
    String head = "package a;\nclass Kernel {\n  void body(KernelContext context) {\n";
    write("Kernel.java", head + "\n".repeat(138) + "  }\n}\n");
    assertEquals(List.of(), SourceRules.violations(folder));
    write("Kernel.java", head + "\n".repeat(139) + "  }\n}\n");
    assertCaught("Kernel.java:3 S1 method body has 141 lines, more than 140;");
  }

  @Test
  void whatIsLeftForLaterIsCaught() throws IOException {
    write("package-info.java", documented());
    write("Later.java", "package a;\n// TO" + "DO: think\nclass Later {}\n");
    assertCaught("Later.java:2 S2");
  }

  @Test
  void longLinesAreCaught() throws IOException {
    write("package-info.java", documented());
    write("Wide.java", "package a;\n// " + "±".repeat(97) + "\nclass Wide {}\n");
    assertEquals(List.of(), SourceRules.violations(folder));
    write("Wide.java", "package a;\n// " + "±".repeat(98) + "\nclass Wide {}\n");
    assertCaught("Wide.java:2 S3");
  }

  @Test
  void packagesWithoutWordsAreCaught() throws IOException {
    write("Alone.java", "package a;\nclass Alone {}\n");
    assertCaught("Alone.java S4");
    write("package-info.java", "/** Things. */\npackage a;\n");
    assertCaught("package-info.java:1 S4");
  }

  @Test
  void roundingUpOrDownIsCaughtAndVolatilityUpIsNot() throws IOException {
    write("package-info.java", documented());
    write("Names.java", "package a;\nclass Names {\n  long volUpPpm;\n  void countDown() {}\n}\n");
    assertEquals(List.of(), SourceRules.violations(folder));
    write("Names.java", "package a;\nclass Names {\n  void mulDivDown() {}\n}\n");
    assertCaught("Names.java:3 S5 mulDivDown");
  }

  private static String documented() {
    return """
    /**
     * What lives here.
     *
     * <p>What it may import.
     *
     * <p>Where to start.
     */
    package a;
    """;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void assertCaught(String violation) {
    List<String> found = SourceRules.violations(folder);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains(violation), found::toString);
  }
}
