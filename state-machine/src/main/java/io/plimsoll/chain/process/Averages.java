package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.rule.drift.StrictAverage;
import java.util.Map;

/**
 * Averages of the indices of coins that are margined at their strict price: each block weighs the
 * index that it has, reported in it or before. One begins as the index of the block in which the
 * parameter sets it, and is forgotten where the parameter ends it.
 */
final class Averages {

  private final Context context;
  private final State state;
  private final Wide scratch = new Wide();

  Averages(Context context) {
    this.context = context;
    this.state = context.state;
  }

  void run() {
    for (Map.Entry<Integer, Rows.Asset> entry : state.assets().rows().entrySet()) {
      int underlying = entry.getValue().underlying();
      OracleRows.Average last = state.averages().get(underlying);
      long index = state.underlyings().require(underlying).index();
      if (context.parameter(Parameter.STRICT_PRICE, entry.getKey()) == 0) {
        if (last != null) {
          state.averages().remove(underlying);
        }
      } else if (index > 0) {
        long price =
            last == null
                ? index
                : StrictAverage.next(last.price(), index, context.nowMs() - last.atMs(), scratch);
        // A price of 0 would say that there is none.
        OracleRows.Average now = new OracleRows.Average(Math.max(1, price), context.nowMs());
        state.averages().put(underlying, now);
      }
    }
  }
}
