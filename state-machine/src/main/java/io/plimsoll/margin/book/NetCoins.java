package io.plimsoll.margin.book;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;

/**
 * The coins of one account's risk unit: what it would hold of the underlying's coin if everything
 * that settles in it were closed at its mark now. That is its balance, and of each inverse position
 * the coins that it is worth (TowardZero) and its quote balance, and the funding that is due to all
 * of them, with one Floor. Closing a position or settling funding changes where these coins stand,
 * not how many they are, so equity and haircuts depend on their number alone.
 */
public final class NetCoins {

  /** A funding index counts 10^-6 quanta. */
  private static final long INDEX_UNITS = 1_000_000;

  private final Wide funding = new Wide();
  private long coins;

  /** No coins. */
  public NetCoins() {}

  /**
   * Takes the positions of one underlying.
   *
   * @param p index of the first of them
   * @return the index after the last of them
   */
  public int read(MarketData market, Book book, int p) {
    int underlying = market.underlying()[book.instrument(p)];
    long sum = 0;
    boolean due = false;
    funding.set(0);
    int next = p;
    while (next < book.to() && market.underlying()[book.instrument(next)] == underlying) {
      int instrument = book.instrument(next);
      long lots = book.lots(next);
      InstrumentKind kind = market.kind()[instrument];
      if (kind == InstrumentKind.SPOT) {
        sum = Checked.addSaturated(sum, lots);
      } else if (kind.isInverse()) {
        sum = Checked.addSaturated(sum, market.coins(instrument, lots));
        sum = Checked.addSaturated(sum, book.quote(next));
        long moved = market.fundingIndex()[instrument] - book.fundingIndex(next);
        if (moved != 0) {
          funding.subtractProduct(moved, lots);
          due = true;
        }
      }
      next++;
    }
    coins = due ? Checked.addSaturated(sum, funding.divideFloorSaturated(INDEX_UNITS)) : sum;
    return next;
  }

  /** The coins that were found, in the coin's quanta, signed; saturates. */
  public long coins() {
    return coins;
  }

  /** The part of them that is funding due and not yet settled, Floor. */
  public long fundingDue() {
    return funding.divideFloorSaturated(INDEX_UNITS);
  }
}
