package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * A signed number with 112 fractional bits in two longs, in which {@link Q96} adds up its series:
 * the same bits as with integers without limits, in a fifth of the time. Sizes, those of products
 * too, are below 2^12.
 */
final class Q112 {

  private static final int FRACTION = 112;

  /** A product's words of 2^64 are cut by so many bits. */
  private static final int CUT = FRACTION - 64;

  /** One more than the largest divisor of {@link #divide}. */
  static final int DIVISORS = 64;

  /** 2^64 / n, Floor, for n of at least 2. */
  private static final long[] RECIPROCAL = new long[DIVISORS];

  /** What that leaves of 2^64. */
  private static final long[] REST = new long[DIVISORS];

  /** The upper word of 1. */
  private static final long ONE = 1L << (FRACTION - 64);

  static {
    for (int n = 2; n < DIVISORS; n++) {
      BigInteger[] parts = BigInteger.ONE.shiftLeft(64).divideAndRemainder(BigInteger.valueOf(n));
      RECIPROCAL[n] = parts[0].longValue();
      REST[n] = parts[1].longValue();
    }
  }

  private long hi;
  private long lo;

  /** 0. */
  Q112() {}

  Q112(long hi, long lo) {
    this.hi = hi;
    this.lo = lo;
  }

  static Q112 of(BigInteger value) {
    return new Q112(value.shiftRight(64).longValueExact(), value.longValue());
  }

  BigInteger toInteger() {
    // The lower word without its uppermost bit, which is a sign to others.
    long upper = (hi << 1) | (lo >>> 63);
    return BigInteger.valueOf(upper).shiftLeft(63).add(BigInteger.valueOf(lo & Long.MAX_VALUE));
  }

  void setOne() {
    hi = ONE;
    lo = 0;
  }

  void set(Q112 other) {
    hi = other.hi;
    lo = other.lo;
  }

  /** Whether it takes at most 4 bits beside its sign. */
  boolean isTiny() {
    return hi == lo >> 63 && lo >= -16 && lo < 16;
  }

  void add(Q112 other) {
    lo += other.lo;
    hi += other.hi + carry(lo, other.lo);
  }

  void addOne() {
    hi += ONE;
  }

  void negate() {
    hi = ~hi + (lo == 0 ? 1 : 0);
    lo = -lo;
  }

  /** 1 where a sum of unsigned numbers, of which one is a part, has left 64 bits. */
  private static long carry(long sum, long part) {
    return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
  }

  /**
   * Times a number, with some bits less, Floor.
   *
   * @param number not negative
   * @param drop from 1 to 63
   */
  void times(long number, int drop) {
    long low = lo * number;
    long part = hi * number;
    long middle = Raw.unsignedMulHigh(lo, number) + part;
    long top = Raw.mulHigh(hi, number) + carry(middle, part);
    lo = (low >>> drop) | (middle << (64 - drop));
    hi = (middle >>> drop) | (top << (64 - drop));
  }

  /** a * b, Floor. */
  void setProduct(Q112 a, Q112 b) {
    setProducts(a, b, 0, 0, 0, 0);
  }

  /**
   * a * b + c * d, Floor of the sum. With words h and l it is h h' 2^128 + (h l' + h' l) 2^64 + l
   * l', where h and h' have a sign.
   */
  void setProducts(Q112 a, Q112 b, Q112 c, Q112 d) {
    setProducts(a, b, c.hi, c.lo, d.hi, d.lo);
  }

  private void setProducts(Q112 a, Q112 b, long cHi, long cLo, long dHi, long dLo) {
    long low = a.lo * b.lo;
    long lowest = low + cLo * dLo;
    long middle = Raw.unsignedMulHigh(a.lo, b.lo);
    long top = 0;
    long part = Raw.unsignedMulHigh(cLo, dLo) + carry(lowest, low);
    middle += part;
    top += carry(middle, part);
    part = a.hi * b.lo;
    middle += part;
    top += mixedHigh(a.hi, b.lo) + carry(middle, part);
    part = b.hi * a.lo;
    middle += part;
    top += mixedHigh(b.hi, a.lo) + carry(middle, part);
    part = cHi * dLo;
    middle += part;
    top += mixedHigh(cHi, dLo) + carry(middle, part);
    part = dHi * cLo;
    middle += part;
    top += mixedHigh(dHi, cLo) + carry(middle, part);
    // What is of 2^128 counts 2^16 times.
    long whole = a.hi * b.hi;
    long other = cHi * dHi;
    long upper = Raw.mulHigh(a.hi, b.hi) + Raw.mulHigh(cHi, dHi) + carry(whole + other, other);
    whole += other;
    long cut = (middle >>> CUT) | (top << (64 - CUT));
    lo = (whole << (64 - CUT)) + cut;
    hi = ((upper << (64 - CUT)) | (whole >>> CUT)) + (top >> CUT) + carry(lo, cut);
  }

  /** Upper word of a signed number times an unsigned one. */
  private static long mixedHigh(long signed, long unsigned) {
    return Raw.mulHigh(signed, unsigned) + ((unsigned >> 63) & signed);
  }

  /**
   * Divided by n, TowardZero. With 2^64 = n r + s and the upper word n q + t it is 2^64 q + t r +
   * (t s + the lower word) / n.
   *
   * @param n from 1, below {@link #DIVISORS}
   */
  void divide(int n) {
    if (n == 1) {
      return;
    }
    boolean isNegative = hi < 0;
    if (isNegative) {
      negate();
    }
    long upper = quotient(hi, n);
    long left = hi - upper * n;
    long lower = quotient(lo, n);
    long rest = left * REST[n] + lo - lower * n;
    hi = upper;
    lo = left * RECIPROCAL[n] + lower + quotient(rest, n);
    if (isNegative) {
      negate();
    }
  }

  /** Of an unsigned number, Floor: by the reciprocal it is at most one too small. */
  private static long quotient(long number, int n) {
    long quotient = Raw.unsignedMulHigh(number, RECIPROCAL[n]);
    return number - quotient * n >= n ? quotient + 1 : quotient;
  }
}
