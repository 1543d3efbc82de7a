package io.plimsoll.chain.process;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subaccount's margin would be after commands that nobody sends: collateral, a mode, and
 * trades, each by the rules of its command, made after a savepoint that takes them back. There is
 * no other side: open interest counts what this one is long, and of pools only what this one moves
 * is looked at.
 */
final class Hypotheses {

  private final Context context;
  private final Trades trades;
  private final Capacity capacity;
  private final Liquidator liquidator;
  private final MoneyCommands money;
  private final ModeCommands modes;
  private final Accounts accounts;
  private final Requirement before = new Requirement();
  private final Requirement after = new Requirement();

  /** The first reason why the chain would not do it. */
  private ResultCode code = ResultCode.OK;

  private int made;

  Hypotheses(
      Context context,
      Trades trades,
      Capacity capacity,
      Liquidator liquidator,
      MoneyCommands money,
      ModeCommands modes) {
    this.context = context;
    this.trades = trades;
    this.capacity = capacity;
    this.liquidator = liquidator;
    this.money = money;
    this.modes = modes;
    accounts = context.state.accounts();
  }

  /** The margin of a subaccount as it is. */
  AccountMargin margin(int handle) {
    context.margining.evaluate(handle, after);
    MarginModel model = context.margining.model(handle);
    return new AccountMargin(
        after.equity(),
        after.initial(),
        after.maintenance(),
        model.canOpen(after),
        model.isLiquidatable(after));
  }

  /** See {@link BlockProcessor#whatIf}. */
  WhatIf run(int handle, long collateral, List<HypotheticalTrade> of, @Nullable Mode mode) {
    // Debts may have been taken back since they were counted.
    context.gates.forget();
    final AccountMargin now = margin(handle);
    if (collateral < -Limits.AMOUNT || collateral > Limits.AMOUNT) {
      return new WhatIf(ResultCode.AMOUNT_OUT_OF_RANGE, 0, now, now);
    }
    code = ResultCode.OK;
    made = 0;
    context.state.journal().savepoint();
    try {
      move(handle, collateral);
      enter(handle, mode);
      trade(handle, of);
      return new WhatIf(code, made, now, margin(handle));
    } finally {
      context.state.journal().rollback();
      for (HypotheticalTrade trade : of) {
        int slot = context.market.slotOf(trade.instrument());
        if (slot >= 0) {
          context.market.scaleByOpenInterest(slot);
        }
      }
    }
  }

  private void check(ResultCode found) {
    if (code == ResultCode.OK) {
      code = found;
    }
  }

  /** Brings collateral in, or takes it out where the amount is negative, allowed or not. */
  private void move(int handle, long amount) {
    if (amount == 0) {
      return;
    }
    SubaccountId id = accounts.id(handle);
    if (amount > 0) {
      check(money.mayDeposit(id, amount));
    } else {
      check(liquidator.isHeld(id) ? ResultCode.UNDER_AUCTION : ResultCode.OK);
      check(money.mayWithdraw(handle, -amount));
    }
    context.ledger.settleFunding(handle);
    context.ledger.deposit(handle, amount);
  }

  /** Changes the mode, allowed or not, without the orders that such a change releases. */
  private void enter(int handle, @Nullable Mode mode) {
    if (mode == null) {
      return;
    }
    SubaccountId id = accounts.id(handle);
    check(liquidator.isHeld(id) ? ResultCode.UNDER_AUCTION : ResultCode.OK);
    check(capacity.mayExist(id) ? ResultCode.OK : ResultCode.SUBACCOUNT_OUT_OF_RANGE);
    check(modes.mayEnter(handle, mode));
    if (mode != accounts.mode(handle)) {
      context.reservations.set(handle, null);
      accounts.setMode(handle, mode);
    }
  }

  /** Makes trades up to the first that more than its margin forbids. */
  private void trade(int handle, List<HypotheticalTrade> of) {
    for (HypotheticalTrade trade : of) {
      int slot = context.market.slotOf(trade.instrument());
      ResultCode may = mayMake(handle, slot, trade);
      check(may);
      if (may != ResultCode.OK) {
        return;
      }
      make(handle, slot, trade);
      made += code == ResultCode.OK ? 1 : 0;
    }
  }

  /** Whether the chain would make a trade, apart from the margin that it leaves. */
  private ResultCode mayMake(int handle, int slot, HypotheticalTrade trade) {
    SubaccountId id = accounts.id(handle);
    if (liquidator.isHeld(id)) {
      return ResultCode.UNDER_AUCTION;
    }
    if (slot < 0) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    ResultCode tradeable = trades.checkTradeable(slot);
    if (tradeable != ResultCode.OK) {
      return tradeable;
    }
    long lots = Math.abs(trade.lots());
    ResultCode terms = trades.checkTerms(slot, lots, price(slot, trade));
    if (terms != ResultCode.OK) {
      return terms;
    }
    long quote = context.market.quote(slot, lots, price(slot, trade));
    ResultCode fees =
        trades.fees().checkOneSide(id.owner(), slot, quote, fee(handle, slot, quote, trade));
    if (fees != ResultCode.OK) {
      return fees;
    }
    return capacity.mayExist(id)
        ? trades.mayHold(handle, slot, trade.lots())
        : ResultCode.SUBACCOUNT_OUT_OF_RANGE;
  }

  private long price(int slot, HypotheticalTrade trade) {
    return trade.price() == 0 ? context.market.mark(slot) : trade.price();
  }

  private long fee(int handle, int slot, long quote, HypotheticalTrade trade) {
    return trade.fee() == HypotheticalTrade.AS_TAKER
        ? trades.fees().asTaker(accounts.id(handle).owner(), slot, quote)
        : trade.fee();
  }

  /** Makes a trade, whether the margin that it leaves is enough or not. */
  private void make(int handle, int slot, HypotheticalTrade trade) {
    long lots = Math.abs(trade.lots());
    long quote = context.market.quote(slot, lots, price(slot, trade));
    long dust = context.market.dust(slot, lots, price(slot, trade));
    long takes = trade.lots() > 0 ? -quote - dust : quote;
    final long fee = fee(handle, slot, quote, trade);
    final long least = trades.leastEquity(handle, slot, trade.lots());
    context.margining.evaluate(handle, before);
    context.ledger.settleFunding(handle);
    context.ledger.enterPool(handle, slot);
    context.ledger.trade(handle, slot, trade.lots(), takes);
    context.ledger.take(handle, slot, -fee);
    context.market.scaleByOpenInterest(slot);
    context.reservations.consume(handle, slot, trade.lots());
    context.margining.evaluate(handle, after);
    MarginModel model = context.margining.model(handle);
    if (Trades.isDust(after, least)) {
      check(ResultCode.BELOW_MINIMUM_EQUITY);
    } else {
      check(Trades.judge(model, before, after));
    }
    context.ledger.leavePool(handle);
  }
}
