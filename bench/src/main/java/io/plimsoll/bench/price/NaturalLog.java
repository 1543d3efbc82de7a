package io.plimsoll.bench.price;

import java.math.BigInteger;

/** The natural logarithm of a ratio in integers, for the stated rules on returns. */
final class NaturalLog {

  private static final int BITS = 96;
  private static final int RESULT_BITS = 64;
  private static final BigInteger LN_2 = near1(BigInteger.TWO, BigInteger.ONE);

  private NaturalLog() {}

  /**
   * ln(numerator / denominator) * 2^64, Floor, within 1 of the exact value.
   *
   * <p>With k the difference of the two bit lengths, the ratio is 2^k * r with r in (1/2, 2), and
   * ln r = 2 artanh((r - 1) / (r + 1)), a series in z^2 of at most 1/9. Each of its about 32 terms
   * is wrong by less than 2 units of 2^-96, so the sum is wrong by far less than 2^-64.
   *
   * @param numerator positive
   * @param denominator positive
   */
  static BigInteger q64(BigInteger numerator, BigInteger denominator) {
    int k = numerator.bitLength() - denominator.bitLength();
    BigInteger n = k < 0 ? numerator.shiftLeft(-k) : numerator;
    BigInteger d = k > 0 ? denominator.shiftLeft(k) : denominator;
    return near1(n, d).add(LN_2.multiply(BigInteger.valueOf(k))).shiftRight(BITS - RESULT_BITS);
  }

  /** ln(numerator / denominator) in ppm, ties to even. */
  static long ppm(long numerator, long denominator) {
    return ppm(q64(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator)));
  }

  /** A Q64 number in ppm, ties to even. */
  static long ppm(BigInteger valueQ64) {
    return ExactDecimal.halfEven(
        valueQ64.multiply(BigInteger.valueOf(ExactDecimal.ONE_PPM)),
        BigInteger.ONE.shiftLeft(RESULT_BITS));
  }

  /** ln(n / d) * 2^96 for a ratio in [1/2, 2]. */
  private static BigInteger near1(BigInteger n, BigInteger d) {
    BigInteger z = n.subtract(d).shiftLeft(BITS).divide(n.add(d));
    BigInteger zSquared = z.multiply(z).shiftRight(BITS);
    BigInteger power = z;
    BigInteger sum = BigInteger.ZERO;
    for (int odd = 1; power.signum() != 0 && odd < 2 * BITS; odd += 2) {
      sum = sum.add(power.divide(BigInteger.valueOf(odd)));
      power = power.multiply(zSquared).divide(BigInteger.ONE.shiftLeft(BITS));
    }
    return sum.shiftLeft(1);
  }
}
