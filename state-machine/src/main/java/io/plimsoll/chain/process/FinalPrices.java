package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.market.InstrumentKind;

/**
 * Perpetuals in final settlement: of a delisted market that is past its end and set to be closed
 * between its holders and not all at once. Until nobody holds one it is worth its settlement price.
 */
final class FinalPrices {

  /** The value of {@link Parameter#FINAL_SETTLEMENT} for which markets close between holders. */
  private static final int BETWEEN_HOLDERS = 2;

  private FinalPrices() {}

  /** Whether an instrument that has not ended is in final settlement. */
  static boolean isFinal(State state, long height, long nowMs, Rows.Instrument row) {
    Rows.Market market = state.markets().require(row.market());
    return row.kind() == InstrumentKind.PERPETUAL
        && market.settleAtMs() != 0
        && market.settleAtMs() <= nowMs
        && !market.ended()
        && state.underlyings().require(market.underlying()).index() > 0
        && state.parameters().at(height, Parameter.FINAL_SETTLEMENT, row.market())
            == BETWEEN_HOLDERS;
  }

  /** The average index before the end of a market, Floor; the last one where there is none. */
  static long price(State state, Rows.Market market) {
    return market.settlementCount() == 0
        ? state.underlyings().require(market.underlying()).index()
        : Raw.floorDiv(market.settlementSum(), market.settlementCount());
  }
}
