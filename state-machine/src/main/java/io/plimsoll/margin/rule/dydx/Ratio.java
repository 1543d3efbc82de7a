package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * An exact ratio in lowest terms.
 *
 * @param num signed
 * @param den positive
 */
public record Ratio(BigInteger num, BigInteger den) {

  /** Reduces it and makes the denominator positive; that must not be 0. */
  public Ratio {
    BigInteger common = num.gcd(den);
    if (den.signum() < 0) {
      common = common.negate();
    }
    num = num.divide(common);
    den = den.divide(common);
  }

  /** The ratio times a power of ten of any sign. */
  public Ratio timesTenTo(int exponent) {
    return new Ratio(
        num.multiply(Exact.tenTo(Math.max(exponent, 0))),
        den.multiply(Exact.tenTo(Math.max(-exponent, 0))));
  }

  /** The largest whole number that is not above it. */
  public BigInteger floor() {
    return Exact.floor(num, den);
  }

  /** The least whole number that is not below it. */
  public BigInteger ceil() {
    return Exact.ceil(num, den);
  }
}
