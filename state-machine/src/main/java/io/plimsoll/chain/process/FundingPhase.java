package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.Funding;
import io.plimsoll.margin.rule.dydx.FundingTick;
import java.util.ArrayList;
import java.util.Map;

/**
 * Moves the funding indices at each boundary that the block crosses: full hours where rates are
 * reported, a market's own ticks where they are made of premium samples. At most so many in a block
 * and market; the rest is left to the next.
 */
final class FundingPhase {

  private static final long HOUR_MS = 3_600_000;
  private static final long HOUR_SECONDS = 3_600;
  private static final long SECOND_MS = 1_000;

  private final Context context;
  private final State state;

  FundingPhase(Context context) {
    this.context = context;
    this.state = context.state;
  }

  void run() {
    payReported();
    for (Map.Entry<Integer, OracleRows.Sampling> entry :
        new ArrayList<>(state.samplings().rows().entrySet())) {
      Rows.Instrument row = state.instruments().require(entry.getKey());
      FundingPolicy policy =
          FundingPolicy.of((int) context.parameter(Parameter.FUNDING_POLICY, row.market()));
      if (policy != null && !row.ended() && !isFinal(row)) {
        tick(entry.getKey(), row, policy, entry.getValue());
      }
    }
  }

  /** Whether a market is in its final settlement, at prices that do not move any more. */
  private boolean isFinal(Rows.Instrument row) {
    return FinalPrices.isFinal(state, context.height(), context.nowMs(), row);
  }

  private void payReported() {
    Rows.Chain chain = state.chain();
    long hours = Raw.floorDiv(context.nowMs() - chain.fundedUntilMs(), HOUR_MS);
    long paid = Math.min(hours, context.parameter(Parameter.FUNDING_BOUNDARIES, 0));
    if (paid <= 0) {
      return;
    }
    for (Map.Entry<Integer, Rows.Instrument> entry :
        new ArrayList<>(state.instruments().rows().entrySet())) {
      int id = entry.getKey();
      Rows.Instrument row = entry.getValue();
      boolean pays = row.kind().isPerpetual() && !row.ended() && row.fundingPpm() != 0;
      if (pays && state.samplings().get(id) == null && !isFinal(row)) {
        long each = move(row, row.fundingPpm(), HOUR_SECONDS);
        add(id, row, Checked.multiplySaturated(each, paid));
      }
    }
    state.setChain(
        new Rows.Chain(
            chain.chainId(),
            chain.height(),
            chain.timeMs(),
            chain.fundedUntilMs() + paid * HOUR_MS));
  }

  /** What one lot long pays in so many seconds. */
  private long move(Rows.Instrument row, long ratePpm, long seconds) {
    Rows.Market market = state.markets().require(row.market());
    long index = state.underlyings().require(market.underlying()).index();
    long num = index * market.multiplierNum();
    long den = market.multiplierDen();
    if (row.kind().isInverse()) {
      if (index == 0) {
        return 0;
      }
      // A lot in coins at the index, at most 2^40 of their quanta.
      CoinTerms terms = context.market.assets().terms(row);
      boolean isSmall = MulDiv.compareProducts(terms.num(), 1, Limits.LOT_VALUE, index) <= 0;
      num = isSmall ? terms.num() : Limits.LOT_VALUE;
      den = isSmall ? index : 1;
    }
    return Funding.indexMove(ratePpm, seconds, num, den);
  }

  private void add(int id, Rows.Instrument row, long delta) {
    long ofShorts = row.fundingIndex() + state.aside(id).shortOffset();
    // An index at the end of its range stays there: prices and rates that lead to it are absurd.
    if (delta != 0
        && !Raw.addOverflows(row.fundingIndex(), delta)
        && !Raw.addOverflows(ofShorts, delta)) {
      state.instruments().put(id, row.withFundingIndex(row.fundingIndex() + delta));
      context.emit(new Event.FundingMoved(id, delta));
    }
  }

  /** Pays each tick that the block has crossed by the rate that its own samples make. */
  private void tick(int id, Rows.Instrument row, FundingPolicy policy, OracleRows.Sampling from) {
    long tickMs = SECOND_MS * context.parameter(Parameter.FUNDING_TICK_S, row.market());
    long most = context.parameter(Parameter.FUNDING_BOUNDARIES, 0);
    OracleRows.Sampling sampling = from;
    Rows.Instrument now = row;
    for (long i = 0; i < most; i++) {
      long lastMs = Raw.floorDiv(sampling.tickedUntilMs(), tickMs) * tickMs;
      if (context.nowMs() - lastMs < tickMs) {
        break;
      }
      long atMs = lastMs + tickMs;
      long seconds = Raw.floorDiv(atMs - sampling.tickedUntilMs(), SECOND_MS);
      int[] samples = sampling.premiumsUntil(atMs);
      FundingPolicy.Terms terms = terms(row.market(), seconds);
      int premium = policy.premiumPpm(samples, terms);
      int rate = Math.toIntExact(policy.ratePpm(premium, terms));
      context.emit(new Event.FundingTicked(id, atMs, samples.length, premium, rate));
      now = now.withFunding(rate);
      state.instruments().put(id, now);
      add(id, now, move(now, rate, seconds));
      now = state.instruments().require(id);
      sampling = sampling.ticked(atMs);
    }
    if (sampling.tickedUntilMs() != from.tickedUntilMs()) {
      state.samplings().put(id, sampling);
    }
  }

  private FundingPolicy.Terms terms(int market, long seconds) {
    long sampleS = context.parameter(Parameter.PREMIUM_SAMPLE_S, market);
    long clamp =
        FundingTick.clampPpm(
            context.parameter(Parameter.INITIAL_PPM, market),
            context.parameter(Parameter.MAINTENANCE_PPM, market),
            context.parameter(Parameter.FUNDING_CLAMP_PPM, market));
    return new FundingPolicy.Terms(
        (int) Raw.ceilDiv(seconds, sampleS),
        context.parameter(Parameter.PREMIUM_TAIL_PPM, market),
        context.parameter(Parameter.FUNDING_DEFAULT_PPM, market),
        context.parameter(Parameter.FUNDING_SPREAD_PPM, market),
        Math.min(clamp, Limits.SAMPLED_FUNDING_PPM));
  }
}
