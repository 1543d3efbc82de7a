package io.plimsoll.fixed.fn;

import java.math.BigInteger;

/**
 * Numbers with 192 fractional bits, from which the classes of this package make their tables when
 * they are loaded. Each operation is off by less than 2 units of the last place.
 */
final class Tables {

  /** Fractional bits. */
  static final int BITS = 192;

  static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

  private Tables() {}

  static BigInteger of(long numerator, long denominator) {
    return ONE.multiply(BigInteger.valueOf(numerator)).divide(BigInteger.valueOf(denominator));
  }

  static BigInteger multiply(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(BITS);
  }

  static BigInteger divide(BigInteger a, BigInteger b) {
    return a.shiftLeft(BITS).divide(b);
  }

  static BigInteger divide(BigInteger a, long divisor) {
    return a.divide(BigInteger.valueOf(divisor));
  }

  /** e^x by its series, for x of a size below 1. */
  static BigInteger exp(BigInteger x) {
    BigInteger term = ONE;
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; term.abs().bitLength() > 1; n++) {
      sum = sum.add(term);
      term = divide(multiply(term, x), n);
    }
    return sum;
  }

  /** ln((1 + y) / (1 - y)) = 2 (y + y^3/3 + y^5/5 + ...), for y of a size below 1/2. */
  static BigInteger lnOfRatio(BigInteger y) {
    BigInteger square = multiply(y, y);
    BigInteger power = y;
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; power.abs().bitLength() > 1; n += 2) {
      sum = sum.add(divide(power, n));
      power = multiply(power, square);
    }
    return sum.shiftLeft(1);
  }

  /** ln(2). */
  static BigInteger ln2() {
    return lnOfRatio(of(1, 3));
  }

  /** pi = 16 arctan(1/5) - 4 arctan(1/239), Machin 1706. */
  static BigInteger pi() {
    return arctanOfInverse(5).shiftLeft(4).subtract(arctanOfInverse(239).shiftLeft(2));
  }

  private static BigInteger arctanOfInverse(long inverse) {
    BigInteger power = of(1, inverse);
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; power.signum() != 0; n += 2) {
      BigInteger term = divide(power, n);
      sum = (n & 2) == 0 ? sum.add(term) : sum.subtract(term);
      power = divide(power, inverse * inverse);
    }
    return sum;
  }

  static BigInteger sqrt(BigInteger x) {
    return x.shiftLeft(BITS).sqrt();
  }

  /** Cube root, for x from 0 to 1, Floor: bit by bit. */
  static BigInteger cubeRoot(BigInteger x) {
    BigInteger cube = x.shiftLeft(2 * BITS);
    BigInteger root = BigInteger.ZERO;
    for (int bit = BITS; bit >= 0; bit--) {
      BigInteger candidate = root.setBit(bit);
      if (candidate.pow(3).compareTo(cube) <= 0) {
        root = candidate;
      }
    }
    return root;
  }

  /** The nearest number with fewer fractional bits; halves rise. */
  static long round(BigInteger x, int bits) {
    int drop = BITS - bits;
    return x.add(BigInteger.ONE.shiftLeft(drop - 1)).shiftRight(drop).longValueExact();
  }
}
