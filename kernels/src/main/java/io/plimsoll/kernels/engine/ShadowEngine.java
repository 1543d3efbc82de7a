package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;

/**
 * Runs two engines on everything and throws {@link EngineMismatch} where they differ. Its results
 * are the first one's.
 */
public final class ShadowEngine implements Engine {

  private final String name;
  private final Engine first;
  private final Engine second;
  private final RiskArrays otherArrays = new RiskArrays();
  private final LossTable otherLosses = new LossTable();
  private long[] otherGrid = {};

  /**
   * A pair of engines, which it closes with itself.
   *
   * @param name what it is called
   * @param first the engine whose results are handed on
   * @param second the engine that they are compared with
   */
  public ShadowEngine(String name, Engine first, Engine second) {
    this.name = name;
    this.first = first;
    this.second = second;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    first.price(in, out);
    comparePrices(in, out);
  }

  /** The second engine prices all, so this also shows that the first has repriced enough. */
  @Override
  public void reprice(PricingBatch in, int[] instruments, int listed, RiskArrays out) {
    first.reprice(in, instruments, listed, out);
    comparePrices(in, out);
  }

  private void comparePrices(PricingBatch in, RiskArrays out) {
    second.price(in, otherArrays);
    compare("the number of instruments", out.count(), otherArrays.count());
    compare("the number of scenarios", out.scenarios(), otherArrays.scenarios());
    for (int i = 0; i < out.count(); i++) {
      compare("the mark of instrument " + i, out.mark()[i], otherArrays.mark()[i]);
      compare("maxAbs of instrument " + i, out.maxAbs()[i], otherArrays.maxAbs()[i]);
      for (int s = 0; s < out.stride(); s++) {
        long entry = out.entry(i, s);
        long other = otherArrays.entry(i, s);
        if (entry != other) {
          compare("the entry of instrument " + i + " in scenario " + s, entry, other);
        }
      }
    }
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    first.revalue(in, arrays, out);
    second.revalue(in, arrays, otherLosses);
    compare("the number of rows", out.rows(), otherLosses.rows());
    for (int row = 0; row < out.rows(); row++) {
      if (same(out, otherLosses, row)) {
        continue;
      }
      compare("the worst P&L of row " + row, out.worstPnl()[row], otherLosses.worstPnl()[row]);
      compare("the worst scenario of row " + row, out.worst()[row], otherLosses.worst()[row]);
      compare(
          "the runner-up's P&L of row " + row,
          out.runnerUpPnl()[row],
          otherLosses.runnerUpPnl()[row]);
      compare("the runner-up of row " + row, out.runnerUp()[row], otherLosses.runnerUp()[row]);
    }
  }

  private static boolean same(LossTable a, LossTable b, int row) {
    return a.worstPnl()[row] == b.worstPnl()[row]
        && a.worst()[row] == b.worst()[row]
        && a.runnerUpPnl()[row] == b.runnerUpPnl()[row]
        && a.runnerUp()[row] == b.runnerUp()[row];
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    first.lossGrid(in, row, arrays, pnlOut);
    if (otherGrid.length < in.scenarios()) {
      otherGrid = new long[in.scenarios()];
    }
    second.lossGrid(in, row, arrays, otherGrid);
    for (int s = 0; s < in.scenarios(); s++) {
      compare("the P&L of row " + row + " in scenario " + s, pnlOut[s], otherGrid[s]);
    }
  }

  @Override
  public void close() {
    try (second) {
      first.close();
    }
  }

  private void compare(String what, long mine, long other) {
    if (mine != other) {
      throw new EngineMismatch(
          what + " is " + mine + " by " + first.name() + " and " + other + " by " + second.name());
    }
  }
}
