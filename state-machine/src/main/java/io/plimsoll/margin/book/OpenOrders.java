package io.plimsoll.margin.book;

/**
 * One account's open orders as they would be worst for it: for each instrument the lots that all
 * its bids would buy and the highest of their prices, and the lots that all its asks would sell and
 * the lowest.
 *
 * <p>Prices are mantissa * numerator of the multiplier, so that lots * price / denominator is a
 * quote in quanta.
 */
public final class OpenOrders {

  private final int[] instrument;
  private final long[] bidLots;
  private final long[] bidNum;
  private final long[] askLots;
  private final long[] askNum;
  private final int[] count;

  /**
   * Takes the columns, without copying: one entry for each instrument, each instrument once.
   *
   * @param instrument number of the instrument
   * @param count how many orders they are
   */
  public OpenOrders(
      int[] instrument, long[] bidLots, long[] bidNum, long[] askLots, long[] askNum, int[] count) {
    this.instrument = instrument;
    this.bidLots = bidLots;
    this.bidNum = bidNum;
    this.askLots = askLots;
    this.askNum = askNum;
    this.count = count;
  }

  /** The number of instruments. */
  public int size() {
    return instrument.length;
  }

  /** Number of the instrument of an entry. */
  public int instrument(int entry) {
    return instrument[entry];
  }

  /** Lots that would be bought. */
  public long bidLots(int entry) {
    return bidLots[entry];
  }

  /** Highest price of a bid. */
  public long bidNum(int entry) {
    return bidNum[entry];
  }

  /** Lots that would be sold. */
  public long askLots(int entry) {
    return askLots[entry];
  }

  /** Lowest price of an ask. */
  public long askNum(int entry) {
    return askNum[entry];
  }

  /** How many orders they are. */
  public int count(int entry) {
    return count[entry];
  }
}
