package io.plimsoll.kernels.batch;

/**
 * The profit or loss of consecutive rows in each scenario, in quanta: what a {@link LossTable}
 * takes the smallest of. A million rows take 8 MB a scenario, so callers ask for a range at a time.
 */
public final class LossGrid {

  private int first;
  private int rows;
  private int scenarios;
  private long[] pnl = {};

  /** No rows. */
  public LossGrid() {}

  /**
   * Makes room; engines call it and then fill all of it.
   *
   * @param first index of the first row in the revaluation
   * @param rows the number of rows from there
   * @param scenarios the number of scenarios of each
   */
  public void reset(int first, int rows, int scenarios) {
    int needed = Math.multiplyExact(rows, scenarios);
    if (pnl.length < needed) {
      pnl = new long[needed];
    }
    this.first = first;
    this.rows = rows;
    this.scenarios = scenarios;
  }

  /** Index of the first row in the revaluation. */
  public int first() {
    return first;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of scenarios. */
  public int scenarios() {
    return scenarios;
  }

  /** All values, row by row without gaps; may be longer. */
  public long[] pnl() {
    return pnl;
  }

  /** The profit or loss of a row, by its index in the revaluation, in a scenario. */
  public long at(int row, int scenario) {
    return pnl[(row - first) * scenarios + scenario];
  }
}
