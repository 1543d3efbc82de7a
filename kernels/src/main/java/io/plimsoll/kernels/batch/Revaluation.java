package io.plimsoll.kernels.batch;

import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;

/**
 * Rows of positions to revalue: row {@code r} holds the positions from {@code start[r]} to {@code
 * end[r] - 1} of the shared columns {@code instrument} and {@code lots}, so there may be slack
 * between rows. A row is one account's holdings in one risk unit; all its instruments have its unit
 * scale.
 *
 * <p>Either the columns are the caller's own ({@link #shareRows}, {@link #sharePositions}: nothing
 * is copied), or rows are added one by one ({@link #beginRow}, {@link #addPosition}); {@link
 * #clear()} starts over with columns of its own.
 */
public final class Revaluation {

  private final ScenarioSets sets = new ScenarioSets();
  private boolean own = true;
  private int rows;
  private int positions;
  private int[] start = new int[4];
  private int[] end = new int[4];
  private int[] scenarioSet = new int[4];
  private int[] unitScale = new int[4];
  private int[] instrument = new int[8];
  private long[] lots = new long[8];

  /** No rows. */
  public Revaluation() {}

  /** Forgets all rows and scenario sets; columns of the caller's are let go. */
  public void clear() {
    sets.clear();
    clearRows();
  }

  /** Forgets all rows and keeps the scenario sets; columns of the caller's are let go. */
  public void clearRows() {
    rows = 0;
    positions = 0;
    if (!own) {
      start = new int[4];
      end = new int[4];
      scenarioSet = new int[4];
      unitScale = new int[4];
      instrument = new int[8];
      lots = new long[8];
      own = true;
    }
  }

  /**
   * Adds a scenario set for rows to refer to; it gives a row its weights.
   *
   * @return its index
   * @throws IllegalArgumentException where its size differs from that of the sets already there
   */
  public int addScenarioSet(ScenarioSet set) {
    return sets.add(set);
  }

  /**
   * Takes the caller's columns as the rows, without copying.
   *
   * @param rows the number of rows; the columns may be longer
   * @param start index of the first position of each row
   * @param end index after the last position of each row
   * @param scenarioSet index of each row's scenario set
   * @param unitScale k of each row, 0 to 12: its instruments' entries are in 10^-k quanta
   */
  public void shareRows(int rows, int[] start, int[] end, int[] scenarioSet, int[] unitScale) {
    own = false;
    this.rows = rows;
    this.start = start;
    this.end = end;
    this.scenarioSet = scenarioSet;
    this.unitScale = unitScale;
  }

  /**
   * Takes the caller's columns as the positions, without copying.
   *
   * @param instrument index of each position's instrument in the risk arrays
   * @param lots signed number of lots of each position
   */
  public void sharePositions(int[] instrument, long[] lots) {
    own = false;
    this.instrument = instrument;
    this.lots = lots;
  }

  /**
   * Starts a row without positions after the rows that are there.
   *
   * @param scenarioSet index of its scenario set
   * @param unitScale its k, 0 to 12
   * @return its index, from 0
   */
  public int beginRow(int scenarioSet, int unitScale) {
    requireOwn();
    if (rows == start.length) {
      int capacity = 2 * rows;
      start = Arrays.copyOf(start, capacity);
      end = Arrays.copyOf(end, capacity);
      this.scenarioSet = Arrays.copyOf(this.scenarioSet, capacity);
      this.unitScale = Arrays.copyOf(this.unitScale, capacity);
    }
    start[rows] = positions;
    end[rows] = positions;
    this.scenarioSet[rows] = scenarioSet;
    this.unitScale[rows] = unitScale;
    rows++;
    return rows - 1;
  }

  /**
   * Adds a position to the row begun last.
   *
   * @param instrument index of its instrument in the risk arrays
   * @param lots signed number of lots
   */
  public void addPosition(int instrument, long lots) {
    requireOwn();
    if (rows == 0) {
      throw new IllegalStateException("a position before any row; call beginRow first");
    }
    if (positions == this.lots.length) {
      this.instrument = Arrays.copyOf(this.instrument, 2 * positions);
      this.lots = Arrays.copyOf(this.lots, 2 * positions);
    }
    this.instrument[positions] = instrument;
    this.lots[positions] = lots;
    positions++;
    end[rows - 1] = positions;
  }

  private void requireOwn() {
    if (!own) {
      throw new IllegalStateException(
          "rows are added to columns that the caller owns; call clear first");
    }
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of scenarios of each set; 0 while there is no set. */
  public int scenarios() {
    return sets.scenarios();
  }

  /** The number of scenario sets. */
  public int scenarioSetCount() {
    return sets.count();
  }

  /** The scenario set of an index that {@link #addScenarioSet} returned. */
  public ScenarioSet scenarioSetAt(int index) {
    return sets.get(index);
  }

  /** Index of the first position of each row. */
  public int[] start() {
    return start;
  }

  /** Index after the last position of each row. */
  public int[] end() {
    return end;
  }

  /** Index of each position's instrument in the risk arrays. */
  public int[] instrument() {
    return instrument;
  }

  /** Signed number of lots of each position. */
  public long[] lots() {
    return lots;
  }

  /** Index of each row's scenario set. */
  public int[] scenarioSet() {
    return scenarioSet;
  }

  /** k of each row: the entries of its instruments are in 10^-k quanta. */
  public int[] unitScale() {
    return unitScale;
  }
}
