package io.plimsoll.kernels.device.link;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The worker's side: maps the memory, answers request 1 when the device is ready, and then each
 * request in turn.
 *
 * <p>A byte on standard input says that there is a request, a byte on standard output that there is
 * an answer; what either says stands in the memory, so a driver that prints cannot confuse the
 * node. Where standard input ends the node is gone, and the worker ends at once, whatever it is
 * computing: a worker never outlives its node, unless it has been stopped by a signal.
 */
public final class Worker {

  /** The number of the request that a worker answers when its device is ready. */
  public static final long HELLO = 1;

  private final SharedMemory memory;
  private final DeviceKernels kernels;
  private final OutputStream bell;
  private final Semaphore rung = new Semaphore(0);

  private Worker(SharedMemory memory, DeviceKernels kernels, OutputStream bell) {
    this.memory = memory;
    this.kernels = kernels;
    this.bell = bell;
  }

  /** The arguments of a worker's main method. */
  public static List<String> arguments(Path file, Capacities capacities) {
    List<String> arguments = new ArrayList<>();
    arguments.add(file.toString());
    arguments.addAll(capacities.arguments());
    return arguments;
  }

  /**
   * Serves until standard input ends, which ends this JVM, or until the device cannot be opened.
   *
   * @param arguments of {@link #arguments}
   * @throws IOException where the memory cannot be mapped or the node does not listen
   */
  public static void serve(String[] arguments, DeviceKernels kernels) throws IOException {
    OutputStream bell = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    Path file = Path.of(arguments[0]);
    // The device is given addresses of this memory, so it stays mapped as long as the worker lives.
    SharedMemory memory = SharedMemory.map(file, Capacities.parse(arguments, 1), Arena.global());
    try {
      // The node has it mapped too. Without a name it is not left behind, whoever is killed.
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("the memory's file stays until the node deletes it: " + e);
    }
    new Worker(memory, kernels, bell).serve();
  }

  private void serve() throws IOException {
    Thread watcher = new Thread(this::watch, "plimsoll-watch");
    watcher.setDaemon(true);
    watcher.start();
    try {
      answer(HELLO, Outcome.OK, kernels.open(memory));
    } catch (Throwable e) {
      answer(HELLO, kernels.outcomeOf(e), sentence(e));
      return;
    }
    long answered = HELLO;
    while (true) {
      rung.acquireUninterruptibly();
      long asked = memory.asked();
      if (asked == answered) {
        continue;
      }
      answered = asked;
      try {
        kernels.run(memory.steps());
        answer(asked, Outcome.OK, "");
      } catch (Throwable e) {
        answer(asked, kernels.outcomeOf(e), sentence(e));
      }
    }
  }

  private void answer(long request, Outcome outcome, String message) throws IOException {
    memory.answer(request, outcome, message);
    bell.write(1);
  }

  /** What was thrown and what it came from, in one line and without colours. */
  private static String sentence(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = thrown.getCause() == null ? thrown.toString() : thrown + ", caused by " + root;
    return text.replaceAll("\\x1b\\[[0-9;]*m|\\s+", " ").strip();
  }

  private void watch() {
    InputStream in = System.in;
    try {
      while (in.read() >= 0) {
        rung.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
