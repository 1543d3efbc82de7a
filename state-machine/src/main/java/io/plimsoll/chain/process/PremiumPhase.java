package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.IndexPremium;
import io.plimsoll.margin.rule.dydx.FundingTick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples of perpetuals' premiums, for markets that make their funding of them. Sampling boundaries
 * that a block has passed are dealt with before its prices and votes, by the prices and votes that
 * stood when they were passed.
 */
final class PremiumPhase {

  private static final long SECOND_MS = 1_000;

  private final Context context;
  private final State state;
  private final Reporters reporters;

  PremiumPhase(Context context, Reporters reporters) {
    this.context = context;
    this.state = context.state;
    this.reporters = reporters;
  }

  /** Takes the samples of all boundaries that the block has passed. */
  void close() {
    for (Map.Entry<Integer, Rows.Instrument> entry :
        new ArrayList<>(state.instruments().rows().entrySet())) {
      int id = entry.getKey();
      Rows.Instrument row = entry.getValue();
      if (!row.kind().isPerpetual() || row.activeFrom() > context.height()) {
        continue;
      }
      FundingPolicy policy = row.ended() ? null : policy(row.market());
      OracleRows.Sampling sampling = state.samplings().get(id);
      if (policy == null && sampling != null) {
        drop(id, row, sampling);
      } else if (policy != null && sampling == null) {
        begin(id, row.market());
      } else if (policy != null && sampling != null) {
        close(id, row, policy, sampling);
      }
    }
  }

  /** A rate that is reported pays no time for which a tick has paid, so the row waits for that. */
  private void drop(int id, Rows.Instrument row, OracleRows.Sampling sampling) {
    if (row.ended() || sampling.tickedUntilMs() <= state.chain().fundedUntilMs()) {
      state.samplings().remove(id);
    } else if (!sampling.samples().isEmpty() || !sampling.votes().isEmpty()) {
      state
          .samplings()
          .put(
              id,
              new OracleRows.Sampling(
                  sampling.sampledUntilMs(), sampling.tickedUntilMs(), List.of(), List.of()));
    }
  }

  private void begin(int id, int market) {
    long everyMs = everyMs(market);
    state
        .samplings()
        .put(
            id,
            new OracleRows.Sampling(
                floor(context.nowMs(), everyMs),
                state.chain().fundedUntilMs(),
                List.of(),
                List.of()));
  }

  private @Nullable FundingPolicy policy(int market) {
    return FundingPolicy.of((int) context.parameter(Parameter.FUNDING_POLICY, market));
  }

  private long everyMs(int market) {
    return SECOND_MS * context.parameter(Parameter.PREMIUM_SAMPLE_S, market);
  }

  private static long floor(long timeMs, long everyMs) {
    return Raw.floorDiv(timeMs, everyMs) * everyMs;
  }

  private void close(
      int id, Rows.Instrument row, FundingPolicy policy, OracleRows.Sampling sampling) {
    long everyMs = everyMs(row.market());
    long untilMs = floor(context.nowMs(), everyMs);
    long passedMs = Math.max(sampling.sampledUntilMs(), sampling.tickedUntilMs());
    if (untilMs <= passedMs) {
      return;
    }
    long firstMs = floor(passedMs, everyMs) + everyMs;
    List<OracleRows.Sample> samples =
        isComputed(policy, row.market())
            ? computed(row, firstMs, untilMs, everyMs)
            : voted(id, row, firstMs, sampling);
    state.samplings().put(id, sampling.sampled(untilMs, samples));
  }

  private boolean isComputed(FundingPolicy policy, int market) {
    return policy.isAlwaysComputed() || context.parameter(Parameter.PREMIUM_SOURCE, market) == 1;
  }

  /** The votes were of the interval that the first boundary ended; those behind it had none. */
  private List<OracleRows.Sample> voted(
      int id, Rows.Instrument row, long firstMs, OracleRows.Sampling sampling) {
    int underlying = state.markets().require(row.market()).underlying();
    Ballot ballot = new Ballot();
    for (OracleRows.Vote vote : sampling.votes()) {
      long power = reporters.power(vote.reporter());
      if (power > 0) {
        ballot.add(vote.reporter(), vote.premiumPpm(), power);
      }
    }
    Event.Reported what = Event.Reported.PREMIUM;
    if (!ballot.isQuorate(context, reporters.allPower(), underlying, what, id, 0)) {
      return List.of();
    }
    int median = FundingTick.median(ballot.ints(), ballot.powers());
    ballot.nameOutvoted(context, median, underlying, what, id, 0);
    return List.of(new OracleRows.Sample(firstMs, median));
  }

  /** The mark's premium at each of the last boundaries at which mark and index were fresh. */
  private List<OracleRows.Sample> computed(
      Rows.Instrument row, long firstMs, long untilMs, long everyMs) {
    int underlying = state.markets().require(row.market()).underlying();
    Rows.Underlying index = state.underlyings().require(underlying);
    List<OracleRows.Sample> samples = new ArrayList<>();
    if (row.mark() == 0 || index.index() == 0) {
      return samples;
    }
    int premium = (int) IndexPremium.ppm(row.mark(), index.index(), mostPremium(row.market()));
    long pricedAtMs = Math.min(row.markedAtMs(), index.pricedAtMs());
    long staleAfterMs = PriceQuality.staleAfterMs(state, context.height(), underlying);
    long most = context.parameter(Parameter.PREMIUM_SAMPLES, 0);
    long boundaries = Math.min(most, Raw.floorDiv(untilMs - firstMs, everyMs) + 1);
    for (long left = boundaries - 1; left >= 0; left--) {
      long atMs = untilMs - left * everyMs;
      if (atMs - pricedAtMs <= staleAfterMs) {
        samples.add(new OracleRows.Sample(atMs, premium));
      }
    }
    return samples;
  }

  /** How far from 0 a premium of a market may be, in ppm. */
  private long mostPremium(int market) {
    return FundingTick.clampPpm(
        context.parameter(Parameter.INITIAL_PPM, market),
        context.parameter(Parameter.MAINTENANCE_PPM, market),
        context.parameter(Parameter.PREMIUM_CLAMP_PPM, market));
  }

  /** Takes a reporter's vote for the present interval. */
  ResultCode apply(Address sender, Command.PremiumVote vote) {
    Rows.Instrument row = state.instruments().get(vote.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > context.height()
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    FundingPolicy policy = policy(row.market());
    OracleRows.Sampling sampling = state.samplings().get(vote.instrument());
    if (policy == null || sampling == null || isComputed(policy, row.market())) {
      return ResultCode.FUNDING_NOT_FROM_THIS;
    }
    if (Math.abs((long) vote.premiumPpm()) > mostPremium(row.market())) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    if (sampling.hasVoted(sender)) {
      return ResultCode.DUPLICATE_REPORT;
    }
    state
        .samplings()
        .put(vote.instrument(), sampling.withVote(new OracleRows.Vote(sender, vote.premiumPpm())));
    return ResultCode.OK;
  }
}
