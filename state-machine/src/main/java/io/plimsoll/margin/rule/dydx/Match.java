package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.OpenInterest;
import java.math.BigInteger;
import java.util.List;

/**
 * What a match does to open interest.
 *
 * <p>Source: subaccounts/lib/oimf.go.
 */
public final class Match {

  private Match() {}

  /** One side: an account and what the match does to it. */
  public record Side(Account account, Update update) {}

  /**
   * A change of a market's open interest.
   *
   * @param base in base quanta; 0 for none
   */
  public record Interest(long market, BigInteger base) {}

  /**
   * The change of open interest: the sum of both sides' changes of what is long.
   *
   * @param sides two, with one change of a position each, in one market and of opposite sizes
   */
  public static Answer<Interest> openInterest(List<Side> sides) {
    if (sides.size() != 2) {
      return Answer.refused(Code.MATCH_SIDES);
    }
    Side one = sides.getFirst();
    Side other = sides.getLast();
    if (one.update.positions().size() != 1 || other.update.positions().size() != 1) {
      return Answer.refused(Code.MATCH_POSITIONS);
    }
    Update.Change change = one.update.positions().getFirst();
    Update.Change opposite = other.update.positions().getFirst();
    if (change.market() != opposite.market()) {
      return Answer.refused(Code.MATCH_MARKETS);
    }
    if (!change.size().equals(opposite.size().negate())) {
      return Answer.refused(Code.MATCH_SIZES);
    }
    BigInteger base = longChange(one.account, change).add(longChange(other.account, opposite));
    return Answer.of(new Interest(change.market(), base));
  }

  private static BigInteger longChange(Account account, Update.Change change) {
    BigInteger before = account.size(change.market());
    return OpenInterest.change(before, before.add(change.size()));
  }
}
