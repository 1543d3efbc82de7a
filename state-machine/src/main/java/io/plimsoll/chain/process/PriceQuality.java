package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.PriceConfidence;
import java.util.Arrays;

/**
 * What the block's prices are good for, underlying by underlying: when they are stale, whether the
 * breaker or an uncertain index lets positions only become smaller, and what uncertainty adds to
 * initial margins. Underlyings are named by their slot.
 */
final class PriceQuality {

  /** Policies of an uncertain index. */
  private static final int REDUCE_ONLY = 1;

  private static final int SURCHARGE = 2;

  private final State state;
  private long[] staleAfterMs = {};
  private boolean[] reduceOnly = {};

  PriceQuality(State state) {
    this.state = state;
  }

  /** Takes prices and parameters of a block; surcharges go to the models' market. */
  void read(long height, MarketData data) {
    RowTable<Integer, Rows.Underlying> underlyings = state.underlyings();
    if (staleAfterMs.length < underlyings.slots()) {
      staleAfterMs = new long[underlyings.slots()];
      reduceOnly = new boolean[underlyings.slots()];
    }
    Arrays.fill(reduceOnly, false);
    for (int slot = 0; slot < underlyings.slots(); slot++) {
      int id = underlyings.keyOf(slot);
      Rows.Underlying row = underlyings.get(id);
      if (row != null) {
        staleAfterMs[slot] = staleAfterMs(state, height, id);
        read(height, slot, id, row, data);
      }
    }
  }

  /** Age in milliseconds after which prices of an underlying are stale, by its id. */
  static long staleAfterMs(State state, long height, int underlying) {
    long own = state.parameters().at(height, Parameter.OWN_STALE_AFTER_MS, underlying);
    return own == 0 ? state.parameters().at(height, Parameter.STALE_AFTER_MS, 0) : own;
  }

  private void read(long height, int slot, int id, Rows.Underlying row, MarketData data) {
    OracleRows.Quality quality = state.quality(id);
    int breaker = state.parameters().intAt(height, Parameter.BREAKER_BLOCKS, id);
    reduceOnly[slot] = breaker > 0 && quality.refusals() >= breaker;
    if (quality.confidence() == 0 || row.index() == 0) {
      return;
    }
    long uncertainty = PriceConfidence.uncertaintyPpm(quality.confidence(), row.index());
    if (uncertainty <= state.parameters().at(height, Parameter.CONFIDENCE_LIMIT_PPM, id)) {
      return;
    }
    int policy = state.parameters().intAt(height, Parameter.CONFIDENCE_POLICY, id);
    if (policy == REDUCE_ONLY) {
      reduceOnly[slot] = true;
    } else if (policy == SURCHARGE) {
      long factor = state.parameters().at(height, Parameter.CONFIDENCE_FACTOR_PPM, id);
      data.setSurcharge(slot, (int) PriceConfidence.surchargePpm(uncertainty, factor));
    }
  }

  /** Age in milliseconds after which prices are stale. */
  long staleAfterMs(int slot) {
    return staleAfterMs[slot];
  }

  /** Whether positions may only become smaller because of the index. */
  boolean isReduceOnly(int slot) {
    return reduceOnly[slot];
  }
}
