package io.plimsoll.kernels.batch;

/**
 * The exact sum of rows' profits and losses, scenario by scenario, which is brought into -(2^63 -
 * 1) .. 2^63 - 1 once, at the end, so that the order of rows cannot show.
 *
 * <p>Each sum is {@code high * 2^64 + low}, {@code low} being unsigned. There are less than 2^31
 * rows, so {@code high} cannot overflow.
 */
public final class JointPnl {

  private long[] high = {};
  private long[] low = {};
  private int scenarios;

  /** No scenarios. */
  public JointPnl() {}

  /** Starts over with sums of 0. */
  public void begin(int count) {
    if (low.length < count) {
      high = new long[count];
      low = new long[count];
    }
    for (int s = 0; s < count; s++) {
      high[s] = 0;
      low[s] = 0;
    }
    scenarios = count;
  }

  /** Adds a row's profit or loss in each scenario. */
  public void add(long[] pnl) {
    for (int s = 0; s < scenarios; s++) {
      long sum = low[s] + pnl[s];
      long carry = Long.compareUnsigned(sum, pnl[s]) < 0 ? 1 : 0;
      low[s] = sum;
      high[s] += (pnl[s] >> 63) + carry;
    }
  }

  /** Fills {@code out} with the sums. */
  public void finish(long[] out) {
    for (int s = 0; s < scenarios; s++) {
      boolean fits = high[s] == low[s] >> 63;
      long nearest = high[s] < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
      out[s] = fits ? Math.max(low[s], -Long.MAX_VALUE) : nearest;
    }
  }
}
