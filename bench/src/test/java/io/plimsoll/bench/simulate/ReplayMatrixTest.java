package io.plimsoll.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log, replayed by JVMs that differ in everything that must not matter. */
class ReplayMatrixTest {

  private static final List<String> SCALAR = List.of("--engine", "scalar");

  /** Options of the JVM, then those of replay. */
  private record Cell(List<String> jvm, List<String> replay) {}

  /** Each build's: several differences to a cell, for none of them may matter. */
  private static final List<Cell> FEW =
      List.of(
          new Cell(List.of("-Xint", "-Duser.timezone=Asia/Kathmandu"), SCALAR),
          new Cell(
              List.of("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9"),
              List.of("--engine", "simd", "--threads", "2")),
          new Cell(
              List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"),
              List.of("--engine", "shadow")),
          new Cell(
              List.of("-XX:+UseSerialGC", "-XX:UseAVX=1", "-XX:MaxVectorSize=16"),
              List.of("--engine", "simd", "--restart")));

  /** One difference to a cell, with {@code -Dplimsoll.replay=all}. */
  private static final List<Cell> ALL =
      List.of(
          new Cell(List.of(), SCALAR),
          new Cell(List.of("-Duser.language=tr", "-Duser.country=TR"), List.of("--engine", "simd")),
          new Cell(List.of("-Duser.timezone=Asia/Kathmandu", "-Dfile.encoding=ISO-8859-9"), SCALAR),
          new Cell(List.of("-XX:+UseSerialGC"), List.of("--engine", "simd", "--threads", "1")),
          new Cell(List.of("-XX:+UseParallelGC"), List.of("--engine", "simd", "--threads", "2")),
          new Cell(List.of("-Xint"), SCALAR),
          new Cell(List.of("-XX:TieredStopAtLevel=1"), List.of("--engine", "shadow")),
          new Cell(List.of("-XX:-UseAES", "-XX:UseAVX=1"), List.of("--engine", "auto")),
          new Cell(List.of("-XX:+UseSerialGC"), List.of("--engine", "scalar", "--restart")),
          new Cell(List.of("-XX:MaxVectorSize=16"), List.of("--engine", "simd", "--restart")),
          new Cell(List.of("-XX:MaxVectorSize=32"), List.of("--engine", "simd", "--threads", "3")));

  @TempDir private Path folder;

  /** So many that the vector engine's threads share a block's revaluation, and one more block. */
  private static final int MANY_BOOKS = 2_400;

  private static final int ROWS_WORTH_SHARING = 2_000;

  private static final List<Cell> FEW_SHARED =
      List.of(
          new Cell(
              List.of("-Duser.language=tr", "-XX:MaxVectorSize=32"),
              List.of("--engine", "simd", "--threads", "5", "--restart")));

  private static final List<Cell> ALL_SHARED =
      List.of(
          new Cell(List.of(), SCALAR),
          new Cell(List.of("-XX:+UseSerialGC"), List.of("--engine", "simd", "--threads", "1")),
          new Cell(List.of("-XX:+UseParallelGC"), List.of("--engine", "simd", "--threads", "2")),
          FEW_SHARED.getFirst());

  private static final boolean EACH = "all".equals(System.getProperty("plimsoll.replay"));

  /** Over the scenario's whole window, so its crash liquidates. */
  private static final int FEW_BLOCKS = 16;

  @Test
  void oneLogGivesOneOutput() throws Exception {
    replayAll(simulate(EACH ? Runs.BLOCKS : FEW_BLOCKS, Runs.BOOKS), EACH ? ALL : FEW);
  }

  @Test
  void oneLogGivesOneOutputWhereThreadsShareTheWork() throws Exception {
    List<String> expected = simulate(2, MANY_BOOKS);
    int most = mostRows();
    assertTrue(most >= ROWS_WORTH_SHARING, "too few rows for two threads: " + most);
    replayAll(expected, EACH ? ALL_SHARED : FEW_SHARED);
  }

  /** Runs a simulation and returns what replay must print. */
  private List<String> simulate(int blocks, int books) throws IOException {
    Settings settings =
        Runs.settings(
            folder.resolve("out"),
            blocks,
            books,
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
    assertEquals(blocks + 2, expected.size());
    return expected;
  }

  private void replayAll(List<String> expected, List<Cell> cells) throws Exception {
    List<Future<String>> outputs = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int c = 0; c < cells.size(); c++) {
        outputs.add(pool.submit(replay(c, cells.get(c))));
      }
      for (int c = 0; c < cells.size(); c++) {
        assertEquals(String.join("\n", expected) + "\n", outputs.get(c).get(), "" + cells.get(c));
      }
    }
  }

  /** The most rows that the log's blocks give an engine in one go. */
  private int mostRows() throws IOException {
    AtomicInteger most = new AtomicInteger();
    try (Engine scalar = Engines.create("scalar", 1)) {
      Engine counting =
          (Engine)
              Proxy.newProxyInstance(
                  Engine.class.getClassLoader(),
                  new Class<?>[] {Engine.class},
                  (proxy, method, args) -> {
                    if (method.getName().equals("onCpu")) {
                      return proxy;
                    }
                    if (method.getName().equals("revalue")) {
                      most.accumulateAndGet(((Revaluation) args[0]).rows(), Math::max);
                    }
                    return method.invoke(scalar, args);
                  });
      MarginChain chain = new MarginChain(counting);
      for (Block block : Runs.blocks(folder.resolve("out/log"))) {
        chain.execute(block);
        chain.commit();
      }
    }
    return most.get();
  }

  private static String field(String line, String before, String after) {
    int from = line.indexOf(before) + before.length();
    assertTrue(from >= before.length(), line);
    return line.substring(from, line.indexOf(after, from));
  }

  private Callable<String> replay(int number, Cell cell) {
    return () -> {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--add-modules=jdk.incubator.vector");
      command.addAll(cell.jvm());
      String classPath = System.getProperty("java.class.path");
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("surefire.test.class.path", classPath),
              "io.plimsoll.node.cli.Main",
              "replay"));
      command.addAll(cell.replay());
      command.add(folder.resolve("out/log").toString());
      return output(command, folder.resolve("cell" + number));
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
