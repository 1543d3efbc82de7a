package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Samples;
import java.math.BigDecimal;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NormalCdfTest {

  private static final int RUNS = 2_000;
  private static final long EIGHT = 8L << 54;

  /** In units of 2^-62, as derived at {@link NormalCdf#q62}. */
  static final String CDF_BOUND = "1412";

  /** In units of 2^-62, as derived at {@link NormalCdf#densityQ62}. */
  static final String DENSITY_BOUND = "206";

  /** At the nodes and just before them, where the series reaches farthest; at 0 and 8; anywhere. */
  static long argument(Samples samples) {
    long near =
        switch (samples.nextInt(4)) {
          case 0 -> (long) samples.nextInt(4097) << 45;
          case 1 -> ((long) samples.nextInt(4097) << 45) - 1;
          case 2 -> samples.nextInt(2) == 0 ? 0 : EIGHT;
          default -> Long.remainderUnsigned(samples.next(), EIGHT);
        };
    long h = Math.min(EIGHT, near + samples.nextInt(5) - 2);
    return samples.nextInt(2) == 0 ? h : -h;
  }

  private static Largest largestError(LongUnaryOperator own, UnaryOperator<BigDecimal> exact) {
    Samples samples = new Samples();
    Largest largest = new Largest("units of 2^-62");
    for (int run = 0; run < RUNS; run++) {
      long h = argument(samples);
      BigDecimal truth = exact.apply(Exact.ofQ(h, 54));
      largest.see(own.applyAsLong(h), Exact.units(truth, 62), h);
    }
    return largest;
  }

  @Test
  void errorsAreWithinTheirBounds() {
    Largest cdf = largestError(NormalCdf::q62, Exact::cdf);
    System.out.println("NormalCdf.q62: largest error " + cdf + Samples.seed());
    assertTrue(cdf.isBelow(CDF_BOUND), () -> cdf + Samples.seed());
    Largest density = largestError(NormalCdf::densityQ62, Exact::density);
    System.out.println("NormalCdf.densityQ62: largest error " + density + Samples.seed());
    assertTrue(density.isBelow(DENSITY_BOUND), () -> density + Samples.seed());
  }

  @Test
  void itIsSymmetricAndNeverLeavesItsRange() {
    assertEquals(1L << 61, NormalCdf.q62(0));
    Samples samples = new Samples();
    for (int run = 0; run < 100_000; run++) {
      long h = Math.max(-Long.MAX_VALUE, samples.next());
      long value = NormalCdf.q62(h);
      assertEquals(1L << 62, value + NormalCdf.q62(-h), () -> h + Samples.seed());
      assertEquals(NormalCdf.densityQ62(h), NormalCdf.densityQ62(-h), () -> h + Samples.seed());
      assertTrue(value >= 0 && value <= 1L << 62, () -> h + Samples.seed());
    }
  }

  @Test
  void beyondEightItIsWhatItIsAtEight() {
    for (long h : new long[] {EIGHT + 1, 2 * EIGHT, Long.MAX_VALUE}) {
      assertEquals(NormalCdf.q62(EIGHT), NormalCdf.q62(h));
      assertEquals(NormalCdf.q62(-EIGHT), NormalCdf.q62(-h));
    }
    assertEquals(NormalCdf.q62(-EIGHT), NormalCdf.q62(Long.MIN_VALUE));
    BigDecimal left = BigDecimal.ONE.subtract(Exact.cdf(BigDecimal.valueOf(8)));
    assertTrue(Exact.units(left, 50).compareTo(BigDecimal.ONE) < 0);
  }

  private static BigDecimal node(int i) {
    return BigDecimal.valueOf(i).divide(BigDecimal.valueOf(512));
  }

  @Test
  void tablesHoldTheNearestNumbers() {
    assertEquals(
        Exact.AGREES, Exact.firstDifference(NormalCdf.CDF_Q62, 62, i -> Exact.cdf(node(i))));
    assertEquals(
        Exact.AGREES,
        Exact.firstDifference(NormalCdf.DENSITY_Q62, 62, i -> Exact.density(node(i))));
    long[] wrong = NormalCdf.DENSITY_Q62.clone();
    wrong[3]++;
    assertTrue(
        Exact.firstDifference(wrong, 62, i -> Exact.density(node(i))).startsWith("entry 3 is "));
  }

  /** The kernel's nodes are these plus the line, at most the quartic term of a step. */
  @Test
  void theKernelsNodesAreNextToThese() {
    long[] cdf = NormalCdf.cdfNodesQ62();
    long[] density = NormalCdf.densityNodesQ64();
    assertEquals(4_097, cdf.length);
    assertEquals(4_097, density.length);
    for (int i = 0; i < 4_096; i++) {
      assertTrue(Math.abs(cdf[i] - NormalCdf.CDF_Q62[i]) < 1L << 25, "node " + i);
      assertTrue(Math.abs((density[i] >>> 2) - NormalCdf.DENSITY_Q62[i]) < 1L << 36, "node " + i);
    }
    assertEquals(1L << 62, cdf[4_096]);
    assertEquals(0, density[4_096]);
    cdf[0] = 0;
    assertTrue(NormalCdf.cdfNodesQ62()[0] != 0, "the table itself was given out");
  }

  @Test
  void tablesAreTheSameEverywhere() {
    assertEquals(
        "405e7f98dc6f4b21bc0c929095196a59a0963c80a777707f52857836848a7bff",
        Exact.sha256(NormalCdf.CDF_Q62));
    assertEquals(
        "54daa53214f5cc718f5e1b4665789a2bab80cbbe61e10ee0e9a1860494d20994",
        Exact.sha256(NormalCdf.DENSITY_Q62));
    assertEquals(
        "b84df77f4f4d35baaa41a3b703605bcb23be5974bc2dde3d9e9439890b456b17",
        Exact.sha256(NormalCdf.cdfNodesQ62()));
    assertEquals(
        "6818653ed3c2489d4782b21ed38022ba7037a721e80f86ffe8ad6bb5e338db6d",
        Exact.sha256(NormalCdf.densityNodesQ64()));
  }

  @Test
  void mistakesAreCaught() {
    assertFalse(largestError(h -> NormalCdf.q62(h) + (1L << 15), Exact::cdf).isBelow(CDF_BOUND));
    // An argument one unit of 2^-46 too large.
    assertFalse(
        largestError(h -> NormalCdf.densityQ62(h + 256), Exact::density).isBelow(DENSITY_BOUND));
  }
}
