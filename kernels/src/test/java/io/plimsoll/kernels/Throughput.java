package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * A program that prints how fast each engine prices a chain and revalues rows here; see the
 * module's README for its command. Arguments: rows (1,000,000), positions a row (10), steps per
 * side of the stress matrix (3: 23 scenarios).
 */
final class Throughput {

  private static final int INSTRUMENTS = 512;
  private static final int ROUNDS = 9;

  private Throughput() {}

  public static void main(String[] args) {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int positions = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int steps = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    ScenarioSet set = ScenarioSet.stressMatrix(150_000, steps, 250_000, 275_000, 450_000, 350_000);
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    for (int i = 0; i < INSTRUMENTS; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 50_000_000_000L + 200_000_000L * i;
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
        instrument[p] = random.nextInt(INSTRUMENTS);
        lots[p] = random.nextInt(2_000_001) - 1_000_000L;
      }
    }
    Revaluation in = new Revaluation();
    in.addScenarioSet(set);
    in.shareRows(rows, start, end, new int[rows], unitScale);
    in.sharePositions(instrument, lots);
    System.out.println(
        rows
            + " rows x "
            + positions
            + " positions x "
            + set.size()
            + " scenarios, "
            + INSTRUMENTS
            + " options");
    Engine[] engines = {
      Engines.create("scalar", 1), Engines.create("simd", 1), Engines.create("simd", 2)
    };
    measure(engines, batch, in, (long) rows * positions * set.size());
    for (Engine engine : engines) {
      engine.close();
    }
  }

  private static void measure(Engine[] engines, PricingBatch batch, Revaluation in, long cells) {
    double[][] priceMs = new double[engines.length][ROUNDS];
    double[][] revalueMs = new double[engines.length][ROUNDS];
    RiskArrays arrays = new RiskArrays();
    LossTable table = new LossTable();
    // Engines take turns, so that a change of the machine's speed hits all alike.
    for (int round = -3; round < ROUNDS; round++) {
      for (int e = 0; e < engines.length; e++) {
        long begin = System.nanoTime();
        engines[e].price(batch, arrays);
        long between = System.nanoTime();
        engines[e].revalue(in, arrays, table);
        long end = System.nanoTime();
        if (round >= 0) {
          priceMs[e][round] = (between - begin) / 1e6;
          revalueMs[e][round] = (end - between) / 1e6;
        }
      }
    }
    String[] names = {"scalar", "simd, 1 thread", "simd, 2 threads"};
    for (int e = 0; e < engines.length; e++) {
      Arrays.sort(priceMs[e]);
      Arrays.sort(revalueMs[e]);
      double median = revalueMs[e][ROUNDS / 2];
      System.out.println(
          String.format(
              Locale.ROOT,
              "%-16s price %7.2f ms (%5.2fx)  revalue %8.2f ms (%5.2fx), %5.2f G cells/s",
              names[e],
              priceMs[e][ROUNDS / 2],
              priceMs[0][ROUNDS / 2] / priceMs[e][ROUNDS / 2],
              median,
              revalueMs[0][ROUNDS / 2] / median,
              cells / median / 1e6));
    }
  }
}
