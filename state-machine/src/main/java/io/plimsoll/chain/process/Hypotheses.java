package io.plimsoll.chain.process;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subaccount's margin would be after trades that nobody makes. They go through the ledger as
 * fills do, after a savepoint that takes them back. There is no other side: open interest counts
 * what this one is long, the pool is taken to pay, and limits on all subaccounts together are not
 * looked at.
 */
final class Hypotheses {

  private final Context context;
  private final Trades trades;
  private final Accounts accounts;
  private final Journal journal;
  private final Requirement before = new Requirement();
  private final Requirement after = new Requirement();

  Hypotheses(Context context, Trades trades) {
    this.context = context;
    this.trades = trades;
    accounts = context.state.accounts();
    journal = context.state.journal();
  }

  /** The margin in a mode; with what open orders are charged where it is the subaccount's own. */
  AccountMargin margin(int handle, Mode mode) {
    Requirement out = new Requirement();
    evaluate(handle, mode, out);
    return margin(context.margining.model(mode), out);
  }

  private static AccountMargin margin(MarginModel model, Requirement of) {
    return new AccountMargin(
        of.equity(), of.initial(), of.maintenance(), model.canOpen(of), model.isLiquidatable(of));
  }

  private void evaluate(int handle, Mode mode, Requirement out) {
    if (mode == accounts.mode(handle)) {
      context.margining.evaluate(handle, out);
    } else {
      context.margining.evaluate(handle, context.margining.model(mode), out);
    }
  }

  WhatIf run(int handle, long collateral, List<HypotheticalTrade> of, @Nullable Mode mode) {
    Mode own = accounts.mode(handle);
    Mode then = mode == null ? own : mode;
    MarginModel model = context.margining.model(then);
    evaluate(handle, own, before);
    final AccountMargin now = margin(context.margining.model(own), before);
    if (collateral < -Limits.AMOUNT || collateral > Limits.AMOUNT) {
      return new WhatIf(ResultCode.AMOUNT_OUT_OF_RANGE, 0, now, now);
    }
    ResultCode code = ResultCode.OK;
    int made = 0;
    journal.savepoint();
    try {
      accounts.addCash(handle, collateral);
      for (int i = 0; i < of.size() && code == ResultCode.OK; i++) {
        code = make(handle, of.get(i));
        made += code == ResultCode.OK ? 1 : 0;
      }
      evaluate(handle, then, after);
    } finally {
      journal.rollback();
      for (HypotheticalTrade trade : of) {
        int slot = context.market.slotOf(trade.instrument());
        if (slot >= 0) {
          context.market.scaleByOpenInterest(slot);
        }
      }
    }
    boolean allowed = model.canOpen(after) || (then == own && model.permits(before, after));
    if (code == ResultCode.OK && !allowed) {
      code = ResultCode.BELOW_INITIAL_MARGIN;
    }
    return new WhatIf(code, made, now, margin(model, after));
  }

  private ResultCode make(int handle, HypotheticalTrade trade) {
    int slot = context.market.slotOf(trade.instrument());
    if (slot < 0 || !context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!context.market.isPriced(slot)) {
      return ResultCode.NO_PRICE;
    }
    if (trade.lots() == 0 || trade.lots() < -Limits.LOTS || trade.lots() > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    long price = trade.price() == 0 ? context.market.mark(slot) : trade.price();
    if (price < 1 || price > Limits.PRICE) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    long lots = Math.abs(trade.lots());
    long quote = context.market.quote(slot, lots, price);
    if (Math.abs(quote) > Limits.AMOUNT) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (trade.fee() < -Math.abs(quote) || trade.fee() > Math.abs(quote)) {
      return ResultCode.FEE_OUT_OF_RANGE;
    }
    ResultCode may = trades.mayHold(handle, slot, trade.lots());
    if (may != ResultCode.OK) {
      return may;
    }
    context.ledger.settleFunding(handle);
    context.ledger.enterPool(handle, slot);
    long dust = context.market.dust(slot, lots, price);
    long takes = trade.lots() > 0 ? -quote - dust : quote;
    context.ledger.trade(handle, slot, trade.lots(), takes);
    context.ledger.take(handle, slot, -trade.fee());
    context.market.scaleByOpenInterest(slot);
    context.reservations.consume(handle, slot, trade.lots());
    return ResultCode.OK;
  }
}
