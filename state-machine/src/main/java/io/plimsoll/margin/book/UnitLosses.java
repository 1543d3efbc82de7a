package io.plimsoll.margin.book;

import io.plimsoll.kernels.batch.LossTable;

/**
 * What one account's risk units gain or lose in their worst scenarios: a cursor over the rows of a
 * {@link LossTable}, one row for each risk unit in which the account has positions.
 */
public final class UnitLosses {

  private LossTable table = new LossTable();
  private int[] unit = {};
  private int from;
  private int to;

  /** No rows. */
  public UnitLosses() {}

  /**
   * Takes a table, without copying.
   *
   * @param unit the risk unit of each of its rows
   */
  public void share(LossTable table, int[] unit) {
    this.table = table;
    this.unit = unit;
    from = 0;
    to = 0;
  }

  /** Moves to the account whose rows are from {@code from} to before {@code to}. */
  public void moveTo(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** Index of the first row. */
  public int from() {
    return from;
  }

  /** Index after the last row. */
  public int to() {
    return to;
  }

  /** The risk unit of a row. */
  public int unit(int row) {
    return unit[row];
  }

  /** The smallest weighted profit or loss of a row over all scenarios, in quanta. */
  public long worstPnl(int row) {
    return table.worstPnl()[row];
  }

  /** The scenario that has it. */
  public int worst(int row) {
    return table.worst()[row];
  }

  /** The smallest of the other scenarios' profits or losses, in quanta. */
  public long runnerUpPnl(int row) {
    return table.runnerUpPnl()[row];
  }

  /** The scenario that has it; -1 where there is none. */
  public int runnerUp(int row) {
    return table.runnerUp()[row];
  }
}
