package io.plimsoll.chain.audit;

import java.math.BigInteger;

/** Integers without limits, and divisions named by their rounding. */
final class Numbers {

  static final BigInteger ZERO = BigInteger.ZERO;
  static final BigInteger ONE = BigInteger.ONE;
  static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  static BigInteger floor(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    return parts[1].signum() * b.signum() < 0 ? parts[0].subtract(ONE) : parts[0];
  }

  static BigInteger ceil(BigInteger a, BigInteger b) {
    return floor(a.negate(), b).negate();
  }

  static BigInteger towardZero(BigInteger a, BigInteger b) {
    return a.divide(b);
  }

  static BigInteger halfEven(BigInteger a, BigInteger b) {
    BigInteger floor = floor(a, b);
    int half = a.subtract(floor.multiply(b)).shiftLeft(1).abs().compareTo(b.abs());
    return half > 0 || (half == 0 && floor.testBit(0)) ? floor.add(ONE) : floor;
  }

  /** The part of an amount that is not negative, Ceil. */
  static BigInteger ceilPart(BigInteger amount, BigInteger ppm) {
    return ceil(amount.multiply(ppm), MILLION);
  }

  static BigInteger floorPart(BigInteger amount, BigInteger ppm) {
    return floor(amount.multiply(ppm), MILLION);
  }

  /** The least integer whose square times a million is not less than a number. */
  static BigInteger ceilRootOfPpm(BigInteger square) {
    BigInteger root = square.divide(MILLION).sqrt();
    while (root.multiply(root).multiply(MILLION).compareTo(square) < 0) {
      root = root.add(ONE);
    }
    return root;
  }

  /** The nearest number of at most two to the power of {@code bits} in size. */
  static BigInteger limited(BigInteger value, int bits) {
    BigInteger most = ONE.shiftLeft(bits);
    return value.min(most).max(most.negate());
  }

  /** What is left of a sum of which only the last 64 bits count. */
  static BigInteger wrapped(BigInteger value) {
    return of(value.longValue());
  }

  /** The nearest number that a long holds with either sign. */
  static BigInteger signed(BigInteger value) {
    return value.min(LARGEST).max(LARGEST.negate());
  }

  /** The nearest number that a long holds. */
  static BigInteger saturated(BigInteger value) {
    return value.min(LARGEST).max(LARGEST.negate().subtract(ONE));
  }

  static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }
}
