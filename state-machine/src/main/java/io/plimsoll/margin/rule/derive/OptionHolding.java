package io.plimsoll.margin.rule.derive;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * Options of one strike and side. Numbers have 18 decimals.
 *
 * @param strike positive
 * @param isCall else a put
 * @param volatility of a year, not negative
 * @param amount signed
 */
public record OptionHolding(
    BigInteger strike, boolean isCall, BigInteger volatility, BigInteger amount) {

  /** By strike, then puts first. */
  static final Comparator<OptionHolding> BY_SERIES =
      Comparator.comparing(OptionHolding::strike).thenComparing(OptionHolding::isCall);

  /** Checks them. */
  public OptionHolding {
    Checks.positive("strike", strike);
    Checks.natural("volatility", volatility);
    Checks.sized("amount", amount);
  }

  /** What is received for one if the price at expiry is this. */
  BigInteger payoff(BigInteger price) {
    BigInteger above = price.subtract(strike);
    return (isCall ? above : above.negate()).max(BigInteger.ZERO);
  }
}
