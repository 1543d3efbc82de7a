package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.Funding;
import java.util.ArrayList;
import java.util.Map;

/**
 * Moves the funding indices at each full hour that the block crosses, at most so many in a block;
 * the rest is left to the next.
 */
final class FundingPhase {

  private static final long HOUR_MS = 3_600_000;
  private static final long HOUR_SECONDS = 3_600;

  private final Context context;
  private final State state;

  FundingPhase(Context context) {
    this.context = context;
    this.state = context.state;
  }

  void run() {
    Rows.Chain chain = state.chain();
    long hours = Raw.floorDiv(context.nowMs() - chain.fundedUntilMs(), HOUR_MS);
    long paid = Math.min(hours, context.parameter(Parameter.FUNDING_BOUNDARIES, 0));
    if (paid <= 0) {
      return;
    }
    for (Map.Entry<Integer, Rows.Instrument> entry :
        new ArrayList<>(state.instruments().rows().entrySet())) {
      Rows.Instrument row = entry.getValue();
      boolean moves = row.kind().isPerpetual() && !row.ended() && row.fundingPpm() != 0;
      if (moves && !FinalPrices.isFinal(state, context.height(), context.nowMs(), row)) {
        pay(entry.getKey(), row, paid);
      }
    }
    state.setChain(
        new Rows.Chain(
            chain.chainId(),
            chain.height(),
            chain.timeMs(),
            chain.fundedUntilMs() + paid * HOUR_MS));
  }

  /** One lot long pays the move of its index at each boundary. */
  private void pay(int id, Rows.Instrument row, long boundaries) {
    Rows.Market market = state.markets().require(row.market());
    long index = state.underlyings().require(market.underlying()).index();
    long num = index * market.multiplierNum();
    long den = market.multiplierDen();
    if (row.kind().isInverse()) {
      if (index == 0) {
        return;
      }
      // A lot in coins at the index, at most 2^40 of their quanta.
      CoinTerms terms = context.market.assets().terms(row);
      boolean isSmall = MulDiv.compareProducts(terms.num(), 1, Limits.LOT_VALUE, index) <= 0;
      num = isSmall ? terms.num() : Limits.LOT_VALUE;
      den = isSmall ? index : 1;
    }
    long each = Funding.indexMove(row.fundingPpm(), HOUR_SECONDS, num, den);
    long delta = Checked.multiplySaturated(each, boundaries);
    long ofShorts = row.fundingIndex() + state.aside(id).shortOffset();
    // An index at the end of its range stays there: prices and rates that lead to it are absurd.
    if (delta != 0
        && !Raw.addOverflows(row.fundingIndex(), delta)
        && !Raw.addOverflows(ofShorts, delta)) {
      state.instruments().put(id, row.withFundingIndex(row.fundingIndex() + delta));
      context.emit(new Event.FundingMoved(id, delta));
    }
  }
}
