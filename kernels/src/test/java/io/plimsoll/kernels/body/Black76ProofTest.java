package io.plimsoll.kernels.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The error bound of {@link Black76Body}, segment by segment, in exact interval arithmetic: for
 * each of the 4,096 segments of N the table, the Taylor step and each cut of a bit on the way are
 * bounded over the whole segment, and these bounds are put together as the Javadoc there says.
 */
class Black76ProofTest {

  private static final int SEGMENTS = 4096;
  private static final int Q = Interval.BITS;
  private static final long[] CDF_Q62 = NormalCdf.cdfNodesQ62();
  private static final long[] DENSITY_Q64 = NormalCdf.densityNodesQ64();
  private static final MathContext DIGITS = new MathContext(40);

  /** 100,000 USD in units of 10^-6 USD. */
  private static final BigDecimal FORWARD = BigDecimal.valueOf(100_000_000_000L);

  /** Strikes are 1/100 of the forward to 100 times it. */
  private static final BigDecimal LARGEST_RATIO = BigDecimal.valueOf(100);

  /** 5 sqrt(5): 500% over five years, and a little more. */
  private static final BigDecimal LARGEST_S = new BigDecimal("11.1804");

  /** No error of d2 is larger, in 2^-20; {@link #headError} computes what it may be. */
  private static final BigDecimal HEAD = new BigDecimal("1.1");

  private static final List<Segment> ALL = segments();

  /** Kernel less exact, over one segment, of N(h) for h from 0; mirrored for h below 0. */
  private record Segment(Interval ofForward, Interval ofStrike) {}

  private static List<Segment> segments() {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      all.add(segment(i, CDF_Q62[i], DENSITY_Q64[i]));
    }
    return all;
  }

  private static BigInteger exactNode(int i) {
    return BigInteger.valueOf(i).shiftLeft(Black76Reference.BITS - 9);
  }

  private static Interval exact(BigInteger value) {
    return Interval.of(value, Black76Reference.BITS).within(185);
  }

  private static Segment segment(int i, long cdfQ62, long densityQ64) {
    Interval z = Interval.of(i, 9);
    Interval density = exact(Black76Reference.density(exactNode(i)));
    Interval cdf = exact(Black76Reference.cdf(exactNode(i)));
    Interval nodeError = Interval.of(cdfQ62, 62).minus(cdf);
    Interval ownDensity = Interval.of(densityQ64, 64);
    Interval modelled = taylor(z, nodeError, density, ownDensity.minus(density));
    Interval slope = slopeError(z, ownDensity);
    // What is below delta's 41st bit is cut in the forward's N and is 0 in the strike's.
    Interval delta = Interval.upTo(1, 9);
    Interval cutOfDelta = density.times(Interval.upTo(-1, 41));
    Interval lastFloor = Interval.upTo(-1, 62);
    Interval ofForward =
        slope
            .plus(Interval.upTo(-1, 32))
            .times(delta)
            .plus(cutOfDelta)
            .plus(lastFloor)
            .plus(modelled);
    Interval ofStrike =
        slope.plus(Interval.upTo(-1, 46)).times(delta).plus(lastFloor).plus(modelled);
    return new Segment(ofForward, ofStrike);
  }

  /**
   * N_i + p_i (d - z d^2 / 2 + (z^2 - 1) d^3 / 6) less N(z + d) over d from 0 to 2^-9, with the
   * table's N_i and p_i: a quartic polynomial, enclosed by its Bernstein coefficients on eighths of
   * the segment, and Lagrange's rest He4(x) phi(x) d^5 / 120.
   */
  private static Interval taylor(
      Interval z, Interval nodeError, Interval density, Interval excess) {
    Interval square = z.times(z);
    Interval he2 = square.minus(Interval.of(1, 0));
    Interval he3 = z.times(square.minus(Interval.of(3, 0)));
    Interval[] powers = {
      nodeError,
      excess.shiftRight(9),
      excess.times(z).negate().over(2).shiftRight(18),
      excess.times(he2).over(6).shiftRight(27),
      density.times(he3).over(24).shiftRight(36),
    };
    Interval rest = he4(z).times(Interval.ZERO.hull(density)).shiftRight(45).over(120);
    return enclosure(bernstein(powers), 3).minus(Interval.ZERO.hull(rest));
  }

  /** x^4 - 6 x^2 + 3 over the segment from z: it turns at 0 and at the root of 3 only. */
  private static Interval he4(Interval z) {
    Interval next = z.plus(Interval.of(1, 9));
    Interval three = Interval.of(3, 0);
    Interval hull = at(z).hull(at(next));
    boolean turns =
        z.times(z).low().compareTo(three.high()) <= 0
            && next.times(next).high().compareTo(three.low()) >= 0;
    return turns ? hull.hull(Interval.of(-6, 0)) : hull;
  }

  private static Interval at(Interval x) {
    Interval square = x.times(x);
    return square.times(square.minus(Interval.of(6, 0))).plus(Interval.of(3, 0));
  }

  /** Bernstein coefficients on 0..1 of a quartic with the given coefficients of powers. */
  private static Interval[] bernstein(Interval[] powers) {
    int[] choose = {1, 4, 6, 4, 1};
    int[][] pascal = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}};
    Interval[] result = new Interval[5];
    for (int j = 0; j < 5; j++) {
      result[j] = Interval.ZERO;
      for (int k = 0; k <= j; k++) {
        result[j] = result[j].plus(powers[k].times(pascal[j][k]).over(choose[k]));
      }
    }
    return result;
  }

  /** The hull of the coefficients after halving so many times by de Casteljau's algorithm. */
  private static Interval enclosure(Interval[] coefficients, int halvings) {
    if (halvings == 0) {
      Interval hull = coefficients[0];
      for (Interval coefficient : coefficients) {
        hull = hull.hull(coefficient);
      }
      return hull;
    }
    Interval[] left = new Interval[5];
    Interval[] right = coefficients.clone();
    for (int k = 0; k < 5; k++) {
      left[k] = right[0];
      for (int j = 0; j < 4 - k; j++) {
        right[j] = right[j].plus(right[j + 1]).over(2);
      }
    }
    return enclosure(left, halvings - 1).hull(enclosure(right, halvings - 1));
  }

  /**
   * What the cuts on the way add to the mean slope p_i (1 - d/2 (z - d/3 (z^2 - 1))), where d is
   * what t says. Each cut drops less than 1 in its last place, named in the kernel's order.
   */
  private static Interval slopeError(Interval z, Interval ownDensity) {
    Interval delta = Interval.upTo(1, 9);
    Interval he2 = z.times(z).minus(Interval.of(1, 0));
    // third: 0x55555555 / 2^32 is a third less 2^-32 / 3, and t is below 2^32; with the cut 4/3.
    Interval third = Interval.upTo(-4, 41).over(3);
    // bend: third stands in it with the factor 1 - z^2; its product is cut at Q59, itself at Q27.
    Interval bend =
        third.times(he2.negate()).plus(Interval.upTo(1, 59)).plus(Interval.upTo(-1, 27));
    Interval exactBend = z.minus(he2.times(delta).over(3));
    // half: t * bend, cut at Q37.
    Interval half = bend.times(delta).over(2).plus(Interval.upTo(-1, 37));
    Interval computedHalf = exactBend.times(delta).over(2).plus(half);
    // The density is cut to 32 bits in front of the product, which is cut at Q64.
    return ownDensity
        .times(half)
        .plus(Interval.upTo(-1, 32).times(computedHalf))
        .plus(Interval.upTo(-1, 64))
        .negate();
  }

  private static BigDecimal decimal(BigInteger bits) {
    return new BigDecimal(bits).divide(new BigDecimal(BigInteger.ONE.shiftLeft(Q)));
  }

  /** The most that a strike can be over the forward where d2 is near a segment. */
  private static BigDecimal weight(int i) {
    BigDecimal end =
        BigDecimal.valueOf(i + 1L).divide(BigDecimal.valueOf(512)).add(new BigDecimal("0.000002"));
    if (end.compareTo(BigDecimal.valueOf(4)) > 0) {
      return LARGEST_RATIO;
    }
    BigDecimal half = end.multiply(end).divide(BigDecimal.TWO);
    return BigDecimalMath.exp(half, DIGITS).min(LARGEST_RATIO);
  }

  private static BigDecimal forwardPart() {
    BigDecimal largest = BigDecimal.ZERO;
    for (Segment segment : ALL) {
      largest = largest.max(decimal(segment.ofForward.size()));
    }
    return largest.max(beyondEight()).multiply(FORWARD);
  }

  private static BigDecimal strikePart() {
    BigDecimal largest = LARGEST_RATIO.multiply(beyondEight());
    for (int i = 0; i < SEGMENTS; i++) {
      largest = largest.max(weight(i).multiply(decimal(ALL.get(i).ofStrike.size())));
    }
    return largest.multiply(FORWARD);
  }

  /** 1 - N(8), which N's value 1 beyond 8 leaves out. */
  private static BigDecimal beyondEight() {
    BigInteger eight = BigInteger.valueOf(8).shiftLeft(Black76Reference.BITS);
    return Black76Reference.decimal(Black76Reference.ONE.subtract(Black76Reference.cdf(eight)));
  }

  /** F s phi(d1) eps^2 / 2 over all s and strikes, with the third of a thousandth on top. */
  private static BigDecimal headPart() {
    BigDecimal eps = HEAD.divide(BigDecimal.valueOf(1L << 20));
    return largestSTimesDensity()
        .multiply(eps.pow(2))
        .multiply(FORWARD)
        .divide(BigDecimal.TWO)
        .multiply(new BigDecimal("1.0001"));
  }

  /**
   * The largest s phi(d1). d1 = ln(F/K) / s + s / 2 is at least s / 2 - ln(100) / s; while that is
   * not above 0 the density may be at its top, and afterwards the least d1 gives the most. Both
   * grow with s, so over a step of s the end of s and the start of d1 bound the product.
   */
  private static BigDecimal largestSTimesDensity() {
    BigDecimal log = BigDecimalMath.log(LARGEST_RATIO, DIGITS);
    BigDecimal step = new BigDecimal("0.0078125");
    BigDecimal largest = BigDecimal.ZERO;
    for (BigDecimal s = step; s.compareTo(LARGEST_S) < 0; s = s.add(step)) {
      BigDecimal least =
          s.divide(BigDecimal.TWO).subtract(log.divide(s, DIGITS)).max(BigDecimal.ZERO);
      BigDecimal density =
          Black76Reference.decimal(Black76Reference.density(Black76Reference.of(least)));
      largest = largest.max(density.multiply(s.add(step)));
    }
    return largest;
  }

  /**
   * How far d2 may be off, in 2^-20: the grid; 2^-24 of the cut ratio; of the reciprocal, 2^-29 for
   * each 1 of ln(F/K) / s, whose size is at most 8 + s / 2 where d1 or d2 is within 8; two
   * logarithms of 0.505 * 2^-44, over s; half of the last bit of s. The fourth falls and the third
   * grows with s, so that their largest values bound the sum.
   */
  private static BigDecimal headError() {
    BigDecimal leastS = Black76Reference.decimal(Black76Reference.s(10_000, 60_000));
    BigDecimal ratio = BigDecimal.valueOf(8).add(LARGEST_S.divide(BigDecimal.TWO));
    BigDecimal logs = new BigDecimal("1.01").divide(leastS, DIGITS);
    return BigDecimal.ONE
        .add(BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 4)))
        .add(ratio.divide(BigDecimal.valueOf(1L << 9)))
        .add(logs.divide(BigDecimal.valueOf(1L << 24)))
        .add(BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 34)));
  }

  /** The budget in the Javadoc of {@link Black76Body}, each line and the sum. */
  @Test
  void errorIsBelowOneQuantum() {
    BigDecimal forward = forwardPart();
    BigDecimal strike = strikePart();
    assertTrue(headError().compareTo(HEAD) < 0, () -> "d2: " + headError());
    BigDecimal head = headPart();
    BigDecimal products = BigDecimal.valueOf(3).divide(BigDecimal.valueOf(4096));
    // (5 * 2^-58 + 2^-54) F phi: the root of the time and s are Floor.
    BigDecimal s = new BigDecimal("7.4e-17").multiply(FORWARD).multiply(new BigDecimal("0.4"));
    BigDecimal sum = new BigDecimal("0.5").add(forward).add(strike).add(head).add(products).add(s);
    System.out.println(
        "Black-76 at 100,000 USD, quanta: N(d1) "
            + shown(forward)
            + ", N(d2) "
            + shown(strike)
            + ", d2 "
            + shown(head)
            + ", products "
            + shown(products)
            + ", s "
            + shown(s)
            + ", with the rounding "
            + shown(sum));
    assertBelow("0.069", forward);
    assertBelow("0.125", strike);
    assertBelow("0.071", head);
    assertBelow("0.77", sum);
  }

  /** What the Javadoc says of any forward, strike, volatility and time. */
  @Test
  void errorOfAnyArguments() {
    BigDecimal forward = forwardPart().divide(FORWARD);
    BigDecimal strike = beyondEight();
    for (Segment segment : ALL) {
      strike = strike.max(decimal(segment.ofStrike.size()));
    }
    assertBelow("7e-13", forward);
    assertBelow("9e-14", strike);
  }

  private static String shown(BigDecimal value) {
    return value.setScale(6, RoundingMode.CEILING).toPlainString();
  }

  private static void assertBelow(String bound, BigDecimal value) {
    assertTrue(value.compareTo(new BigDecimal(bound)) < 0, () -> value + " is not below " + bound);
  }

  /**
   * The kernel keeps to the bound of each segment, at both ends and between; so the analysis above
   * is one of this code. And the largest error comes near the largest bound, so it is not idle.
   */
  @Test
  void theKernelKeepsToEachSegment() {
    Seeded random = Seeded.of("theKernelKeepsToEachSegment", 42);
    BigInteger seen = BigInteger.ZERO;
    BigInteger bound = BigInteger.ZERO;
    for (int i = 0; i < SEGMENTS; i++) {
      long start = (long) i << 45;
      long[] offsets = {0, (1L << 45) - 1, random.between(0, (1L << 45) - 2), (1L << 13) - 1};
      for (long offset : offsets) {
        Interval error = forwardError(start + offset);
        within(ALL.get(i).ofForward, error, "N(d1) at " + (start + offset));
        seen = seen.max(error.size());
        long onGrid = start + (offset & Black76Body.GRID_MASK_Q54);
        within(ALL.get(i).ofStrike, strikeError(onGrid), "N(d2) at " + onGrid);
      }
      bound = bound.max(ALL.get(i).ofForward.size());
    }
    assertTrue(seen.multiply(BigInteger.TEN).compareTo(bound.multiply(BigInteger.valueOf(7))) > 0);
  }

  private static void within(Interval bound, Interval error, String what) {
    boolean inside = bound.contains(error.low()) && bound.contains(error.high());
    assertTrue(inside, () -> what + ": " + error + " is outside of " + bound);
  }

  private static Interval forwardError(long hQ54) {
    return Interval.of(Black76Body.cdfOfForward(hQ54), 62).minus(exactCdf(hQ54));
  }

  private static Interval strikeError(long hQ54) {
    return Interval.of(Black76Body.cdfOfStrike(hQ54), 62).minus(exactCdf(hQ54));
  }

  private static Interval exactCdf(long hQ54) {
    BigInteger h = BigInteger.valueOf(hQ54).shiftLeft(Black76Reference.BITS - 54);
    return exact(Black76Reference.cdf(h));
  }

  /** Below 0 the kernel's N is 1 less that of the other side, and beyond 8 it is 0 or 1. */
  @Test
  void mirroredAndCutAtEight() {
    Seeded random = Seeded.of("mirroredAndCutAtEight", 43);
    for (int round = 0; round < 10_000; round++) {
      long h = random.signed(60);
      long one = 1L << 62;
      assertEquals(one, Black76Body.cdfOfForward(h) + Black76Body.cdfOfForward(-h));
      assertEquals(one, Black76Body.cdfOfStrike(h) + Black76Body.cdfOfStrike(-h));
      if (h >= Black76Body.FARTHEST_Q54) {
        assertEquals(one, Black76Body.cdfOfForward(h));
        assertEquals(one, Black76Body.cdfOfStrike(h));
      }
    }
  }

  /** d2 of the kernel is at most 1.1 * 2^-20 from the exact one of the same s, where it matters. */
  @Test
  void headIsWithinItsBound() {
    Seeded random = Seeded.of("headIsWithinItsBound", 44);
    BigDecimal largest = BigDecimal.ZERO;
    for (int round = 0; round < 20_000; round++) {
      long forward = random.between(50_000_000_000L, 100_000_000_000L);
      long strike = strike(random, forward);
      long volPpm = random.between(10_000, 5_000_000);
      long timeMs =
          random.chance(50) ? random.between(60_000, 157_680_000_000L) : random.positive(37);
      long root = Black76Body.rootYearsQ60(Math.max(60_000, timeMs));
      long s = Black76Body.sQ54(volPpm, root);
      long log = Black76Body.lnQ44(forward) - Black76Body.lnQ44(strike);
      int exponent = Black76Body.exponent(s);
      long d2 = Black76Body.d2Q54(log, s, exponent, Black76Body.reciprocalQ30(s, exponent));
      BigInteger exactS = BigInteger.valueOf(s).shiftLeft(Black76Reference.BITS - 54);
      BigDecimal exact = Black76Reference.decimal(Black76Reference.d2(forward, strike, exactS));
      boolean matters = exact.abs().compareTo(BigDecimal.valueOf(20)) < 0;
      if (matters) {
        BigDecimal own = new BigDecimal(d2).divide(new BigDecimal(1L << 54));
        BigDecimal error = own.subtract(exact).multiply(BigDecimal.valueOf(1L << 20));
        largest = largest.max(error.abs());
      }
    }
    System.out.println("d2: largest error " + shown(largest) + " of 2^-20");
    assertTrue(largest.compareTo(HEAD) < 0, largest::toString);
    assertTrue(largest.compareTo(new BigDecimal("0.99")) > 0, largest::toString);
  }

  private static long strike(Seeded random, long forward) {
    BigDecimal f = BigDecimal.valueOf(forward);
    long ratioPpm =
        switch (random.below(3)) {
          case 0 -> 1_000_000 + random.signed(12);
          case 1 -> random.between(10_000, 1_000_000);
          default -> random.between(1_000_000, 100_000_000);
        };
    return f.multiply(BigDecimal.valueOf(ratioPpm, 6)).longValue();
  }

  /** A table that is wrong by 2^-39 breaks the bound, and the kernel is not its kernel. */
  @Test
  void aWrongEntryIsSeen() {
    Segment wrong = segment(700, CDF_Q62[700] + (1L << 23), DENSITY_Q64[700]);
    assertTrue(decimal(wrong.ofForward.size()).multiply(FORWARD).doubleValue() > 0.1);
    long h = (700L << 45) + (1L << 44);
    assertFalse(wrong.ofForward.contains(forwardError(h).low()));
    Segment steep = segment(700, CDF_Q62[700], DENSITY_Q64[700] + (1L << 34));
    assertTrue(decimal(steep.ofForward.size()).multiply(FORWARD).doubleValue() > 0.1);
  }
}
