package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Prices and funding rates as they are reported, and what averages over them. */
final class PriceRules {

  static final long LARGEST_PRICE = (1L << 49) - 1;
  private static final BigInteger LARGEST_LOT = Numbers.ONE.shiftLeft(40);
  private static final long MINUTE_MS = 60_000;

  private final World world;
  private final List<Event> events;

  /** What a reporter says of an underlying; null where it says no confidence. */
  private record Vector(
      Address reporter, Command.Prices prices, @Nullable Long confidence, int command) {}

  private record Rate(Address reporter, Command.Funding funding, int command) {}

  private final Premiums premiums;
  private final List<Vector> vectors = new ArrayList<>();
  private final List<Rate> rates = new ArrayList<>();
  private int command;

  PriceRules(World world, List<Event> events) {
    this.world = world;
    this.events = events;
    premiums = new Premiums(world, events);
  }

  /** Names the commands that come before all others. */
  void register(Handlers handlers) {
    Role role = Role.REPORTER;
    handlers.bySenderInRole(
        Command.Prices.class, role, (sender, prices) -> hear(sender, prices, null));
    handlers.bySenderInRole(Command.ConfidentPrices.class, role, this::hear);
    handlers.bySenderInRole(Command.Funding.class, role, this::hear);
    handlers.bySenderInRole(Command.PremiumVote.class, role, premiums::vote);
  }

  /** Says which command of the block is heard next. */
  void at(int place) {
    command = place;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  static boolean isPrice(long price) {
    return Numbers.within(price, 1, LARGEST_PRICE);
  }

  /** Whether one lot at a price is worth at most 2^40 quanta. */
  static boolean isSmallLot(long price, long num, long den) {
    BigInteger value = Numbers.of(price).multiply(Numbers.of(num));
    return value.compareTo(LARGEST_LOT.multiply(Numbers.of(den))) <= 0;
  }

  /** Whether an index, mark or forward keeps one lot of each of an underlying's markets small. */
  private boolean isInRange(int underlying, long price) {
    // Coins are divided by prices, which keep a bit more for it.
    boolean fits = new Coins(world).ofUnderlying(underlying) < 0 || price < 1L << 48;
    return isPrice(price)
        && fits
        && world.markets.values().stream()
            .filter(market -> market.underlying() == underlying && !market.ended())
            .allMatch(market -> isSmallLot(price, market.num(), market.den()));
  }

  private ResultCode hear(Address sender, Command.ConfidentPrices prices) {
    return prices.confidence() == 0 || isPrice(prices.confidence())
        ? hear(sender, prices.prices(), prices.confidence())
        : ResultCode.CONFIDENCE_OUT_OF_RANGE;
  }

  private ResultCode hear(Address sender, Command.Prices prices, @Nullable Long confidence) {
    World.Underlying old = world.underlyings.get(prices.underlying());
    if (old == null || old.activeFrom() > world.height) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    boolean twice =
        vectors.stream()
            .anyMatch(each ->
                each.reporter.equals(sender) && each.prices.underlying() == prices.underlying());
    if (twice) {
      return ResultCode.DUPLICATE_PRICES;
    }
    if (!isInRange(prices.underlying(), prices.index())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    ResultCode details = check(prices);
    if (details == ResultCode.OK) {
      vectors.add(new Vector(sender, prices, confidence, command));
    }
    return details;
  }

  private ResultCode hear(Address sender, Command.Funding funding) {
    World.Instrument row = world.instruments.get(funding.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > world.height
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (parameter(Parameter.FUNDING_POLICY, row.market()) != 0) {
      return ResultCode.FUNDING_NOT_FROM_THIS;
    }
    if (!Numbers.within(funding.ratePpm(), -100_000, 100_000)) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    boolean twice =
        rates.stream()
            .anyMatch(each ->
                each.reporter.equals(sender) && each.funding.instrument() == funding.instrument());
    if (twice) {
      return ResultCode.DUPLICATE_REPORT;
    }
    rates.add(new Rate(sender, funding, command));
    return ResultCode.OK;
  }

  /** When all have spoken: medians become prices and rates, or the reports come to nothing. */
  void decide(List<ResultCode> results) {
    for (int id : new TreeSet<>(vectors.stream().map(each -> each.prices.underlying()).toList())) {
      List<Vector> of = vectors.stream().filter(each -> each.prices.underlying() == id).toList();
      ResultCode code = decide(id, of);
      of.forEach(each -> results.set(each.command, code));
    }
    for (int id : new TreeSet<>(rates.stream().map(each -> each.funding.instrument()).toList())) {
      List<Rate> of = rates.stream().filter(each -> each.funding.instrument() == id).toList();
      Poll poll = new Poll(world);
      of.forEach(each -> poll.say(each.reporter, each.funding.ratePpm()));
      int underlying = world.marketOf(id).underlying();
      ResultCode code = ResultCode.BELOW_QUORUM;
      if (moves(poll, underlying, Event.Reported.FUNDING, id, 0)) {
        World.Instrument row = world.instrument(id);
        int rate = Math.toIntExact(poll.median());
        world.instruments.put(id, with(row, row.fundingIndex(), rate, markOf(row)));
        code = ResultCode.OK;
      }
      for (Rate each : of) {
        results.set(each.command, code);
      }
    }
  }

  private boolean moves(
      Poll poll, int underlying, Event.Reported what, int subject, long expiryMs) {
    boolean reached = poll.reaches(underlying, what, subject, expiryMs, events);
    if (reached) {
      poll.name(poll.median(), underlying, what, subject, expiryMs, events);
    }
    return reached;
  }

  private ResultCode decide(int id, List<Vector> of) {
    Poll poll = new Poll(world);
    of.forEach(each -> poll.say(each.reporter, each.prices.index()));
    if (!moves(poll, id, Event.Reported.INDEX, id, 0)) {
      return ResultCode.BELOW_QUORUM;
    }
    long index = poll.median();
    World.Underlying old = World.Rows.require(world.underlyings, id);
    Oracles.Quality quality = Oracles.quality(world, id);
    long breaker = parameter(Parameter.BREAKER_BLOCKS, id);
    if (old.index() > 0 && !isWithinBand(id, old, index)) {
      int refusals = Math.min(1_000_000, quality.refusals() + 1);
      Oracles.put(world, id, new Oracles.Quality(quality.confidence(), refusals));
      if (refusals == breaker) {
        events.add(new Event.BreakerTripped(id, index, old.index(), refusals));
      }
      return ResultCode.PRICE_OUTSIDE_BAND;
    }
    world.underlyings.put(
        id,
        new World.Underlying(old.name(), old.exponent(), old.activeFrom(), index, world.timeMs));
    takeMarks(id, of);
    takeExpiries(id, of);
    events.add(new Event.IndexMoved(id, index));
    if (breaker > 0 && quality.refusals() >= breaker) {
      events.add(new Event.BreakerReset(id, index, quality.refusals()));
    }
    long confidence = confidence(of, poll.power());
    if (confidence != quality.confidence()) {
      events.add(new Event.ConfidenceMoved(id, confidence));
    }
    Oracles.put(world, id, new Oracles.Quality(confidence, 0));
    return ResultCode.OK;
  }

  /** What half of the power or more says of the confidence. */
  private long confidence(List<Vector> of, BigInteger power) {
    Poll poll = new Poll(world);
    for (Vector each : of) {
      Long confidence = each.confidence;
      if (confidence != null) {
        poll.say(each.reporter, confidence);
      }
    }
    boolean half = poll.power().shiftLeft(1).compareTo(power) >= 0;
    return half && !poll.isEmpty() ? poll.median() : 0;
  }

  /** Neither is more than 64 times the other. */
  private boolean isBesideIndex(int underlying, long price) {
    BigInteger index = Numbers.of(index(underlying));
    BigInteger other = Numbers.of(price);
    BigInteger most = Numbers.of(64);
    return index.multiply(most).compareTo(other) >= 0 && other.multiply(most).compareTo(index) >= 0;
  }

  private void takeMarks(int underlying, List<Vector> of) {
    NavigableMap<Integer, Poll> marks = new TreeMap<>();
    for (Vector each : of) {
      each.prices
          .marks()
          .forEach(mark ->
              marks
                  .computeIfAbsent(mark.instrument(), id -> new Poll(world))
                  .say(each.reporter, mark.price()));
    }
    marks.forEach((id, poll) -> {
      if (moves(poll, underlying, Event.Reported.MARK, id, 0)
          && isBesideIndex(underlying, poll.median())) {
        World.Instrument row = world.instrument(id);
        World.Report mark = new World.Report(poll.median(), world.timeMs);
        world.instruments.put(id, with(row, row.fundingIndex(), row.fundingPpm(), mark));
      }
    });
  }

  private void takeExpiries(int underlying, List<Vector> of) {
    TreeSet<Long> times = new TreeSet<>();
    of.forEach(each -> each.prices.expiries().forEach(expiry -> times.add(expiry.expiryMs())));
    for (long expiryMs : times) {
      Poll forwards = new Poll(world);
      Poll discounts = new Poll(world);
      NavigableMap<Integer, Poll> polls = new TreeMap<>();
      for (Vector each : of) {
        for (Command.ExpiryPrices expiry : each.prices.expiries()) {
          if (expiry.expiryMs() == expiryMs) {
            forwards.say(each.reporter, expiry.forward());
            discounts.say(each.reporter, expiry.ratePpm());
            expiry
                .volatilities()
                .forEach(vol ->
                    polls
                        .computeIfAbsent(vol.instrument(), id -> new Poll(world))
                        .say(each.reporter, vol.volPpm()));
          }
        }
      }
      if (!moves(forwards, underlying, Event.Reported.FORWARD, underlying, expiryMs)) {
        continue;
      }
      if (!isBesideIndex(underlying, forwards.median())) {
        continue;
      }
      discounts.name(
          discounts.median(), underlying, Event.Reported.RATE, underlying, expiryMs, events);
      World.ExpiryKey key = new World.ExpiryKey(underlying, expiryMs);
      World.Expiry row = World.Rows.require(world.expiries, key);
      NavigableMap<Integer, World.Report> volatilities = new TreeMap<>(row.volatilities());
      polls.forEach((id, poll) -> {
        if (moves(poll, underlying, Event.Reported.VOLATILITY, id, 0)) {
          volatilities.put(id, new World.Report(poll.median(), world.timeMs));
        }
      });
      world.expiries.put(
          key,
          new World.Expiry(
              forwards.median(),
              Math.toIntExact(discounts.median()),
              world.timeMs,
              row.settlementSum(),
              row.settlementCount(),
              volatilities));
    }
  }

  /** A price may move by the band for each minute since the last one, either way as a ratio. */
  private boolean isWithinBand(int id, World.Underlying old, long price) {
    long elapsedMs = Math.max(MINUTE_MS, world.timeMs - old.pricedAtMs());
    BigInteger band = Numbers.of(parameter(Parameter.BAND_PPM, id));
    BigInteger factor =
        Numbers.floor(band.multiply(Numbers.of(elapsedMs)), Numbers.of(MINUTE_MS))
            .add(Numbers.MILLION);
    BigInteger before = Numbers.of(old.index());
    BigInteger after = Numbers.of(price);
    return after.multiply(Numbers.MILLION).compareTo(before.multiply(factor)) <= 0
        && after.multiply(factor).compareTo(before.multiply(Numbers.MILLION)) >= 0;
  }

  private ResultCode check(Command.Prices prices) {
    for (Command.Mark mark : prices.marks()) {
      World.Instrument row = active(mark.instrument(), prices.underlying());
      if (row == null || !row.kind().isPerpetual()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      if (!isInRange(prices.underlying(), mark.price())) {
        return ResultCode.PRICE_OUT_OF_RANGE;
      }
    }
    long lastMs = Long.MIN_VALUE;
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      if (expiry.expiryMs() <= lastMs) {
        return ResultCode.LISTING_OUT_OF_RANGE;
      }
      lastMs = expiry.expiryMs();
      ResultCode code = check(prices.underlying(), expiry);
      if (code != ResultCode.OK) {
        return code;
      }
    }
    return ResultCode.OK;
  }

  private ResultCode check(int underlying, Command.ExpiryPrices expiry) {
    if (!world.expiries.containsKey(new World.ExpiryKey(underlying, expiry.expiryMs()))) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!isInRange(underlying, expiry.forward())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (!Numbers.within(expiry.ratePpm(), 0, 1_000_000)) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    long last = Long.MIN_VALUE;
    for (Command.Volatility volatility : expiry.volatilities()) {
      World.Instrument row = active(volatility.instrument(), underlying);
      if (volatility.instrument() <= last
          || row == null
          || row.kind().isLinear()
          || row.expiryMs() != expiry.expiryMs()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      last = volatility.instrument();
      if (!Numbers.within(volatility.volPpm(), 0, 1_000_000_000_000L)) {
        return ResultCode.RATE_OUT_OF_RANGE;
      }
    }
    return ResultCode.OK;
  }

  private World.@Nullable Instrument active(int id, int underlying) {
    World.Instrument row = world.instruments.get(id);
    boolean there = row != null && !row.ended() && row.activeFrom() <= world.height;
    return there && world.marketOf(id).underlying() == underlying ? row : null;
  }

  static World.Instrument with(
      World.Instrument row, BigInteger fundingIndex, int fundingPpm, World.Report mark) {
    return new World.Instrument(
        row.market(),
        row.kind(),
        row.expiryMs(),
        row.strike(),
        row.activeFrom(),
        row.openInterest(),
        fundingIndex,
        fundingPpm,
        mark.value(),
        mark.atMs(),
        row.ended());
  }

  static World.Report markOf(World.Instrument row) {
    return new World.Report(row.mark(), row.markedAtMs());
  }

  /**
   * Adds this block's index to the averages of what is settled within the window. Before the first
   * price there is no index to add, and the block does not count.
   */
  void average() {
    world.expiries.replaceAll((key, row) ->
        isInWindow(key.underlying(), key.expiryMs())
                && fitsWith(row.settlementSum(), key.underlying())
            ? new World.Expiry(
                row.forward(),
                row.ratePpm(),
                row.pricedAtMs(),
                row.settlementSum() + index(key.underlying()),
                row.settlementCount() + 1,
                row.volatilities())
            : row);
    world.markets.replaceAll((id, row) ->
        row.settleAtMs() != 0
                && !row.ended()
                && isInWindow(row.underlying(), row.settleAtMs())
                && fitsWith(row.settlementSum(), row.underlying())
            ? new World.Market(
                row.underlying(),
                row.isolated(),
                row.num(),
                row.den(),
                row.activeFrom(),
                row.settleAtMs(),
                row.settlementSum() + index(row.underlying()),
                row.settlementCount() + 1,
                false)
            : row);
  }

  /** Whether a sum of prices may take this block's, which a field of 64 bits must hold. */
  private boolean fitsWith(long sum, int underlying) {
    return BigInteger.valueOf(sum).add(BigInteger.valueOf(index(underlying))).bitLength() < 64;
  }

  private long index(int underlying) {
    return World.Rows.require(world.underlyings, underlying).index();
  }

  private boolean isInWindow(int underlying, long endMs) {
    long windowMs = parameter(Parameter.SETTLEMENT_WINDOW_MS, underlying);
    boolean hasIndex = index(underlying) != 0;
    return hasIndex && world.timeMs <= endMs && world.timeMs > endMs - windowMs;
  }
}
