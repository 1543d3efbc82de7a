package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collateral pools: one for all cross markets, one for each isolated market.
 *
 * <p>Source: subaccounts/keeper/isolated_subaccount.go and negative_tnc_subaccount.go.
 */
public final class Pool {

  /** The pool of all cross markets; the others have their market's id. */
  public static final long CROSS = -1;

  private Pool() {}

  /** The pool of a market. */
  public static long of(Market market) {
    return market.isolated() ? market.id() : CROSS;
  }

  /** The pool of an account: that of its first position's market. */
  public static long of(Account account, Markets markets) {
    return account.positions().isEmpty()
        ? CROSS
        : of(markets.get(account.positions().getFirst().market()));
  }

  /**
   * Collateral that goes from a pool to another.
   *
   * @param amount in quote quanta
   */
  public record Move(long from, long to, BigInteger amount) {

    /** Of nothing. */
    public static final Move NONE = new Move(CROSS, CROSS, BigInteger.ZERO);
  }

  /**
   * What moves when an account's first position in an isolated market is opened, all the cash that
   * it had before the update, or its last one is closed, all the cash that it has after.
   *
   * @param after the account with the update
   */
  public static Answer<Move> moveOf(Update update, Account after, Markets markets) {
    if (update.positions().size() != 1 || after.positions().size() > 1) {
      return Answer.of(Move.NONE);
    }
    Update.Change change = update.positions().getFirst();
    Market market = markets.get(change.market());
    if (!market.isolated()) {
      return Answer.of(Move.NONE);
    }
    if (after.positions().isEmpty()) {
      return move(market.id(), CROSS, after.cash());
    }
    if (!after.positions().getFirst().size().equals(change.size())) {
      return Answer.of(Move.NONE);
    }
    return update.cash().size() == 1
        ? move(CROSS, market.id(), after.cash().subtract(update.cashChange()))
        : Answer.refused(Code.UPDATE_FAILED);
  }

  /** A debt cannot be moved. */
  private static Answer<Move> move(long from, long to, BigInteger amount) {
    return amount.signum() < 0
        ? Answer.refused(Code.UPDATE_FAILED)
        : Answer.of(new Move(from, to, amount));
  }

  /** Balances of pools after a move; a pool pays only what it has. */
  public static Answer<SortedMap<Long, BigInteger>> apply(
      SortedMap<Long, BigInteger> balances, Move move) {
    if (move.amount().signum() == 0) {
      return Answer.of(balances);
    }
    BigInteger has = balances.getOrDefault(move.from(), BigInteger.ZERO);
    if (has.compareTo(move.amount()) < 0) {
      return Answer.refused(Code.POOL_TOO_SMALL);
    }
    SortedMap<Long, BigInteger> after = new TreeMap<>(balances);
    after.put(move.from(), has.subtract(move.amount()));
    after.merge(move.to(), move.amount(), BigInteger::add);
    return Answer.of(Collections.unmodifiableSortedMap(after));
  }
}
