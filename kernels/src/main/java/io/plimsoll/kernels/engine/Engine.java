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
