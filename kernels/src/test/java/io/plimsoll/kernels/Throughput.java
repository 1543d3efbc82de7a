package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.TailRank;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * A program that prints how fast each engine prices a chain and revalues rows here, beside what the
 * machine's multiplications and memory allow; see the module's README for its command. Arguments:
 * what to measure (rows, joint or tails), the number of rows, positions a row, scenarios,
 * instruments.
 */
final class Throughput {

  private static final int ROUNDS = 11;
  private static final int WARM_UP = 8;
  private static final int THREADS = 2;
  private static final int MEGABYTES = 128;

  private final String what;
  private final int rows;
  private final int positions;
  private final ScenarioSet set;
  private final PricingBatch batch = new PricingBatch();
  private final Revaluation in = new Revaluation();
  private final RiskArrays arrays = new RiskArrays();
  private final LossTable losses = new LossTable();
  private final TailTable tails = new TailTable();
  private final AccountRows accounts = new AccountRows();

  private Throughput(String[] args) {
    what = args.length > 0 ? args[0] : "rows";
    rows = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    positions = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    int scenarios = args.length > 3 ? Integer.parseInt(args[3]) : 33;
    int instruments = args.length > 4 ? Integer.parseInt(args[4]) : 512;
    set = scenarios(scenarios);
    chain(instruments);
    book(instruments);
  }

  /** Of a size that a stress matrix has, that matrix; else moves that count whole. */
  private static ScenarioSet scenarios(int count) {
    if (count == 23 || count == 35) {
      return ScenarioSet.stressMatrix(150_000, count / 7, 250_000, 275_000, 450_000, 350_000);
    }
    Random random = new Random(2);
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    for (int s = 0; s < count; s++) {
      int volMovePpm = (s % 3 - 1) * 250_000;
      builder.add("move " + s, random.nextInt(300_001) - 150_000, volMovePpm, 1_000_000);
    }
    return builder.build();
  }

  private void chain(int instruments) {
    batch.addScenarioSet(set);
    for (int i = 0; i < instruments; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 50_000_000_000L + 100_000_000_000L * i / instruments;
      batch.addOption(
          kind,
          100_000_000_000L,
          strike,
          500_000 + 100L * i,
          86_400_000L * (1 + i % 8),
          1L << 62,
          1,
          1_000_000,
          3,
          0);
    }
  }

  private void book(int instruments) {
    Random random = new Random(1);
    int[] start = new int[rows];
    int[] end = new int[rows];
    int[] unitScale = new int[rows];
    int[] instrument = new int[rows * positions];
    long[] lots = new long[rows * positions];
    for (int row = 0; row < rows; row++) {
      start[row] = row * positions;
      end[row] = start[row] + positions;
      unitScale[row] = 3;
      for (int p = start[row]; p < end[row]; p++) {
        instrument[p] = random.nextInt(instruments);
        lots[p] = random.nextInt(2_000_001) - 1_000_000L;
      }
    }
    in.addScenarioSet(set);
    in.shareRows(rows, start, end, new int[rows], unitScale);
    in.sharePositions(instrument, lots);
    int rowsOfAnAccount = what.equals("joint") ? 2 : 1;
    for (int row = 0; row + rowsOfAnAccount <= rows; row += rowsOfAnAccount) {
      accounts.add(row, row + rowsOfAnAccount);
    }
  }

  /** Prints the figures. */
  public static void main(String[] args) throws Exception {
    new Throughput(args).measure();
  }

  private void measure() throws Exception {
    System.out.println(
        what
            + ": "
            + rows
            + " rows x "
            + positions
            + " positions x "
            + set.size()
            + " scenarios, "
            + batch.count()
            + " options");
    Engine[] engines = {
      Engines.create("scalar", 1), Engines.create("simd", 1), Engines.create("simd", THREADS)
    };
    double[][] ms = new double[engines.length][ROUNDS];
    double[][] limits = new double[3][ROUNDS];
    try (Probes probes = new Probes(THREADS, MEGABYTES)) {
      // Engines take turns, so that a change of the machine's speed hits all alike.
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double[] now = {probes.narrow(), probes.full(), probes.stream()};
        for (int i = 0; round >= 0 && i < now.length; i++) {
          limits[i][round] = now[i];
        }
        for (int e = 0; e < engines.length; e++) {
          // The law takes its time, and need not be warmed up for long.
          if (e > 0 || round >= 0 || round == -1) {
            double took = run(engines[e]);
            if (round >= 0) {
              ms[e][round] = took;
            }
          }
        }
      }
    }
    print(ms, limits);
    for (Engine engine : engines) {
      engine.close();
    }
  }

  private double run(Engine engine) {
    engine.price(batch, arrays);
    // Short calls are repeated, else the compiler would not have seen them often enough.
    int times = Math.max(1, 500_000 / rows);
    long begin = System.nanoTime();
    for (int i = 0; i < times; i++) {
      once(engine);
    }
    return (System.nanoTime() - begin) / 1e6 / times;
  }

  private void once(Engine engine) {
    switch (what) {
      case "joint" -> engine.revalueJoint(in, accounts, arrays, losses);
      case "tails" ->
          engine.tails(in, accounts, arrays, new TailRule(990_000, TailRank.FLOOR_PLUS_ONE), tails);
      default -> engine.revalue(in, arrays, losses);
    }
  }

  private void print(double[][] ms, double[][] limits) {
    double narrow = median(limits[0]);
    double stream = median(limits[2]);
    System.out.println(
        String.format(
            Locale.ROOT,
            "limits of %d threads: %.1f G narrow and %.1f G full multiply-accumulates/s, read %.1f"
                + " GB/s",
            THREADS,
            narrow,
            median(limits[1]),
            stream));
    double cells = (double) rows * positions * set.size();
    double padded = (double) rows * positions * arrays.stride();
    // A position is an instrument and lots; a row its columns here and in the loss table.
    double bytes = rows * (positions * 12.0 + 16 + 24);
    String[] names = {"scalar", "simd, 1 thread", "simd, 2 threads"};
    for (int e = 0; e < names.length; e++) {
      double took = median(ms[e]);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%-16s %9.3f ms [%.3f..%.3f] (%5.2fx), %6.2f ns a row, %5.2f G cells/s",
              names[e],
              took,
              Arrays.stream(ms[e]).min().orElseThrow(),
              Arrays.stream(ms[e]).max().orElseThrow(),
              median(ms[0]) / took,
              took * 1e6 / rows,
              cells / took / 1e6));
    }
    double took = median(ms[2]);
    System.out.println(
        String.format(
            Locale.ROOT,
            "of the limits: multiplications %.2f ms (%.0f%%), with padded lanes %.2f ms (%.0f%%),"
                + " memory %.2f ms (%.0f%%)",
            cells / narrow / 1e6,
            cells / narrow / 1e4 / took,
            padded / narrow / 1e6,
            padded / narrow / 1e4 / took,
            bytes / stream / 1e6,
            bytes / stream / 1e4 / took));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
