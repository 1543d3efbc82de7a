package io.plimsoll.kernels.batch;

import java.util.Arrays;

/**
 * Which rows of a revaluation to compute again after a change: those that a caller names, and those
 * that hold an instrument whose risk array changed. Rows are independent, so a table whose listed
 * rows are revalued equals one that is revalued whole.
 *
 * <p>A row may be listed twice; it is then computed twice, with one result.
 */
public final class RowList {

  private int count;
  private int[] row = new int[16];

  /** No rows. */
  public RowList() {}

  /** Forgets all rows, and keeps the memory. */
  public void clear() {
    count = 0;
  }

  /** Adds a row by its index. */
  public void add(int index) {
    if (count == row.length) {
      row = Arrays.copyOf(row, 2 * count);
    }
    row[count] = index;
    count++;
  }

  /**
   * Adds, in their order, all rows that hold an instrument whose risk array changed.
   *
   * @param changed whether each instrument's did, by its index
   */
  public void addHolders(Revaluation in, boolean[] changed) {
    int[] instrument = in.instrument();
    for (int index = 0; index < in.rows(); index++) {
      for (int p = in.start()[index]; p < in.end()[index]; p++) {
        if (changed[instrument[p]]) {
          add(index);
          break;
        }
      }
    }
  }

  /** The number of entries. */
  public int count() {
    return count;
  }

  /** The rows' indices; may be longer than {@link #count()}. */
  public int[] row() {
    return row;
  }
}
