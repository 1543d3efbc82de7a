package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.raw.Raw;

/**
 * A positive divisor that many products are divided by: a * b / d, HalfEven, by multiplication with
 * a reciprocal instead of long division. The results are those of {@code
 * io.plimsoll.fixed.MulDiv.halfEvenSaturated}.
 *
 * <p>Source: Möller and Granlund, Improved division by invariant integers, IEEE Transactions on
 * Computers 60 (2011), algorithm 4.
 */
final class Divisor {

  private static final long MOST = 1L << 62;

  private long divisor = 1;
  private int shift = 63;
  private long scaled = Long.MIN_VALUE;

  // floor((2^128 - 1) / scaled) - 2^64 and floor((2^64 - 1) / divisor), both unsigned.
  private long reciprocal = -1;
  private long inverse = -1;

  /** The divisor 1. */
  Divisor() {}

  /** Makes this a divisor of at least 1; no work where it is that already. */
  void set(long newDivisor) {
    if (divisor == newDivisor) {
      return;
    }
    divisor = newDivisor;
    shift = Long.numberOfLeadingZeros(newDivisor);
    scaled = newDivisor << shift;
    reciprocal = Raw.unsignedDiv128(~scaled, -1, scaled);
    inverse = Raw.unsignedDiv128(0, -1, newDivisor);
  }

  /** floor((2^64 - 1) / divisor), unsigned. */
  long inverse() {
    return inverse;
  }

  /** a * b / divisor, rounded HalfEven, or the nearest long. */
  long halfEven(long a, long b) {
    long product = a * b;
    boolean small =
        Math.abs(product) < MOST && divisor < MOST && Raw.mulHigh(a, b) == product >> 63;
    return small ? ofSmall(product) : ofProduct(a, b);
  }

  /**
   * With h = floor(d / 2) the quotient of |product| + h by d is the rounded one, except that of two
   * equally near it is the larger; and that is just where d is even and the rest is 0. The upper
   * half of a product with the inverse is at most one below the quotient.
   */
  private long ofSmall(long product) {
    long size = Math.abs(product) + (divisor >>> 1);
    long quotient = Raw.unsignedMulHigh(size, inverse);
    long rest = size - quotient * divisor;
    boolean below = rest >= divisor;
    quotient = below ? quotient + 1 : quotient;
    rest = below ? rest - divisor : rest;
    long tie = rest == 0 ? ~divisor & 1 : 0;
    quotient -= quotient & tie;
    return product < 0 ? -quotient : quotient;
  }

  private long ofProduct(long a, long b) {
    boolean negative = (a ^ b) < 0;
    long sizeA = a < 0 ? -a : a;
    long sizeB = b < 0 ? -b : b;
    long high = Raw.unsignedMulHigh(sizeA, sizeB);
    long low = sizeA * sizeB;
    if (Long.compareUnsigned(high, divisor) >= 0) {
      return nearest(negative);
    }
    // In two steps, because Java takes a shift by 64 for one by 0.
    long top = (high << shift) | ((low >>> 1) >>> (63 - shift));
    long next = low << shift;
    long estimateLow = reciprocal * top + next;
    long carry = Long.compareUnsigned(estimateLow, next) < 0 ? 1 : 0;
    long quotient = Raw.unsignedMulHigh(reciprocal, top) + top + carry + 1;
    long rest = next - quotient * scaled;
    if (Long.compareUnsigned(rest, estimateLow) > 0) {
      quotient--;
      rest += scaled;
    }
    if (Long.compareUnsigned(rest, scaled) >= 0) {
      quotient++;
      rest -= scaled;
    }
    rest >>>= shift;
    long other = divisor - rest;
    boolean away = rest > other || (rest == other && (quotient & 1) != 0);
    quotient = away && quotient != -1 ? quotient + 1 : quotient;
    if (quotient < 0) {
      return nearest(negative);
    }
    return negative ? -quotient : quotient;
  }

  /** What stands for a size of 2^63 or more, of which the negative one is a long itself. */
  private static long nearest(boolean negative) {
    return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
