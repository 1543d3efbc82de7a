package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Initial margin fractions that a user sets for a subaccount's markets: leverage is one over the
 * fraction.
 *
 * <p>Source: subaccounts/keeper/leverage.go.
 */
public final class UserLeverage {

  private UserLeverage() {}

  /**
   * Why a fraction cannot be set in a market, or null where it can.
   *
   * @param ownPpm the fraction to set, in ppm
   * @param tierPpm the tier's, before that is scaled by open interest
   */
  public static @Nullable Code refusal(long ownPpm, long tierPpm) {
    if (tierPpm == 0) {
      return Code.NO_INITIAL_MARGIN;
    }
    return ownPpm < tierPpm ? Code.LEVERAGE_TOO_HIGH : null;
  }

  /** The same without limits. */
  public static @Nullable Code refusal(BigInteger ownPpm, BigInteger tierPpm) {
    if (tierPpm.signum() == 0) {
      return Code.NO_INITIAL_MARGIN;
    }
    return ownPpm.compareTo(tierPpm) < 0 ? Code.LEVERAGE_TOO_HIGH : null;
  }

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
      Code refusal = refusal(entry.getValue(), markets.get(entry.getKey()).tier().initialPpm());
      if (refusal != null) {
        return Answer.refused(refusal);
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
