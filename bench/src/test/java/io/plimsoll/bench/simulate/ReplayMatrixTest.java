package io.plimsoll.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log, replayed by JVMs that differ in everything that must not matter. */
class ReplayMatrixTest {

  /** Options of the JVM, then those of replay. */
  private record Cell(List<String> jvm, List<String> replay) {}

  private static final List<Cell> CELLS =
      List.of(
          new Cell(List.of(), List.of("--engine", "scalar")),
          new Cell(List.of("-Duser.language=tr", "-Duser.country=TR"), List.of("--engine", "simd")),
          new Cell(
              List.of("-Duser.timezone=Asia/Kathmandu", "-Dfile.encoding=ISO-8859-9"),
              List.of("--engine", "scalar")),
          new Cell(List.of("-XX:+UseSerialGC"), List.of("--engine", "simd", "--threads", "1")),
          new Cell(List.of("-XX:+UseParallelGC"), List.of("--engine", "simd", "--threads", "2")),
          new Cell(List.of("-Xint"), List.of("--engine", "scalar")),
          new Cell(List.of("-XX:TieredStopAtLevel=1"), List.of("--engine", "shadow")),
          new Cell(List.of("-XX:-UseAES", "-XX:UseAVX=1"), List.of("--engine", "auto")));

  @TempDir private Path folder;

  @Test
  void oneLogGivesOneOutput() throws Exception {
    Settings settings =
        Runs.settings(
            folder.resolve("out"),
            11,
            "scalar",
            List.of(Experiment.SAME_UTILISATION),
            List.of(Mode.PORTFOLIO));
    new Simulation(settings).run((block, liquidations) -> {});
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("out/blocks.jsonl"))) {
      expected.add(
          field(line, "\"height\":", ",")
              + " "
              + field(line, "\"timeMs\":", ",")
              + " "
              + field(line, "\"stateRoot\":\"", "\"")
              + " "
              + field(line, "\"marginDigest\":\"", "\""));
    }
    assertEquals(Runs.BLOCKS + 2, expected.size());
    List<Future<String>> outputs = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int c = 0; c < CELLS.size(); c++) {
        outputs.add(pool.submit(replay(c)));
      }
      for (int c = 0; c < CELLS.size(); c++) {
        assertEquals(String.join("\n", expected) + "\n", outputs.get(c).get(), "" + CELLS.get(c));
      }
    }
  }

  private static String field(String line, String before, String after) {
    int from = line.indexOf(before) + before.length();
    assertTrue(from >= before.length(), line);
    return line.substring(from, line.indexOf(after, from));
  }

  private Callable<String> replay(int cell) {
    return () -> {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--add-modules=jdk.incubator.vector");
      command.addAll(CELLS.get(cell).jvm());
      String classPath = System.getProperty("java.class.path");
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("surefire.test.class.path", classPath),
              "io.plimsoll.node.cli.Main",
              "replay"));
      command.addAll(CELLS.get(cell).replay());
      command.add(folder.resolve("out/log").toString());
      return output(command, folder.resolve("cell" + cell));
    };
  }

  private static String output(List<String> command, Path file)
      throws IOException, InterruptedException {
    Path errors = file.resolveSibling(file.getFileName() + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(file.toFile())
            .redirectError(errors.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(errors));
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
