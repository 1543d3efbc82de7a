package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One log gives one root, margin digest and digest of each phase per block in processes of
 * different settings: compilers, collectors, locales, zones, charsets, widths of vectors, engines,
 * threads, restarts. The first rows run in each build, all with {@code -Dplimsoll.replay=all}.
 */
class ReplayMatrixTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 17);
  private static final int ALWAYS = 2;

  /** What a process differs in; the JVM's options stand before the engine. */
  private record Row(String engine, int threads, boolean restarts, List<String> options) {}

  private static Row row(String engine, int threads, boolean restarts, String... options) {
    return new Row(engine, threads, restarts, List.of(options));
  }

  private static final List<Row> ROWS =
      List.of(
          row(
              "scalar",
              1,
              false,
              "-Xint",
              "-XX:+UseSerialGC",
              "-Duser.language=tr",
              "-Duser.country=TR",
              "-Duser.timezone=Asia/Kathmandu"),
          row(
              "simd",
              2,
              true,
              "-XX:+UseParallelGC",
              "-Duser.language=ar",
              "-Duser.country=EG",
              "-Dfile.encoding=ISO-8859-1",
              "-Duser.timezone=Pacific/Apia"),
          row("scalar", 1, true, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
          row("scalar", 1, false, "-XX:-TieredCompilation", "-XX:+UseG1GC"),
          row(
              "scalar",
              1,
              false,
              "-Xcomp",
              "-XX:+UseZGC",
              "-Duser.language=th",
              "-Duser.country=TH"),
          row("simd", 1, false, "-Xint", "-XX:+UseParallelGC"),
          row("simd", 1, false, "-XX:MaxVectorSize=16"),
          row("simd", 2, false, "-XX:MaxVectorSize=32", "-XX:+UseZGC"),
          row("simd", 3, true, "-XX:-TieredCompilation", "-Duser.language=hi", "-Duser.country=IN"),
          row("shadow", 2, false, "-XX:UseAVX=1", "-XX:+UseSerialGC"),
          row("auto", 2, true, "-XX:-UseCompressedOops", "-Dfile.encoding=UTF-16"));

  private static final List<String> EXPECTED = new ArrayList<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void audit() throws IOException {
    System.out.println("replay matrix: -Dplimsoll.audit.seed=" + SEED);
    AuditRun run = new AuditRun(SEED);
    List<Comparison.Difference> differences = run.run(all() ? 120 : 40);
    assertTrue(differences.isEmpty(), () -> run.report(differences));
    List<String> log = new ArrayList<>();
    run.blocks.forEach(each -> log.add(new Move.Take(each.timeMs(), each.commands()).toString()));
    Files.write(log(), log);
    run.results.forEach(each -> EXPECTED.add(ReplayChild.describe(each)));
  }

  private static boolean all() {
    return "all".equals(System.getProperty("plimsoll.replay"));
  }

  private static Path log() {
    return folder.resolve("log.moves");
  }

  private static List<String> replay(Path log, Row row) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(row.options);
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.add(ReplayChild.class.getName());
    command.addAll(List.of(log.toString(), row.engine, String.valueOf(row.threads)));
    command.add(String.valueOf(row.restarts));
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = child.waitFor(10, TimeUnit.MINUTES);
    child.destroyForcibly();
    assertTrue(ended, () -> "no end of " + command);
    assertEquals(0, child.exitValue(), () -> command + ": " + read(errors));
    return Files.readAllLines(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void oneLogGivesOneSetOfDigestsUnderAllSettings() throws IOException, InterruptedException {
    for (Row row : all() ? ROWS : ROWS.subList(0, ALWAYS)) {
      List<String> lines = replay(log(), row);
      assertEquals(EXPECTED.size(), lines.size(), row::toString);
      for (int i = 0; i < lines.size(); i++) {
        assertEquals(EXPECTED.get(i), lines.get(i), "block " + (i + 1) + " of " + row);
      }
    }
  }

  /** A log with one command less is told apart, so the comparison sees what it looks for. */
  @Test
  void anotherLogIsToldApart() throws IOException, InterruptedException {
    List<String> log = new ArrayList<>(Files.readAllLines(log()));
    Move.Take last = (Move.Take) Move.parse(log.removeLast());
    log.add(new Move.Take(last.timeMs() + 1, last.commands()).toString());
    Path other = folder.resolve("other.moves");
    Files.write(other, log);
    List<String> lines = replay(other, row("scalar", 1, false, "-Xshare:auto"));
    assertEquals(EXPECTED.subList(0, lines.size() - 1), lines.subList(0, lines.size() - 1));
    assertNotEquals(EXPECTED.getLast(), lines.getLast());
  }
}
