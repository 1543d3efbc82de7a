package io.plimsoll.fixed;

import io.plimsoll.fixed.raw.Raw;

/**
 * {@code a * b / d} with one rounding, over the exact 128-bit product. Operands are any longs, of
 * any sign; {@code d} is not zero. The result's scale is that of {@code a} and {@code b} together,
 * less that of {@code d}.
 *
 * <p>The {@link ArithmeticException} of a divisor of zero, or of a quotient that is not a long
 * after rounding, names the operation and its operands.
 */
public final class MulDiv {

  private MulDiv() {}

  /**
   * {@code a * b / d}, rounded towards minus infinity.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long floor(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.floorDiv(product, d);
    }
    return exact("floor", a, b, d, Rounding.FLOOR);
  }

  /**
   * {@code a * b / d}, rounded towards plus infinity.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long ceil(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.ceilDiv(product, d);
    }
    return exact("ceil", a, b, d, Rounding.CEIL);
  }

  /**
   * {@code a * b / d}, without its fraction.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long towardZero(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.towardZeroDiv(product, d);
    }
    return exact("towardZero", a, b, d, Rounding.TOWARD_ZERO);
  }

  /**
   * {@code a * b / d}, rounded to the next integer away from zero unless it is exact.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long awayFromZero(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.awayFromZeroDiv(product, d);
    }
    return exact("awayFromZero", a, b, d, Rounding.AWAY_FROM_ZERO);
  }

  /**
   * {@code a * b / d}, rounded to the nearest integer, and to the even one of two equally near.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long halfEven(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.halfEvenDiv(product, d);
    }
    return exact("halfEven", a, b, d, Rounding.HALF_EVEN);
  }

  /**
   * As {@link #floor}, but the nearest long where the result is none.
   *
   * @throws ArithmeticException if {@code d} is zero
   */
  public static long floorSaturated(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.floorDiv(product, d);
    }
    return saturated("floorSaturated", a, b, d, Rounding.FLOOR);
  }

  /**
   * As {@link #ceil}, but the nearest long where the result is none.
   *
   * @throws ArithmeticException if {@code d} is zero
   */
  public static long ceilSaturated(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.ceilDiv(product, d);
    }
    return saturated("ceilSaturated", a, b, d, Rounding.CEIL);
  }

  /**
   * As {@link #halfEven}, but the nearest long where the result is none.
   *
   * @throws ArithmeticException if {@code d} is zero
   */
  public static long halfEvenSaturated(long a, long b, long d) {
    long product = a * b;
    if (fast(a, b, product, d)) {
      return Raw.halfEvenDiv(product, d);
    }
    return saturated("halfEvenSaturated", a, b, d, Rounding.HALF_EVEN);
  }

  /**
   * {@code a * b / d}, rounded as named.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public static long divide(long a, long b, long d, Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> floor(a, b, d);
      case CEIL -> ceil(a, b, d);
      case TOWARD_ZERO -> towardZero(a, b, d);
      case AWAY_FROM_ZERO -> awayFromZero(a, b, d);
      case HALF_EVEN -> halfEven(a, b, d);
    };
  }

  /** Sign of {@code a * b - c * d}: -1, 0 or 1, exact for all operands. Compares a/d with c/b. */
  public static int compareProducts(long a, long b, long c, long d) {
    long leftHi = Raw.mulHigh(a, b);
    long rightHi = Raw.mulHigh(c, d);
    if (leftHi != rightHi) {
      return leftHi < rightHi ? -1 : 1;
    }
    return Integer.signum(Long.compareUnsigned(a * b, c * d));
  }

  // One division of longs does where the product is a long, except for the one quotient 2^63.
  private static boolean fast(long a, long b, long product, long d) {
    return d != 0 && Raw.mulHigh(a, b) == product >> 63 && (product != Long.MIN_VALUE || d != -1);
  }

  private static long exact(String operation, long a, long b, long d, Rounding rounding) {
    if (d == 0) {
      throw failure(operation, a, b, d, " divides by zero");
    }
    boolean negative = negative(a, b, d);
    long magnitude = magnitude(negative, a, b, d, rounding);
    if (!Quotient.fits(negative, magnitude)) {
      throw failure(operation, a, b, d, " does not fit a long");
    }
    return Quotient.signed(negative, magnitude);
  }

  private static long saturated(String operation, long a, long b, long d, Rounding rounding) {
    if (d == 0) {
      throw failure(operation, a, b, d, " divides by zero");
    }
    boolean negative = negative(a, b, d);
    return Quotient.saturated(negative, magnitude(negative, a, b, d, rounding));
  }

  private static boolean negative(long a, long b, long d) {
    return (a ^ b ^ d) < 0;
  }

  private static long magnitude(boolean negative, long a, long b, long d, Rounding rounding) {
    long sizeA = a < 0 ? -a : a;
    long sizeB = b < 0 ? -b : b;
    long hi = Raw.unsignedMulHigh(sizeA, sizeB);
    return Quotient.magnitude(negative, hi, sizeA * sizeB, d, rounding);
  }

  private static ArithmeticException failure(
      String operation, long a, long b, long d, String reason) {
    return new ArithmeticException(
        "MulDiv." + operation + "(" + a + ", " + b + ", " + d + ")" + reason);
  }
}
