package io.plimsoll.bench.measure;

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
  /** Black-76 on a chain of options, by us and by peers. */
  PRICE("PriceBenchmark"),
  /** Fills in blocks, checked on both sides. */
  FILLS("FillBenchmark"),
  /** Leaves of the state tree. */
  ROOT("RootBenchmark"),
  /** Products, quotients and functions, by us and by peers. */
  FIXED("FixedPointBenchmark");

  private final String type;

  Suite(String type) {
    this.type = type;
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
      case ACCOUNTS, PRICE -> commands.add(command(pace, "-p", engines(threads)));
      case FILLS -> commands.add(command(pace, "-p", "rows=" + pace.accounts));
      case ROOT -> commands.add(command(pace, "-p", "rows=" + pace.leaves));
      case FIXED -> commands.add(command(pace));
    }
    return commands;
  }

  private static String engines(int threads) {
    return "engine=scalar:1,simd:1" + (threads > 1 ? ",simd:" + threads : "");
  }

  private List<String> command(Pace pace, String... more) {
    List<String> command = new ArrayList<>(pace.options(this == FIXED));
    command.addAll(List.of(more));
    command.add("\\." + type + "\\.");
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
