package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Samples;
import io.plimsoll.fixed.raw.Raw;
import java.math.BigDecimal;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class LnTest {

  private static final int RUNS = 10_000;
  static final String BOUND = "0.505";

  /** In units of 2^-57, as derived at {@link Ln#q57}; and of two within a factor of 100. */
  static final String BOUND_Q57 = "34";

  private static final String BOUND_OF_RATIO = "9";

  /** A third of the samples lie at the border of two steps of the table. */
  static long argument(Samples samples) {
    if (samples.nextInt(3) == 0) {
      long border = (256L + samples.nextInt(256)) << samples.nextInt(55);
      return border + samples.nextInt(3) - 1;
    }
    return Math.max(1, samples.next() & Long.MAX_VALUE);
  }

  private static Largest largestError(LongUnaryOperator ln, int runs) {
    Samples samples = new Samples();
    Largest largest = new Largest("units of 2^-44");
    for (int run = 0; run < runs; run++) {
      long x = argument(samples);
      largest.see(ln.applyAsLong(x), Exact.units(Exact.ln(BigDecimal.valueOf(x)), 44), x);
    }
    return largest;
  }

  @Test
  void errorIsWithinItsBound() {
    Largest largest = largestError(Ln::q44, RUNS);
    System.out.println("Ln.q44: largest error " + largest + Samples.seed());
    assertTrue(largest.isBelow(BOUND), () -> largest + Samples.seed());
  }

  @Test
  void theLongFormIsWithinItsBoundAndDifferencesAreNearer() {
    Samples samples = new Samples();
    Largest largest = new Largest("units of 2^-57");
    Largest ofRatio = new Largest("units of 2^-57");
    for (int run = 0; run < RUNS / 2; run++) {
      long x = argument(samples);
      long size = Math.min(x, Long.MAX_VALUE / 100);
      long y = Math.max(1, MulDiv.floor(size, 1 + samples.nextInt(10_000), 100));
      BigDecimal lnX = Exact.units(Exact.ln(BigDecimal.valueOf(x)), 57);
      largest.see(Ln.q57(x), lnX, x);
      if (x == size && y >= x / 100) {
        BigDecimal lnY = Exact.units(Exact.ln(BigDecimal.valueOf(y)), 57);
        ofRatio.see(Ln.q57(y) - Ln.q57(x), lnY.subtract(lnX), y);
      }
    }
    System.out.println(
        "Ln.q57: largest error " + largest + ", of a ratio " + ofRatio + Samples.seed());
    assertTrue(largest.isBelow(BOUND_Q57), () -> largest + Samples.seed());
    assertTrue(ofRatio.isBelow(BOUND_OF_RATIO), () -> ofRatio + Samples.seed());
  }

  @Test
  void theEndsOfTheDomain() {
    assertEquals(0, Ln.q44(1));
    // 63 ln 2 to the unit: the largest long is 2^63 as far as 44 bits tell.
    BigDecimal end = Exact.units(Exact.ln(BigDecimal.valueOf(Long.MAX_VALUE)), 44);
    Largest error = new Largest("units");
    error.see(Ln.q44(Long.MAX_VALUE), end, Long.MAX_VALUE);
    assertTrue(error.isBelow(BOUND), error::toString);
  }

  /**
   * Within a step of the table a larger x never gives less (see {@link Ln#q44}), so the borders of
   * the steps decide; these are all of them.
   */
  @Test
  void neverFallsFromOneStepToTheNext() {
    for (long x = 1; x < 1 << 17; x++) {
      assertTrue(Ln.q44(x) <= Ln.q44(x + 1), "falls after " + x);
    }
    for (int shift = 9; shift < 55; shift++) {
      for (long step = 256; step < 512; step++) {
        long border = step << shift;
        assertTrue(Ln.q44(border - 1) <= Ln.q44(border), "falls before " + border);
      }
    }
  }

  @Test
  void neverFallsWithinAStep() {
    Samples samples = new Samples();
    for (int run = 0; run < 10 * RUNS; run++) {
      long x = argument(samples);
      long next = x + Math.min(Long.MAX_VALUE - x, 1 + samples.nextInt(100));
      assertTrue(
          Ln.q44(x) <= Ln.q44(next), () -> "falls from " + x + " to " + next + Samples.seed());
    }
  }

  private static BigDecimal exactReciprocal(int step) {
    return BigDecimal.valueOf(512).divide(BigDecimal.valueOf(513 + 2L * step), Exact.DIGITS);
  }

  private static BigDecimal exactMinusLn(int step) {
    return Exact.ln(Exact.ofQ(Ln.RECIPROCAL_Q62[step], 62)).negate();
  }

  @Test
  void tablesHoldTheNearestNumbers() {
    assertEquals(
        Exact.AGREES, Exact.firstDifference(Ln.RECIPROCAL_Q62, 62, LnTest::exactReciprocal));
    assertEquals(Exact.AGREES, Exact.firstDifference(Ln.MINUS_LN_Q62, 62, LnTest::exactMinusLn));
    IntFunction<BigDecimal> fractions =
        i -> BigDecimal.ONE.divide(BigDecimal.valueOf(2L + i), Exact.DIGITS);
    long[] series = {Ln.HALF_Q62, Ln.THIRD_Q62, Ln.FOURTH_Q62, Ln.FIFTH_Q62};
    assertEquals(Exact.AGREES, Exact.firstDifference(series, 62, fractions));
    long[] ln2 = {Ln.LN2_Q57};
    assertEquals(Exact.AGREES, Exact.firstDifference(ln2, 57, i -> Exact.ln(BigDecimal.TWO)));
  }

  @Test
  void tablesAreTheSameEverywhere() {
    assertEquals(
        "93c94de940015bbac24a3d3f28701241b58b35845df49e1ccc69c2dcded6822d",
        Exact.sha256(Ln.RECIPROCAL_Q62));
    assertEquals(
        "46e712fcfb9f0f352a877a1176be4a915bdf24ed5f6d5ae62e81c6c266deb4a2",
        Exact.sha256(Ln.MINUS_LN_Q62));
  }

  /** The function with one number of our choice, to see whether the comparison notices. */
  private record Copy(long fifthQ62, long fourthQ62, long ln2Q57, long half) {

    static final Copy RIGHT = new Copy(Ln.FIFTH_Q62, Ln.FOURTH_Q62, Ln.LN2_Q57, 1L << 12);

    long q44(long x) {
      int zeros = Long.numberOfLeadingZeros(x);
      long mantissa = x << zeros;
      int step = (int) (mantissa >>> 55) & 255;
      long y = Raw.unsignedMulHigh(mantissa, Ln.RECIPROCAL_Q62[step]) - (1L << 61);
      long series = fourthQ62 - (Raw.mulHigh(y << 8, fifthQ62) >> 5);
      series = Ln.THIRD_Q62 - (Raw.mulHigh(y << 8, series) >> 5);
      series = Ln.HALF_Q62 - (Raw.mulHigh(y << 8, series) >> 5);
      series = (1L << 62) - (Raw.mulHigh(y << 8, series) >> 5);
      long fraction = Ln.MINUS_LN_Q62[step] + (Raw.mulHigh(y << 8, series) >> 5);
      return ((63 - zeros) * ln2Q57 + (fraction >> 5) + half) >> 13;
    }
  }

  @Test
  void mistakesAreCaught() {
    assertTrue(largestError(Copy.RIGHT::q44, RUNS / 5).isBelow(BOUND));
    Copy fifthMissing = new Copy(0, Ln.FOURTH_Q62, Ln.LN2_Q57, 1L << 12);
    assertFalse(largestError(fifthMissing::q44, RUNS / 5).isBelow(BOUND));
    Copy fourthIsAThird = new Copy(Ln.FIFTH_Q62, Ln.THIRD_Q62, Ln.LN2_Q57, 1L << 12);
    assertFalse(largestError(fourthIsAThird::q44, RUNS / 5).isBelow(BOUND));
    Copy ln2OneQuantumLow = new Copy(Ln.FIFTH_Q62, Ln.FOURTH_Q62, Ln.LN2_Q57 - 1, 1L << 12);
    assertFalse(largestError(ln2OneQuantumLow::q44, RUNS / 5).isBelow(BOUND));
    Copy lastStepFloors = new Copy(Ln.FIFTH_Q62, Ln.FOURTH_Q62, Ln.LN2_Q57, 0);
    assertFalse(largestError(lastStepFloors::q44, RUNS / 5).isBelow(BOUND));
  }

  @Test
  void aWrongEntryIsCaught() {
    long[] table = Ln.RECIPROCAL_Q62.clone();
    table[100]++;
    assertNotEquals(Exact.AGREES, Exact.firstDifference(table, 62, LnTest::exactReciprocal));
    table = Ln.MINUS_LN_Q62.clone();
    table[255]--;
    assertNotEquals(Exact.AGREES, Exact.firstDifference(table, 62, LnTest::exactMinusLn));
  }
}
