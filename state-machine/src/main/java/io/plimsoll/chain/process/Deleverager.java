package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Closes positions of subaccounts whose equity is negative after liquidation, at their bankruptcy
 * prices, against holders of the opposite side. Holders are ranked by a score; one that the trade
 * would take below its maintenance margin is skipped. What a subaccount without positions still
 * owes is paid by the insurance fund as far as it reaches.
 */
final class Deleverager {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final MarketData market;
  private final Trades trades;
  private final Bankruptcy bankruptcy;
  private final Requirement requirement = new Requirement();

  /** Holders by score, of one side of an instrument: key is 2 * slot, + 1 for the long side. */
  private final TreeMap<Integer, List<Holder>> holders = new TreeMap<>();

  private record Holder(int handle, long score) {}

  Deleverager(Context context, Trades trades) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.market = context.market.data();
    this.trades = trades;
    this.bankruptcy = new Bankruptcy(context);
  }

  void run() {
    holders.clear();
    for (int handle : context.margining.bankrupt()) {
      deleverage(handle);
    }
    coverNegativeCash();
  }

  private void deleverage(int handle) {
    context.ledger.settleFunding(handle);
    for (int slot : slotsBySize(handle)) {
      // A coin has no opposite side: who holds it gave nothing to who owes it.
      boolean closes = !context.market.isStale(slot) && !context.market.isCoin(slot);
      if (closes && accounts.positions(handle) > 0) {
        close(handle, slot);
      }
    }
    context.ledger.leavePool(handle);
    context.margining.remargin(handle);
  }

  /** The subaccount's instruments, the largest stand-alone maintenance first, ties to the first. */
  private List<Integer> slotsBySize(int handle) {
    int positions = accounts.positions(handle);
    long[] standAlone = new long[positions];
    context.margining.standAlone(handle, standAlone);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < positions; i++) {
      order.add(i);
    }
    order.sort((one, other) -> Long.compare(standAlone[other], standAlone[one]));
    int from = accounts.from(handle);
    List<Integer> slots = new ArrayList<>();
    for (int i : order) {
      slots.add(accounts.instrument(from + i));
    }
    return slots;
  }

  private void close(int handle, int slot) {
    long held = accounts.lots(accounts.position(handle, slot));
    long visits = context.parameter(Parameter.DELEVERAGING_HOLDERS, 0);
    for (Holder holder : holdersOf(slot, held < 0)) {
      if (held == 0 || visits == 0) {
        return;
      }
      int p = accounts.position(holder.handle, slot);
      long opposite = p < 0 ? 0 : accounts.lots(p);
      if (holder.handle == handle || opposite == 0 || opposite > 0 == held > 0) {
        continue;
      }
      visits--;
      long size = Math.min(Math.abs(held), Math.abs(opposite));
      long lots = held > 0 ? -size : size;
      if (close(handle, holder.handle, slot, lots)) {
        held += lots;
      }
    }
  }

  private boolean close(int handle, int holder, int slot, long lots) {
    context.margining.evaluate(handle, requirement);
    long equity = requirement.equity();
    long dollars = bankruptcy.quote(handle, slot, lots, equity);
    long quote = context.market.inSettlement(slot, dollars);
    long held = accounts.lots(accounts.position(handle, slot));
    long fair = market.value(slot, held) - (held + lots == 0 ? 0 : market.value(slot, held + lots));
    boolean done =
        trades.tradeWith(
            handle,
            holder,
            slot,
            lots,
            quote,
            (before, after) ->
                after.equity() >= 0 && !context.margining.model(holder).isLiquidatable(after));
    if (done) {
      context.ledger.leavePool(holder);
      context.margining.remargin(holder);
      context.emit(
          new Event.Deleveraged(
              accounts.id(handle),
              accounts.id(holder),
              state.instruments().keyOf(slot),
              lots,
              quote,
              market.notional(slot, lots),
              Checked.subtractSaturated(dollars, fair)));
    }
    return done;
  }

  private List<Holder> holdersOf(int slot, boolean longs) {
    return holders.computeIfAbsent(2 * slot + (longs ? 1 : 0), key -> rank(slot, longs));
  }

  private List<Holder> rank(int slot, boolean longs) {
    List<Holder> ranked = new ArrayList<>();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      int p = accounts.position(handle, slot);
      if (p >= 0 && accounts.lots(p) > 0 == longs && context.margining.equity(handle) > 0) {
        ranked.add(new Holder(handle, score(handle, p, slot)));
      }
    }
    ranked.sort((one, other) ->
        one.score != other.score
            ? Long.compare(other.score, one.score)
            : accounts.compareKeys(one.handle, other.handle));
    return ranked;
  }

  /**
   * Profit ratio * leverage, in ppm: (value / entry value of a long, the inverse of a short, Floor)
   * * notional / equity, Floor; of an inverse future in coins, the other way round. An option's
   * profit ratio is 1, since its premium was paid in cash.
   */
  private long score(int handle, int p, int slot) {
    boolean inverse = market.kind()[slot].isInverse();
    long value =
        Math.abs(
            inverse ? market.coins(slot, accounts.lots(p)) : market.value(slot, accounts.lots(p)));
    long entry = Math.abs(accounts.quote(p));
    long ratio = Limits.ONE_PPM;
    if (market.kind()[slot].isLinear()) {
      // Coins bought dear are few, so a long inverse gains where they become fewer.
      boolean gainsAbove = accounts.lots(p) > 0 != inverse;
      long above = gainsAbove ? value : entry;
      long below = gainsAbove ? entry : value;
      ratio = MulDiv.floorSaturated(above, Limits.ONE_PPM, Math.max(1, below));
    }
    long notional = market.notional(slot, accounts.lots(p));
    return MulDiv.floorSaturated(ratio, notional, context.margining.equity(handle));
  }

  private void coverNegativeCash() {
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      if (accounts.cash(order[i]) < 0 && accounts.positions(order[i]) == 0) {
        cover(order[i]);
      }
    }
    // What the funds paid may let go those whose cash was locked.
    for (int i = 0; i < accounts.slots(); i++) {
      context.ledger.leavePool(order[i]);
    }
  }

  private void cover(int handle) {
    int pool = accounts.pool(handle);
    long owed = Checked.negate(accounts.cash(handle));
    long paid = Math.min(owed, state.pool(pool).fund());
    if (paid > 0) {
      accounts.addCash(handle, paid);
      state.addToPool(pool, 0, 0, -paid, 0);
      context.emit(new Event.NegativeCashCovered(accounts.id(handle), pool, paid, owed - paid));
    }
  }
}
