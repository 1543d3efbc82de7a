package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.MarketData;

/** The value of an account, without its coins: that of those is {@link CoinMargin}'s. */
public final class Equity {

  private Equity() {}

  /**
   * Cash, plus the value of each position at its mark and its quote balance, plus the funding that
   * is due and not yet settled, in quanta. Saturates at the ends of {@code long}. Coins and what
   * settles in them count for nothing here.
   */
  public static long ofDollars(MarketData market, Book book, Wide scratch) {
    long equity = ofCash(market, book, scratch);
    boolean all = !market.hasCoins();
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      if (all || !market.kind()[instrument].isInCoins()) {
        equity = withPosition(equity, market.value(instrument, book.lots(p)), book.quote(p));
      }
    }
    return equity;
  }

  /** The part of {@link #ofDollars} that is no position's: cash and the funding that is due. */
  public static long ofCash(MarketData market, Book book, Wide scratch) {
    return Checked.addSaturated(book.cash(), pendingFunding(market, book, scratch));
  }

  /** {@link #ofDollars} with one more position, of a value at its mark and a quote balance. */
  public static long withPosition(long equity, long value, long quote) {
    return Checked.addSaturated(equity, Checked.addSaturated(value, quote));
  }

  /**
   * The funding that an account would take (positive) or pay (negative) if it were settled now: the
   * sum over positions of -(index now - index of the position) * lots, in quanta, with one Floor
   * for the account, as dYdX v4 does. Inverse positions have theirs in coins.
   */
  public static long pendingFunding(MarketData market, Book book, Wide sum) {
    sum.set(0);
    boolean any = false;
    for (int p = book.from(); p < book.to(); p++) {
      long lots = book.lots(p);
      long moved = market.fundingIndex(book.instrument(p), lots) - book.fundingIndex(p);
      if (moved != 0 && !market.kind()[book.instrument(p)].isInverse()) {
        Funding.addDue(sum, moved, lots);
        any = true;
      }
    }
    return any ? Funding.settled(sum) : 0;
  }
}
