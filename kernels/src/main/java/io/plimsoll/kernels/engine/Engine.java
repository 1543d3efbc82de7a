package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.JointPnl;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prices instruments under scenarios and revalues rows of positions. All engines give equal bits;
 * {@code scalar} is the law. The methods with a body are the law too: they say by {@link
 * #lossGrid(Revaluation, int, RiskArrays, long[])} what an engine that has a faster way must equal.
 *
 * <p>An engine keeps scratch memory, so it serves one caller at a time; callers in parallel take an
 * engine each. After an exception from {@code price} or {@code revalue} the contents of the output
 * are not defined.
 */
public interface Engine extends AutoCloseable {

  /** The name by which {@link Engines#create} made it. */
  String name();

  /** What it knows of itself once it is made, such as its device, for a person; often nothing. */
  default List<EngineStatus.Detail> details() {
    return List.of();
  }

  /**
   * Why it no longer computes as its name says although its results are right, such as a device
   * that is no longer used, for a person; null where all is well.
   */
  default @Nullable String trouble() {
    return null;
  }

  /** Fills risk arrays, one row for each instrument of the batch. */
  void price(PricingBatch in, RiskArrays out);

  /**
   * Fills the rows of listed instruments anew, after their inputs in the batch have changed. The
   * risk arrays must hold what pricing this batch gave before that; they then hold what pricing all
   * of it now would give.
   *
   * @param instruments indices of the instruments, in any order, perhaps one twice; may be longer.
   *     Several threads share only a list that rises.
   * @param listed how many of them count
   * @throws IllegalArgumentException where the risk arrays are not of the batch's shape
   * @throws IndexOutOfBoundsException where an instrument is not there
   */
  default void reprice(PricingBatch in, int[] instruments, int listed, RiskArrays out) {
    out.requireShape(in.count(), in.scenarios());
    price(in, out);
  }

  /**
   * Fills a loss table, one row for each row of positions.
   *
   * @throws IllegalArgumentException where the scenario sets of {@code in} and the risk arrays
   *     differ in their number of scenarios
   * @throws IndexOutOfBoundsException where a row names a scenario set that is not there, or
   *     positions beyond the columns. An instrument must be one of the risk arrays: of one that is
   *     not, an engine may throw this or read what is beside their rows, since to look at each
   *     would cost time at every position
   */
  void revalue(Revaluation in, RiskArrays arrays, LossTable out);

  /**
   * Revalues the listed rows only, into a table that holds the others' results already.
   *
   * @throws IllegalArgumentException where the table has not as many rows as {@code in}, or as the
   *     whole revaluation throws it
   */
  default void revalue(Revaluation in, RowList rows, RiskArrays arrays, LossTable out) {
    requireEqual("rows of the loss table", out.rows(), in.rows());
    long[] pnl = new long[in.scenarios()];
    for (int i = 0; i < rows.count(); i++) {
      int row = rows.row()[i];
      lossGrid(in, row, arrays, pnl);
      out.reduce(row, pnl, in.scenarios());
    }
  }

  /**
   * Fills a loss table, one row for each account: under a joint set its rows are added scenario by
   * scenario, exactly, before the worst is taken.
   */
  default void revalueJoint(
      Revaluation in, AccountRows accounts, RiskArrays arrays, LossTable out) {
    out.reset(accounts.accounts());
    long[] pnl = new long[in.scenarios()];
    JointPnl sum = new JointPnl();
    for (int account = 0; account < accounts.accounts(); account++) {
      jointPnl(in, accounts, account, arrays, sum, pnl);
      out.reduce(account, pnl, in.scenarios());
    }
  }

  /**
   * Fills a tail table, one entry for each account: the quantile and the expected shortfall of the
   * scenario by scenario sum of its rows. Holds one account's values at a time for each thread.
   */
  default void tails(
      Revaluation in, AccountRows accounts, RiskArrays arrays, TailRule rule, TailTable out) {
    out.reset(accounts.accounts());
    long[] pnl = new long[in.scenarios()];
    long[] sorted = new long[in.scenarios()];
    JointPnl sum = new JointPnl();
    for (int account = 0; account < accounts.accounts(); account++) {
      jointPnl(in, accounts, account, arrays, sum, pnl);
      out.reduce(account, pnl, in.scenarios(), rule, sorted);
    }
  }

  /** Fills {@code pnlOut} with one account's profit or loss in each scenario, in quanta. */
  private void jointPnl(
      Revaluation in,
      AccountRows accounts,
      int account,
      RiskArrays arrays,
      JointPnl sum,
      long[] pnlOut) {
    sum.begin(in.scenarios());
    for (int row = accounts.from()[account]; row < accounts.to()[account]; row++) {
      lossGrid(in, row, arrays, pnlOut);
      sum.add(pnlOut);
    }
    sum.finish(pnlOut);
  }

  /** Fills a grid with the profit or loss of the rows from {@code from} to {@code to - 1}. */
  default void lossGrid(Revaluation in, int from, int to, RiskArrays arrays, LossGrid out) {
    int scenarios = in.scenarios();
    out.reset(from, to - from, scenarios);
    long[] pnl = new long[scenarios];
    for (int row = from; row < to; row++) {
      lossGrid(in, row, arrays, pnl);
      System.arraycopy(pnl, 0, out.pnl(), (row - from) * scenarios, scenarios);
    }
  }

  /** Refuses two numbers that must be equal, naming them. */
  private static void requireEqual(String what, int is, int must) {
    if (is != must) {
      throw new IllegalArgumentException(
          "the number of " + what + " is " + is + "; it must be " + must);
    }
  }

  /**
   * One row's profit or loss in each scenario, in quanta: what {@link #revalue} takes the smallest
   * of. For explanations; no engine does this fast.
   *
   * @param pnlOut filled from index 0, one value for each scenario; may be longer
   */
  void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut);

  /**
   * Makes certain of rows before something irreversible, such as a liquidation, follows from them.
   * A CPU engine is certain already and does nothing. One whose table may be a device's recomputes
   * these rows on the CPU; where one differs, it recomputes the whole table.
   *
   * @param in as given to the last whole {@link #revalue(Revaluation, RiskArrays, LossTable)}
   * @param arrays as given to it
   * @param table as filled by it
   * @param rows the rows
   * @return whether the table is as it was; if not, what followed from it must be derived again
   */
  default boolean confirm(Revaluation in, RiskArrays arrays, LossTable table, RowList rows) {
    return true;
  }

  /**
   * Whether it keeps the rows of the last whole revaluation, so that calls with other rows cost
   * more than those with nearly the same. Others have what they need nearer when rows come in
   * parts.
   */
  default boolean keepsRows() {
    return false;
  }

  /**
   * The engine that never asks a device: this one, unless a device computes for it. For a few rows
   * at a time, which are not worth a device's call and would drive the book out of its memory. Not
   * to be closed on its own.
   */
  default Engine onCpu() {
    return this;
  }

  /** Ends the engine's threads, where it has some; it must not be used afterwards. */
  @Override
  void close();
}
