package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;

/** Square roots, all of them exact: the largest integer whose square is not above. */
public final class Sqrt {

  private Sqrt() {}

  /**
   * Floor of the square root of a number.
   *
   * @param x at least 0
   * @throws IllegalArgumentException where it is negative
   */
  public static long floor(long x) {
    if (x < 0) {
      throw new IllegalArgumentException("square root of " + x);
    }
    return floor(0, x);
  }

  /**
   * Floor of the square root of hi * 2^64 + lo, by Newton's method from above: each step is at
   * least the root's Floor until it stops falling. The start, a power of two, is at most twice the
   * root.
   *
   * <p>Source: Cohen, A Course in Computational Algebraic Number Theory, 1993, algorithm 1.7.1.
   *
   * @param hi upper 64 bits, 0 to 2^62 - 1
   * @param lo lower 64 bits, unsigned
   * @throws IllegalArgumentException where hi is outside of its range
   */
  public static long floor(long hi, long lo) {
    if (hi >>> 62 != 0) {
      throw new IllegalArgumentException("square root of a number with the upper half " + hi);
    }
    if (hi == 0 && lo == 0) {
      return 0;
    }
    int bits = hi == 0 ? 64 - Long.numberOfLeadingZeros(lo) : 128 - Long.numberOfLeadingZeros(hi);
    long root = 1L << ((bits + 1) >>> 1);
    while (true) {
      long quotient = Raw.unsignedDiv128(hi, lo, root);
      // The mean without the sum, which reaches 2^64 just below the limit.
      long next = (root & quotient) + ((root ^ quotient) >>> 1);
      if (Long.compareUnsigned(next, root) >= 0) {
        return root;
      }
      root = next;
    }
  }

  /**
   * Floor of 2^60 * sqrt(num / den).
   *
   * @param num at least 0, and less than 4 * den
   * @param den 1 to 2^60
   * @throws IllegalArgumentException where one is outside of its range
   */
  public static long ofRatioQ60(long num, long den) {
    if (den < 1 || den > 1L << 60 || num < 0 || num >>> 2 >= den) {
      throw new IllegalArgumentException(
          "square root of " + num + " / " + den + "; the ratio must be from 0 to less than 4");
    }
    // Floor(num * 2^120 / den) in two digits of 60 bits.
    long high = Raw.unsignedDiv128(num >>> 4, num << 60, den);
    long rest = (num << 60) - high * den;
    long low = Raw.unsignedDiv128(rest >>> 4, rest << 60, den);
    return floor(high >>> 4, (high << 60) + low);
  }
}
