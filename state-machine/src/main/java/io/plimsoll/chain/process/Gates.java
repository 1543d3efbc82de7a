package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.rule.dydx.Gate;
import java.util.TreeMap;

/**
 * Whether collateral may leave a pool: not for some blocks after a bankrupt subaccount was seen in
 * it or the chain stood still, not while those in it share a loss, and, where the pool says so, not
 * while what is insolvent in it needs more than its fund has. Deposits and fills are never stopped.
 *
 * <p>The first two are dYdX's {@link Gate}, the last is Derive's.
 */
final class Gates {

  /** What the debts of a pool come to, by those of the last block. */
  private record Need(long owed, long withMaintenance) {}

  private static final Need NONE = new Need(0, 0);

  private final Context context;
  private final State state;
  private final TreeMap<Integer, Need> needs = new TreeMap<>();
  private boolean counted;

  Gates(Context context) {
    this.context = context;
    this.state = context.state;
  }

  /** Starts a block, so long after the last one; the first block follows none. */
  void begin(long sinceLastMs, boolean first) {
    forget();
    long outage = context.parameter(Parameter.OUTAGE_MS, 0);
    if (!first && outage > 0 && sinceLastMs >= outage) {
      LossRows.Guard guard = state.guard(Accounts.CROSS_POOL);
      state.setGuard(Accounts.CROSS_POOL, guard.withOutage(context.height()));
      context.emit(new Event.OutageSeen(sinceLastMs));
    }
  }

  /** Debts have changed. */
  void forget() {
    counted = false;
  }

  /** A bankrupt subaccount was seen in a pool. */
  void see(int pool) {
    if (context.parameter(Parameter.GATE_BLOCKS, 0) > 0) {
      state.setGuard(pool, state.guard(pool).withSeen(context.height()));
    }
  }

  /** Whether collateral may go from one pool to another, or out where both are the same. */
  ResultCode check(int from, int to) {
    if (state.guard(from).sharing() > 0) {
      return ResultCode.WITHDRAWAL_WHILE_SHARING;
    }
    long blocks = context.parameter(Parameter.GATE_BLOCKS, 0);
    long seen = Math.max(state.guard(from).seen(), state.guard(to).seen());
    if (Gate.isRecent(context.height(), blocks, seen)) {
      return ResultCode.WITHDRAWAL_AFTER_LOSS;
    }
    if (Gate.isRecent(context.height(), blocks, state.guard(Accounts.CROSS_POOL).outage())) {
      return ResultCode.WITHDRAWAL_AFTER_OUTAGE;
    }
    if (context.parameter(Parameter.INSOLVENCY_GATE, from) == 1
        && need(from).withMaintenance > state.pool(from).fund()) {
      return ResultCode.WITHDRAWAL_WHILE_INSOLVENT;
    }
    return ResultCode.OK;
  }

  /** What subaccounts owed in a pool at the end of the last block, less what was paid since. */
  long owed(int pool) {
    return need(pool).owed;
  }

  private Need need(int pool) {
    if (!counted) {
      needs.clear();
      for (LossRows.Debt debt : state.debts().rows().values()) {
        Need old = needs.getOrDefault(debt.pool(), NONE);
        long insolvent = Checked.addSaturated(debt.owed(), debt.maintenance());
        needs.put(
            debt.pool(),
            new Need(
                Checked.addSaturated(old.owed, debt.owed()),
                Checked.addSaturated(old.withMaintenance, insolvent)));
      }
      counted = true;
    }
    return needs.getOrDefault(pool, NONE);
  }
}
