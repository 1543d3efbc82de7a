package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;

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
  private final TailTable otherTails = new TailTable();
  private final LossGrid otherGrids = new LossGrid();
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
        int at = i * out.stride() + s;
        if (out.narrow()[at] != otherArrays.narrow()[at]) {
          compare(
              "the narrow entry of instrument " + i + " in scenario " + s,
              out.narrow()[at],
              otherArrays.narrow()[at]);
        }
      }
    }
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    first.revalue(in, arrays, out);
    second.revalue(in, arrays, otherLosses);
    compareLosses("row", out);
  }

  @Override
  public void revalue(Revaluation in, RowList rows, RiskArrays arrays, LossTable out) {
    first.revalue(in, rows, arrays, out);
    otherLosses.resize(in.rows());
    second.revalue(in, rows, arrays, otherLosses);
    for (int i = 0; i < rows.count(); i++) {
      compareLosses("row", out, rows.row()[i]);
    }
  }

  @Override
  public void revalueJoint(Revaluation in, AccountRows accounts, RiskArrays arrays, LossTable out) {
    first.revalueJoint(in, accounts, arrays, out);
    second.revalueJoint(in, accounts, arrays, otherLosses);
    compareLosses("account", out);
  }

  private void compareLosses(String what, LossTable out) {
    compare("the number of " + what + "s", out.rows(), otherLosses.rows());
    for (int row = 0; row < out.rows(); row++) {
      compareLosses(what, out, row);
    }
  }

  private void compareLosses(String what, LossTable out, int row) {
    if (same(out, otherLosses, row)) {
      return;
    }
    String of = " of " + what + " " + row;
    compare("the worst P&L" + of, out.worstPnl()[row], otherLosses.worstPnl()[row]);
    compare("the worst scenario" + of, out.worst()[row], otherLosses.worst()[row]);
    compare("the runner-up's P&L" + of, out.runnerUpPnl()[row], otherLosses.runnerUpPnl()[row]);
    compare("the runner-up" + of, out.runnerUp()[row], otherLosses.runnerUp()[row]);
  }

  @Override
  public void tails(
      Revaluation in, AccountRows accounts, RiskArrays arrays, TailRule rule, TailTable out) {
    first.tails(in, accounts, arrays, rule, out);
    second.tails(in, accounts, arrays, rule, otherTails);
    compare("the number of accounts", out.accounts(), otherTails.accounts());
    for (int a = 0; a < out.accounts(); a++) {
      if (same(out, otherTails, a)) {
        continue;
      }
      String of = " of account " + a;
      compare("the quantile" + of, out.quantilePnl()[a], otherTails.quantilePnl()[a]);
      compare("the quantile's scenario" + of, out.quantile()[a], otherTails.quantile()[a]);
      compare("the shortfall" + of, out.shortfallPnl()[a], otherTails.shortfallPnl()[a]);
    }
  }

  private static boolean same(TailTable a, TailTable b, int account) {
    return a.quantilePnl()[account] == b.quantilePnl()[account]
        && a.quantile()[account] == b.quantile()[account]
        && a.shortfallPnl()[account] == b.shortfallPnl()[account];
  }

  @Override
  public void lossGrid(Revaluation in, int from, int to, RiskArrays arrays, LossGrid out) {
    first.lossGrid(in, from, to, arrays, out);
    second.lossGrid(in, from, to, arrays, otherGrids);
    for (int row = from; row < to; row++) {
      for (int s = 0; s < in.scenarios(); s++) {
        long pnl = out.at(row, s);
        if (pnl != otherGrids.at(row, s)) {
          compare("the P&L of row " + row + " in scenario " + s, pnl, otherGrids.at(row, s));
        }
      }
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
  public boolean confirm(Revaluation in, RiskArrays arrays, LossTable table, RowList rows) {
    return first.confirm(in, arrays, table, rows);
  }

  @Override
  public boolean keepsRows() {
    return first.keepsRows() || second.keepsRows();
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
