package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One block's market: which instruments may be traded, what a lot is worth, and its change in value
 * in each scenario. It is made after prices, funding and expiries; what is listed later in the
 * block is not in it.
 */
final class BlockView {

  private static final BigInteger NO_DISCOUNT_Q62 = Numbers.ONE.shiftLeft(62);
  private static final BigInteger YEAR_MS = Numbers.of(365L * 24 * 3_600_000);
  private static final long LARGEST_PRICE = (1L << 49) - 1;
  private static final int LARGEST_SCALE = 12;
  private static final int ONE_PPM = 1_000_000;

  /** What may be done with an instrument. */
  enum Status {
    ABSENT,
    UNPRICED,
    REDUCE_ONLY,
    STALE,
    OPEN
  }

  /** A joint move of price and volatility, and the weight of its loss. */
  record Scenario(int movePpm, int volMovePpm, int weightPpm) {}

  private final World world;
  private final OptionPrices prices;
  private final Map<Integer, Status> status = new TreeMap<>();
  private final Map<Integer, BigInteger> mark = new TreeMap<>();
  private final Map<Integer, Integer> scale = new TreeMap<>();
  private final Map<Integer, List<Scenario>> scenarios = new TreeMap<>();
  private final Map<Integer, List<BigInteger>> entries = new TreeMap<>();
  private final Map<Integer, BigInteger> largest = new TreeMap<>();
  private final Map<World.ExpiryKey, BigInteger> discounts = new TreeMap<>();
  private final Map<Integer, List<Integer>> linear = new TreeMap<>();

  BlockView(World world, OptionPrices prices) {
    this.world = world;
    this.prices = prices;
    world.instruments.forEach((id, row) -> {
      status.put(id, statusOf(id, row));
      if (isListed(id) && row.kind().keepsBalance()) {
        linear.computeIfAbsent(row.market(), key -> new ArrayList<>()).add(id);
      }
    });
    for (int id : world.underlyings.keySet()) {
      scenarios.put(id, stressMatrix(id));
    }
    chooseScales();
    for (int id : world.instruments.keySet()) {
      if (isPriced(id)) {
        mark.put(id, value(id, new Scenario(0, 0, ONE_PPM)));
      }
    }
    // A limit that governance has set must itself be a size that a position may have.
    for (int id : world.instruments.keySet()) {
      long most = parameter(Parameter.POSITION_LOTS, world.instrument(id).market());
      if (isOpen(id) && most < 1L << 60 && !isWithinRisk(id, Numbers.of(most))) {
        status.put(id, Status.REDUCE_ONLY);
      }
    }
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  private Status statusOf(int id, World.Instrument row) {
    if (row.ended() || row.activeFrom() > world.height) {
      return Status.ABSENT;
    }
    World.Underlying underlying = world.underlyingOf(id);
    if (underlying.index() == 0) {
      return Status.UNPRICED;
    }
    if (world.isFinal(id)) {
      return Status.REDUCE_ONLY;
    }
    long pricedAtMs = underlying.pricedAtMs();
    if (row.kind().expires()) {
      World.Expiry expiry = expiryOf(id);
      if (expiry.forward() == 0
          || (!row.kind().isLinear() && !expiry.volatilities().containsKey(id))) {
        return Status.UNPRICED;
      }
      pricedAtMs = Math.min(pricedAtMs, expiry.pricedAtMs());
    }
    // An option is as old as its volatility too, and a perpetual as the mark that margin uses.
    if (!row.kind().isLinear()) {
      World.Report volatility = World.Rows.require(expiryOf(id).volatilities(), id);
      pricedAtMs = Math.min(pricedAtMs, volatility.atMs());
    } else if (usesMark(row)) {
      pricedAtMs = Math.min(pricedAtMs, row.markedAtMs());
    }
    int of = world.marketOf(id).underlying();
    if (world.timeMs - pricedAtMs > Premiums.staleAfterMs(world, of)) {
      return Status.STALE;
    }
    long breaker = parameter(Parameter.BREAKER_BLOCKS, of);
    boolean tripped = breaker > 0 && Oracles.quality(world, of).refusals() >= breaker;
    boolean doubted = parameter(Parameter.CONFIDENCE_POLICY, of) == 1 && isUncertain(of);
    boolean open = world.marketOf(id).settleAtMs() == 0 && !tripped && !doubted;
    return open ? Status.OPEN : Status.REDUCE_ONLY;
  }

  /** Half the width of an index's interval over the index, in ppm, at most all of it. */
  private BigInteger uncertaintyPpm(int underlying) {
    BigInteger width = Numbers.of(Oracles.quality(world, underlying).confidence());
    BigInteger index = Numbers.of(World.Rows.require(world.underlyings, underlying).index());
    return index.signum() == 0
        ? Numbers.ZERO
        : Numbers.ceil(width.multiply(Numbers.MILLION), index).min(Numbers.MILLION);
  }

  private boolean isUncertain(int underlying) {
    BigInteger limit = Numbers.of(parameter(Parameter.CONFIDENCE_LIMIT_PPM, underlying));
    return uncertaintyPpm(underlying).compareTo(limit) > 0;
  }

  /** What an uncertain index adds to the initial margin of lots. */
  BigInteger surcharge(int instrument, BigInteger lots) {
    int of = world.marketOf(instrument).underlying();
    if (parameter(Parameter.CONFIDENCE_POLICY, of) != 2 || !isUncertain(of)) {
      return Numbers.ZERO;
    }
    BigInteger ppm =
        Numbers.ceilPart(
            uncertaintyPpm(of), Numbers.of(parameter(Parameter.CONFIDENCE_FACTOR_PPM, of)));
    return Numbers.ceilPart(notional(instrument, lots), ppm);
  }

  private boolean usesMark(World.Instrument row) {
    return row.kind().isPerpetual()
        && row.mark() > 0
        && parameter(Parameter.MARK_SOURCE, row.market()) == 1;
  }

  private World.Expiry expiryOf(int instrument) {
    return World.Rows.require(
        world.expiries,
        new World.ExpiryKey(
            world.marketOf(instrument).underlying(), world.instrument(instrument).expiryMs()));
  }

  private List<Scenario> stressMatrix(int underlying) {
    long range = parameter(Parameter.RANGE_PPM, underlying);
    long steps = parameter(Parameter.STRESS_STEPS, 0);
    int up = (int) parameter(Parameter.VOL_UP_PPM, underlying);
    int down = (int) parameter(Parameter.VOL_DOWN_PPM, underlying);
    List<Scenario> set = new ArrayList<>();
    for (long i = -steps; i <= steps; i++) {
      int move = Numbers.halfEven(Numbers.of(range * i), Numbers.of(steps)).intValueExact();
      set.add(new Scenario(move, up, ONE_PPM));
      set.add(new Scenario(move, 0, ONE_PPM));
      set.add(new Scenario(move, -down, ONE_PPM));
    }
    int extreme = (int) parameter(Parameter.EXTREME_MOVE_PPM, underlying);
    int weight = (int) parameter(Parameter.EXTREME_WEIGHT_PPM, underlying);
    set.add(new Scenario(-extreme, 0, weight));
    set.add(new Scenario(extreme, 0, weight));
    return set;
  }

  /**
   * The least k in 0..12 for which 1% of the index value of a lot is 1,000 units of 10^-k quanta,
   * for all priced instruments of an underlying; where there is none, it is 12 and nothing opens.
   */
  private void chooseScales() {
    for (int id : world.instruments.keySet()) {
      if (!isPriced(id)) {
        continue;
      }
      World.Market market = world.marketOf(id);
      BigInteger lot = index(id).multiply(Numbers.of(market.num()));
      BigInteger least = Numbers.of(100_000).multiply(Numbers.of(market.den()));
      if (world.instrument(id).kind().isFixed()) {
        lot = Numbers.of(world.instrument(id).strike());
        least = Numbers.of(100_000);
      }
      int k = 0;
      while (k <= LARGEST_SCALE && lot.multiply(BigInteger.TEN.pow(k)).compareTo(least) < 0) {
        k++;
      }
      if (k > LARGEST_SCALE) {
        k = LARGEST_SCALE;
        status.computeIfPresent(id, (key, old) -> old == Status.OPEN ? Status.REDUCE_ONLY : old);
      }
      scale.merge(market.underlying(), k, Math::max);
    }
  }

  /** The price mantissa of an instrument after the moves of a scenario, where it is an option. */
  private BigInteger value(int id, Scenario scenario) {
    World.Instrument row = world.instrument(id);
    if (!row.kind().expires()) {
      if (world.isFinal(id)) {
        return Numbers.of(world.finalPrice(row.market()));
      }
      return Numbers.of(usesMark(row) ? row.mark() : world.underlyingOf(id).index());
    }
    World.Expiry expiry = expiryOf(id);
    if (row.kind().isLinear()) {
      return Numbers.of(expiry.forward());
    }
    long leftMs = row.expiryMs() - world.timeMs;
    World.ExpiryKey when = new World.ExpiryKey(world.marketOf(id).underlying(), row.expiryMs());
    BigInteger discountQ62 = discounts.computeIfAbsent(when, key -> discountQ62(expiry, leftMs));
    long forward = shocked(expiry, scenario);
    long vol = moved(World.Rows.require(expiry.volatilities(), id).value(), scenario.volMovePpm());
    boolean call = row.kind().isCall();
    if (forward == 0) {
      BigInteger value = call ? Numbers.ZERO : Numbers.of(row.strike());
      return Numbers.halfEven(value.multiply(discountQ62), NO_DISCOUNT_Q62);
    }
    return prices.price(call, forward, row.strike(), vol, leftMs, discountQ62);
  }

  private BigInteger discountQ62(World.Expiry expiry, long leftMs) {
    BigInteger ratePpmMs = Numbers.of(expiry.ratePpm()).multiply(Numbers.of(Math.max(0, leftMs)));
    return prices.discountQ62(Numbers.floor(ratePpmMs, YEAR_MS));
  }

  private static long shocked(World.Expiry expiry, Scenario scenario) {
    return Math.min(moved(expiry.forward(), scenario.movePpm()), LARGEST_PRICE);
  }

  private static long moved(long value, int movePpm) {
    BigInteger product = Numbers.of(value).multiply(Numbers.of((long) ONE_PPM + movePpm));
    return Numbers.halfEven(product, Numbers.MILLION).longValueExact();
  }

  /** Changes in value of one lot in each scenario, in 10^-k quanta, HalfEven. */
  private List<BigInteger> entries(int id) {
    List<BigInteger> known = entries.get(id);
    if (known != null) {
      return known;
    }
    World.Market market = world.marketOf(id);
    BigInteger num =
        Numbers.of(market.num()).multiply(BigInteger.TEN.pow(scaleOf(market.underlying())));
    BigInteger den = Numbers.of(market.den());
    List<BigInteger> row = new ArrayList<>();
    for (Scenario scenario : scenarios(market.underlying())) {
      if (world.instrument(id).kind().isInverse()) {
        row.add(inverseEntry(id, scenario, num, den));
      } else if (world.instrument(id).kind().isLinear()) {
        BigInteger change = mark(id).multiply(Numbers.of(scenario.movePpm()));
        row.add(Numbers.halfEven(change.multiply(num), den.multiply(Numbers.MILLION)));
      } else {
        BigInteger change = value(id, scenario).subtract(mark(id));
        row.add(Numbers.halfEven(change.multiply(num), den));
      }
    }
    entries.put(id, row);
    return row;
  }

  /** Coins gained, valued at the shocked spot, which moves as the instrument's price does. */
  private BigInteger inverseEntry(int id, Scenario scenario, BigInteger num, BigInteger den) {
    World.Instrument row = world.instrument(id);
    BigInteger spot = index(id);
    BigInteger before = World.Rows.require(mark, id);
    if (row.kind().isFixed()) {
      BigInteger ten = BigInteger.TEN.pow(scaleOf(world.marketOf(id).underlying()));
      return Numbers.halfEven(
          Numbers.of(row.strike())
              .multiply(ten)
              .multiply(Numbers.of(scenario.movePpm()))
              .multiply(spot),
          Numbers.MILLION.multiply(before));
    }
    BigInteger forward = Numbers.of(expiryOf(id).forward());
    BigInteger shocked = Numbers.of(shocked(expiryOf(id), scenario));
    BigInteger carried =
        Numbers.halfEven(before.multiply(shocked), forward).min(Numbers.ONE.shiftLeft(62));
    BigInteger change = value(id, scenario).subtract(carried);
    return Numbers.halfEven(change.multiply(num).multiply(spot), forward.multiply(den));
  }

  /**
   * The weighted profit or loss of lots of one underlying's instruments in each scenario, Floor.
   */
  List<BigInteger> losses(int underlying, Map<Integer, BigInteger> lots) {
    List<Scenario> set = scenarios(underlying);
    BigInteger[] sums = new BigInteger[set.size()];
    Arrays.fill(sums, Numbers.ZERO);
    lots.forEach((id, held) -> {
      List<BigInteger> row = entries(id);
      Arrays.setAll(sums, s -> sums[s].add(held.multiply(row.get(s))));
    });
    BigInteger per = Numbers.MILLION.multiply(BigInteger.TEN.pow(scaleOf(underlying)));
    List<BigInteger> losses = new ArrayList<>();
    for (int s = 0; s < set.size(); s++) {
      losses.add(Numbers.floor(sums[s].multiply(Numbers.of(set.get(s).weightPpm())), per));
    }
    return losses;
  }

  List<Scenario> scenarios(int underlying) {
    return World.Rows.require(scenarios, underlying);
  }

  private int scaleOf(int underlying) {
    return World.Rows.require(scale, underlying);
  }

  private Status status(int instrument) {
    return status.getOrDefault(instrument, Status.ABSENT);
  }

  boolean isListed(int instrument) {
    return status(instrument) != Status.ABSENT;
  }

  boolean isPriced(int instrument) {
    return status(instrument) != Status.ABSENT && status(instrument) != Status.UNPRICED;
  }

  boolean isOpen(int instrument) {
    return status(instrument) == Status.OPEN;
  }

  boolean isStale(int instrument) {
    return status(instrument) == Status.STALE;
  }

  /** The price that values a lot, as trades have it: of an inverse option in 10^-9 coins. */
  BigInteger mark(int instrument) {
    BigInteger raw = World.Rows.require(mark, instrument);
    return isPricedInCoins(instrument)
        ? Coins.optionPrice(raw, Numbers.of(expiryOf(instrument).forward()))
        : raw;
  }

  private boolean isPricedInCoins(int instrument) {
    World.Kind kind = world.instrument(instrument).kind();
    return kind.isInverse() && !kind.isLinear();
  }

  /** The price of a whole coin, as an instrument's trades have prices. */
  BigInteger priceOfCoin(int instrument) {
    return isPricedInCoins(instrument) ? Numbers.of(1_000_000_000) : index(instrument);
  }

  /** What a seller of lots takes at a price, in what the instrument settles in. */
  BigInteger sellerTakes(int instrument, BigInteger lots, BigInteger price) {
    if (!world.instrument(instrument).kind().isInverse()) {
      return worth(instrument, lots, price);
    }
    BigInteger[] parts = new Coins(world).exact(instrument, lots, price);
    return Coins.paid(
        world.instrument(instrument).kind().isFixed()
            ? Numbers.ceil(parts[0], parts[1]).negate()
            : Numbers.floor(parts[0], parts[1]));
  }

  /** What a buyer of lots pays at a price. */
  BigInteger buyerPays(int instrument, BigInteger lots, BigInteger price) {
    if (!world.instrument(instrument).kind().isInverse()) {
      return worth(instrument, lots, price);
    }
    BigInteger[] parts = new Coins(world).exact(instrument, lots, price);
    return Coins.paid(
        world.instrument(instrument).kind().isFixed()
            ? Numbers.floor(parts[0], parts[1]).negate()
            : Numbers.ceil(parts[0], parts[1]));
  }

  /** The USD that an amount of what an instrument settles in is worth, Floor. */
  BigInteger inDollars(int instrument, BigInteger amount) {
    Coins coins = new Coins(world);
    return world.instrument(instrument).kind().isInverse()
        ? coins.dollars(coins.of(instrument), amount, index(instrument))
        : amount;
  }

  /** So much USD in what an instrument settles in, Ceil. */
  BigInteger inSettlement(int instrument, BigInteger dollars) {
    Coins coins = new Coins(world);
    return world.instrument(instrument).kind().isInverse()
        ? coins.coins(coins.of(instrument), dollars, index(instrument))
        : dollars;
  }

  /** What lots of an inverse instrument are worth in coins at the mark, TowardZero. */
  BigInteger coins(int instrument, BigInteger lots) {
    return new Coins(world).worth(instrument, lots, mark(instrument));
  }

  BigInteger index(int instrument) {
    return Numbers.of(
        world.isFinal(instrument)
            ? world.finalPrice(world.instrument(instrument).market())
            : world.underlyingOf(instrument).index());
  }

  /** Lots at a price, TowardZero. */
  BigInteger worth(int instrument, BigInteger lots, BigInteger price) {
    World.Market market = world.marketOf(instrument);
    return Numbers.signed(
        Numbers.towardZero(
            lots.multiply(price).multiply(Numbers.of(market.num())), Numbers.of(market.den())));
  }

  /** The value of lots at the mark, TowardZero. */
  BigInteger value(int instrument, BigInteger lots) {
    if (world.instrument(instrument).kind().isInverse()) {
      BigInteger coins = coins(instrument, lots);
      BigInteger size = inDollars(instrument, coins.abs());
      return coins.signum() < 0 ? size.negate() : size;
    }
    return worth(instrument, lots, mark(instrument));
  }

  /** The size of lots at the index. */
  BigInteger notional(int instrument, BigInteger lots) {
    World.Instrument row = world.instrument(instrument);
    if (row.kind().isFixed()) {
      return lots.abs().multiply(Numbers.of(row.strike()));
    }
    return worth(instrument, lots.abs(), index(instrument));
  }

  /** Whether lots times the largest entry are less than 2^62. */
  boolean isWithinRisk(int instrument, BigInteger lots) {
    BigInteger entry = largest.computeIfAbsent(instrument, this::largestEntry);
    return entry.multiply(lots.abs()).bitLength() <= 62;
  }

  private BigInteger largestEntry(int instrument) {
    return entries(instrument).stream()
        .map(BigInteger::abs)
        .max(Comparator.naturalOrder())
        .orElse(Numbers.ZERO);
  }

  /** The initial margin fraction of a market's linear instruments, scaled by open interest. */
  BigInteger initialPpm(int market) {
    BigInteger base = Numbers.of(parameter(Parameter.INITIAL_PPM, market));
    BigInteger lower = Numbers.of(parameter(Parameter.LOWER_CAP, market));
    BigInteger upper = Numbers.of(parameter(Parameter.UPPER_CAP, market));
    if (upper.signum() == 0) {
      return base;
    }
    BigInteger open = Numbers.ZERO;
    for (int id : linear.getOrDefault(market, List.of())) {
      open = open.add(notional(id, world.instrument(id).openInterest()));
    }
    if (open.compareTo(lower) <= 0) {
      return base;
    }
    if (open.compareTo(upper) >= 0) {
      return Numbers.MILLION;
    }
    BigInteger rise = Numbers.MILLION.subtract(base).multiply(open.subtract(lower));
    return base.add(Numbers.floor(rise, upper.subtract(lower)));
  }
}
