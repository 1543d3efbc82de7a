package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class Q96Test {

  private static final int RUNS = 200;

  /** As derived at {@link Q96#ln}, in units of 2^-96. */
  private static final String LN_BOUND = "0.52";

  /** As derived at {@link Q96#exp} and {@link Q96#cdf}. */
  private static final String BOUND = "0.51";

  private static BigDecimal exact(BigInteger q96) {
    return Exact.ofQ(q96, Q96.BITS);
  }

  private static BigDecimal error(BigInteger value, BigDecimal exact) {
    return new BigDecimal(value).subtract(Exact.units(exact, Q96.BITS)).abs();
  }

  /** 2^-108 of a value, in units of 2^-96. */
  private static BigDecimal relative(BigDecimal value) {
    return value.divide(BigDecimal.valueOf(1 << 12), Exact.DIGITS);
  }

  /** A positive integer of any length up to 190 bits. */
  private static BigInteger positive(Samples samples) {
    BigInteger number = BigInteger.ONE;
    for (int words = samples.nextInt(4); words > 0; words--) {
      number = number.shiftLeft(63).add(BigInteger.valueOf(samples.next() & Long.MAX_VALUE));
    }
    return number;
  }

  /** Near a multiple of a step, or anywhere, within a bound in whole numbers. */
  private static BigInteger argument(Samples samples, int bound, BigInteger step) {
    BigInteger most = BigInteger.valueOf(bound).shiftLeft(Q96.BITS);
    BigInteger number = positive(samples).shiftLeft(samples.nextInt(40)).mod(most);
    if (samples.nextInt(2) == 0) {
      number = number.divide(step).multiply(step).add(BigInteger.valueOf(samples.nextInt(5) - 2));
    }
    return samples.nextInt(2) == 0 ? number : number.negate();
  }

  private static BigDecimal lnError() {
    Samples samples = new Samples();
    BigDecimal largest = BigDecimal.ZERO;
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = positive(samples);
      BigInteger b = samples.nextInt(3) == 0 ? a.add(BigInteger.TWO) : positive(samples);
      BigDecimal exact = Exact.ln(new BigDecimal(a)).subtract(Exact.ln(new BigDecimal(b)));
      largest = largest.max(error(Q96.ln(a, b), exact));
    }
    return largest;
  }

  @Test
  void theLogarithmIsWithinItsBound() {
    BigDecimal largest = lnError();
    assertTrue(largest.compareTo(new BigDecimal(LN_BOUND)) < 0, () -> largest + Samples.seed());
  }

  @Test
  void theLogarithmOfPowersOfTwoAndOne() {
    BigInteger huge = BigInteger.ONE.shiftLeft(Q96.MOST_BITS_APART);
    assertEquals(BigInteger.ZERO, Q96.ln(huge, huge));
    BigDecimal ln2 = Exact.ln(BigDecimal.TWO);
    for (int k : new int[] {1, 95, 111, 112, 113, Q96.MOST_BITS_APART}) {
      BigInteger power = BigInteger.ONE.shiftLeft(k);
      BigDecimal exact = ln2.multiply(BigDecimal.valueOf(k));
      assertTrue(error(Q96.ln(power, BigInteger.ONE), exact).compareTo(BigDecimal.ONE) < 0);
      assertTrue(error(Q96.ln(BigInteger.ONE, power), exact.negate()).doubleValue() < 1);
    }
  }

  @Test
  void theLogarithmRefusesWhatHasNone() {
    BigInteger one = BigInteger.ONE;
    assertThrows(IllegalArgumentException.class, () -> Q96.ln(BigInteger.ZERO, one));
    assertThrows(IllegalArgumentException.class, () -> Q96.ln(one, BigInteger.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Q96.ln(one.negate(), one.negate()));
    BigInteger far = one.shiftLeft(Q96.MOST_BITS_APART + 1);
    assertThrows(IllegalArgumentException.class, () -> Q96.ln(far, one));
    assertThrows(IllegalArgumentException.class, () -> Q96.ln(one, far));
  }

  /** Beyond the part of the value that its error may be, in units of 2^-96. */
  private static BigDecimal expError(UnaryOperator<BigInteger> exp) {
    Samples samples = new Samples();
    BigInteger ln2 = Q96.ln(BigInteger.TWO, BigInteger.ONE);
    BigDecimal largest = BigDecimal.ZERO;
    for (int run = 0; run < RUNS; run++) {
      BigInteger x = argument(samples, samples.nextInt(3) == 0 ? 72 : 3, ln2);
      BigDecimal exact = Exact.exp(exact(x));
      BigDecimal part = relative(exact);
      largest = largest.max(error(exp.apply(x), exact).subtract(part));
    }
    return largest;
  }

  @Test
  void theExponentialIsWithinItsBound() {
    BigDecimal largest = expError(Q96::exp);
    assertTrue(largest.compareTo(new BigDecimal(BOUND)) < 0, () -> largest + Samples.seed());
  }

  @Test
  void theEndsOfTheExponential() {
    assertEquals(Q96.ONE, Q96.exp(BigInteger.ZERO));
    assertEquals(BigInteger.ZERO, Q96.exp(Q96.ONE.multiply(BigInteger.valueOf(-71))));
    assertEquals(BigInteger.ZERO, Q96.exp(Q96.ONE.shiftLeft(400).negate()));
    BigInteger largest = Q96.ONE.multiply(BigInteger.valueOf(Q96.LARGEST_EXPONENT));
    BigDecimal exact = Exact.exp(BigDecimal.valueOf(Q96.LARGEST_EXPONENT));
    BigDecimal bound = relative(exact);
    assertTrue(error(Q96.exp(largest), exact).compareTo(bound) < 0);
    assertThrows(IllegalArgumentException.class, () -> Q96.exp(largest.add(BigInteger.ONE)));
  }

  private static BigDecimal cdfError(UnaryOperator<BigInteger> cdf) {
    Samples samples = new Samples();
    BigDecimal largest = BigDecimal.ZERO;
    for (int run = 0; run < RUNS; run++) {
      int bound = samples.nextInt(4) == 0 ? 14 : 5;
      BigInteger h = argument(samples, bound, Q96.ONE.shiftRight(8));
      largest = largest.max(error(cdf.apply(h), Exact.cdf(exact(h))));
    }
    return largest;
  }

  @Test
  void theDistributionIsWithinItsBound() {
    BigDecimal largest = cdfError(Q96::cdf);
    assertTrue(largest.compareTo(new BigDecimal(BOUND)) < 0, () -> largest + Samples.seed());
  }

  @Test
  void theEndsOfTheDistribution() {
    assertEquals(Q96.ONE.shiftRight(1), Q96.cdf(BigInteger.ZERO));
    BigInteger far = Q96.ONE.multiply(BigInteger.valueOf(13));
    assertEquals(Q96.ONE, Q96.cdf(far));
    assertEquals(BigInteger.ZERO, Q96.cdf(far.negate()));
    assertEquals(BigInteger.ZERO, Q96.cdf(Q96.ONE.shiftLeft(500).negate()));
    BigInteger end = Q96.ONE.multiply(BigInteger.valueOf(12));
    assertEquals(Q96.ONE, Q96.cdf(end).add(Q96.cdf(end.negate())));
  }

  @Test
  void aRootIsAFloor() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = positive(samples);
      BigInteger b = positive(samples);
      BigInteger root = Q96.sqrt(a, b);
      BigInteger square = a.shiftLeft(2 * Q96.BITS);
      BigInteger next = root.add(BigInteger.ONE);
      assertTrue(root.pow(2).multiply(b).compareTo(square) <= 0, Samples.seed());
      assertTrue(next.pow(2).multiply(b).compareTo(square) > 0, Samples.seed());
    }
    assertEquals(BigInteger.ZERO, Q96.sqrt(BigInteger.ZERO, BigInteger.TEN));
  }

  /** Mistakes of a unit, or of 2^-90 in a part of the domain, are seen. */
  @Test
  void mistakesAreCaught() {
    BigDecimal bound = new BigDecimal(BOUND);
    assertFalse(expError(x -> Q96.exp(x).add(BigInteger.ONE)).compareTo(bound) < 0);
    BigInteger slip = BigInteger.ONE.shiftLeft(6);
    assertFalse(cdfError(h -> Q96.cdf(h.signum() < 0 ? h.add(slip) : h)).compareTo(bound) < 0);
  }
}
