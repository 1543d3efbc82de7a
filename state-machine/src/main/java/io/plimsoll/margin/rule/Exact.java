package io.plimsoll.margin.rule;

import java.math.BigInteger;

/** Division of whole numbers without limits, with its rounding named, and what goes with it. */
public final class Exact {

  /** A million: what a ratio in ppm is divided by. */
  public static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private Exact() {}

  /**
   * {@code n / d}, rounded towards minus infinity.
   *
   * @param d positive
   */
  public static BigInteger floor(BigInteger n, BigInteger d) {
    BigInteger[] parts = n.divideAndRemainder(d);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /**
   * {@code n / d}, rounded towards plus infinity.
   *
   * @param d positive
   */
  public static BigInteger ceil(BigInteger n, BigInteger d) {
    return floor(n.negate(), d).negate();
  }

  /**
   * {@code n / d}, rounded to the nearest, at a half to the even one.
   *
   * @param d positive
   */
  public static BigInteger halfEven(BigInteger n, BigInteger d) {
    BigInteger below = floor(n, d);
    int side = n.subtract(below.multiply(d)).shiftLeft(1).compareTo(d);
    boolean rises = side > 0 || (side == 0 && below.testBit(0));
    return rises ? below.add(BigInteger.ONE) : below;
  }

  /** A part of an amount, Floor. */
  public static BigInteger floorOfPpm(BigInteger amount, BigInteger ppm) {
    return floor(amount.multiply(ppm), MILLION);
  }

  /** A part of an amount, Ceil. */
  public static BigInteger ceilOfPpm(BigInteger amount, BigInteger ppm) {
    return ceil(amount.multiply(ppm), MILLION);
  }

  /** The value, or the end of the range that is nearest to it. */
  public static BigInteger clamp(BigInteger value, BigInteger least, BigInteger most) {
    return value.max(least).min(most);
  }

  /** Ten to the power of {@code exponent}, which is not negative. */
  public static BigInteger tenTo(int exponent) {
    return BigInteger.TEN.pow(exponent);
  }
}
