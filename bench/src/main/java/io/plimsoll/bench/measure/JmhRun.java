package io.plimsoll.bench.measure;

import io.plimsoll.node.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Starts JMH in a JVM of its own and reads its results. */
public final class JmhRun {

  /** Flags of the JVMs that are measured. */
  public static final String FLAGS =
      "--add-modules jdk.incubator.vector --sun-misc-unsafe-memory-access=allow";

  private static final int LAST_LINES = 40;
  private static final String BENCHMARK = "# Benchmark: ";
  private static final String PARAMETERS = "# Parameters: ";

  private final String classPath;
  private final PrintWriter progress;

  /**
   * A runner.
   *
   * @param classPath the class path of {@code bench/jmh}
   * @param progress where a line goes for each benchmark that begins
   */
  public JmhRun(String classPath, PrintWriter progress) {
    this.classPath = classPath;
    this.progress = progress;
  }

  /**
   * Runs the suites one after another.
   *
   * @throws Failure where JMH fails, with what it said last
   */
  public List<Measurement> run(List<Suite> suites, Pace pace, int threads) throws IOException {
    List<Measurement> measured = new ArrayList<>();
    for (Suite suite : suites) {
      for (List<String> command : suite.commands(pace, threads)) {
        measured.addAll(run(command));
      }
    }
    return measured;
  }

  private List<Measurement> run(List<String> options) throws IOException {
    Path results = Files.createTempFile("plimsoll-bench", ".json");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Those of the measured JVMs, because a smoke test measures in this one.
      command.addAll(List.of(FLAGS.split(" ")));
      command.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main"));
      command.addAll(options);
      command.addAll(List.of("-prof", "gc", "-foe", "true", "-rf", "json"));
      command.addAll(List.of("-rff", results.toString(), "-jvmArgs", FLAGS));
      watch(new ProcessBuilder(command).redirectErrorStream(true).start());
      return Measurement.fromJmh(new JsonMapper().readTree(Files.readString(results)));
    } finally {
      Files.deleteIfExists(results);
    }
  }

  private void watch(Process jmh) throws IOException {
    Thread ender = new Thread(jmh::destroy);
    // Ctrl-C ends the measured JVMs too.
    Runtime.getRuntime().addShutdownHook(ender);
    Deque<String> last = new ArrayDeque<>();
    String benchmark = "";
    try (BufferedReader lines = jmh.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last.addLast(line);
        if (last.size() > LAST_LINES) {
          last.removeFirst();
        }
        if (line.startsWith(BENCHMARK)) {
          benchmark = line.substring(line.lastIndexOf('.') + 1);
        } else if (line.startsWith(PARAMETERS)) {
          benchmark += " " + line.substring(PARAMETERS.length());
        } else if (line.startsWith("# Run progress: ")) {
          progress.println(benchmark.isEmpty() ? "" : "measuring " + benchmark);
          progress.flush();
        }
      }
      int code = jmh.waitFor();
      if (code != 0) {
        throw new Failure(
            String.format(
                Locale.ROOT,
                "JMH ended with %d; it said last:%n%s",
                code,
                String.join("\n", last)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } finally {
      jmh.destroy();
      Runtime.getRuntime().removeShutdownHook(ender);
    }
  }
}
