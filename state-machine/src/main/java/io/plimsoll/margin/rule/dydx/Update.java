package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Changes to one account.
 *
 * <p>Source: subaccounts/lib/updates.go.
 *
 * @param cash changes of cash, in quote quanta
 * @param positions changes of positions; of one market there may be several
 */
public record Update(List<BigInteger> cash, List<Change> positions) {

  /** No change. */
  public static final Update NONE = new Update(List.of(), List.of());

  /** Copies both. */
  public Update {
    cash = List.copyOf(cash);
    positions = List.copyOf(positions);
  }

  /**
   * A change of a position.
   *
   * @param market id of the market
   * @param size change of the size, in base quanta
   * @param quote change of the collateral in the position, in quote quanta
   */
  public record Change(long market, BigInteger size, BigInteger quote) {}

  /** One side of a trade: a size in a market, and what is taken for it in cash. */
  public static Update trade(long market, BigInteger size, BigInteger cash) {
    return new Update(List.of(cash), List.of(new Change(market, size, BigInteger.ZERO)));
  }

  /** The sum of the changes of cash. */
  public BigInteger cashChange() {
    return cash.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * The account with the changes, one after the other. A position is gone when a change leaves it
   * without size and without collateral; a new one starts at the market's funding index.
   *
   * @param account settled
   */
  public Account applyTo(Account account, Markets markets) {
    TreeMap<Long, Position> after = new TreeMap<>();
    account.positions().forEach(position -> after.put(position.market(), position));
    for (Change change : positions) {
      Position before = after.get(change.market());
      if (before == null) {
        BigInteger index = markets.get(change.market()).fundingIndex();
        Position opened = new Position(change.market(), change.size(), change.quote(), index);
        after.put(change.market(), opened);
        continue;
      }
      BigInteger size = before.size().add(change.size());
      BigInteger quote = before.quote().add(change.quote());
      if (size.signum() == 0 && quote.signum() == 0) {
        after.remove(change.market());
      } else {
        after.put(
            change.market(), new Position(change.market(), size, quote, before.fundingIndex()));
      }
    }
    return new Account(
        account.cash().add(cashChange()), new ArrayList<>(after.values()), account.ownPpm());
  }
}
