package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.margin.market.MarketData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Closes perpetuals in final settlement between their holders, so many fills in a block: who has
 * equity of at least 0 at the settlement price, longs with shorts in key order. Who has not was to
 * be deleveraged, at the bankruptcy price where the policy says so; whom nobody took by the time
 * its debt is overdue is closed at the settlement price, too, and owes.
 */
final class FinalSettlement {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final MarketData market;
  private final Trades trades;
  private long fillsLeft;

  FinalSettlement(Context context, Trades trades) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.market = context.market.data();
    this.trades = trades;
  }

  private boolean anyEnded;

  void run() {
    fillsLeft = context.parameter(Parameter.LOSS_ACCOUNTS, 0);
    anyEnded = false;
    for (int market : List.copyOf(state.markets().rows().keySet())) {
      close(market);
    }
    if (anyEnded) {
      context.reservations.releaseEnded();
    }
  }

  private void close(int marketId) {
    boolean any = false;
    boolean all = true;
    for (Map.Entry<Integer, Rows.Instrument> entry :
        new ArrayList<>(state.instruments().rows().entrySet())) {
      Rows.Instrument row = entry.getValue();
      if (row.market() == marketId
          && !row.ended()
          && FinalPrices.isFinal(state, context.height(), context.nowMs(), row)) {
        any = true;
        all = close(marketId, entry.getKey()) && all;
      }
    }
    if (any && all) {
      state.markets().put(marketId, state.markets().require(marketId).end());
      context.emit(new Event.MarketEnded(marketId));
    }
  }

  /** Returns whether nobody holds anything of an instrument any more. */
  private boolean close(int marketId, int id) {
    int slot = state.instruments().slotOf(id);
    List<Integer> longs = new ArrayList<>();
    List<Integer> shorts = new ArrayList<>();
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      int p = accounts.position(order[i], slot);
      if (p >= 0 && maySettle(order[i])) {
        (accounts.lots(p) > 0 ? longs : shorts).add(order[i]);
      }
    }
    int one = 0;
    int other = 0;
    while (one < longs.size() && other < shorts.size() && fillsLeft > 0) {
      fillsLeft--;
      fill(longs.get(one), shorts.get(other), slot, id);
      one += accounts.position(longs.get(one), slot) < 0 ? 1 : 0;
      other += accounts.position(shorts.get(other), slot) < 0 ? 1 : 0;
    }
    Rows.Instrument row = state.instruments().require(id);
    if (row.openInterest() > 0) {
      return false;
    }
    state.instruments().put(id, row.end());
    anyEnded = true;
    state.asides().remove(id);
    long price = FinalPrices.price(state, state.markets().require(marketId));
    context.emit(new Event.InstrumentEnded(id, price));
    return true;
  }

  private boolean maySettle(int handle) {
    LossRows.Debt debt = state.debts().get(accounts.id(handle));
    return context.margining.equity(handle) >= 0
        || (debt != null && Debts.isOverdue(context, debt));
  }

  private void fill(int seller, int buyer, int slot, int id) {
    long held = accounts.lots(accounts.position(seller, slot));
    long owed = -accounts.lots(accounts.position(buyer, slot));
    long lots = Math.min(held, owed);
    long quote = Ledger.within(market.value(slot, lots));
    trades.exchange(buyer, seller, slot, lots, quote, 0, 0, 0);
    for (int side : new int[] {seller, buyer}) {
      context.noteLast(side, context.market.instrument(slot).market());
      context.ledger.leavePool(side);
      context.margining.remargin(side);
    }
    context.emit(
        new Event.FinallySettled(accounts.id(buyer), accounts.id(seller), id, lots, quote));
  }
}
