package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prices and funding rates as they are reported, and what averages over them. */
final class PriceRules {

  static final long LARGEST_PRICE = (1L << 49) - 1;
  private static final BigInteger LARGEST_LOT = Numbers.ONE.shiftLeft(40);
  private static final long MINUTE_MS = 60_000;

  private final World world;
  private final List<Event> events;

  PriceRules(World world, List<Event> events) {
    this.world = world;
    this.events = events;
  }

  /** Names the commands that come before all others. */
  void register(Handlers handlers) {
    handlers.byRole(Command.Prices.class, Role.REPORTER, this::apply);
    handlers.byRole(Command.Funding.class, Role.REPORTER, this::apply);
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

  ResultCode apply(Command.Prices prices) {
    World.Underlying old = world.underlyings.get(prices.underlying());
    if (old == null || old.activeFrom() > world.height) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    if (old.pricedAtMs() == world.timeMs) {
      return ResultCode.DUPLICATE_PRICES;
    }
    long index = prices.index();
    if (!isInRange(prices.underlying(), index)) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (old.index() > 0 && !isWithinBand(prices.underlying(), old, index)) {
      return ResultCode.PRICE_OUTSIDE_BAND;
    }
    ResultCode details = check(prices);
    if (details == ResultCode.OK) {
      take(prices, old);
    }
    return details;
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

  private void take(Command.Prices prices, World.Underlying old) {
    world.underlyings.put(
        prices.underlying(),
        new World.Underlying(
            old.name(), old.exponent(), old.activeFrom(), prices.index(), world.timeMs));
    for (Command.Mark mark : prices.marks()) {
      World.Instrument row = world.instrument(mark.instrument());
      world.instruments.put(
          mark.instrument(),
          with(
              row,
              row.fundingIndex(),
              row.fundingPpm(),
              new World.Report(mark.price(), world.timeMs)));
    }
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      World.ExpiryKey key = new World.ExpiryKey(prices.underlying(), expiry.expiryMs());
      World.Expiry row = World.Rows.require(world.expiries, key);
      NavigableMap<Integer, World.Report> volatilities = new TreeMap<>(row.volatilities());
      expiry
          .volatilities()
          .forEach(each ->
              volatilities.put(each.instrument(), new World.Report(each.volPpm(), world.timeMs)));
      world.expiries.put(
          key,
          new World.Expiry(
              expiry.forward(),
              expiry.ratePpm(),
              world.timeMs,
              row.settlementSum(),
              row.settlementCount(),
              volatilities));
    }
    events.add(new Event.IndexMoved(prices.underlying(), prices.index()));
  }

  private static World.Instrument with(
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

  private static World.Report markOf(World.Instrument row) {
    return new World.Report(row.mark(), row.markedAtMs());
  }

  ResultCode apply(Command.Funding funding) {
    World.Instrument row = world.instruments.get(funding.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > world.height
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!Numbers.within(funding.ratePpm(), -100_000, 100_000)) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    world.instruments.put(
        funding.instrument(), with(row, row.fundingIndex(), funding.ratePpm(), markOf(row)));
    return ResultCode.OK;
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

  /** Moves the funding index of each perpetual with a rate, once for each full hour crossed. */
  void fund() {
    long hours = Math.floorDiv(world.timeMs - world.fundedUntilMs, 3_600_000L);
    long paid = Math.min(hours, parameter(Parameter.FUNDING_BOUNDARIES, 0));
    if (paid <= 0) {
      return;
    }
    for (Map.Entry<Integer, World.Instrument> entry :
        new ArrayList<>(world.instruments.entrySet())) {
      World.Instrument row = entry.getValue();
      if (!row.kind().isPerpetual() || row.ended() || world.isFinal(entry.getKey())) {
        continue;
      }
      World.Market market = world.market(row.market());
      if (row.kind().isInverse()) {
        fundInCoins(entry.getKey(), row, paid);
        continue;
      }
      BigInteger each =
          Numbers.towardZero(
              Numbers.of(row.fundingPpm())
                  .multiply(Numbers.of(index(market.underlying())))
                  .multiply(Numbers.of(market.num())),
              Numbers.of(market.den()).multiply(Numbers.of(8)));
      BigInteger delta = each.multiply(Numbers.of(paid));
      if (delta.signum() != 0) {
        world.instruments.put(
            entry.getKey(),
            with(row, row.fundingIndex().add(delta), row.fundingPpm(), markOf(row)));
        events.add(new Event.FundingMoved(entry.getKey(), delta.longValueExact()));
      }
    }
    world.fundedUntilMs += paid * 3_600_000L;
  }

  /** A lot's coins at the index, at most 2^40, pay the rate of an hour. */
  private void fundInCoins(int id, World.Instrument row, long paid) {
    BigInteger index = Numbers.of(index(world.marketOf(id).underlying()));
    if (index.signum() == 0) {
      return;
    }
    BigInteger[] lot = new Coins(world).exact(id, Numbers.ONE, index);
    BigInteger most = Numbers.ONE.shiftLeft(40);
    boolean isLarge = lot[0].compareTo(most.multiply(lot[1])) > 0;
    BigInteger top = isLarge ? most : lot[0];
    BigInteger bottom = isLarge ? Numbers.ONE : lot[1];
    BigInteger each =
        Numbers.towardZero(
            Numbers.of(row.fundingPpm()).multiply(top), bottom.multiply(Numbers.of(8)));
    BigInteger delta = each.multiply(Numbers.of(paid));
    if (delta.signum() != 0) {
      world.instruments.put(
          id, with(row, row.fundingIndex().add(delta), row.fundingPpm(), markOf(row)));
      events.add(new Event.FundingMoved(id, delta.longValueExact()));
    }
  }
}
