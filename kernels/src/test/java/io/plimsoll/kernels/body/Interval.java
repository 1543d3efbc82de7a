package io.plimsoll.kernels.body;

import java.math.BigInteger;

/**
 * All numbers between two ends with 256 fractional bits; every operation rounds outward, so that
 * what is computed of intervals holds for each number in them.
 */
record Interval(BigInteger low, BigInteger high) {

  static final int BITS = 256;
  static final Interval ZERO = of(0, 0);

  Interval {
    if (low.compareTo(high) > 0) {
      throw new IllegalArgumentException(low + " > " + high);
    }
  }

  /** A number with so many fractional bits. */
  static Interval of(long value, int bits) {
    return of(BigInteger.valueOf(value), bits);
  }

  static Interval of(BigInteger value, int bits) {
    BigInteger exact = value.shiftLeft(BITS - bits);
    return new Interval(exact, exact);
  }

  /** From 0 to a number with so many fractional bits, itself positive or negative. */
  static Interval upTo(long value, int bits) {
    return ZERO.hull(of(value, bits));
  }

  /** A number that is known to within 2^-bits. */
  Interval within(int bits) {
    BigInteger slack = BigInteger.ONE.shiftLeft(BITS - bits);
    return new Interval(low.subtract(slack), high.add(slack));
  }

  Interval hull(Interval other) {
    return new Interval(low.min(other.low), high.max(other.high));
  }

  Interval plus(Interval other) {
    return new Interval(low.add(other.low), high.add(other.high));
  }

  Interval minus(Interval other) {
    return plus(other.negate());
  }

  Interval negate() {
    return new Interval(high.negate(), low.negate());
  }

  Interval times(Interval other) {
    BigInteger a = low.multiply(other.low);
    BigInteger b = low.multiply(other.high);
    BigInteger c = high.multiply(other.low);
    BigInteger d = high.multiply(other.high);
    return outward(a.min(b).min(c).min(d), a.max(b).max(c).max(d), BITS);
  }

  Interval times(long factor) {
    return times(of(factor, 0));
  }

  /** Over a positive integer. */
  Interval over(long divisor) {
    BigInteger[] floor = low.divideAndRemainder(BigInteger.valueOf(divisor));
    BigInteger[] ceil = high.divideAndRemainder(BigInteger.valueOf(divisor));
    return new Interval(
        floor[1].signum() < 0 ? floor[0].subtract(BigInteger.ONE) : floor[0],
        ceil[1].signum() > 0 ? ceil[0].add(BigInteger.ONE) : ceil[0]);
  }

  /** Over 2^bits. */
  Interval shiftRight(int bits) {
    return outward(low, high, bits);
  }

  private static Interval outward(BigInteger low, BigInteger high, int bits) {
    return new Interval(low.shiftRight(bits), high.negate().shiftRight(bits).negate());
  }

  /** The largest size of a number in it. */
  BigInteger size() {
    return low.abs().max(high.abs());
  }

  boolean contains(BigInteger value) {
    return low.compareTo(value) <= 0 && value.compareTo(high) <= 0;
  }
}
