package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.margin.model.Requirement;

/** Changes of a subaccount's mode. */
final class ModeCommands {

  private final Context context;
  private final Accounts accounts;
  private final Trades trades;
  private final Capacity capacity;
  private final Requirement requirement = new Requirement();

  ModeCommands(Context context, Trades trades, Capacity capacity) {
    this.context = context;
    this.trades = trades;
    this.capacity = capacity;
    accounts = context.state.accounts();
  }

  ResultCode apply(Command.SetMode set) {
    if (!capacity.mayExist(set.subaccount())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int handle = accounts.findOrAdd(set.subaccount());
    ResultCode may = mayEnter(handle, set.mode());
    if (may == ResultCode.OK && accounts.mode(handle) != set.mode()) {
      context.reservations.release(handle);
      accounts.setMode(handle, set.mode());
    }
    return may;
  }

  /** Whether a subaccount may be margined in a mode, without its open orders. */
  ResultCode mayEnter(int handle, Mode mode) {
    if (accounts.mode(handle) == mode) {
      return ResultCode.OK;
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      ResultCode allowed = trades.mayHold(handle, accounts.instrument(p), mode);
      if (allowed != ResultCode.OK) {
        return allowed;
      }
    }
    context.margining.evaluate(handle, context.margining.model(mode), requirement);
    if (mode == Mode.PORTFOLIO
        && requirement.equity() < context.parameter(Parameter.PORTFOLIO_GATE, 0)) {
      return ResultCode.BELOW_PORTFOLIO_GATE;
    }
    return context.margining.model(mode).canOpen(requirement)
        ? ResultCode.OK
        : ResultCode.MODE_BELOW_INITIAL_MARGIN;
  }
}
