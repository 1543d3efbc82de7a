package io.plimsoll.kernels.device;

import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Outcome;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.device.link.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A worker's process and the memory shared with it. One thread asks at a time; two daemon threads
 * hear what the process says.
 */
final class WorkerProcess implements AutoCloseable {

  /** Memory that is a file in name only: nothing is written to a disk. */
  private static final Path MEMORY_FOLDER = Path.of("/dev/shm");

  private static final int TAIL_BYTES = 2_048;
  private static final String BELL = "\u0001";

  /** A block may wait for it: what hangs in a driver may not even end when it is killed. */
  private static final long LONGEST_FAREWELL_MS = 1_000;

  private final Path folder;
  private final Path file;
  private final SharedMemory memory;
  private final Process process;
  private final Semaphore rung = new Semaphore(0);
  private final StringBuilder tail = new StringBuilder();
  private final Thread bell;
  private final Thread errors;
  private volatile boolean ended;
  private long request = Worker.HELLO;
  private String device = DeviceAlarm.UNKNOWN;

  private WorkerProcess(Path folder, Path file, SharedMemory memory, Process process) {
    this.folder = folder;
    this.file = file;
    this.memory = memory;
    this.process = process;
    bell = daemon("plimsoll-device-bell", this::hearBell);
    errors = daemon("plimsoll-device-errors", this::hearErrors);
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Starts a process; it may not be ready yet. */
  static WorkerProcess start(WorkerLauncher launcher, Capacities capacities) throws DeviceFault {
    String missing = launcher.missing();
    if (missing != null) {
      throw new DeviceFault(Fault.NOT_STARTED, missing);
    }
    Path folder = null;
    try {
      folder = newFolder(capacities);
      Path file = Files.createFile(folder.resolve("memory"));
      SharedMemory.reserve(file, capacities);
      SharedMemory memory = SharedMemory.map(file, capacities, Arena.ofAuto());
      List<String> command = new ArrayList<>(launcher.command(capacities));
      command.addAll(Worker.arguments(file, capacities));
      Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
      return new WorkerProcess(folder, file, memory, process);
    } catch (IOException | RuntimeException e) {
      delete(folder == null ? List.of() : List.of(folder.resolve("memory"), folder));
      throw new DeviceFault(Fault.NOT_STARTED, String.valueOf(e.getMessage()));
    }
  }

  /** A folder of our own, which nobody else may read, in memory where there is room. */
  private static Path newFolder(Capacities capacities) throws IOException {
    String name = "plimsoll-device-";
    return Files.isWritable(MEMORY_FOLDER) && SharedMemory.fits(MEMORY_FOLDER, capacities)
        ? Files.createTempDirectory(MEMORY_FOLDER, name)
        : Files.createTempDirectory(name);
  }

  SharedMemory memory() {
    return memory;
  }

  /** The memory's file; it is soon gone. */
  Path file() {
    return file;
  }

  /** What a person calls the device. */
  String device() {
    return device;
  }

  long pid() {
    return process.pid();
  }

  /** Waits until the device is ready. */
  void awaitReady(long limitMs) throws DeviceFault {
    await(limitMs);
    device = memory.message();
    // The worker has mapped it too and deleted the file, where its system lets it.
    delete(List.of(file, folder));
  }

  /** Asks for steps and waits until they are done. */
  void call(int steps, long limitMs) throws DeviceFault {
    request++;
    memory.ask(request, steps);
    try {
      OutputStream bell = process.getOutputStream();
      bell.write(1);
      bell.flush();
    } catch (IOException e) {
      // The process is gone, which the wait below finds and reports.
      ended = true;
    }
    await(limitMs);
  }

  private void await(long limitMs) throws DeviceFault {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    boolean interrupted = false;
    try {
      while (true) {
        // Read before the answer: what a process said before it ended still counts.
        boolean hasEnded = ended;
        if (memory.answered() == request) {
          requireOk();
          return;
        }
        if (hasEnded) {
          throw new DeviceFault(Fault.DIED, farewell());
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new DeviceFault(Fault.DEADLINE, "no answer within " + limitMs + " ms" + said());
        }
        try {
          boolean heard = rung.tryAcquire(left, TimeUnit.NANOSECONDS);
          if (heard) {
            rung.drainPermits();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireOk() throws DeviceFault {
    Outcome outcome = memory.outcome();
    String message = memory.message();
    switch (outcome) {
      case OK -> {}
      case NO_DRIVER -> throw new DeviceFault(Fault.NO_DRIVER, message + said());
      case OUT_OF_MEMORY -> throw new DeviceFault(Fault.OUT_OF_MEMORY, message + said());
      case FAILED -> throw new DeviceFault(Fault.FAILED, message + said());
    }
  }

  private String farewell() {
    try {
      if (process.waitFor(LONGEST_FAREWELL_MS, TimeUnit.MILLISECONDS)) {
        bell.join(LONGEST_FAREWELL_MS);
        errors.join(LONGEST_FAREWELL_MS);
        return "exit value " + process.exitValue() + said();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "it closed its output" + said();
  }

  private String said() {
    String said;
    synchronized (tail) {
      said = tail.toString().strip();
    }
    return said.isEmpty() ? "" : "; it said: " + said;
  }

  private void hearBell() {
    byte[] bytes = new byte[TAIL_BYTES];
    try (InputStream in = process.getInputStream()) {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        rung.release();
        // A JVM that cannot start says why here, and not where errors go.
        keep(new String(bytes, 0, read, StandardCharsets.UTF_8).replace(BELL, ""));
      }
    } catch (IOException e) {
      keep(e.toString());
    } finally {
      ended = true;
      rung.release();
    }
  }

  private void hearErrors() {
    byte[] bytes = new byte[TAIL_BYTES];
    try (InputStream in = process.getErrorStream()) {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        keep(new String(bytes, 0, read, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      keep(e.toString());
    }
  }

  /** The end of what the process says is what an operator needs. */
  private void keep(String words) {
    synchronized (tail) {
      tail.append(words);
      tail.delete(0, Math.max(0, tail.length() - TAIL_BYTES));
    }
  }

  /** Kills the process. The memory is let go when nothing refers to it any more. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      // A late worker still writes into the memory; nobody reads it from here on.
      process.waitFor(LONGEST_FAREWELL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(List.of(file, folder));
  }

  private static void delete(List<Path> paths) {
    for (Path path : paths) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Where a system does not let go of a file in use, it is left to the system's cleaning.
        path.toFile().deleteOnExit();
      }
    }
  }
}
