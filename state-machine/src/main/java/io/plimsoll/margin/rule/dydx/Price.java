package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.market.Value;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * A price as the value of one base quantum, in quote quanta.
 *
 * @param num not negative
 * @param den positive
 */
public record Price(BigInteger num, BigInteger den) {

  /**
   * A price as the venue states it: {@code mantissa * 10^exponent} quote for a whole coin, a base
   * quantum being 10^baseResolution coins and a quote quantum 10^quoteResolution of the quote.
   */
  public static Price of(
      BigInteger mantissa, int exponent, int baseResolution, int quoteResolution) {
    int power = exponent + baseResolution - quoteResolution;
    return new Price(
        mantissa.multiply(Exact.tenTo(Math.max(power, 0))), Exact.tenTo(Math.max(-power, 0)));
  }

  /** The value of a size, signed as it is, in quote quanta, TowardZero. */
  public BigInteger notional(BigInteger size) {
    return Value.of(size, num, den);
  }

  /** The size that is worth an amount, in base quanta, TowardZero; the price is not zero. */
  public Answer<BigInteger> size(BigInteger amount) {
    return num.signum() == 0
        ? Answer.refused(Code.INVARIANT)
        : Answer.of(Value.lots(amount, num, den));
  }
}
