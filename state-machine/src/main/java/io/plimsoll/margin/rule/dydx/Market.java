package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;

/**
 * A perpetual market as a rule sees it.
 *
 * @param id of the perpetual
 * @param isolated whether who has a position in it can have no other
 * @param price of the oracle
 * @param tier its margin parameters
 * @param openInterest in base quanta
 * @param fundingIndex what one base quantum long has paid, in 10^-6 quote quanta
 */
public record Market(
    long id,
    boolean isolated,
    Price price,
    Tier tier,
    BigInteger openInterest,
    BigInteger fundingIndex) {

  /** Open interest at the oracle's price, in quote quanta, TowardZero. */
  public BigInteger openNotional() {
    return price.notional(openInterest);
  }

  /** The market with an open interest that has changed. */
  public Market withOpenInterestOf(BigInteger change) {
    return new Market(id, isolated, price, tier, openInterest.add(change), fundingIndex);
  }
}
