package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Resolves debts that are overdue, by the block's {@link LossPolicy}: at the block's start, so that
 * everybody is margined after it.
 */
final class LossPhase {

  private static final int SHARED_BY_FUNDING = 2;
  private static final int SHARED_BY_CASH = 3;

  private final Context context;
  private final State state;

  LossPhase(Context context) {
    this.context = context;
    this.state = context.state;
  }

  void run() {
    if (state.debts().rows().isEmpty()) {
      return;
    }
    if (context.parameter(Parameter.LOSS_POLICY, 0) != SHARED_BY_CASH) {
      endSharing();
    }
    policy(context).resolve(overdue());
    context.gates.forget();
  }

  /** Another policy has come while those in a pool were paying. */
  private void endSharing() {
    for (int pool : List.copyOf(state.guards().rows().keySet())) {
      state.setGuard(pool, state.guard(pool).withSharing(0, null));
    }
  }

  private static LossPolicy policy(Context context) {
    return switch ((int) context.parameter(Parameter.LOSS_POLICY, 0)) {
      case SHARED_BY_FUNDING -> new FundingLosses(context);
      case SHARED_BY_CASH -> new CashLosses(context);
      default -> overdue -> {};
    };
  }

  /** What a fund may pay for a debt in a market, less what the policy has it keep. */
  static long payable(Context context, int pool, int market) {
    return Math.max(0, context.funds.available(pool, market) - policy(context).reserve());
  }

  private List<SubaccountId> overdue() {
    List<SubaccountId> found = new ArrayList<>();
    for (SubaccountId id : state.debts().rows().keySet()) {
      if (Debts.isOverdue(context, state.debts().require(id))) {
        found.add(id);
      }
    }
    found.sort(Comparator.comparingLong(id -> state.debts().require(id).since()));
    return found;
  }

  /** Pays a part of a debt. */
  static void pay(Context context, SubaccountId id, long amount) {
    State state = context.state;
    state.accounts().addCash(state.accounts().find(id), amount);
    LossRows.Debt left = state.debts().require(id).less(amount);
    if (left.owed() == 0) {
      state.debts().remove(id);
    } else {
      state.debts().put(id, left);
    }
  }
}
