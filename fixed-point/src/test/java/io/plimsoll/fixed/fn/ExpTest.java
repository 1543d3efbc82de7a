package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Samples;
import java.math.BigDecimal;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class ExpTest {

  private static final int RUNS = 4_000;

  /** In units of 2^-62, as derived at {@link Exp#q62}. */
  static final String BOUND_Q62 = "10";

  /** 2^-52.9 in units of 2^-52: the relative part of {@link Exp#q32}. */
  static final String BOUND_Q32 = "0.535";

  /** Near multiples of ln 2 and of the table's step, at the ends, and anywhere. */
  static long argument(Samples samples) {
    long near =
        switch (samples.nextInt(4)) {
          case 0 -> -(long) samples.nextInt(64) * Exp.LN2_Q57;
          case 1 -> -((long) samples.nextInt(44 * 128) << 50);
          case 2 -> samples.nextInt(2) == 0 ? 0 : Exp.LEAST;
          default -> -Long.remainderUnsigned(samples.next(), 44L << 57);
        };
    return Math.clamp(near + samples.nextInt(7) - 3, Exp.LEAST, 0);
  }

  private static Largest largestError(LongUnaryOperator exp) {
    Samples samples = new Samples();
    Largest largest = new Largest("units of 2^-62");
    for (int run = 0; run < RUNS; run++) {
      long x = argument(samples);
      largest.see(exp.applyAsLong(x), Exact.units(Exact.exp(Exact.ofQ(x, 57)), 62), x);
    }
    return largest;
  }

  @Test
  void errorIsWithinItsBound() {
    Largest largest = largestError(Exp::q62);
    System.out.println("Exp.q62: largest error " + largest + Samples.seed());
    assertTrue(largest.isBelow(BOUND_Q62), () -> largest + Samples.seed());
  }

  /** What the error of the wide form has beyond half a unit, as a part of the value. */
  static BigDecimal relativeError(long x) {
    BigDecimal exact = Exact.units(Exact.exp(Exact.ofQ(x, 57)), 32);
    BigDecimal error =
        BigDecimal.valueOf(Exp.q32(x)).subtract(exact).abs().subtract(new BigDecimal("0.5"));
    return Exact.units(error.max(BigDecimal.ZERO), 52).divide(exact, Exact.DIGITS);
  }

  @Test
  void theWideFormIsWithinItsRelativeBound() {
    Samples samples = new Samples();
    Largest largest = new Largest("times 2^-52 of the value, beyond half a unit of 2^-32");
    for (int run = 0; run < RUNS; run++) {
      long x = -argument(samples) % (Exp.LARGEST + 1);
      largest.see(relativeError(x), x);
    }
    System.out.println("Exp.q32: largest error " + largest + Samples.seed());
    assertTrue(largest.isBelow(BOUND_Q32), () -> largest + Samples.seed());
  }

  @Test
  void theWideFormBelowOneIsOffByHalfAUnit() {
    Samples samples = new Samples();
    Largest largest = new Largest("units of 2^-32");
    for (int run = 0; run < RUNS; run++) {
      long x = argument(samples);
      largest.see(Exp.q32(x), Exact.units(Exact.exp(Exact.ofQ(x, 57)), 32), x);
    }
    assertTrue(largest.isBelow("0.50000001"), () -> largest + Samples.seed());
  }

  @Test
  void theEndsOfTheDomain() {
    assertEquals(1L << 62, Exp.q62(0));
    assertEquals(1L << 32, Exp.q32(0));
    // e^-44 is 0.36 units of 2^-62.
    assertEquals(0, Exp.q62(Exp.LEAST));
    assertThrows(IllegalArgumentException.class, () -> Exp.q62(1));
    assertThrows(IllegalArgumentException.class, () -> Exp.q62(Exp.LEAST - 1));
    assertThrows(IllegalArgumentException.class, () -> Exp.q62(Long.MIN_VALUE));
    assertThrows(IllegalArgumentException.class, () -> Exp.q32(Exp.LARGEST + 1));
    assertThrows(IllegalArgumentException.class, () -> Exp.q32(Exp.LEAST - 1));
  }

  private static BigDecimal exactPower(int step) {
    BigDecimal exponent = BigDecimal.valueOf(-step).divide(BigDecimal.valueOf(128), Exact.DIGITS);
    return Exact.exp(exponent);
  }

  private static BigDecimal exactSeries(int term) {
    BigDecimal value = BigDecimal.ONE;
    for (int k = 1; k <= term; k++) {
      value = value.divide(BigDecimal.valueOf(-k), Exact.DIGITS);
    }
    return value;
  }

  @Test
  void tablesHoldTheNearestNumbers() {
    assertEquals(Exact.AGREES, Exact.firstDifference(Exp.POWERS_Q62, 62, ExpTest::exactPower));
    assertEquals(Exact.AGREES, Exact.firstDifference(Exp.SERIES_Q62, 62, ExpTest::exactSeries));
    long[] wrong = Exp.POWERS_Q62.clone();
    wrong[40]--;
    assertTrue(Exact.firstDifference(wrong, 62, ExpTest::exactPower).startsWith("entry 40 is "));
  }

  @Test
  void tablesAreTheSameEverywhere() {
    assertEquals(
        "70b197f373d2f5c1cb4e2dac1f18fda1b46a987ed9ae3251f5a80cfc108988f0",
        Exact.sha256(Exp.POWERS_Q62));
    assertEquals(
        "03a70da8f41332d7fd016e3f9cb38dddf577585225f07a2a36c91ce0df8a3975",
        Exact.sha256(Exp.SERIES_Q62));
  }

  /** A mistake of 2^-57 in one place of the sweep is seen, so the comparison has teeth. */
  @Test
  void mistakesAreCaught() {
    assertFalse(largestError(x -> Exp.q62(x) + 32).isBelow(BOUND_Q62));
    assertFalse(
        largestError(x -> Exp.q62(Math.min(0, x + (x < -Exp.ONE ? 0 : 64)))).isBelow(BOUND_Q62));
  }
}
