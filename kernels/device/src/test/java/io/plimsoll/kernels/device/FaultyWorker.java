package io.plimsoll.kernels.device;

import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.Counts;
import io.plimsoll.kernels.device.link.Outcome;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.device.link.Worker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A worker's process that fails in a way and at a call of its choice. */
final class FaultyWorker extends ReferenceKernels {

  /** Row that results are bent in. */
  static final int ROW = 123;

  private final String fault;
  private final int at;
  private int calls;
  private @Nullable FileChannel file;

  private FaultyWorker(String fault, int at) {
    this.fault = fault;
    this.at = at;
  }

  /** The first two arguments are the fault and the call at which it happens. */
  public static void main(String[] arguments) throws IOException {
    List<String> rest = List.of(arguments).subList(2, arguments.length);
    FaultyWorker worker = new FaultyWorker(arguments[0], Integer.parseInt(arguments[1]));
    // Before the memory loses its name.
    worker.file = FileChannel.open(Path.of(rest.getFirst()), StandardOpenOption.WRITE);
    Worker.serve(rest.toArray(new String[0]), worker);
  }

  /** Starts such workers. */
  static WorkerLauncher launcher(String fault, int at) {
    return new WorkerLauncher() {
      @Override
      public @Nullable String missing() {
        return fault.equals("missing") ? "nothing is installed here" : null;
      }

      @Override
      public List<String> command(Capacities capacities) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String main = fault.equals("no main class") ? "io.plimsoll.Nowhere" : name();
        List<String> command = new ArrayList<>();
        command.add(fault.equals("no java") ? java + "-which-is-not-there" : java);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        if (fault.equals("no module")) {
          command.add("--add-modules=not.installed");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(fault, Integer.toString(at)));
        return command;
      }
    };
  }

  private static String name() {
    return FaultyWorker.class.getName();
  }

  @Override
  public String open(SharedMemory shared) throws Exception {
    switch (fault) {
      case "no driver" -> throw new UnsatisfiedLinkError("libdevice.so is not there");
      case "no memory at start" -> throw new OutOfMemoryError("the device has 2 bytes");
      case "hang at start" -> hang();
      case "exit at start" -> Runtime.getRuntime().halt(3);
      default -> {}
    }
    return super.open(shared);
  }

  @Override
  public Outcome outcomeOf(Throwable thrown) {
    return thrown instanceof UnsatisfiedLinkError ? Outcome.NO_DRIVER : super.outcomeOf(thrown);
  }

  @Override
  public void run(int steps) throws Exception {
    if (fault.equals("slow")) {
      Thread.sleep(100);
    }
    boolean now = calls == at;
    calls++;
    if (!now) {
      super.run(steps);
      return;
    }
    switch (fault) {
      case "exception" -> throw new IllegalStateException("the device is on fire");
      case "out of memory" -> throw new OutOfMemoryError("the device has 2 bytes");
      case "hang" -> hang();
      case "error" -> throw new AssertionError("the driver is beside itself");
      case "memory is cut" -> Objects.requireNonNull(file).truncate(4_096);
      case "exit" -> Runtime.getRuntime().halt(7);
      case "nothing done" -> {}
      default -> {
        super.run(steps);
        bend();
      }
    }
  }

  private static void hang() throws InterruptedException {
    System.err.println("hanging");
    Thread.sleep(Long.MAX_VALUE);
  }

  private void bend() {
    int row = Math.min(ROW, memory().count(Counts.ROWS) - 1);
    int scenarios = memory().count(Counts.SCENARIOS);
    switch (fault) {
      case "bit of a loss" -> flip(Column.WORST_PNL, row, 17);
      case "lowest bit of a loss" -> flip(Column.WORST_PNL, row, 0);
      case "highest bit of a loss" -> flip(Column.WORST_PNL, row, 63);
      case "bit of a checksum" -> flip(Column.CHECKSUM, row, 41);
      case "bit of a runner-up" -> flip(Column.RUNNER_UP_PNL, row, 5);
      case "argmin in range" -> nextScenario(Column.WORST, row, scenarios);
      case "runner-up in range" -> nextScenario(Column.RUNNER_UP, row, scenarios);
      case "argmin out of range" -> set(Column.WORST, row, scenarios);
      case "argmin negative" -> set(Column.WORST, row, -1);
      case "argmin far out of range" -> set(Column.WORST, row, Integer.MAX_VALUE);
      case "runner-up is the worst" -> set(Column.RUNNER_UP, row, get(Column.WORST, row));
      case "exchanged" -> exchange(row);
      case "wrong choice" -> choose(row);
      case "torn" -> tear(memory().count(Counts.ROWS));
      default -> {}
    }
  }

  private void flip(Column column, int row, int bit) {
    MemorySegment segment = memory().column(column);
    long value = segment.getAtIndex(ValueLayout.JAVA_LONG, row);
    segment.setAtIndex(ValueLayout.JAVA_LONG, row, value ^ (1L << bit));
  }

  private int get(Column column, int row) {
    return memory().column(column).getAtIndex(ValueLayout.JAVA_INT, row);
  }

  private void set(Column column, int row, int value) {
    memory().column(column).setAtIndex(ValueLayout.JAVA_INT, row, value);
  }

  /** A scenario that exists and is neither the worst nor the runner-up. */
  private void nextScenario(Column column, int row, int scenarios) {
    int next = get(column, row);
    do {
      next = (next + 1) % scenarios;
    } while (next == get(Column.WORST, row) || next == get(Column.RUNNER_UP, row));
    set(column, row, next);
  }

  /** The runner-up passed off as the worst, with its right loss: sums and losses are all right. */
  private void exchange(int row) {
    MemorySegment worstPnl = memory().column(Column.WORST_PNL);
    MemorySegment runnerUpPnl = memory().column(Column.RUNNER_UP_PNL);
    long first = worstPnl.getAtIndex(ValueLayout.JAVA_LONG, row);
    long second = runnerUpPnl.getAtIndex(ValueLayout.JAVA_LONG, row);
    int worst = get(Column.WORST, row);
    worstPnl.setAtIndex(ValueLayout.JAVA_LONG, row, second);
    runnerUpPnl.setAtIndex(ValueLayout.JAVA_LONG, row, first);
    set(Column.WORST, row, get(Column.RUNNER_UP, row));
    set(Column.RUNNER_UP, row, worst);
  }

  /** The two best scenarios passed off as the two worst: sums, losses and order are right. */
  private void choose(int row) {
    long[] pnl = pnl(row);
    for (int s = 0; s < pnl.length; s++) {
      pnl[s] = -pnl[s];
    }
    int best = least(pnl, -1);
    int second = least(pnl, best);
    boolean inOrder = pnl[second] > pnl[best] || best > second;
    int first = inOrder ? second : best;
    int last = inOrder ? best : second;
    store(row, -pnl[first], first, -pnl[last], last);
  }

  /** The second half of the results never arrives. */
  private void tear(int rows) {
    for (Column column : List.of(Column.WORST_PNL, Column.RUNNER_UP_PNL, Column.CHECKSUM)) {
      long from = rows / 2L * Long.BYTES;
      memory().column(column).asSlice(from, (long) rows * Long.BYTES - from).fill((byte) 0);
    }
  }

  /** Whether a process still runs and is not a corpse. */
  static boolean runs(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.exists(status)) {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
    String text = Objects.requireNonNull(Files.readString(status));
    return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
  }
}
