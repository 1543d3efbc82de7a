package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who owes at the end of a block: subaccounts without positions whose cash is negative, for which
 * the fund pays what it may, and those with positions whose equity is negative still.
 */
final class Debts {

  private final Context context;
  private final State state;
  private final Accounts accounts;

  Debts(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  /**
   * Lets funds pay and notes who owes then.
   *
   * @param tried who was taken up for deleveraging, where others were not
   */
  void run(List<Integer> tried) {
    Set<SubaccountId> owing = new TreeSet<>();
    for (int handle : inDebtWithoutPositions()) {
      cover(handle);
      if (accounts.cash(handle) < 0) {
        owing.add(accounts.id(handle));
      }
    }
    for (int handle : context.margining.bankrupt()) {
      owing.add(accounts.id(handle));
    }
    for (SubaccountId id : List.copyOf(state.debts().rows().keySet())) {
      if (!owing.contains(id)) {
        state.debts().remove(id);
      }
    }
    Set<Integer> taken = new TreeSet<>(tried);
    for (SubaccountId id : owing) {
      int handle = accounts.find(id);
      note(id, handle, taken.contains(handle));
    }
    context.gates.forget();
    boundSharing();
    letGo();
  }

  /** In the order of their keys. */
  private List<Integer> inDebtWithoutPositions() {
    List<Integer> found = new ArrayList<>();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      if (accounts.cash(handle) < 0 && accounts.positions(handle) == 0) {
        found.add(handle);
      }
    }
    found.sort(accounts::compareKeys);
    return found;
  }

  private int marketOf(int handle) {
    if (accounts.positions(handle) > 0) {
      return marketOfLargest(handle);
    }
    LossRows.Debt debt = state.debts().get(accounts.id(handle));
    int last = context.lastMarket(handle);
    return last < 0 && debt != null ? debt.market() : last;
  }

  /** The market of the position with the largest value, ties to the first. */
  private int marketOfLargest(int handle) {
    int slot = -1;
    long most = -1;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long value = context.market.data().value(accounts.instrument(p), accounts.lots(p));
      long size = value < 0 ? Checked.subtractSaturated(0, value) : value;
      if (size > most) {
        most = size;
        slot = accounts.instrument(p);
      }
    }
    return context.market.instrument(slot).market();
  }

  private void cover(int handle) {
    int pool = accounts.pool(handle);
    int market = marketOf(handle);
    long owed = Checked.negate(accounts.cash(handle));
    long paid = Math.min(owed, LossPhase.payable(context, pool, market));
    if (paid > 0) {
      accounts.addCash(handle, paid);
      context.funds.pay(pool, market, paid);
      context.emit(new Event.NegativeCashCovered(accounts.id(handle), pool, paid, owed - paid));
    }
  }

  private void note(SubaccountId id, int handle, boolean taken) {
    boolean holds = accounts.positions(handle) > 0;
    long equity = holds ? context.margining.equity(handle) : accounts.cash(handle);
    LossRows.Debt old = state.debts().get(id);
    int pool = accounts.pool(handle);
    long since = old == null || isStale(handle) ? context.height() : old.since();
    long tried = taken ? context.height() : old == null ? 0 : old.tried();
    LossRows.Debt now =
        new LossRows.Debt(
            since,
            tried,
            pool,
            marketOf(handle),
            Checked.subtractSaturated(0, equity),
            holds ? context.margining.maintenance(handle) : 0);
    if (old == null) {
      // One with positions was seen before it was deleveraged.
      if (!holds) {
        context.gates.see(pool);
      }
      context.emit(new Event.DebtSeen(id, pool, now.market(), now.owed()));
    }
    if (!now.equals(old)) {
      state.debts().put(id, now);
    }
  }

  /** While a price is stale a debt is not older than this block. */
  private boolean isStale(int handle) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.isStale(accounts.instrument(p))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a subaccount has owed for longer than debts may wait. */
  boolean isOverdue(SubaccountId id) {
    LossRows.Debt debt = state.debts().get(id);
    return debt != null && isOverdue(context, debt);
  }

  static boolean isOverdue(Context context, LossRows.Debt debt) {
    return context.height() - debt.since() > context.parameter(Parameter.LOSS_AFTER_BLOCKS, 0);
  }

  /** Nobody shares more than what is still owed. */
  private void boundSharing() {
    for (int pool : List.copyOf(state.guards().rows().keySet())) {
      LossRows.Guard guard = state.guard(pool);
      long owed = context.gates.owed(pool);
      if (guard.sharing() > owed) {
        state.setGuard(pool, guard.withSharing(owed, guard.shared()));
      }
    }
  }

  /** What funds paid may let go those whose cash was locked. */
  private void letGo() {
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      context.ledger.leavePool(order[i]);
    }
  }
}
