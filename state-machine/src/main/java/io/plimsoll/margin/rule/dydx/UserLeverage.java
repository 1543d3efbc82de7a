package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Initial margin fractions that a user sets for a subaccount's markets: leverage is one over the
 * fraction.
 *
 * <p>Source: subaccounts/keeper/leverage.go.
 */
public final class UserLeverage {

  private UserLeverage() {}

  /**
   * The account with fractions set, beside those that it has. A fraction is at least the tier's,
   * before that is scaled, and the account must cover its initial margin under the new ones; those
   * that were set before are not looked at, as on the venue.
   *
   * @param stored the account, its funding settled or not
   * @param ownPpm fractions to set, in ppm, by market
   */
  public static Answer<Account> set(
      Account stored, SortedMap<Long, BigInteger> ownPpm, Markets markets) {
    for (Map.Entry<Long, BigInteger> entry : ownPpm.entrySet()) {
      if (!markets.has(entry.getKey())) {
        return Answer.refused(Code.UNKNOWN_MARKET);
      }
      BigInteger least = markets.get(entry.getKey()).tier().initialPpm();
      if (least.signum() == 0) {
        return Answer.refused(Code.NO_INITIAL_MARGIN);
      }
      if (entry.getValue().compareTo(least) < 0) {
        return Answer.refused(Code.LEVERAGE_TOO_HIGH);
      }
    }
    if (!ownPpm.isEmpty()
        && !Risk.ofUnsettled(stored.withOwnPpm(ownPpm), markets).coversInitial()) {
      return Answer.refused(Code.LEVERAGE_BREAKS_MARGIN);
    }
    TreeMap<Long, BigInteger> all = new TreeMap<>(stored.ownPpm());
    all.putAll(ownPpm);
    return Answer.of(stored.withOwnPpm(all));
  }
}
