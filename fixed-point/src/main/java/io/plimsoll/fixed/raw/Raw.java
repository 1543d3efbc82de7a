package io.plimsoll.fixed.raw;

/**
 * Operations on longs of any scale that wrap around modulo 2^64 as Java's own do. They throw only
 * where Java does, on division by zero.
 *
 * <p>Every division of longs is in this class, so that no call site rounds by accident. Callers
 * that cannot rule out an overflow use {@code io.plimsoll.fixed}.
 */
public final class Raw {

  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private Raw() {}

  /**
   * Quotient rounded towards minus infinity, of any dividend and a divisor that is not zero.
   *
   * <p>{@code Long.MIN_VALUE / -1} wraps to {@code Long.MIN_VALUE}, here and in the other signed
   * divisions.
   */
  public static long floorDiv(long dividend, long divisor) {
    return Math.floorDiv(dividend, divisor);
  }

  /** Quotient rounded towards plus infinity. */
  public static long ceilDiv(long dividend, long divisor) {
    return Math.ceilDiv(dividend, divisor);
  }

  /** Quotient without its fraction. */
  public static long towardZeroDiv(long dividend, long divisor) {
    return dividend / divisor;
  }

  /** Quotient rounded to the next integer away from zero, unless it is exact. */
  public static long awayFromZeroDiv(long dividend, long divisor) {
    long quotient = dividend / divisor;
    long remainder = dividend - quotient * divisor;
    return remainder == 0 ? quotient : quotient + awayFromZeroStep(dividend, divisor);
  }

  /** Quotient rounded to the nearest integer, and to the even one of two that are equally near. */
  public static long halfEvenDiv(long dividend, long divisor) {
    long quotient = dividend / divisor;
    long remainder = dividend - quotient * divisor;
    // Magnitudes are held as negative numbers, where that of Long.MIN_VALUE has room as well.
    long minusRemainder = remainder > 0 ? -remainder : remainder;
    long minusDivisor = divisor > 0 ? -divisor : divisor;
    long minusRest = minusDivisor - minusRemainder;
    boolean beyondHalf = minusRemainder < minusRest;
    boolean atHalf = minusRemainder == minusRest;
    boolean away = beyondHalf || (atHalf && (quotient & 1) != 0);
    return away ? quotient + awayFromZeroStep(dividend, divisor) : quotient;
  }

  private static long awayFromZeroStep(long dividend, long divisor) {
    return (dividend ^ divisor) < 0 ? -1 : 1;
  }

  /** What {@link #towardZeroDiv} leaves, with the dividend's sign, or zero. */
  public static long remainder(long dividend, long divisor) {
    return dividend % divisor;
  }

  /** What {@link #floorDiv} leaves, with the divisor's sign, or zero. */
  public static long floorMod(long dividend, long divisor) {
    return Math.floorMod(dividend, divisor);
  }

  /** Upper 64 of the 128 bits of the signed product; {@code a * b} is the lower half. */
  public static long mulHigh(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  /** Upper 64 of the 128 bits of the product of two unsigned numbers. */
  public static long unsignedMulHigh(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b);
  }

  /** Whether {@code a + b} leaves the range of a long. */
  public static boolean addOverflows(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0;
  }

  /** Whether {@code a * b} leaves the range of a long. */
  public static boolean mulOverflows(long a, long b) {
    return Math.multiplyHigh(a, b) != (a * b) >> 63;
  }

  /**
   * Quotient without its fraction of the unsigned 128-bit number {@code hi * 2^64 + lo} and an
   * unsigned divisor. The remainder is {@code lo - quotient * divisor}.
   *
   * <p>The caller sees to {@code hi < divisor} unsigned, which is when the quotient fits 64 bits;
   * otherwise the result means nothing.
   *
   * <p>Two digits of 32 bits by long division. Source: Knuth, The Art of Computer Programming,
   * volume 2, third edition, section 4.3.1, algorithm D.
   */
  public static long unsignedDiv128(long hi, long lo, long divisor) {
    if (hi == 0) {
      return Long.divideUnsigned(lo, divisor);
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long scaled = divisor << shift;
    // In two steps, because Java takes a shift by 64 for one by 0.
    long top = (hi << shift) | ((lo >>> 1) >>> (63 - shift));
    long low = lo << shift;
    long upperDigit = digit(top, low >>> 32, scaled);
    long rest = ((top << 32) | (low >>> 32)) - upperDigit * scaled;
    return (upperDigit << 32) + digit(rest, low & LOW_HALF, scaled);
  }

  /**
   * One digit of a long division in base 2^32: the floor of {@code (top * 2^32 + next) / divisor}
   * where {@code top < divisor} and the divisor's upper bit is set.
   *
   * <p>The estimate from the divisor's upper half is never too small and at most two too large. It
   * is at most 2^32 + 1, so its product with the divisor's lower half, at most 2^32 - 1, does not
   * wrap.
   */
  private static long digit(long top, long next, long divisor) {
    long upper = divisor >>> 32;
    long lower = divisor & LOW_HALF;
    long estimate = Long.divideUnsigned(top, upper);
    long rest = top - estimate * upper;
    while (rest >>> 32 == 0 && Long.compareUnsigned(estimate * lower, (rest << 32) | next) > 0) {
      estimate--;
      rest += upper;
    }
    return estimate;
  }
}
