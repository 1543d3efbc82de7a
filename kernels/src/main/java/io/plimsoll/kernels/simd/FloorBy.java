package io.plimsoll.kernels.simd;

import io.plimsoll.fixed.raw.Raw;

/**
 * Division by a number that is known beforehand, rounded Floor, as a multiplication.
 *
 * <p>Let L be the bits of {@code d - 1}, so that 2^(L-1) is less than d and d at most 2^L, and
 * {@code m = floor(2^(62+L) / d) + 1}. Then {@code m * d = 2^(62+L) + e} with e from 1 to d, so
 * {@code u * m / 2^(62+L)} exceeds {@code u / d} by {@code u * e / (d * 2^(62+L))}, which is less
 * than 1/d for u below 2^62; so both have one floor. A negative number is the complement of such a
 * u, and its quotient that of u's. Source: Granlund and Montgomery, Division by Invariant Integers
 * using Multiplication (1994), theorem 4.2 and section 6.
 */
final class FloorBy {

  private final long divisor;

  /** m, times 2 for a divisor of 2; it is read as unsigned. 0 for a divisor of 1. */
  private final long multiplier;

  private final int shift;

  /** By a divisor from 1 to 2^61. */
  FloorBy(long divisor) {
    this.divisor = divisor;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(divisor - 1);
    shift = Math.max(0, bits - 2);
    multiplier =
        switch (bits) {
          case 0 -> 0;
          case 1 -> (1L << 63) + 2;
          default -> Raw.unsignedDiv128(1L << (bits - 2), 0, divisor) + 1;
        };
  }

  /** The divisor. */
  long divisor() {
    return divisor;
  }

  /** The quotient of a number from -2^62 to 2^62 - 1. */
  long of(long value) {
    if (multiplier == 0) {
      return value;
    }
    long negative = value >> 63;
    return negative ^ (Raw.unsignedMulHigh(negative ^ value, multiplier) >>> shift);
  }
}
