package io.plimsoll.bench.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The suites, in the order in which they run. */
public enum Suite {
  /** The machine's own multiply-accumulate and memory limits. */
  LIMITS("LimitsBenchmark"),
  /** Re-margining accounts. */
  REVALUE("RevalueBenchmark"),
  /** Accounts of several risk units, and tails over a thousand scenarios. */
  ACCOUNTS("AccountsBenchmark"),
  /** Checking on the CPU what a device says of accounts. */
  CHECK("DeviceCheckBenchmark"),
  /** Re-margining accounts on a device; measured only where it is named. */
  DEVICE("DeviceBenchmark"),
  /** Black-76 on a chain of options, by us and by peers. */
  PRICE("PriceBenchmark"),
  /** Fills in blocks, checked on both sides. */
  FILLS("FillBenchmark"),
  /** Trades of a matching engine with risk checks that is not ours. */
  EXCHANGE("ExchangeCoreBenchmark"),
  /** The phase of re-margining, after few or many positions have changed. */
  REMARGIN("RemarginBenchmark"),
  /** What a chain and its tree take of the heap. */
  MEMORY("MemoryBenchmark"),
  /** Snapshots, restoring, undo. */
  SNAPSHOT("SnapshotBenchmark"),
  /** Leaves of the state tree. */
  ROOT("RootBenchmark"),
  /** Products, quotients and functions, by us and by peers. */
  FIXED("FixedPointBenchmark"),
  /** Margin models on a market maker's book. */
  MODELS("ModelsBenchmark");

  private static final String CHANGES = "changed=0.1%,1%,100%,prices";

  private static final String MAKER = "node-adapter/books/market-maker.json";

  /** Positions of it that a smoke test takes. */
  private static final int FEW = 40;

  /** Models whose scenarios books without one position share. */
  private static final String SHARING =
      "engine=bybit/illustrative,deribit/2024-06,okx/illustrative,portfolio/illustrative";

  private final String type;

  Suite(String type) {
    this.type = type;
  }

  /** Whether a run has it that names no suites: what needs more than a machine does not belong. */
  public boolean isUsual() {
    return this != DEVICE;
  }

  /** Its name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * JMH's command lines for this suite, one after another.
   *
   * @param threads the number of threads of the engines that have several, at least 1
   */
  List<List<String>> commands(Pace pace, int threads) {
    List<List<String>> commands = new ArrayList<>();
    switch (this) {
      // Held against one and several threads of an engine, so measured with as many.
      case LIMITS -> {
        commands.add(command(pace, "-t", "1"));
        if (threads > 1) {
          commands.add(command(pace, "-t", Integer.toString(threads)));
        }
      }
      case REVALUE ->
          commands.add(command(pace, "-p", "rows=" + pace.rows, "-p", engines(threads)));
      case CHECK -> commands.add(command(pace, "-p", "rows=" + pace.rows));
      case DEVICE -> {
        String rows = "rows=" + pace.chain;
        commands.add(
            only(
                "revalue",
                command(pace, "-p", rows, "-p", "engine=simd:" + threads + ",tornado:" + threads)));
        commands.add(
            only(
                "revalueAfterFills", command(pace, "-p", rows, "-p", "engine=tornado:" + threads)));
        commands.add(only("unchecked", command(pace, "-p", rows, "-p", "engine=tornado:1")));
      }
      case ACCOUNTS, PRICE -> commands.add(command(pace, "-p", engines(threads)));
      case FILLS, EXCHANGE -> commands.add(command(pace, "-p", "rows=" + pace.chain));
      case REMARGIN -> {
        String rows = "rows=" + pace.chain;
        commands.add(
            only("remargin", command(pace, "-p", rows, "-p", "engine=simd:1", "-p", CHANGES)));
        commands.add(
            only(
                "(pack|packAndRevalue|remarginToEnd)",
                command(pace, "-p", rows, "-p", "engine=simd:1", "-p", "changed=prices")));
      }
      case MEMORY -> {
        String rows = "rows=" + pace.chain;
        commands.add(only("subaccounts", once(pace, 0, 1, "-p", rows)));
        commands.add(only("leaves", once(pace, 0, 1, "-p", rows, "-p", "engine=portfolio:1")));
      }
      case SNAPSHOT -> {
        int warmups = pace == Pace.SMOKE ? 0 : 1;
        int times = pace == Pace.SMOKE ? 1 : 3;
        String rows = "rows=" + pace.chain;
        commands.add(only("(snapshot|restore)", once(pace, warmups, times, "-p", rows)));
        commands.add(only("undo", once(pace, warmups, times, "-p", "rows=" + pace.accounts)));
      }
      case ROOT -> commands.add(command(pace, "-p", "rows=" + pace.leaves));
      case FIXED -> commands.add(command(pace));
      case MODELS -> {
        String book = "book=" + Path.of(System.getProperty("plimsoll.root", ""), MAKER);
        String taken = "positions=" + (pace == Pace.SMOKE ? FEW : 1_000);
        List<String> whole = command(pace, "-p", book, "-p", taken);
        List<String> prices = new ArrayList<>(whole);
        List<String> adds = new ArrayList<>(whole);
        adds.addAll(adds.size() - 1, List.of("-p", SHARING));
        commands.add(only("assess", whole));
        commands.add(only("liquidationPrices", prices));
        commands.add(only("leaveOneOut", adds));
      }
    }
    return commands;
  }

  private static String engines(int threads) {
    return "engine=scalar:1,simd:1" + (threads > 1 ? ",simd:" + threads : "");
  }

  private List<String> command(Pace pace, String... more) {
    List<String> command = new ArrayList<>(pace.options(this));
    command.addAll(List.of(more));
    command.add("\\." + type + "\\.");
    return command;
  }

  /** A command line of benchmarks that are measured some times each, not for a time. */
  private List<String> once(Pace pace, int warmups, int times, String... more) {
    List<String> command = new ArrayList<>(pace.oneJvm());
    command.addAll(List.of("-wi", "" + warmups, "-i", "" + times));
    command.addAll(List.of(more));
    command.add("\\." + type + "\\.");
    return command;
  }

  /** The same command line for some of a suite's benchmarks. */
  private static List<String> only(String name, List<String> command) {
    command.set(command.size() - 1, command.getLast() + name + "$");
    return command;
  }

  /** The suite of a JMH benchmark's full name. */
  static Suite of(String benchmark) {
    for (Suite suite : values()) {
      if (benchmark.contains("." + suite.type + ".")) {
        return suite;
      }
    }
    throw new IllegalArgumentException("no suite holds the benchmark " + benchmark);
  }
}
