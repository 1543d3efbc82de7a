package io.plimsoll.kernels.batch;

import java.util.Arrays;

/**
 * The change in value of +1 lot of each instrument in each scenario, and what follows from it.
 *
 * <p>Row {@code i} starts at {@code i * stride()}; its first {@link #scenarios()} entries are the
 * scenarios' and the rest are 0. An entry is in units of 10^-k quanta, k being the instrument's
 * unit scale, and comes from the exact rational by one HalfEven rounding: linear, price * movePpm *
 * num * 10^k / (1e6 * den); option, (V_s - V_0) * num * 10^k / den, where V is the kernel's integer
 * price. An entry that does not fit is the nearest {@code long}.
 *
 * <p>{@link #narrow()} holds the same entries as ints, for multiplications of half the width; where
 * {@link #maxAbs()} of an instrument is more than 2^31 - 1, its row there means nothing.
 *
 * <p>Accessors of columns return the arrays themselves, which may be longer than needed.
 */
public final class RiskArrays {

  /** The number of entries to whose multiples rows are padded: the widest vector in use. */
  public static final int PADDING = 8;

  private int count;
  private int scenarios;
  private int stride;
  private long[] entries = {};
  private int[] narrow = {};
  private long[] mark = {};
  private long[] maxAbs = {};
  private long largestMaxAbs;

  /** No rows. */
  public RiskArrays() {}

  /**
   * Makes room for {@code count} rows of {@code scenarios} entries, which the caller then fills;
   * engines call it. The padding is 0 and stays so. Keeps the memory where it suffices, and clears
   * it only where the padding has moved, since clearing would cost a third of what filling does.
   */
  public void reset(int count, int scenarios) {
    int needed = Math.multiplyExact(count, (scenarios + PADDING - 1) / PADDING * PADDING);
    if (entries.length < needed) {
      entries = new long[needed];
      narrow = new int[needed];
    } else if (scenarios != this.scenarios) {
      Arrays.fill(entries, 0);
      Arrays.fill(narrow, 0);
    }
    this.count = count;
    this.scenarios = scenarios;
    stride = (scenarios + PADDING - 1) / PADDING * PADDING;
    if (mark.length < count) {
      mark = new long[count];
      maxAbs = new long[count];
    }
    largestMaxAbs = 0;
  }

  /**
   * Refuses to go on where these are not arrays of a shape.
   *
   * @throws IllegalArgumentException where they are not
   */
  public void requireShape(int count, int scenarios) {
    if (this.count != count || this.scenarios != scenarios) {
      throw new IllegalArgumentException(
          "risk arrays of "
              + this.count
              + " instruments x "
              + this.scenarios
              + " scenarios for a batch of "
              + count
              + " x "
              + scenarios
              + "; price the whole batch first");
    }
  }

  /**
   * Derives {@link #maxAbs()} and {@link #narrow()} of one row from its entries; engines call it.
   */
  public void summarise(int instrument) {
    long largest = 0;
    int first = instrument * stride;
    for (int s = first; s < first + scenarios; s++) {
      long entry = entries[s];
      long size = entry == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(entry);
      largest = Math.max(largest, size);
      narrow[s] = (int) entry;
    }
    maxAbs[instrument] = largest;
  }

  /** Derives all that follows from the entries; engines call it. */
  public void summarise() {
    for (int i = 0; i < count; i++) {
      summarise(i);
    }
    summariseRows();
  }

  /** Derives {@link #largestMaxAbs()} from {@link #maxAbs()}; engines call it. */
  public void summariseRows() {
    long largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, maxAbs[i]);
    }
    largestMaxAbs = largest;
  }

  /** The number of instruments. */
  public int count() {
    return count;
  }

  /** The number of scenarios. */
  public int scenarios() {
    return scenarios;
  }

  /** The distance between rows: the number of scenarios, padded to a multiple of 8. */
  public int stride() {
    return stride;
  }

  /** All rows, one after another. */
  public long[] entries() {
    return entries;
  }

  /** All rows as ints, one after another; right where {@link #maxAbs()} is at most 2^31 - 1. */
  public int[] narrow() {
    return narrow;
  }

  /** The entry of one instrument in one scenario. */
  public long entry(int instrument, int scenario) {
    return entries[instrument * stride + scenario];
  }

  /**
   * The value of each instrument before any shock, as a price mantissa: of a linear one its price,
   * of an option its discounted Black-76 price.
   */
  public long[] mark() {
    return mark;
  }

  /** The largest size of an entry of each row; 2^63 - 1 where that does not fit. */
  public long[] maxAbs() {
    return maxAbs;
  }

  /** The largest of {@link #maxAbs()}. */
  public long largestMaxAbs() {
    return largestMaxAbs;
  }
}
