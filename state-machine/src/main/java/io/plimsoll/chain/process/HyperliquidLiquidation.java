package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.process.LiquidationFills.Money;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;
import java.util.List;

/**
 * Liquidation as Hyperliquid documents it: market orders first, for a slice of a position above a
 * size, and for all of it in the time after a block that sold a slice. Whoever has less than two
 * thirds of the maintenance margin goes to a backstop, positions and margin together. Nobody pays a
 * penalty, and no fund stands behind a fill: one at a price worse than the bankruptcy price is not
 * made.
 *
 * <p>{@code PORTION_PPM} is the slice, {@code PORTION_MINIMUM} the size. A market order trades
 * within {@code SLIPPAGE_PPM} of the mark here. Positions go in the order of their stand-alone
 * maintenance margins, the largest first.
 *
 * <p>The venue's numbers are a slice of 20% above 100,000 USDC, 30 seconds, and two thirds of the
 * maintenance margin. That orders are for whole positions while the time runs, and that the time
 * begins with any slice of the account, is how its page words the cooldown as far as it is known
 * here: the venue's code is not published, so no figure of it decides this, nor that the time ends
 * with the first block at its end or later.
 *
 * <p>Source: hyperliquid.gitbook.io, trading/liquidations.
 */
final class HyperliquidLiquidation implements LiquidationPolicy {

  /** The number of the policy. */
  static final int NUMBER = 5;

  private final LiquidationFills fills;
  private final Context context;
  private final Accounts accounts;
  private final Requirement requirement = new Requirement();
  private long stepsLeft;

  HyperliquidLiquidation(LiquidationFills fills) {
    this.fills = fills;
    context = fills.context;
    accounts = fills.accounts;
  }

  @Override
  public void run(List<Integer> candidates) {
    forgetOldSlices();
    if (candidates.isEmpty()) {
      return;
    }
    fills.findBackstops();
    stepsLeft = context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (int handle : candidates) {
      if (stepsLeft == 0) {
        break;
      }
      if (fills.isLiquidatable(handle, requirement)) {
        liquidate(handle);
      }
    }
  }

  private void forgetOldSlices() {
    long cooldownMs = context.parameter(Parameter.PARTIAL_COOLDOWN_MS, 0);
    for (SubaccountId id : List.copyOf(context.state.liquidations().rows().keySet())) {
      Rows.Liquidation row = context.state.liquidations().require(id);
      if (context.nowMs() - row.since() >= cooldownMs) {
        context.state.liquidations().remove(id);
      }
    }
  }

  private void liquidate(int handle) {
    fills.start(handle, requirement);
    if (!isForBackstop()) {
      sell(handle);
    }
    if (fills.isLiquidatable(handle, requirement) && isForBackstop()) {
      handOver(handle);
    }
  }

  private boolean isForBackstop() {
    long ppm = context.parameter(Parameter.BACKSTOP_MARGIN_PPM, 0);
    return MulDiv.compareProducts(
            requirement.equity(), Limits.ONE_PPM, requirement.maintenance(), ppm)
        < 0;
  }

  private void sell(int handle) {
    SubaccountId id = accounts.id(handle);
    boolean whole = context.state.liquidations().get(id) != null;
    boolean sliced = false;
    for (int slot : fills.largestFirst(handle)) {
      if (stepsLeft == 0 || !fills.isLiquidatable(handle, requirement)) {
        break;
      }
      if (context.market.isStale(slot)) {
        continue;
      }
      stepsLeft--;
      long held = Math.abs(fills.held(handle, slot));
      long size = whole ? held : fills.orderSize(slot, held);
      sliced |= order(handle, slot, size) && size < held;
    }
    if (sliced) {
      context.state.liquidations().put(id, new Rows.Liquidation(NUMBER, context.nowMs(), 0));
    }
  }

  /** Returns whether any of it was filled. */
  private boolean order(int handle, int slot, long size) {
    long held = fills.held(handle, slot);
    boolean sells = held > 0;
    long worst = fills.worstPrice(slot, sells);
    context.emit(
        new Event.LiquidationOrder(
            accounts.id(handle),
            fills.instrumentId(slot),
            Event.Choice.MARKET_ORDER,
            sells ? -size : size,
            worst,
            requirement.maintenance(),
            fills.maintenanceWith(handle, slot, held > 0 ? held - size : held + size),
            0));
    long left = size;
    for (Quotes.Quote quote : context.quotes.of(slot, sells)) {
      if (left == 0 || !LiquidationFills.isAsGood(sells, quote.price, worst)) {
        break;
      }
      if (quote.lots() == 0 || quote.maker == handle) {
        continue;
      }
      long lots = Math.min(left, quote.lots());
      long signed = sells ? -lots : lots;
      Money money = fills.money(handle, slot, signed, quote.price);
      if (money.paid() > 0) {
        context.emit(
            new Event.LiquidationLimited(
                accounts.id(handle),
                fills.instrumentId(slot),
                signed,
                Event.Limit.BANKRUPTCY_PRICE));
        break;
      }
      if (fills.mayHold(quote.maker, slot, -signed)
          && fills.make(handle, quote.maker, slot, signed, money.withoutPenalty(), false)) {
        quote.take(lots);
        left -= lots;
      } else {
        quote.take(quote.lots());
        context.emit(
            new Event.QuoteRefused(accounts.id(quote.maker), fills.instrumentId(slot), lots));
      }
    }
    return left < size;
  }

  /** Gives positions to backstops at their bankruptcy prices, so that their margin goes along. */
  private void handOver(int handle) {
    for (int slot : fills.largestFirst(handle)) {
      context.margining.evaluate(handle, requirement);
      if (stepsLeft == 0 || requirement.equity() < 0) {
        return;
      }
      if (context.market.isStale(slot)) {
        continue;
      }
      stepsLeft--;
      for (int backstop : fills.backstopsOf(slot, handle)) {
        if (fills.handOver(handle, backstop, slot)) {
          break;
        }
      }
    }
  }
}
