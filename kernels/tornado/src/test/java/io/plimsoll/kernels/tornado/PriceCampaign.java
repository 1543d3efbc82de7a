package io.plimsoll.kernels.tornado;

import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.kernels.body.Black76Body;
import java.util.Random;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Prices cells on the device and says how many differ from the law; runs under TornadoVM. */
final class PriceCampaign {

  private static final int CELLS = 1 << 16;

  private PriceCampaign() {}

  /** Takes the seed and the number of rounds of 65,536 cells. */
  public static void main(String[] arguments) {
    Random random = new Random(Long.parseLong(arguments[0]));
    int rounds = Integer.parseInt(arguments[1]);
    LongArray forward = new LongArray(CELLS);
    LongArray strike = new LongArray(CELLS);
    LongArray log = new LongArray(CELLS);
    LongArray s = new LongArray(CELLS);
    IntArray exponent = new IntArray(CELLS);
    LongArray reciprocal = new LongArray(CELLS);
    LongArray call = new LongArray(CELLS);
    LongArray cdf = LongArray.fromArray(NormalCdf.cdfNodesQ62());
    LongArray density = LongArray.fromArray(NormalCdf.densityNodesQ64());
    TaskGraph graph =
        new TaskGraph("prices")
            .transferToDevice(
                DataTransferMode.EVERY_EXECUTION, forward, strike, log, s, exponent, reciprocal)
            .transferToDevice(DataTransferMode.FIRST_EXECUTION, cdf, density)
            .task(
                "calls",
                PriceKernel::calls,
                forward,
                strike,
                log,
                s,
                exponent,
                reciprocal,
                cdf,
                density,
                call)
            .transferToHost(DataTransferMode.EVERY_EXECUTION, call);
    TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
    long wrong = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < CELLS; i++) {
        long k = price(random, 100_000_000_000L);
        long f = random.nextInt(4) == 0 ? nearby(random, k) : price(random, k);
        long years =
            Black76Body.rootYearsQ60(1 + (random.nextLong() >>> (22 + random.nextInt(40))));
        long sQ54 = Black76Body.sQ54(random.nextLong() >>> (24 + random.nextInt(40)), years);
        if (random.nextInt(20) == 0) {
          sQ54 =
              Math.min(Black76Body.LARGEST_S_Q54, random.nextLong() >>> (4 + random.nextInt(59)));
        }
        boolean counts = sQ54 >= Black76Body.LEAST_S_Q54;
        forward.set(i, f);
        strike.set(i, k);
        log.set(i, f == 0 ? 0 : Black76Body.lnQ44(f) - Black76Body.lnQ44(k));
        s.set(i, sQ54);
        exponent.set(i, counts ? Black76Body.exponent(sQ54) : 0);
        reciprocal.set(i, counts ? Black76Body.reciprocalQ30(sQ54, Black76Body.exponent(sQ54)) : 0);
      }
      plan.execute();
      for (int i = 0; i < CELLS; i++) {
        long law = Black76Body.call(forward.get(i), strike.get(i), log.get(i), s.get(i));
        if (law != call.get(i)) {
          wrong++;
        }
      }
    }
    System.out.println("cells " + (long) rounds * CELLS + " wrong " + wrong);
  }

  /** Of any size, or of the usual one. */
  private static long price(Random random, long usual) {
    long price =
        switch (random.nextInt(8)) {
          case 0 -> random.nextLong() >>> (15 + random.nextInt(48));
          case 1 -> (1L << 49) - 1;
          default -> usual / 100 * (1 + random.nextInt(300)) + random.nextInt(1_000);
        };
    return Math.clamp(price, 1, (1L << 49) - 1);
  }

  private static long nearby(Random random, long k) {
    return Math.clamp(k + random.nextInt(5) - 2, 0, (1L << 49) - 1);
  }
}
