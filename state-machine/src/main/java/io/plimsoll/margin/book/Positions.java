package io.plimsoll.margin.book;

import java.util.Arrays;

/**
 * Positions of many accounts, each a row of four longs: an account's lie next to each other, so
 * that they come from memory together, in two or three lines of a cache where columns would take
 * one or two each.
 *
 * <p>Quote balances are in quanta, sizes in lots, funding indices in 10^-6 quanta a lot.
 */
public final class Positions {

  /** The bytes of a row. */
  public static final int ROW_BYTES = 4 * Long.BYTES;

  private static final int ROW_BITS = 2;
  private static final int LOTS = 1;
  private static final int QUOTE = 2;
  private static final int FUNDING_INDEX = 3;

  private long[] rows;
  private int size;

  /** None, with room for a few. */
  public Positions() {
    this(8);
  }

  /** None, with room for so many. */
  public Positions(int room) {
    rows = new long[room << ROW_BITS];
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** Forgets all rows. */
  public void clear() {
    size = 0;
  }

  /** Appends rows that say nothing yet, and returns the index of the first. */
  public int extend(int count) {
    int first = size;
    size = Math.addExact(size, count);
    int needed = Math.multiplyExact(size, 1 << ROW_BITS);
    if (needed > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(needed, rows.length + rows.length / 8));
    }
    return first;
  }

  /** Appends a position. */
  public Positions add(int instrument, long lots, long quote, long fundingIndex) {
    set(extend(1), instrument, lots, quote, fundingIndex);
    return this;
  }

  /** The number of the instrument of the position at an index. */
  public int instrument(int position) {
    return (int) rows[position << ROW_BITS];
  }

  /** Signed lots of the position at an index. */
  public long lots(int position) {
    return rows[(position << ROW_BITS) + LOTS];
  }

  /** Quote balance of the position at an index: negative where lots were bought. */
  public long quote(int position) {
    return rows[(position << ROW_BITS) + QUOTE];
  }

  /** Funding index up to which the position at an index has paid. */
  public long fundingIndex(int position) {
    return rows[(position << ROW_BITS) + FUNDING_INDEX];
  }

  /** Reads one long of each position, and returns their sum. */
  public long read(int from, int to) {
    long sum = 0;
    for (int p = from; p < to; p++) {
      sum += rows[p << ROW_BITS];
    }
    return sum;
  }

  /** Sets all of a position. */
  public void set(int position, int instrument, long lots, long quote, long fundingIndex) {
    int at = position << ROW_BITS;
    rows[at] = instrument;
    rows[at + LOTS] = lots;
    rows[at + QUOTE] = quote;
    rows[at + FUNDING_INDEX] = fundingIndex;
  }

  /** Sets up to which funding index the position at an index has paid. */
  public void setFundingIndex(int position, long to) {
    rows[(position << ROW_BITS) + FUNDING_INDEX] = to;
  }

  /** Copies rows of another table, which may be this one, where they may overlap. */
  public void copy(Positions from, int first, int to, int count) {
    System.arraycopy(from.rows, first << ROW_BITS, rows, to << ROW_BITS, count << ROW_BITS);
  }

  /** Copies rows to an array, four longs each. */
  public void copyTo(long[] to, int at, int first, int count) {
    System.arraycopy(rows, first << ROW_BITS, to, at, count << ROW_BITS);
  }

  /** Takes rows back that {@link #copyTo} has copied. */
  public void copyFrom(long[] from, int at, int first, int count) {
    System.arraycopy(from, at, rows, first << ROW_BITS, count << ROW_BITS);
  }
}
