package io.plimsoll.kernels.batch;

import java.util.Arrays;

/**
 * For each row of a revaluation, or for each account, the scenario that hurts most, and the one
 * after it.
 *
 * <p>A row's profit or loss in scenario s is floor(raw_s * weight_s / (1e6 * 10^k)) quanta, where
 * raw_s is the exact sum of lots * entry, and what the scenario's transform makes of it. A value
 * outside of -(2^63 - 1) .. 2^63 - 1 is the nearest of these. The worst is the smallest of a row's
 * values, the runner-up the smallest of the others; ties go to the lowest index, and they are ties
 * of the values after Floor and transform.
 *
 * <p>Accessors of columns return the arrays themselves, which may be longer than the rows.
 */
public final class LossTable {

  private int rows;
  private long[] worstPnl = {};
  private int[] worst = {};
  private long[] runnerUpPnl = {};
  private int[] runnerUp = {};

  /** No rows. */
  public LossTable() {}

  /** Makes room for a number of rows; engines call it and fill each row. */
  public void reset(int rows) {
    this.rows = rows;
    if (worst.length < rows) {
      worstPnl = new long[rows];
      worst = new int[rows];
      runnerUpPnl = new long[rows];
      runnerUp = new int[rows];
    }
  }

  /**
   * Takes in rows at the end, or drops some there, and keeps the others' entries, for partial
   * updates of a book that has changed its size; a row taken in is undefined until it is revalued.
   */
  public void resize(int rows) {
    if (worst.length < rows) {
      int capacity = Math.max(rows, worst.length + worst.length / 2);
      worstPnl = Arrays.copyOf(worstPnl, capacity);
      worst = Arrays.copyOf(worst, capacity);
      runnerUpPnl = Arrays.copyOf(runnerUpPnl, capacity);
      runnerUp = Arrays.copyOf(runnerUp, capacity);
    }
    this.rows = rows;
  }

  /** Sets one row; engines call it. */
  public void set(int row, long worstPnl, int worst, long runnerUpPnl, int runnerUp) {
    this.worstPnl[row] = worstPnl;
    this.worst[row] = worst;
    this.runnerUpPnl[row] = runnerUpPnl;
    this.runnerUp[row] = runnerUp;
  }

  /**
   * The law: sets one row from its profit or loss in each scenario.
   *
   * @param pnl from index 0, one value for each scenario
   */
  public void reduce(int row, long[] pnl, int scenarios) {
    if (scenarios == 0) {
      set(row, 0, 0, 0, -1);
      return;
    }
    int least = 0;
    for (int s = 1; s < scenarios; s++) {
      if (pnl[s] < pnl[least]) {
        least = s;
      }
    }
    int next = -1;
    for (int s = 0; s < scenarios; s++) {
      if (s != least && (next < 0 || pnl[s] < pnl[next])) {
        next = s;
      }
    }
    set(row, pnl[least], least, next < 0 ? 0 : pnl[next], next);
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The smallest profit or loss of each row over all scenarios, in quanta; 0 without scenarios. */
  public long[] worstPnl() {
    return worstPnl;
  }

  /** The index of the scenario that has it; 0 without scenarios. */
  public int[] worst() {
    return worst;
  }

  /** The smallest profit or loss over the other scenarios, in quanta; 0 where there is none. */
  public long[] runnerUpPnl() {
    return runnerUpPnl;
  }

  /** The index of the scenario that has it; -1 where there is none. */
  public int[] runnerUp() {
    return runnerUp;
  }
}
