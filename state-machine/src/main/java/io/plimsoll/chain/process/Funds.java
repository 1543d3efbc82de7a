package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.MulDiv;

/**
 * The insurance funds of the pools: what goes into them, what they may pay for a market, and what
 * may be taken out.
 */
final class Funds {

  private static final long NO_CAP = 1L << 60;

  private final Context context;
  private final State state;

  Funds(Context context) {
    this.context = context;
    this.state = context.state;
  }

  /** What a pool's fund may pay for subaccounts of a market; -1 is none. */
  long available(int pool, int market) {
    long fund = state.pool(pool).fund();
    long cap = cap(market);
    LossRows.Claim claim = market < 0 ? null : state.claims().get(market);
    return Math.min(fund, Math.max(0, cap - (claim == null ? 0 : claim.paid())));
  }

  private long cap(int market) {
    return market < 0 ? NO_CAP : context.parameter(Parameter.CLAIM_CAP, market);
  }

  /** Takes from a pool's fund what it pays for a subaccount of a market, at most what it may. */
  void pay(int pool, int market, long amount) {
    if (amount == 0) {
      return;
    }
    state.addToPool(pool, 0, 0, -amount, 0);
    // Claims count while there is a cap, so that a chain without caps keeps no rows.
    if (cap(market) < NO_CAP) {
      LossRows.Claim claim = state.claims().get(market);
      state.claims().put(market, new LossRows.Claim((claim == null ? 0 : claim.paid()) + amount));
    }
  }

  /** Takes the fees of a fill, of which a part goes to the fund up to its cap. */
  void takeFees(int pool, long fees) {
    long share = context.parameter(Parameter.FUND_SHARE_PPM, pool);
    long toFund = share == 0 ? 0 : room(pool, MulDiv.floor(fees, share, Limits.ONE_PPM));
    state.addToPool(pool, 0, 0, toFund, fees - toFund);
  }

  /** Takes a penalty; what is above the fund's cap is fees. */
  void takePenalty(int pool, long penalty) {
    long toFund = room(pool, penalty);
    state.addToPool(pool, 0, 0, toFund, penalty - toFund);
  }

  private long room(int pool, long amount) {
    long room = context.parameter(Parameter.FUND_CAP, pool) - state.pool(pool).fund();
    return Math.min(amount, Math.max(0, room));
  }

  /**
   * Takes money out of a fund or of fees, never what the last block's debts need: a fund keeps them
   * and its floor. While withdrawals from the pool wait, so do these.
   */
  ResultCode apply(Command.WithdrawFund withdraw) {
    int pool = withdraw.pool();
    long amount = withdraw.amount();
    if (!state.isPool(pool)) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (amount < 1 || amount > Limits.AMOUNT) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    ResultCode open = context.gates.check(pool, pool);
    if (open != ResultCode.OK) {
      return open;
    }
    Rows.Pool row = state.pool(pool);
    boolean fund = withdraw.purse() == Command.Purse.FUND;
    if ((fund ? row.fund() : row.fees()) < amount || row.balance() < amount) {
      return ResultCode.FUND_INSUFFICIENT;
    }
    if (fund) {
      long needed =
          Math.max(context.parameter(Parameter.FUND_FLOOR, pool), context.gates.owed(pool));
      if (row.fund() - amount < needed) {
        return ResultCode.FUND_NEEDED;
      }
    }
    state.addToPool(pool, -amount, 0, fund ? -amount : 0, fund ? 0 : -amount);
    return ResultCode.OK;
  }
}
