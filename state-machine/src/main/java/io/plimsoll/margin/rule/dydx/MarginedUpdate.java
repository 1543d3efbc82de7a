package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An update to which movements of collateral between cash and positions are added.
 *
 * <p>Where a changed position has no size left, the collateral in it goes to cash. Where one lacks
 * its maintenance margin, all positions first give to cash what they have above theirs, as they
 * were before the update; then each that lacks it takes what it lacks from cash, in the order of
 * the markets' ids, at most what is there.
 *
 * <p>Source: subaccounts/keeper/margining.go.
 */
public final class MarginedUpdate {

  private final Account account;
  private final Markets markets;
  private final TreeMap<Long, Update.Change> changes = new TreeMap<>();
  private BigInteger cash;
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
    boolean lacking = false;
    for (Update.Change change : update.positions()) {
      Position position = after.position(change.market()).orElse(null);
      if (position == null) {
        continue;
      }
      if (position.size().signum() == 0) {
        move(position.market(), position.quote().negate());
      } else {
        lacking |= !risk(position).coversMaintenance();
      }
    }
    if (lacking) {
      takeAll();
      giveBack();
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

  private void giveBack() {
    Account now = result().applyTo(account, markets);
    BigInteger left = now.cash();
    for (Position position : now.positions()) {
      Risk risk = risk(position);
      if (!risk.coversMaintenance()) {
        BigInteger given = risk.maintenance().subtract(risk.net()).min(left);
        move(position.market(), given);
        left = left.subtract(given);
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
