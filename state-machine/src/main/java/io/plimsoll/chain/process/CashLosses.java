package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Derive's: the fund pays first, then everybody in the pool pays in proportion to their cash.
 *
 * <p>Payers come in key order, so many in a block. Each pays Floor(what is left to be paid * its
 * cash / the cash of all who have not paid); the last one has all of the cash that is left and so
 * pays all that is left. The sum is exact, nobody pays more than its cash, and each pays what it
 * would without rounding, less than a quantum more or less for each that paid before.
 */
final class CashLosses implements LossPolicy {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private long visitsLeft;

  CashLosses(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  @Override
  public void resolve(List<SubaccountId> overdue) {
    visitsLeft = context.parameter(Parameter.LOSS_ACCOUNTS, 0);
    TreeSet<Integer> pools = new TreeSet<>();
    for (SubaccountId id : overdue) {
      payFromFund(id);
    }
    for (SubaccountId id : overdue) {
      LossRows.Debt debt = state.debts().get(id);
      if (debt != null) {
        pools.add(debt.pool());
      }
    }
    // Where nothing is overdue any more, nobody goes on paying.
    for (Map.Entry<Integer, LossRows.Guard> guard : state.guards().rows().entrySet()) {
      if (guard.getValue().sharing() > 0) {
        pools.add(guard.getKey());
      }
    }
    for (int pool : pools) {
      share(pool, overdue);
    }
  }

  private void payFromFund(SubaccountId id) {
    LossRows.Debt debt = state.debts().require(id);
    long paid = Math.min(debt.owed(), LossPhase.payable(context, debt.pool(), debt.market()));
    if (paid > 0) {
      context.funds.pay(debt.pool(), debt.market(), paid);
      LossPhase.pay(context, id, paid);
      context.emit(new Event.LossShared(id, debt.pool(), paid, 0, 0, -1, 0));
    }
  }

  private void share(int pool, List<SubaccountId> overdue) {
    List<SubaccountId> debtors = new ArrayList<>();
    long owed = 0;
    for (SubaccountId id : overdue) {
      LossRows.Debt debt = state.debts().get(id);
      if (debt != null && debt.pool() == pool) {
        debtors.add(id);
        owed = Checked.addSaturated(owed, debt.owed());
      }
    }
    LossRows.Guard guard = state.guard(pool);
    long left = guard.sharing() > 0 ? Math.min(guard.sharing(), owed) : owed;
    distribute(pool, debtors, collect(pool, left, guard.shared()));
  }

  /** Takes from those after a subaccount what may be taken in this block; returns what was. */
  private long collect(int pool, long wanted, @Nullable SubaccountId after) {
    int[] order = accounts.inKeyOrder();
    int from = 0;
    while (after != null && from < accounts.slots() && !isAfter(order[from], after)) {
      from++;
    }
    long cash = 0;
    for (int i = from; i < accounts.slots(); i++) {
      cash = Checked.addSaturated(cash, payable(order[i], pool));
    }
    long left = Math.min(wanted, cash);
    long collected = 0;
    SubaccountId last = after;
    for (int i = from; i < accounts.slots() && left > 0 && visitsLeft > 0; i++) {
      long own = payable(order[i], pool);
      if (own == 0) {
        continue;
      }
      visitsLeft--;
      // The sum of all cash saturates where no state is; nobody pays more than it has then, too.
      long share = Math.min(Math.min(left, own), MulDiv.floorSaturated(left, own, cash));
      cash = Math.max(1, cash - own);
      left -= share;
      collected += share;
      last = accounts.id(order[i]);
      if (share > 0) {
        accounts.addCash(order[i], -share);
        context.emit(new Event.CashShared(last, pool, share));
      }
    }
    state.setGuard(pool, state.guard(pool).withSharing(left, last));
    return collected;
  }

  private boolean isAfter(int handle, SubaccountId id) {
    return accounts.id(handle).compareTo(id) > 0;
  }

  private long payable(int handle, int pool) {
    return accounts.pool(handle) == pool ? Math.max(0, accounts.cash(handle)) : 0;
  }

  private void distribute(int pool, List<SubaccountId> debtors, long collected) {
    long left = collected;
    for (SubaccountId id : debtors) {
      long part = Math.min(left, state.debts().require(id).owed());
      if (part > 0) {
        left -= part;
        LossPhase.pay(context, id, part);
        context.emit(new Event.LossShared(id, pool, 0, 0, part, -1, 0));
      }
    }
  }
}
