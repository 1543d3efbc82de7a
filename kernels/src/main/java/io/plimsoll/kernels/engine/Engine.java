package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;

/**
 * Prices instruments under scenarios and revalues rows of positions. All engines give equal bits;
 * {@code scalar} is the law.
 *
 * <p>An engine keeps scratch memory, so it serves one caller at a time; callers in parallel take an
 * engine each. After an exception from {@code price} or {@code revalue} the contents of the output
 * are not defined.
 */
public interface Engine extends AutoCloseable {

  /** The name by which {@link Engines#create} made it. */
  String name();

  /** Fills risk arrays, one row for each instrument of the batch. */
  void price(PricingBatch in, RiskArrays out);

  /**
   * Fills the rows of listed instruments anew, after their inputs in the batch have changed. The
   * risk arrays must hold what pricing this batch gave before that; they then hold what pricing all
   * of it now would give.
   *
   * @param instruments indices of the instruments, in any order; may be longer
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
   * @throws IndexOutOfBoundsException where a row names positions, an instrument or a scenario set
   *     that is not there
   */
  void revalue(Revaluation in, RiskArrays arrays, LossTable out);

  /**
   * One row's profit or loss in each scenario, in quanta: what {@link #revalue} takes the smallest
   * of. For explanations; no engine does this fast.
   *
   * @param pnlOut filled from index 0, one value for each scenario; may be longer
   */
  void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut);

  /** Ends the engine's threads, where it has some; it must not be used afterwards. */
  @Override
  void close();
}
