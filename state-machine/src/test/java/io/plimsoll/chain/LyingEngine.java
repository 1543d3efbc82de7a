package io.plimsoll.chain;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.Arrays;

/**
 * Stands for a device that chooses wrong scenarios for some rows and is wrong in no sum, which no
 * check of sums can see; whole tables are its word, and the rest is the law's.
 */
final class LyingEngine implements Engine {

  private final Engine law = Engines.create("scalar", 1);
  private final LossTable truth = new LossTable();
  private final Lie lie;
  private final boolean confirms;
  private long caught;

  /** Bends a row of a table; {@code pnl} is the row's in each scenario. */
  interface Lie {
    void bend(LossTable table, int row, long[] pnl);
  }

  /**
   * Lies at each whole table.
   *
   * @param confirms whether it makes certain of rows, as an engine must
   */
  LyingEngine(Lie lie, boolean confirms) {
    this.lie = lie;
    this.confirms = confirms;
  }

  /** How many tables did not stand. */
  long caught() {
    return caught;
  }

  @Override
  public String name() {
    return "liar";
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    law.price(in, out);
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    law.revalue(in, arrays, out);
    long[] pnl = new long[in.scenarios()];
    for (int row = 0; row < out.rows(); row++) {
      law.lossGrid(in, row, arrays, pnl);
      lie.bend(out, row, pnl);
    }
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    law.lossGrid(in, row, arrays, pnlOut);
  }

  @Override
  public boolean confirm(Revaluation in, RiskArrays arrays, LossTable table, RowList rows) {
    if (!confirms) {
      return true;
    }
    law.revalue(in, arrays, truth);
    boolean stands =
        Arrays.stream(rows.row(), 0, rows.count())
            .allMatch(row ->
                truth.worstPnl()[row] == table.worstPnl()[row]
                    && truth.worst()[row] == table.worst()[row]);
    if (!stands) {
      caught++;
      law.revalue(in, arrays, table);
    }
    return stands;
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public Engine onCpu() {
    return law;
  }

  @Override
  public void close() {
    law.close();
  }
}
