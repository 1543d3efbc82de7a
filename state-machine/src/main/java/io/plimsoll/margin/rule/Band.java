package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a function over a stretch of prices: it lies between two straight lines, each
 * given by its value at the near and at the far end. Numbers have 18 decimals; all roundings go
 * outwards, so that what is known stays true.
 *
 * <p>A straight line is known exactly. The larger of two lines bends upwards, so that it is below
 * the line that joins its ends, and above each of the two. So sums, parts, the larger and the
 * smaller of functions that are known so are known so, too, and the shorter the stretch the better.
 *
 * @param lowNear of the line below
 * @param lowFar of the line below
 * @param highNear of the line above
 * @param highFar of the line above
 */
public record Band(BigInteger lowNear, BigInteger lowFar, BigInteger highNear, BigInteger highFar) {

  /** Nothing, everywhere. */
  public static final Band ZERO = constant(BigInteger.ZERO);

  /** A number that does not depend on the price. */
  public static Band constant(BigInteger value) {
    return new Band(value, value, value, value);
  }

  /** A straight line. */
  public static Band line(BigInteger near, BigInteger far) {
    return new Band(near, far, near, far);
  }

  /** Between two numbers. */
  public static Band between(BigInteger least, BigInteger most) {
    return new Band(least, least, most, most);
  }

  /** The sum. */
  public Band plus(Band other) {
    return new Band(
        lowNear.add(other.lowNear),
        lowFar.add(other.lowFar),
        highNear.add(other.highNear),
        highFar.add(other.highFar));
  }

  /** The difference. */
  public Band minus(Band other) {
    return plus(other.negated());
  }

  /** With the other sign. */
  public Band negated() {
    return new Band(highNear.negate(), highFar.negate(), lowNear.negate(), lowFar.negate());
  }

  /** So many times it; the factor has 18 decimals and a sign. */
  public Band times(BigInteger factor) {
    return over(factor, E18.ONE);
  }

  /** times / over; {@code over} is positive. */
  public Band over(BigInteger times, BigInteger over) {
    if (times.signum() < 0) {
      return negated().over(times.negate(), over);
    }
    return new Band(
        Exact.floor(lowNear.multiply(times), over),
        Exact.floor(lowFar.multiply(times), over),
        Exact.ceil(highNear.multiply(times), over),
        Exact.ceil(highFar.multiply(times), over));
  }

  /** This, which is not negative, times a factor that is somewhere between two numbers. */
  public Band timesBetween(BigInteger least, BigInteger most) {
    Band small = times(least);
    Band large = times(most);
    return new Band(small.lowNear, small.lowFar, large.highNear, large.highFar);
  }

  /** The larger of both. */
  public Band max(Band other) {
    boolean own = lowNear.add(lowFar).compareTo(other.lowNear.add(other.lowFar)) >= 0;
    Band low = own ? this : other;
    return new Band(
        low.lowNear, low.lowFar, highNear.max(other.highNear), highFar.max(other.highFar));
  }

  /** The smaller of both. */
  public Band min(Band other) {
    return negated().max(other.negated()).negated();
  }

  /** One of both, whichever. */
  public Band or(Band other) {
    Band small = min(other);
    Band large = max(other);
    return new Band(small.lowNear, small.lowFar, large.highNear, large.highFar);
  }

  /** What is above 0. */
  public Band positive() {
    return max(ZERO);
  }

  /** Without a sign. */
  public Band abs() {
    Band size = max(negated());
    return new Band(
        size.lowNear.signum() < 0 || size.lowFar.signum() < 0 ? BigInteger.ZERO : size.lowNear,
        size.lowNear.signum() < 0 || size.lowFar.signum() < 0 ? BigInteger.ZERO : size.lowFar,
        size.highNear,
        size.highFar);
  }

  /** The same, should it be off by so much. */
  public Band within(BigInteger error) {
    return new Band(
        lowNear.subtract(error), lowFar.subtract(error), highNear.add(error), highFar.add(error));
  }

  /** The least that it can be. */
  public BigInteger least() {
    return lowNear.min(lowFar);
  }

  /** The most that it can be. */
  public BigInteger most() {
    return highNear.max(highFar);
  }

  /** Whether it is below another everywhere. */
  public boolean isBelow(Band other) {
    return highNear.compareTo(other.lowNear) < 0 && highFar.compareTo(other.lowFar) < 0;
  }

  /** Rates of parts of it, which is not negative: one for each part as if in whole. */
  public Band tiers(MarginalTiers tiers) {
    return tiers(tiers, constant(E18.ONE));
  }

  /**
   * Rates of parts of it, where the bounds of parts are themselves worth something: unit * tiers(it
   * / unit), for a unit that is positive.
   */
  public Band tiers(MarginalTiers tiers, Band unit) {
    Band sum = ZERO;
    BigInteger before = BigInteger.ZERO;
    @Nullable BigInteger floor = BigInteger.ZERO;
    for (MarginalTiers.Tier tier : tiers.tiers()) {
      Band above =
          floor == null || floor.signum() == 0 ? this : minus(unit.times(floor)).positive();
      sum = sum.plus(above.times(tier.rate().subtract(before)));
      before = tier.rate();
      floor = tier.bound();
    }
    return sum;
  }
}
