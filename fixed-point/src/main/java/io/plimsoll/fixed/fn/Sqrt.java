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
   * Floor of the square root of hi * 2^64 + lo.
   *
   * <p>The number is shifted left by an even count of bits until it has 125 or 126, so that its
   * root has 63. Where u is the root of the upper bits of a number to within one, with j bits, the
   * Newton step u * 2^(j - 2) + (upper bits, about twice as many) / u, both parts cut to a whole,
   * is the root of these to within one, and twice as long. Five short divisions and a long one lead
   * from one bit to 63; what is one too large is put right at the end.
   *
   * <p>Source: M. Dickinson's algorithm, with its proof, in CPython's math.isqrt (3.8, 2019).
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
    int shift = (126 - bits) & ~1;
    long high = shift >= 64 ? lo << (shift - 64) : (hi << shift) | ((lo >>> 1) >>> (63 - shift));
    long low = shift >= 64 ? 0 : lo << shift;
    long root = root32((high << 2) | (low >>> 62));
    root = (root << 30) + Raw.unsignedDiv128(high >>> 32, (high << 32) | (low >>> 32), root);
    root >>>= shift >>> 1;
    long squareHi = Raw.mulHigh(root, root);
    boolean above = squareHi > hi || (squareHi == hi && isLess(lo, root * root));
    return above ? root - 1 : root;
  }

  /** The root of an unsigned number with one of its upper two bits set, to within one. */
  private static long root32(long x) {
    long root = 1 + (x >>> 62);
    root = (root << 1) + Raw.towardZeroDiv(x >>> 59, root);
    root = (root << 3) + Raw.towardZeroDiv(x >>> 53, root);
    root = (root << 7) + Raw.towardZeroDiv(x >>> 41, root);
    return (root << 15) + Raw.towardZeroDiv(x >>> 17, root);
  }

  private static boolean isLess(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
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
