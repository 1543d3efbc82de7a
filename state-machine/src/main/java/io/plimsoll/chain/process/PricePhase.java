package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the block's prices and funding rates, before any other command. Each reporter's vector is
 * heard whole or not at all, once for an underlying. When all have spoken, each number becomes the
 * weighted median of what was reported of it in this block, where the quorum is reached.
 */
final class PricePhase {

  /** How many times a mark or a forward may be the index, or the index it. */
  private static final long MOST_APART = 64;

  private static final long MINUTE_MS = 60_000;
  private static final int RATE_PPM = 1_000_000;

  /** A report without a confidence interval. */
  private static final long NO_CONFIDENCE = -1;

  /** A vector that is heard, and the command by which it came. */
  private record Report(
      Address reporter, long power, Command.Prices prices, long confidence, int command) {}

  /** A funding rate that is heard, and the command by which it came. */
  private record RateReport(Address reporter, long power, int ratePpm, int command) {}

  private final Context context;
  private final State state;
  private final Reporters reporters;
  private final PremiumPhase premiums;
  private final TreeMap<Integer, List<Report>> reports = new TreeMap<>();
  private final TreeMap<Integer, List<RateReport>> rates = new TreeMap<>();

  PricePhase(Context context) {
    this.context = context;
    this.state = context.state;
    reporters = new Reporters(context.state);
    premiums = new PremiumPhase(context, reporters);
  }

  /** Whether a command belongs to this phase. */
  static boolean isPrice(Command command) {
    return command instanceof Command.Prices
        || command instanceof Command.ConfidentPrices
        || command instanceof Command.Funding
        || command instanceof Command.PremiumVote;
  }

  /** Begins a block: what it has passed is sampled by the prices that stood then. */
  void begin() {
    reports.clear();
    rates.clear();
    reporters.begin();
    premiums.close();
  }

  /**
   * Hears a reporter's command. What it comes to is known after {@link #decide}.
   *
   * @param command its place in the block
   */
  ResultCode hear(Authenticated of, int command) {
    return switch (of.command()) {
      case Command.Prices c -> hear(of.sender(), c, NO_CONFIDENCE, command);
      case Command.ConfidentPrices c ->
          c.confidence() < 0 || c.confidence() > Limits.PRICE
              ? ResultCode.CONFIDENCE_OUT_OF_RANGE
              : hear(of.sender(), c.prices(), c.confidence(), command);
      case Command.Funding c -> hear(of.sender(), c, command);
      case Command.PremiumVote c -> premiums.apply(of.sender(), c);
      default -> throw new IllegalArgumentException("not a price: " + of);
    };
  }

  private ResultCode hear(Address sender, Command.Prices prices, long confidence, int command) {
    Rows.Underlying underlying = state.underlyings().get(prices.underlying());
    if (underlying == null || underlying.activeFrom() > context.height()) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    List<Report> heard = reports.computeIfAbsent(prices.underlying(), id -> new ArrayList<>());
    if (heard.stream().anyMatch(report -> report.reporter.equals(sender))) {
      return ResultCode.DUPLICATE_PRICES;
    }
    if (!isInRange(prices.underlying(), prices.index())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    ResultCode marks = checkMarks(prices);
    if (marks != ResultCode.OK) {
      return marks;
    }
    ResultCode expiries = checkExpiries(prices);
    if (expiries != ResultCode.OK) {
      return expiries;
    }
    heard.add(new Report(sender, reporters.power(sender), prices, confidence, command));
    return ResultCode.OK;
  }

  private ResultCode hear(Address sender, Command.Funding funding, int command) {
    Rows.Instrument row = state.instruments().get(funding.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > context.height()
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (context.parameter(Parameter.FUNDING_POLICY, row.market()) != FundingPolicy.REPORTED) {
      return ResultCode.FUNDING_NOT_FROM_THIS;
    }
    if (funding.ratePpm() < -Limits.FUNDING_PPM || funding.ratePpm() > Limits.FUNDING_PPM) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    List<RateReport> heard = rates.computeIfAbsent(funding.instrument(), id -> new ArrayList<>());
    if (heard.stream().anyMatch(report -> report.reporter.equals(sender))) {
      return ResultCode.DUPLICATE_REPORT;
    }
    heard.add(new RateReport(sender, reporters.power(sender), funding.ratePpm(), command));
    return ResultCode.OK;
  }

  /**
   * Decides on what was heard: the medians become the block's prices and rates, or nothing moves.
   *
   * @param results of the block's commands; those whose reports came to nothing get their code
   */
  void decide(List<ResultCode> results) {
    for (Map.Entry<Integer, List<Report>> entry : reports.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        ResultCode code = decide(entry.getKey(), entry.getValue());
        entry.getValue().forEach(report -> results.set(report.command, code));
      }
    }
    for (Map.Entry<Integer, List<RateReport>> entry : rates.entrySet()) {
      ResultCode code = decideRate(entry.getKey(), entry.getValue());
      entry.getValue().forEach(report -> results.set(report.command, code));
    }
  }

  private ResultCode decide(int id, List<Report> heard) {
    Ballot indices = new Ballot();
    for (Report report : heard) {
      indices.add(report.reporter, report.prices.index(), report.power);
    }
    Event.Reported what = Event.Reported.INDEX;
    if (!indices.isQuorate(context, reporters.allPower(), id, what, id, 0)) {
      return ResultCode.BELOW_QUORUM;
    }
    long index = indices.median();
    indices.nameOutvoted(context, index, id, what, id, 0);
    Rows.Underlying last = state.underlyings().require(id);
    if (last.index() > 0 && !isWithinBand(id, last, index)) {
      refuse(id, last, index);
      return ResultCode.PRICE_OUTSIDE_BAND;
    }
    state.underlyings().put(id, last.priced(index, context.nowMs()));
    takeMarks(id, heard);
    takeExpiries(id, heard);
    context.emit(new Event.IndexMoved(id, index));
    accept(id, index, confidence(heard, indices.power()));
    return ResultCode.OK;
  }

  /** A median that the band refuses: so many of them in a row trip the breaker. */
  private void refuse(int id, Rows.Underlying last, long index) {
    OracleRows.Quality old = state.quality(id);
    int refusals = Math.min(OracleRows.MOST_REFUSALS, old.refusals() + 1);
    state.setQuality(id, new OracleRows.Quality(old.confidence(), refusals));
    if (refusals == context.parameter(Parameter.BREAKER_BLOCKS, id)) {
      context.emit(new Event.BreakerTripped(id, index, last.index(), refusals));
    }
  }

  private static boolean isTripped(OracleRows.Quality quality, long breaker) {
    return breaker > 0 && quality.refusals() >= breaker;
  }

  /** What was refused before this block is too much by a limit that moved, or no longer. */
  void moveBreaker(int id, long before, long now) {
    OracleRows.Quality quality = state.quality(id);
    boolean isTripped = isTripped(quality, now);
    if (isTripped == isTripped(quality, before)) {
      return;
    }
    long index = state.underlyings().require(id).index();
    int refusals = quality.refusals();
    context.emit(
        isTripped
            ? new Event.BreakerTripped(id, 0, index, refusals)
            : new Event.BreakerReset(id, index, refusals));
  }

  /** An index that was taken, which ends any row of refusals. */
  private void accept(int id, long index, long confidence) {
    OracleRows.Quality old = state.quality(id);
    if (isTripped(old, context.parameter(Parameter.BREAKER_BLOCKS, id))) {
      context.emit(new Event.BreakerReset(id, index, old.refusals()));
    }
    if (old.confidence() != confidence) {
      context.emit(new Event.ConfidenceMoved(id, confidence));
    }
    state.setQuality(id, new OracleRows.Quality(confidence, 0));
  }

  /** The median confidence where half of the power that reported says one, or 0. */
  private static long confidence(List<Report> heard, long power) {
    Ballot confidences = new Ballot();
    for (Report report : heard) {
      if (report.confidence != NO_CONFIDENCE) {
        confidences.add(report.reporter, report.confidence, report.power);
      }
    }
    boolean enough = confidences.power() > 0 && 2 * confidences.power() >= power;
    return enough ? confidences.median() : 0;
  }

  private void takeMarks(int underlying, List<Report> heard) {
    TreeMap<Integer, Ballot> marks = new TreeMap<>();
    for (Report report : heard) {
      for (Command.Mark mark : report.prices.marks()) {
        marks
            .computeIfAbsent(mark.instrument(), id -> new Ballot())
            .add(report.reporter, mark.price(), report.power);
      }
    }
    for (Map.Entry<Integer, Ballot> entry : marks.entrySet()) {
      int id = entry.getKey();
      if (isDecided(entry.getValue(), underlying, Event.Reported.MARK, id, 0)
          && isBesideIndex(underlying, entry.getValue().median())) {
        Rows.Instrument row = state.instruments().require(id);
        state.instruments().put(id, row.withMark(entry.getValue().median(), context.nowMs()));
      }
    }
  }

  /**
   * Whether a mark or a forward is between the index / {@link #MOST_APART} and the index * it. What
   * only one reporter speaks of is nobody's to outvote, and an absurd forward makes an inverse
   * future owe more coins than there are.
   */
  private boolean isBesideIndex(int underlying, long price) {
    long index = state.underlyings().require(underlying).index();
    return price * MOST_APART >= index && index * MOST_APART >= price;
  }

  /** Whether reports are enough to move something; names who was outvoted where they are. */
  private boolean isDecided(
      Ballot ballot, int underlying, Event.Reported what, int subject, long expiryMs) {
    boolean quorate =
        ballot.isQuorate(context, reporters.allPower(), underlying, what, subject, expiryMs);
    if (quorate) {
      ballot.nameOutvoted(context, ballot.median(), underlying, what, subject, expiryMs);
    }
    return quorate;
  }

  /** What was reported of one expiry; forwards and rates come together. */
  private static final class ExpiryBallots {
    final Ballot forwards = new Ballot();
    final Ballot rates = new Ballot();
    final TreeMap<Integer, Ballot> volatilities = new TreeMap<>();

    void add(Report report, Command.ExpiryPrices prices) {
      forwards.add(report.reporter, prices.forward(), report.power);
      rates.add(report.reporter, prices.ratePpm(), report.power);
      for (Command.Volatility volatility : prices.volatilities()) {
        volatilities
            .computeIfAbsent(volatility.instrument(), id -> new Ballot())
            .add(report.reporter, volatility.volPpm(), report.power);
      }
    }
  }

  private void takeExpiries(int underlying, List<Report> heard) {
    TreeMap<Long, ExpiryBallots> expiries = new TreeMap<>();
    for (Report report : heard) {
      for (Command.ExpiryPrices prices : report.prices.expiries()) {
        expiries
            .computeIfAbsent(prices.expiryMs(), expiryMs -> new ExpiryBallots())
            .add(report, prices);
      }
    }
    for (Map.Entry<Long, ExpiryBallots> entry : expiries.entrySet()) {
      takeExpiry(underlying, entry.getKey(), entry.getValue());
    }
  }

  private void takeExpiry(int underlying, long expiryMs, ExpiryBallots of) {
    if (!isDecided(of.forwards, underlying, Event.Reported.FORWARD, underlying, expiryMs)) {
      return;
    }
    if (!isBesideIndex(underlying, of.forwards.median())) {
      return;
    }
    int rate = (int) of.rates.median();
    of.rates.nameOutvoted(context, rate, underlying, Event.Reported.RATE, underlying, expiryMs);
    List<Command.Volatility> volatilities = new ArrayList<>();
    for (Map.Entry<Integer, Ballot> entry : of.volatilities.entrySet()) {
      Ballot ballot = entry.getValue();
      if (isDecided(ballot, underlying, Event.Reported.VOLATILITY, entry.getKey(), 0)) {
        volatilities.add(new Command.Volatility(entry.getKey(), ballot.median()));
      }
    }
    Rows.ExpiryKey key = new Rows.ExpiryKey(underlying, expiryMs);
    Rows.Expiry row = state.expiries().require(key);
    Command.ExpiryPrices medians =
        new Command.ExpiryPrices(expiryMs, of.forwards.median(), rate, volatilities);
    state.expiries().put(key, row.priced(medians, context.nowMs()));
  }

  private ResultCode decideRate(int instrument, List<RateReport> heard) {
    Ballot ballot = new Ballot();
    for (RateReport report : heard) {
      ballot.add(report.reporter, report.ratePpm, report.power);
    }
    Rows.Instrument row = state.instruments().require(instrument);
    int underlying = state.markets().require(row.market()).underlying();
    if (!isDecided(ballot, underlying, Event.Reported.FUNDING, instrument, 0)) {
      return ResultCode.BELOW_QUORUM;
    }
    state.instruments().put(instrument, row.withFunding((int) ballot.median()));
    return ResultCode.OK;
  }

  /**
   * Whether an index, a mark or a forward is a price at which one lot of each of the underlying's
   * markets stays within its limit.
   */
  private boolean isInRange(int underlying, long price) {
    boolean hasCoin = context.market.assets().ofUnderlying(underlying) != Assets.USD;
    if (price < 1 || price > (hasCoin ? Limits.COIN_PRICE : Limits.PRICE)) {
      return false;
    }
    for (Rows.Market market : state.markets().rows().values()) {
      if (market.underlying() == underlying
          && !market.ended()
          && !Limits.isLotSmall(price, market.multiplierNum(), market.multiplierDen())) {
        return false;
      }
    }
    return true;
  }

  /**
   * A price may move by the band for each minute since the last one, at least one minute: new &lt;=
   * old * (1 + band * minutes) and new * (1 + band * minutes) &gt;= old.
   */
  private boolean isWithinBand(int id, Rows.Underlying last, long price) {
    long elapsedMs = Math.max(MINUTE_MS, context.nowMs() - last.pricedAtMs());
    long bandPpm = context.parameter(Parameter.BAND_PPM, id);
    long factor =
        Checked.addSaturated(Limits.ONE_PPM, MulDiv.floorSaturated(bandPpm, elapsedMs, MINUTE_MS));
    return MulDiv.compareProducts(price, Limits.ONE_PPM, last.index(), factor) <= 0
        && MulDiv.compareProducts(price, factor, last.index(), Limits.ONE_PPM) >= 0;
  }

  private ResultCode checkMarks(Command.Prices prices) {
    for (Command.Mark mark : prices.marks()) {
      Rows.Instrument instrument = instrumentOf(mark.instrument(), prices.underlying());
      if (instrument == null || !instrument.kind().isPerpetual()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      if (!isInRange(prices.underlying(), mark.price())) {
        return ResultCode.PRICE_OUT_OF_RANGE;
      }
    }
    return ResultCode.OK;
  }

  private ResultCode checkExpiries(Command.Prices prices) {
    long lastMs = Long.MIN_VALUE;
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      if (expiry.expiryMs() <= lastMs) {
        return ResultCode.LISTING_OUT_OF_RANGE;
      }
      lastMs = expiry.expiryMs();
      Rows.ExpiryKey key = new Rows.ExpiryKey(prices.underlying(), expiry.expiryMs());
      if (state.expiries().get(key) == null) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      if (!isInRange(prices.underlying(), expiry.forward())) {
        return ResultCode.PRICE_OUT_OF_RANGE;
      }
      if (expiry.ratePpm() < 0 || expiry.ratePpm() > RATE_PPM) {
        return ResultCode.RATE_OUT_OF_RANGE;
      }
      ResultCode volatilities = checkVolatilities(prices.underlying(), expiry);
      if (volatilities != ResultCode.OK) {
        return volatilities;
      }
    }
    return ResultCode.OK;
  }

  private ResultCode checkVolatilities(int underlying, Command.ExpiryPrices expiry) {
    long last = Long.MIN_VALUE;
    for (Command.Volatility volatility : expiry.volatilities()) {
      Rows.Instrument instrument = instrumentOf(volatility.instrument(), underlying);
      if (volatility.instrument() <= last
          || instrument == null
          || instrument.kind().isLinear()
          || instrument.expiryMs() != expiry.expiryMs()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      last = volatility.instrument();
      if (volatility.volPpm() < 0 || volatility.volPpm() > Limits.VOL_PPM) {
        return ResultCode.RATE_OUT_OF_RANGE;
      }
    }
    return ResultCode.OK;
  }

  private Rows.@Nullable Instrument instrumentOf(int id, int underlying) {
    Rows.Instrument row = state.instruments().get(id);
    if (row == null
        || row.ended()
        || row.activeFrom() > context.height()
        || state.markets().require(row.market()).underlying() != underlying) {
      return null;
    }
    return row;
  }

  /**
   * Adds the index of this block to the averages of what is settled soon. A block before the
   * underlying's first price has none and counts for nothing.
   */
  void average() {
    for (Map.Entry<Rows.ExpiryKey, Rows.Expiry> entry : entries(state.expiries())) {
      int underlying = entry.getKey().underlying();
      if (isAveraged(underlying, entry.getKey().expiryMs())) {
        state.expiries().put(entry.getKey(), entry.getValue().averaging(index(underlying)));
      }
    }
    for (Map.Entry<Integer, Rows.Market> entry : entries(state.markets())) {
      Rows.Market market = entry.getValue();
      boolean delisted = market.settleAtMs() != 0 && !market.ended();
      if (delisted && isAveraged(market.underlying(), market.settleAtMs())) {
        state.markets().put(entry.getKey(), market.averaging(index(market.underlying())));
      }
    }
  }

  /** The rows as they are, so that they may be changed on the way. */
  private static <K extends Comparable<K>, V> List<Map.Entry<K, V>> entries(RowTable<K, V> of) {
    return new ArrayList<>(of.rows().entrySet());
  }

  private long index(int underlying) {
    return state.underlyings().require(underlying).index();
  }

  private boolean isAveraged(int underlying, long endMs) {
    long windowMs = context.parameter(Parameter.SETTLEMENT_WINDOW_MS, underlying);
    return index(underlying) > 0 && context.nowMs() <= endMs && context.nowMs() > endMs - windowMs;
  }
}
