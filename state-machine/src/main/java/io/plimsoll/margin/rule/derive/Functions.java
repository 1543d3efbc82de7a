package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import java.math.BigInteger;

/** Functions of numbers with 18 decimals, each to the nearest 18th decimal. */
final class Functions {

  private Functions() {}

  /** e^x. */
  static BigInteger exp(BigInteger x) {
    return E18.ofBinary(Q96.exp(E18.toBinaryFloor(x, Q96.BITS)), Q96.BITS);
  }

  /** ln(numerator / denominator), of positive numbers. */
  static BigInteger ln(BigInteger numerator, BigInteger denominator) {
    return E18.ofBinary(Q96.ln(numerator, denominator), Q96.BITS);
  }

  /** base^exponent, of a positive base. */
  static BigInteger pow(BigInteger base, BigInteger exponent) {
    return exp(E18.timesTowardZero(ln(base, E18.ONE), exponent));
  }
}
