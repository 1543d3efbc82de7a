package io.plimsoll.margin.rule.derive;

import java.math.BigInteger;

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

  /** Checks them. */
  public OptionHolding {
    Checks.positive("strike", strike);
    Checks.natural("volatility", volatility);
    Checks.sized("amount", amount);
  }

  /** Whether both are of one strike and side. */
  boolean isSameAs(OptionHolding other) {
    return isCall == other.isCall && strike.equals(other.strike);
  }

  /** What is received for one if the price at expiry is this. */
  BigInteger payoff(BigInteger price) {
    BigInteger above = price.subtract(strike);
    return (isCall ? above : above.negate()).max(BigInteger.ZERO);
  }
}
