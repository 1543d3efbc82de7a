package io.plimsoll.margin.rule.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Skewed deviations are between the bounds, by decimals, and not far from them. */
class SkewRangeTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = Math.min(3_000, Integer.getInteger("plimsoll.tries", 3_000));
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal Q57 = new BigDecimal(BigInteger.ONE.shiftLeft(57));

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** The rule: 1 + turn, at least 0. */
  private static BigDecimal multiplier(
      boolean isLinear, BigInteger cap, BigInteger k, BigDecimal distance) {
    BigDecimal most = new BigDecimal(cap, 18);
    BigDecimal of = isLinear ? distance : distance.abs();
    BigDecimal turn = of.multiply(most).divide(new BigDecimal(k, 18), DIGITS);
    turn = of.signum() >= 0 ? turn.min(most) : turn.max(most.negate());
    return BigDecimal.ONE.add(turn).max(BigDecimal.ZERO);
  }

  private static BigDecimal q57(long number) {
    return new BigDecimal(number).divide(Q57, DIGITS);
  }

  /** A number of any size up to 2^bits units of the 18th decimal. */
  private BigInteger any(int bits) {
    return new BigInteger(
            1,
            new byte[] {
              (byte) random.nextInt(), (byte) random.nextInt(), (byte) random.nextInt(),
              (byte) random.nextInt(), (byte) random.nextInt(), (byte) random.nextInt(),
              (byte) random.nextInt(), (byte) random.nextInt(), (byte) random.nextInt()
            })
        .shiftRight(72 - bits + random.nextInt(bits));
  }

  @Test
  void skewedDeviationsAreBetweenTheBounds() {
    for (int run = 0; run < TRIES; run++) {
      boolean isLinear = random.nextBoolean();
      BigInteger cap = run % 9 == 0 ? BigInteger.ZERO : any(66);
      cap = random.nextInt(3) == 0 ? cap.negate() : cap;
      BigInteger k = any(66).add(BigInteger.ONE);
      SkewRange range = new SkewRange(isLinear, cap, k);
      long deviation = random.nextLong(1L << (1 + random.nextInt(62)));
      long a = random.nextLong(-1L << 61, 1L << 61) >> random.nextInt(61);
      long length = random.nextLong(1L << 60) >> random.nextInt(60);
      long b = random.nextBoolean() ? a + length : a - length;
      long least = range.least(deviation, a, b);
      long most = range.most(deviation, a, b);
      assertTrue(0 <= least && least <= most);
      for (int sample = 0; sample < 4; sample++) {
        long small = Math.min(a, b);
        long at = sample == 0 ? a : sample == 1 ? b : small + random.nextLong(length + 1);
        at = sample == 2 && small <= 0 && small + length >= 0 ? random.nextInt(2) - 1 : at;
        BigDecimal skewed =
            multiplier(isLinear, cap, k, q57(at)).multiply(new BigDecimal(deviation));
        String what =
            run + ": " + isLinear + " " + cap + " " + k + " " + deviation + " " + a + " " + b;
        assertTrue(new BigDecimal(least).compareTo(skewed) <= 0, what + " seed " + SEED);
        boolean isWithin =
            most == OptionStrip.UNBOUNDED
                || skewed.add(BigDecimal.ONE).compareTo(new BigDecimal(most)) <= 0;
        assertTrue(isWithin, what + " seed " + SEED);
      }
    }
  }

  private static BigInteger e18(String text) {
    return E18.parse(text);
  }

  private static long q57(String text) {
    return new BigDecimal(text).multiply(Q57).longValue();
  }

  private static void check(
      SkewRange range, String deviation, String from, String to, String least, String most) {
    assertNear(q57(least), range.least(q57(deviation), q57(from), q57(to)), "least");
    assertNear(q57(most), range.most(q57(deviation), q57(from), q57(to)), "most");
    assertNear(q57(least), range.least(q57(deviation), q57(to), q57(from)), "turned around");
  }

  /** As near as 128 units of a distance at a slope of a few make it. */
  private static void assertNear(long expected, long got, String what) {
    assertTrue(Math.abs(expected - got) <= 2_000, () -> what + ": " + got + " not " + expected);
  }

  /** A cap of 0.2 at a width of 0.5: the turn is 0.4 of the distance. */
  @Test
  void aLinearSkewTurnsWithTheDistance() {
    SkewRange range = new SkewRange(true, e18("0.2"), e18("0.5"));
    check(range, "0.5", "0.1", "0.1", "0.52", "0.52");
    check(range, "0.5", "-0.1", "-0.1", "0.48", "0.48");
    check(range, "0.5", "-0.1", "0.2", "0.48", "0.54");
    check(range, "0.5", "0.1", "9", "0.52", "0.6");
    check(range, "0.5", "-9", "-0.1", "0.4", "0.48");
    check(range, "1", "-9", "9", "0.8", "1.2");
  }

  @Test
  void anAbsoluteSkewTurnsWithItsSize() {
    SkewRange range = new SkewRange(false, e18("0.2"), e18("0.5"));
    check(range, "0.5", "0.1", "0.2", "0.52", "0.54");
    check(range, "0.5", "-0.2", "-0.1", "0.52", "0.54");
    check(range, "0.5", "-0.2", "0.1", "0.5", "0.54");
    check(range, "0.5", "-0.1", "0.3", "0.5", "0.56");
    check(range, "0.5", "-9", "-8", "0.6", "0.6");
  }

  /** Then the cap is the least that a turn is, and it jumps at 0. */
  @Test
  void aNegativeCapIsAFloor() {
    SkewRange linear = new SkewRange(true, e18("-0.2"), e18("0.5"));
    check(linear, "0.5", "0.1", "0.2", "0.4", "0.4");
    check(linear, "0.5", "-0.2", "-0.1", "0.6", "0.6");
    check(linear, "0.5", "-0.1", "0.1", "0.4", "0.6");
    check(linear, "0.5", "1", "1.5", "0.2", "0.3");
    check(linear, "0.5", "-1.5", "-1", "0.7", "0.8");
    check(linear, "0.5", "1", "9", "0", "0.3");
    SkewRange size = new SkewRange(false, e18("-0.2"), e18("0.5"));
    check(size, "0.5", "-0.1", "0.1", "0.4", "0.4");
    check(size, "0.5", "-1.5", "1", "0.2", "0.4");
  }

  /** A width of 10^-18 and a cap of 6: every distance turns by all of it. */
  @Test
  void aSteepSkewIsItsCap() {
    SkewRange range = new SkewRange(true, e18("6"), BigInteger.ONE);
    check(range, "0.5", "0.1", "0.2", "3.5", "3.5");
    check(range, "0.5", "-0.2", "-0.1", "0", "0");
    check(range, "0.5", "-0.1", "0.1", "0", "3.5");
    SkewRange negative = new SkewRange(false, e18("-6"), BigInteger.ONE);
    check(negative, "0.5", "0.1", "0.2", "0", "0");
    SkewRange grows = new SkewRange(true, e18("-6"), BigInteger.ONE);
    assertEquals(OptionStrip.UNBOUNDED, grows.most(1L << 50, -5_000, -4_000));
    assertTrue(grows.least(1L << 50, -5_000, -4_000) >= 16L << 50);
    // Next to 0 a steep turn is 0 or all.
    check(range, "0.5", "0", "0.1", "0", "3.5");
    SkewRange up = new SkewRange(false, e18("6"), BigInteger.ONE);
    check(up, "0.5", "0", "0.1", "0.5", "3.5");
  }

  /** Distances are off by 128 units; one that may be 0 is as those above, where the turn jumps. */
  @Test
  void aDistanceOfZeroIsAsThoseAbove() {
    SkewRange range = new SkewRange(true, e18("-0.2"), e18("0.5"));
    long half = q57("0.5");
    assertNear(q57("0.4"), range.least(half, -128, -128), "may be 0");
    assertNear(q57("0.6"), range.least(half, -129, -129), "is below");
    assertNear(q57("0.6"), range.most(half, 127, 127), "may be below");
    assertNear(q57("0.4"), range.most(half, 128, 128), "is 0 or above");
  }

  /** A slope of 2^32: 2^-25 away the turn is 128, the first that has 64 bits; its cap is left. */
  @Test
  void aTurnThatFillsALongIsItsCap() {
    BigInteger k = BigInteger.TEN.pow(9);
    SkewRange range = new SkewRange(true, k.shiftLeft(32), k);
    long away = (1L << 32) - 128;
    assertNear(q57("2.647483648"), range.most(q57("0.5"), away, away), "most");
    assertNear(q57("2.647483648"), range.least(q57("0.5"), away, away), "least");
  }

  /** The rest of what the bounds are: deviations below 8, multipliers below 16, bounds below 8. */
  @Test
  void theFirstThatHasNoBound() {
    SkewRange range = new SkewRange(true, e18("0.2"), e18("0.5"));
    long below = q57("-0.5");
    assertEquals(OptionStrip.UNBOUNDED, range.most(1L << 60, below, below));
    assertNear(q57("6.4"), range.most((1L << 60) - 1, below, below), "0.8 of all but 8");
    // A turn of 15 less 8 units of 2^-56 for roundings, which are 111.02 of the 18th decimal.
    BigInteger most = E18.of(15).subtract(BigInteger.valueOf(111));
    long far = q57("9");
    SkewRange sixteen = new SkewRange(true, most, e18("0.5"));
    SkewRange less = new SkewRange(true, most.subtract(BigInteger.ONE), e18("0.5"));
    assertEquals(OptionStrip.UNBOUNDED, sixteen.most(1L << 50, far, far));
    assertNear(1L << 54, less.most(1L << 50, far, far), "all but 16 times");
    // Without a turn those 8 units are 127 of a deviation next to 8, and one that it is off by.
    SkewRange none = new SkewRange(true, BigInteger.ZERO, E18.ONE);
    assertEquals(OptionStrip.UNBOUNDED, none.most((1L << 60) - 128, 0, 0));
    assertEquals((1L << 60) - 1 + 16, none.most((1L << 60) - 129, 0, 0));
  }

  /** Of what a long does not hold, nine units of 2^-56 more is still not held. */
  @Test
  void whatIsTurnedUpwardsByAHairIsNotLess() {
    SkewRange range = new SkewRange(true, BigInteger.valueOf(125), E18.ONE);
    assertTrue(range.least(OptionStrip.UNBOUNDED, q57("2"), q57("2")) > 1L << 62);
  }

  @Test
  void whatALongDoesNotHoldHasNoBound() {
    SkewRange range = new SkewRange(true, e18("0.2"), e18("0.5"));
    assertEquals(OptionStrip.UNBOUNDED, range.most(OptionStrip.UNBOUNDED, 0, 0));
    assertEquals(OptionStrip.UNBOUNDED, range.most(1L << 60, 0, 0));
    assertTrue(range.most((1L << 60) - 10_000, 0, 0) < 1L << 60);
    assertEquals(OptionStrip.UNBOUNDED, range.most((1L << 60) - 10, 0, 0));
    assertTrue(range.least(OptionStrip.UNBOUNDED, 0, 0) > 1L << 62);
    assertEquals(OptionStrip.UNBOUNDED, range.most((1L << 60) - 1, q57("0.5"), q57("0.5")));
    SkewRange huge = new SkewRange(true, e18("100"), e18("0.5"));
    assertEquals(OptionStrip.UNBOUNDED, huge.most(1L << 50, q57("0.08"), q57("0.08")));
    assertTrue(huge.most(1L << 50, q57("0.07"), q57("0.07")) < 16L << 50);
  }
}
