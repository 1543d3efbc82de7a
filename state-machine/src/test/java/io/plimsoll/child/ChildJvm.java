package io.plimsoll.child;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A program in a JVM of its own, on this one's class path: each line that it says is heard at once,
 * and it can be killed as by {@code kill -9}.
 *
 * {@snippet :
 * try (ChildJvm child = ChildJvm.start(command, (running, line) -> {
 *       if (line.startsWith("committed 5")) {
 *         running.kill(); // it gets no further than a pipe and a signal take
 *       }
 *     })) {
 *   child.gone();
 * }
 * }
 */
public final class ChildJvm implements AutoCloseable {

  /** The exit code of what a signal has ended that nobody can catch. */
  public static final int KILLED = File.separatorChar == '/' ? 128 + 9 : 1;

  /** The exit code of what ended as it was asked to. */
  public static final int ENDED = File.separatorChar == '/' ? 128 + 15 : 1;

  private static final long PATIENCE_SECONDS = 600;

  /** What is done about a line, by the thread that reads; it is told of them in their order. */
  @FunctionalInterface
  public interface Listener {
    void heard(ChildJvm child, String line);
  }

  private final Process process;
  private final Thread reader;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile Listener listener;
  private volatile String trouble = "";

  private ChildJvm(Process process, Listener listener) {
    this.process = process;
    this.listener = listener;
    reader = Thread.ofPlatform().name("hears " + process.pid()).start(this::read);
  }

  /**
   * The command line of a program, for a JVM that lives for seconds.
   *
   * @param jvm options of the JVM besides those that each needs
   */
  public static List<String> command(List<String> jvm, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(jvm);
    command.add(main);
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Options with which a program starts in two thirds of the time: it finds its classes in an
   * archive of those that a first run had, which ends by itself. For whoever starts it many times.
   *
   * @param jvm options of the first run
   */
  public static List<String> archived(
      Path folder, List<String> jvm, String main, String... arguments)
      throws IOException, InterruptedException {
    String archive = folder.resolve("classes.jsa").toString();
    List<String> options = new ArrayList<>(jvm);
    // It does not speak of what cannot be archived, which is loaded as ever.
    options.addAll(List.of("-Xlog:disable", "-cp", jars(folder)));
    List<String> first = new ArrayList<>(options);
    first.add("-XX:ArchiveClassesAtExit=" + archive);
    try (ChildJvm child = start(command(first, main, arguments), (_, _) -> {})) {
      int code = child.gone();
      assertTrue(code == 0, () -> code + ": " + child.lines());
    }
    options.add("-XX:SharedArchiveFile=" + archive);
    return options;
  }

  /** The class path, with a jar in place of each folder: of those there are no archives. */
  private static String jars(Path folder) throws IOException {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.isEmpty() || !Files.isDirectory(Path.of(entry))) {
        path.add(entry);
        continue;
      }
      Path jar = folder.resolve("folder" + path.size() + ".jar");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> files = Files.walk(Path.of(entry))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String name = Path.of(entry).relativize(file).toString();
          out.putNextEntry(new JarEntry(name.replace(File.separatorChar, '/')));
          Files.copy(file, out);
        }
      }
      path.add(jar.toString());
    }
    return String.join(File.pathSeparator, path);
  }

  /**
   * Unpacks a library that a jar holds, and returns the option by which a JVM finds it there: what
   * is killed cannot remove what it has unpacked for itself.
   *
   * @param from any class of the jar
   * @param name of the file, at the jar's root
   */
  public static String library(Path folder, Class<?> from, String name) throws IOException {
    try (InputStream in = from.getResourceAsStream("/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), folder.resolve(name));
    }
    return "-Djava.library.path=" + folder;
  }

  /** Starts a command and hears what it says, on either of its outputs. */
  public static ChildJvm start(List<String> command, Listener listener) throws IOException {
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start(), listener);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        // Before it is told of, so that whoever fails about it can show it.
        lines.add(line);
        listener.heard(this, line);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      trouble = e + " ";
      kill();
    }
  }

  /** Lets another one hear from the next line on. */
  public void listen(Listener to) {
    listener = to;
  }

  /** All that it has said. */
  public List<String> lines() {
    return lines;
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it now. */
  public void kill() {
    // The process's own method would close what there is still to hear.
    process.toHandle().destroyForcibly();
  }

  /** Kills it some time from now, for which the caller waits. */
  public void killAfterMicros(long micros) {
    LockSupport.parkNanos(micros * 1_000);
    kill();
  }

  /** Asks it to end, as an operator does. */
  public void askToEnd() {
    process.toHandle().destroy();
  }

  /**
   * Waits until it is gone and all that it said was heard; returns its exit code.
   *
   * @throws AssertionError where it does not go, or its listener failed
   */
  public int gone() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "it goes on: " + lines);
    reader.join();
    assertTrue(trouble.isEmpty(), () -> trouble + lines);
    return process.exitValue();
  }

  /** The same, for what is to be killed: it must not have ended by itself. */
  public void goneKilled() throws InterruptedException {
    int code = gone();
    assertTrue(code == KILLED, () -> "it ended by itself with " + code + ": " + lines);
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
