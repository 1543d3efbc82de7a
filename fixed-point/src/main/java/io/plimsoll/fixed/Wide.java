package io.plimsoll.fixed;

import io.plimsoll.fixed.fn.Sqrt;
import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * A signed 128-bit number that changes in place, for sums of products that a long cannot hold. Make
 * one, keep it, and set it anew: no operation allocates unless it throws.
 *
 * <p>The value is {@code hi * 2^64 + lo}, with {@code hi} signed and {@code lo} unsigned. A result
 * outside of -2^127 .. 2^127 - 1 throws an {@link ArithmeticException} that names the operation and
 * its operands, and leaves the value as it was.
 */
public final class Wide implements Comparable<Wide> {

  private long hi;
  private long lo;

  /** Zero. */
  public Wide() {}

  /** Makes this {@code value}. */
  public void set(long value) {
    hi = value >> 63;
    lo = value;
  }

  /** Makes this the value of {@code other}. */
  public void set(Wide other) {
    hi = other.hi;
    lo = other.lo;
  }

  /** Makes this {@code a * b}, which always fits. */
  public void setProduct(long a, long b) {
    hi = Raw.mulHigh(a, b);
    lo = a * b;
  }

  /**
   * Adds {@code value}.
   *
   * @throws ArithmeticException if the sum leaves 128 bits
   */
  public void add(long value) {
    if (addOverflows(value >> 63, value)) {
      throw overflow("add(" + value + ")");
    }
  }

  /**
   * Adds {@code other}, which may be this one.
   *
   * @throws ArithmeticException if the sum leaves 128 bits
   */
  public void add(Wide other) {
    if (addOverflows(other.hi, other.lo)) {
      throw overflow("add(" + other + ")");
    }
  }

  /**
   * Subtracts {@code value}.
   *
   * @throws ArithmeticException if the difference leaves 128 bits
   */
  public void subtract(long value) {
    if (subtractOverflows(value >> 63, value)) {
      throw overflow("subtract(" + value + ")");
    }
  }

  /**
   * Subtracts {@code other}, which may be this one.
   *
   * @throws ArithmeticException if the difference leaves 128 bits
   */
  public void subtract(Wide other) {
    if (subtractOverflows(other.hi, other.lo)) {
      throw overflow("subtract(" + other + ")");
    }
  }

  /**
   * Adds {@code a * b}.
   *
   * @throws ArithmeticException if the sum leaves 128 bits
   */
  public void addProduct(long a, long b) {
    if (addOverflows(Raw.mulHigh(a, b), a * b)) {
      throw overflow("addProduct(" + a + ", " + b + ")");
    }
  }

  /**
   * Subtracts {@code a * b}.
   *
   * @throws ArithmeticException if the difference leaves 128 bits
   */
  public void subtractProduct(long a, long b) {
    if (subtractOverflows(Raw.mulHigh(a, b), a * b)) {
      throw overflow("subtractProduct(" + a + ", " + b + ")");
    }
  }

  /**
   * Turns the sign.
   *
   * @throws ArithmeticException if this is -2^127
   */
  public void negate() {
    if (hi == Long.MIN_VALUE && lo == 0) {
      throw overflow("negate()");
    }
    hi = negatedHi();
    lo = -lo;
  }

  /** -1, 0 or 1. */
  public int signum() {
    if (hi != 0) {
      return hi < 0 ? -1 : 1;
    }
    return lo == 0 ? 0 : 1;
  }

  /**
   * -1, 0 or 1 as this is less than, equal to or greater than {@code other}. Two that compare as 0
   * need not be {@code equals}, which tells accumulators apart, not their values.
   */
  @Override
  public int compareTo(Wide other) {
    if (hi != other.hi) {
      return hi < other.hi ? -1 : 1;
    }
    return Integer.signum(Long.compareUnsigned(lo, other.lo));
  }

  /** Whether this is within the range of a long. */
  public boolean fitsLong() {
    return hi == lo >> 63;
  }

  /**
   * This as a long.
   *
   * @throws ArithmeticException if it is none
   */
  public long toLongExact() {
    if (!fitsLong()) {
      throw new ArithmeticException("Wide.toLongExact() of " + this + " does not fit a long");
    }
    return lo;
  }

  /** This as a long, or the end of the range that it lies beyond. */
  public long toLongSaturated() {
    if (fitsLong()) {
      return lo;
    }
    return hi < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /**
   * This divided by {@code d}, rounded towards minus infinity. The value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divideFloor(long d) {
    return fast(d) ? Raw.floorDiv(lo, d) : divide("divideFloor", d, Rounding.FLOOR);
  }

  /**
   * This divided by {@code d}, rounded towards plus infinity. The value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divideCeil(long d) {
    return fast(d) ? Raw.ceilDiv(lo, d) : divide("divideCeil", d, Rounding.CEIL);
  }

  /**
   * This divided by {@code d}, without its fraction. The value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divideTowardZero(long d) {
    return fast(d) ? Raw.towardZeroDiv(lo, d) : divide("divideTowardZero", d, Rounding.TOWARD_ZERO);
  }

  /**
   * This divided by {@code d}, rounded to the next integer away from zero unless it is exact. The
   * value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divideAwayFromZero(long d) {
    return fast(d)
        ? Raw.awayFromZeroDiv(lo, d)
        : divide("divideAwayFromZero", d, Rounding.AWAY_FROM_ZERO);
  }

  /**
   * This divided by {@code d}, rounded to the nearest integer, and to the even one of two equally
   * near. The value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divideHalfEven(long d) {
    return fast(d) ? Raw.halfEvenDiv(lo, d) : divide("divideHalfEven", d, Rounding.HALF_EVEN);
  }

  /**
   * This divided by {@code d}, rounded as named. The value stays as it is.
   *
   * @throws ArithmeticException if {@code d} is zero or the result is not a long
   */
  public long divide(long d, Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> divideFloor(d);
      case CEIL -> divideCeil(d);
      case TOWARD_ZERO -> divideTowardZero(d);
      case AWAY_FROM_ZERO -> divideAwayFromZero(d);
      case HALF_EVEN -> divideHalfEven(d);
    };
  }

  /**
   * As {@link #divideFloor}, but the nearest long where the result is none.
   *
   * @throws ArithmeticException if {@code d} is zero
   */
  public long divideFloorSaturated(long d) {
    if (fast(d)) {
      return Raw.floorDiv(lo, d);
    }
    if (d == 0) {
      throw new ArithmeticException("Wide.divideFloorSaturated(0) of " + this);
    }
    boolean negative = (hi ^ d) < 0;
    return Quotient.saturated(negative, magnitude(negative, d, Rounding.FLOOR));
  }

  /**
   * Largest integer whose square is at most this.
   *
   * @throws ArithmeticException if this is negative, or at least 2^126, whose root is not a long
   */
  public long sqrtFloor() {
    if (hi < 0) {
      throw new ArithmeticException("Wide.sqrtFloor() of the negative " + this);
    }
    if (hi >>> 62 != 0) {
      throw new ArithmeticException("Wide.sqrtFloor() of " + this + " does not fit a long");
    }
    return Sqrt.floor(hi, lo);
  }

  /** Upper 64 bits, signed. */
  public long hi() {
    return hi;
  }

  /** Lower 64 bits, unsigned. */
  public long lo() {
    return lo;
  }

  /** In decimal. Allocates. */
  @Override
  public String toString() {
    BigInteger upper = BigInteger.valueOf(hi).shiftLeft(64);
    return upper.add(new BigInteger(Long.toUnsignedString(lo))).toString();
  }

  private boolean addOverflows(long otherHi, long otherLo) {
    long sumLo = lo + otherLo;
    long carry = Long.compareUnsigned(sumLo, lo) < 0 ? 1 : 0;
    long sumHi = hi + otherHi + carry;
    if (((hi ^ sumHi) & (otherHi ^ sumHi)) < 0) {
      return true;
    }
    hi = sumHi;
    lo = sumLo;
    return false;
  }

  private boolean subtractOverflows(long otherHi, long otherLo) {
    long borrow = Long.compareUnsigned(lo, otherLo) < 0 ? 1 : 0;
    long restHi = hi - otherHi - borrow;
    if (((hi ^ otherHi) & (hi ^ restHi)) < 0) {
      return true;
    }
    hi = restHi;
    lo -= otherLo;
    return false;
  }

  private long negatedHi() {
    return lo == 0 ? -hi : ~hi;
  }

  // One division of longs does where this is a long, except for the one quotient 2^63.
  private boolean fast(long d) {
    return d != 0 && fitsLong() && (lo != Long.MIN_VALUE || d != -1);
  }

  private long divide(String operation, long d, Rounding rounding) {
    if (d == 0) {
      throw new ArithmeticException("Wide." + operation + "(0) of " + this);
    }
    boolean negative = (hi ^ d) < 0;
    long magnitude = magnitude(negative, d, rounding);
    if (!Quotient.fits(negative, magnitude)) {
      throw new ArithmeticException(
          "Wide." + operation + "(" + d + ") of " + this + " does not fit a long");
    }
    return Quotient.signed(negative, magnitude);
  }

  private long magnitude(boolean negative, long d, Rounding rounding) {
    // That of -2^127 comes out as 2^127, read as unsigned.
    long sizeHi = hi < 0 ? negatedHi() : hi;
    long sizeLo = hi < 0 ? -lo : lo;
    return Quotient.magnitude(negative, sizeHi, sizeLo, d, rounding);
  }

  private ArithmeticException overflow(String operation) {
    return new ArithmeticException("Wide." + operation + " on " + this + " leaves 128 bits");
  }
}
