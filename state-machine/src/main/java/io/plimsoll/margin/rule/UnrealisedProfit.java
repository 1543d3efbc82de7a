package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.drift.ProfitWeight;

/**
 * What of unrealised profit is held back where its market weighs it: profit less what counts of it.
 * Equity has all of it, so what is held back is a part of the requirement, as a haircut of coins
 * is. Profit is the value at the mark and the quote balance; funding that is due counts as cash,
 * which settling it makes it.
 */
public final class UnrealisedProfit {

  private UnrealisedProfit() {}

  /** What is held back of all positions to open, in quanta; saturates. */
  public static long toOpen(MarketData market, Book book) {
    long held = 0;
    for (int p = book.from(); market.hasProfitWeights() && p < book.to(); p++) {
      held = Checked.addSaturated(held, toOpen(market, book, p));
    }
    return held;
  }

  /** What is held back of all positions to stay, in quanta; saturates. */
  public static long toStay(MarketData market, Book book) {
    long held = 0;
    for (int p = book.from(); market.hasProfitWeights() && p < book.to(); p++) {
      held = Checked.addSaturated(held, toStay(market, book, p));
    }
    return held;
  }

  /** What is held back of one position to open, in quanta, at least 0. */
  public static long toOpen(MarketData market, Book book, int p) {
    int instrument = book.instrument(p);
    if (!market.weighsProfit(instrument)) {
      return 0;
    }
    long profit = of(market, book, p);
    return Checked.subtractSaturated(
        profit,
        ProfitWeight.toOpen(
            profit,
            market.profitInitialPpm()[instrument],
            market.profitFactor()[instrument],
            market.profitCap()[instrument]));
  }

  private static long toStay(MarketData market, Book book, int p) {
    int instrument = book.instrument(p);
    if (!market.weighsProfit(instrument)) {
      return 0;
    }
    long profit = of(market, book, p);
    return Checked.subtractSaturated(
        profit, ProfitWeight.toStay(profit, market.profitMaintenancePpm()[instrument]));
  }

  /** The profit of a position, negative where it is a loss, in quanta; saturates. */
  public static long of(MarketData market, Book book, int p) {
    return Checked.addSaturated(market.value(book.instrument(p), book.lots(p)), book.quote(p));
  }
}
