package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An update to which movements of collateral between cash and positions are added.
 *
 * <p>Changed positions are looked at in the order of the update. The collateral of one that has no
 * size left goes to cash. One that lacks maintenance margin takes what it lacks from cash, if that
 * has all of it. If it has not, all positions, as they were before the update, give to cash what
 * they have above their maintenance margin; then each that still lacks some takes it, in the order
 * of the markets' ids, at most what is there.
 *
 * <p>Source: subaccounts/keeper/margining.go.
 */
public final class MarginedUpdate {

  private final Account account;
  private final Markets markets;
  private final TreeMap<Long, Update.Change> changes = new TreeMap<>();
  private BigInteger cash;

  /** Cash of the account after the update and what was moved so far. */
  private BigInteger available = BigInteger.ZERO;

  private boolean touchesCash;

  private MarginedUpdate(Account account, Update update, Markets markets) {
    this.account = account;
    this.markets = markets;
    update.positions().forEach(change -> changes.put(change.market(), change));
    touchesCash = !update.cash().isEmpty();
    cash = update.cashChange();
  }

  /**
   * The update with what is moved.
   *
   * @param account settled
   * @param update with at most one change of cash and one of each position
   */
  public static Update of(Account account, Update update, Markets markets) {
    MarginedUpdate margined = new MarginedUpdate(account, update, markets);
    margined.run(update);
    return margined.result();
  }

  private void run(Update update) {
    Account after = update.applyTo(account, markets);
    available = after.cash();
    SortedMap<Long, BigInteger> lacking = new TreeMap<>();
    for (Update.Change change : update.positions()) {
      after.position(change.market()).ifPresent(position -> cover(position, lacking));
    }
    if (!lacking.isEmpty()) {
      takeAll();
      lacking.forEach((market, lack) -> move(market, lack.min(available)));
    }
  }

  /** Brings a changed position in order from cash, or notes what it lacks. */
  private void cover(Position position, SortedMap<Long, BigInteger> lacking) {
    if (position.size().signum() == 0) {
      move(position.market(), position.quote().negate());
      return;
    }
    Risk risk = risk(position);
    BigInteger lack = risk.maintenance().subtract(risk.net());
    if (lack.signum() > 0 && lack.compareTo(available) <= 0) {
      move(position.market(), lack);
    } else if (lack.signum() > 0) {
      lacking.put(position.market(), lack);
    }
  }

  private void takeAll() {
    for (Position position : account.positions()) {
      Risk risk = risk(position);
      BigInteger above = risk.net().subtract(risk.maintenance());
      if (above.signum() > 0) {
        move(position.market(), above.negate());
      }
    }
  }

  private Risk risk(Position position) {
    Market market = markets.get(position.market());
    return Risk.of(market, position.size(), position.quote(), BigInteger.ZERO);
  }

  /** Moves an amount from cash into a position, or out of it where it is negative. */
  private void move(long market, BigInteger amount) {
    if (amount.signum() == 0) {
      return;
    }
    touchesCash = true;
    cash = cash.subtract(amount);
    available = available.subtract(amount);
    changes.merge(
        market,
        new Update.Change(market, BigInteger.ZERO, amount),
        (one, other) ->
            new Update.Change(
                market, one.size().add(other.size()), one.quote().add(other.quote())));
  }

  private Update result() {
    return new Update(touchesCash ? List.of(cash) : List.of(), new ArrayList<>(changes.values()));
  }
}
