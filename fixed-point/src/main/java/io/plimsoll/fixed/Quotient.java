package io.plimsoll.fixed;

import io.plimsoll.fixed.raw.Raw;

/**
 * Division of a 128-bit number by a long, in sign and magnitude, for {@link MulDiv} and {@link
 * Wide}.
 *
 * <p>A magnitude is an unsigned long. The largest one, 2^64 - 1, also stands for all that are
 * larger: neither fits a signed long, so nothing is lost.
 */
final class Quotient {

  private static final long TOO_LARGE = -1L;

  private Quotient() {}

  /**
   * Magnitude of the rounded quotient of {@code hi * 2^64 + lo} (unsigned) and {@code divisor} (not
   * zero; its sign does not count here).
   *
   * @param negative whether the quotient is below zero, which the direction of rounding depends on
   */
  static long magnitude(boolean negative, long hi, long lo, long divisor, Rounding rounding) {
    // The magnitude of Long.MIN_VALUE comes out as 2^63, read as unsigned.
    long size = divisor < 0 ? -divisor : divisor;
    if (Long.compareUnsigned(hi, size) >= 0) {
      return TOO_LARGE;
    }
    long quotient = Raw.unsignedDiv128(hi, lo, size);
    long remainder = lo - quotient * size;
    if (remainder == 0 || quotient == TOO_LARGE) {
      return quotient;
    }
    boolean away =
        switch (rounding) {
          case FLOOR -> negative;
          case CEIL -> !negative;
          case TOWARD_ZERO -> false;
          case AWAY_FROM_ZERO -> true;
          case HALF_EVEN -> {
            int half = Long.compareUnsigned(remainder, size - remainder);
            yield half > 0 || (half == 0 && (quotient & 1) != 0);
          }
        };
    return away ? quotient + 1 : quotient;
  }

  /** Whether the number of this sign and magnitude is a long. */
  static boolean fits(boolean negative, long magnitude) {
    return magnitude >= 0 || (negative && magnitude == Long.MIN_VALUE);
  }

  /** The number of this sign and magnitude, which {@link #fits}. */
  static long signed(boolean negative, long magnitude) {
    return negative ? -magnitude : magnitude;
  }

  /** The number of this sign and magnitude, or the long that is nearest to it. */
  static long saturated(boolean negative, long magnitude) {
    if (fits(negative, magnitude)) {
      return signed(negative, magnitude);
    }
    return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
