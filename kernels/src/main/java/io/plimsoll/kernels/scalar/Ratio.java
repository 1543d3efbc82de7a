package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;

/**
 * A rational by which many numbers are multiplied: a * num / den, HalfEven, by multiplication with
 * its fixed-point value instead of long division. The results are those of {@link
 * MulDiv#halfEvenSaturated}, which does what is too large for that.
 *
 * <p>With h = floor(den / 2) the quotient of |a| * num + h by den is the rounded one, except that
 * of two equally near it is the larger; and that is just where den is even and the rest is 0. The
 * quotient is estimated as |a| * mantissa * 2^-shift + 1/2. While |a| is at most {@link #most},
 * what the mantissa and the product cut is less than 1 together, so the estimate's Floor is at most
 * one too small; the rest, which 64 bits hold though they do not hold the product, shows whether it
 * is.
 */
public final class Ratio {

  /** Twice a greater den, and so a rest, might not fit a long. */
  private static final long MOST_DEN = (1L << 62) - 1;

  /** Bits after the point of an estimate: lanes, which cut three times, lose 3/8 at most. */
  private static final int LEAST_RIGHT = 3;

  private long num = 1;
  private long den = 1;
  private long mantissa = 1L << 62;
  private int shift = 62;
  private int left = 5;
  private int right = LEAST_RIGHT;
  private long most = Long.MAX_VALUE >>> 5;

  /** The ratio 1. */
  public Ratio() {}

  /**
   * Makes this a ratio; no work where it is that already.
   *
   * @param newNum at least 0
   * @param newDen at least 1
   */
  public void set(long newNum, long newDen) {
    if (num == newNum && den == newDen) {
      return;
    }
    num = newNum;
    den = newDen;
    mantissa = 0;
    shift = 2 * Long.SIZE - 2;
    if (newNum > 0) {
      int numZeros = Long.numberOfLeadingZeros(newNum);
      int denZeros = Long.numberOfLeadingZeros(newDen);
      mantissa = Raw.unsignedDiv128(newNum << (numZeros - 1), 0, newDen << denZeros);
      shift = 63 + numZeros - denZeros;
      if (mantissa < 0) {
        mantissa >>>= 1;
        shift--;
      }
    }
    // The product's upper half drops 64 bits of the shift; a small ratio needs some of them back.
    left = Math.max(0, Long.SIZE + LEAST_RIGHT - shift);
    right = shift - Long.SIZE + left;
    most = newDen <= MOST_DEN && left < Long.SIZE - 1 ? Long.MAX_VALUE >>> left : 0;
  }

  /** The numerator. */
  public long num() {
    return num;
  }

  /** The denominator. */
  public long den() {
    return den;
  }

  /** floor(num * 2^shift / den), from 2^62 to 2^63 - 1; of the ratio 0, 0. */
  public long mantissa() {
    return mantissa;
  }

  /** The bits after the mantissa's point. */
  public int shift() {
    return shift;
  }

  /** How far a number is shifted left before its product's upper half is taken. */
  public int left() {
    return left;
  }

  /** How far that half is shifted right. */
  public int right() {
    return right;
  }

  /** The largest size of a number that needs no long division. */
  public long most() {
    return most;
  }

  /** floor(a * num / den) of an a from 0 to {@link #most}. */
  long floor(long a) {
    long quotient = Raw.mulHigh(a << left, mantissa) >>> right;
    return a * num - quotient * den >= den ? quotient + 1 : quotient;
  }

  /** a * num / den, rounded HalfEven, or the nearest long. */
  public long halfEven(long a) {
    if (a > most || a < -most) {
      return MulDiv.halfEvenSaturated(a, num, den);
    }
    long size = Math.abs(a);
    long quotient = (Raw.mulHigh(size << left, mantissa) + (1L << (right - 1))) >>> right;
    long rest = size * num + (den >>> 1) - quotient * den;
    boolean below = rest >= den;
    quotient = below ? quotient + 1 : quotient;
    rest = below ? rest - den : rest;
    long tie = rest == 0 ? ~den & 1 : 0;
    quotient -= quotient & tie;
    return a < 0 ? -quotient : quotient;
  }
}
