package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;

/** USD that is brought in, taken out and moved between subaccounts, and into funds. */
final class MoneyCommands {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Capacity capacity;
  private final CoinCommands coins;
  private final Requirement requirement = new Requirement();

  MoneyCommands(Context context, Capacity capacity) {
    this.context = context;
    this.capacity = capacity;
    coins = new CoinCommands(context, capacity);
    state = context.state;
    accounts = context.state.accounts();
  }

  /** Commands of coins, of which a withdrawal of USD asks what is free. */
  CoinCommands coins() {
    return coins;
  }

  static boolean isAmount(long amount) {
    return amount > 0 && amount <= Limits.AMOUNT;
  }

  /** Brings an amount into a subaccount. */
  ResultCode deposit(SubaccountId to, long amount) {
    ResultCode may = mayDeposit(to, amount);
    if (may == ResultCode.OK) {
      int handle = accounts.findOrAdd(to);
      context.settleFunding(handle);
      context.ledger.deposit(handle, amount);
    }
    return may;
  }

  /** Whether an amount may be brought into a subaccount. */
  ResultCode mayDeposit(SubaccountId to, long amount) {
    if (!isAmount(amount)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!capacity.mayExist(to)) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    return hasRoom(amount) ? ResultCode.OK : ResultCode.AMOUNT_OUT_OF_RANGE;
  }

  /** Whether all pools together stay so small that every sum of cash fits a long. */
  private boolean hasRoom(long amount) {
    long all = amount;
    for (Rows.Pool pool : state.pools().rows().values()) {
      all += pool.balance();
    }
    return all <= Limits.POOL;
  }

  /** Takes an amount out of a subaccount. */
  ResultCode withdraw(SubaccountId from, long amount) {
    int handle = accounts.find(from);
    ResultCode may = mayWithdraw(handle, amount);
    if (may == ResultCode.OK) {
      context.settleFunding(handle);
      context.ledger.deposit(handle, -amount);
    }
    return may;
  }

  /** Whether an amount may be taken out of a subaccount, of which there need not be a handle. */
  ResultCode mayWithdraw(int handle, long amount) {
    if (!isAmount(amount)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    int pool = poolOf(handle);
    ResultCode open = context.gates.check(pool, pool);
    if (open != ResultCode.OK) {
      return open;
    }
    return handle < 0 ? ResultCode.INSUFFICIENT_COLLATERAL : checkFree(handle, amount);
  }

  /** The pool of a handle; that of one without a handle is as that of one that has nothing. */
  private int poolOf(int handle) {
    return handle < 0 ? Accounts.CROSS_POOL : accounts.pool(handle);
  }

  /** Whether a subaccount could do without an amount. */
  private ResultCode checkFree(int handle, long amount) {
    boolean owesNothing = coins.holdsOnlyCollateral(handle);
    if (owesNothing && !context.margining.isChargedForOrders(handle)) {
      boolean has = accounts.cash(handle) >= amount;
      return has && context.ledger.holds(accounts.pool(handle), amount)
          ? ResultCode.OK
          : ResultCode.INSUFFICIENT_COLLATERAL;
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.isStale(accounts.instrument(p))) {
        return ResultCode.WITHDRAWAL_WHILE_STALE;
      }
    }
    // What a model makes of the cash may be more or less than the cash.
    context.margining.evaluateWithout(handle, amount, requirement);
    long least = owesNothing ? 0 : context.parameter(Parameter.MINIMUM_EQUITY, 0);
    if (least > 0 && requirement.equity() < least) {
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    if (!context.margining.model(handle).canOpen(requirement)
        || !context.ledger.holds(accounts.pool(handle), amount)
        || !coins.ownsDollars(handle, amount)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return requirement.equity() < keptOfNotional(handle)
        ? ResultCode.WITHDRAWAL_OF_PROFIT
        : ResultCode.OK;
  }

  /** The part of its notional that a subaccount must keep as equity, Ceil. */
  private long keptOfNotional(int handle) {
    long ppm = context.parameter(Parameter.PROFIT_GATE_PPM, accounts.pool(handle));
    if (ppm == 0) {
      return Long.MIN_VALUE;
    }
    long notional = 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      if (!context.market.isCoin(slot)) {
        long each = context.market.data().notional(slot, accounts.lots(p));
        notional = Checked.addSaturated(notional, each);
      }
    }
    return MulDiv.ceilSaturated(notional, ppm, Limits.ONE_PPM);
  }

  ResultCode apply(Command.Transfer transfer) {
    if (!isAmount(transfer.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (!capacity.mayExist(transfer.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int from = accounts.find(transfer.from());
    ResultCode open = context.gates.check(poolOf(from), poolOf(accounts.find(transfer.to())));
    if (open != ResultCode.OK) {
      return open;
    }
    if (from < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    ResultCode free = checkFree(from, transfer.amount());
    if (free != ResultCode.OK) {
      return free;
    }
    int to = accounts.findOrAdd(transfer.to());
    context.settleFunding(from);
    context.settleFunding(to);
    context.ledger.transfer(from, to, transfer.amount());
    return ResultCode.OK;
  }

  ResultCode apply(Command.FundInsurance fund) {
    if (!state.isPool(fund.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!isAmount(fund.amount()) || !hasRoom(fund.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    state.addToPool(fund.pool(), fund.amount(), 0, fund.amount(), 0);
    return ResultCode.OK;
  }
}
