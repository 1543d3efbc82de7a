package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Equity and requirements of a subaccount, and what follows from them. */
final class Margins {

  private static final int TIERED = 1;
  private static final BigInteger LARGEST_SUM = Numbers.ONE.shiftLeft(52);

  /**
   * What a subaccount is worth and must be worth.
   *
   * @param unit id of the underlying that loses most, or -1
   * @param scenario in which it does, or -1
   */
  record Margin(
      BigInteger equity, BigInteger initial, BigInteger maintenance, int unit, int scenario) {

    boolean canOpen() {
      return equity.compareTo(initial) >= 0;
    }

    boolean isLiquidatable() {
      return maintenance.signum() > 0 && maintenance.compareTo(equity) > 0;
    }

    /** Equity over maintenance margin, cross-multiplied. */
    int compareRisk(Margin other) {
      return equity.multiply(other.maintenance).compareTo(other.equity.multiply(maintenance));
    }

    /** Whether a subaccount may go from this to another. */
    boolean permits(Margin after) {
      if (after.canOpen()) {
        return true;
      }
      if (after.maintenance.compareTo(maintenance) > 0) {
        return false;
      }
      if (maintenance.signum() == 0 || after.maintenance.signum() == 0) {
        return maintenance.equals(after.maintenance) && after.equity.compareTo(equity) > 0;
      }
      return after.compareRisk(this) >= 0;
    }

    Margin less(BigInteger amount) {
      return new Margin(equity.subtract(amount), initial, maintenance, unit, scenario);
    }
  }

  /** What one underlying's positions may lose, and what is charged beside that. */
  private record Unit(
      int underlying,
      BigInteger loss,
      int scenario,
      int direction,
      BigInteger stress,
      BigInteger addOns) {}

  private final World world;
  private final BlockView view;

  Margins(World world, BlockView view) {
    this.world = world;
    this.view = view;
  }

  private BigInteger parameter(Parameter parameter, int subject) {
    return Numbers.of(Governed.value(world, world.height, parameter, subject));
  }

  boolean isTiered(Mode mode) {
    Parameter model =
        switch (mode) {
          case ISOLATED -> Parameter.ISOLATED_MODEL;
          case CROSS -> Parameter.CROSS_MODEL;
          case PORTFOLIO -> Parameter.PORTFOLIO_MODEL;
        };
    return parameter(model, 0).intValueExact() == TIERED;
  }

  Margin of(World.Account account) {
    return of(account, account.mode(), Map.of());
  }

  /** The margin in a mode, with initial margin fractions of the owner's own by market. */
  Margin of(World.Account account, Mode mode, Map<Integer, Integer> own) {
    Margin certain = ofCertainPrices(account, mode, own);
    BigInteger surcharge = Numbers.ZERO;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      surcharge =
          surcharge.add(view.surcharge(entry.getKey().instrument(), entry.getValue().lots()));
    }
    return new Margin(
        certain.equity,
        Numbers.saturated(certain.initial.add(surcharge)),
        certain.maintenance,
        certain.unit,
        certain.scenario);
  }

  private Margin ofCertainPrices(World.Account account, Mode mode, Map<Integer, Integer> own) {
    Map<Integer, BigInteger> coins = netCoins(account);
    BigInteger equity = equity(account, coins);
    if (!isTiered(mode)) {
      return portfolio(equity, account, coins);
    }
    BigInteger haircut = Numbers.ZERO;
    BigInteger haircutMaintenance = Numbers.ZERO;
    for (Map.Entry<Integer, BigInteger> entry : coins.entrySet()) {
      haircut = haircut.add(haircut(entry.getKey(), entry.getValue(), Parameter.HAIRCUT_PPM));
      haircutMaintenance =
          haircutMaintenance.add(
              haircut(entry.getKey(), entry.getValue(), Parameter.HAIRCUT_MAINTENANCE_PPM));
    }
    BigInteger initial = haircut;
    BigInteger maintenance = haircutMaintenance;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      int id = entry.getKey().instrument();
      BigInteger lots = entry.getValue().lots();
      if (kind(id) == World.Kind.SPOT) {
        continue;
      }
      BigInteger ownPpm = Numbers.of(own.getOrDefault(marketId(id), 0));
      initial = initial.add(tieredInitial(id, lots, initialPpm(marketId(id), own), ownPpm));
      maintenance = maintenance.add(tieredMaintenance(id, lots));
      Profits profits = new Profits(world, marketId(id));
      if (isSized(id) && !kind(id).isInverse()) {
        BigInteger profit = view.value(id, lots).add(entry.getValue().quote());
        initial = initial.add(profits.notToOpen(profit));
        maintenance = maintenance.add(profits.notToStay(profit));
      }
    }
    return new Margin(equity, Numbers.saturated(initial), Numbers.saturated(maintenance), -1, -1);
  }

  private World.Kind kind(int instrument) {
    return world.instrument(instrument).kind();
  }

  private Coins.Asset asset(int asset) {
    return World.Rows.require(world.rows(Coins.ASSETS), asset);
  }

  private BigInteger index(int asset) {
    return Numbers.of(World.Rows.require(world.underlyings, asset(asset).underlying()).index());
  }

  /**
   * How many of each asset's coins an account would have if all that settles in them were closed at
   * its mark; what is 0 is not there.
   */
  Map<Integer, BigInteger> netCoins(World.Account account) {
    Map<Integer, BigInteger> net = new TreeMap<>();
    account
        .positions()
        .forEach((key, position) -> {
          int asset = new Coins(world).ofUnderlying(key.underlying());
          if (kind(key.instrument()) == World.Kind.SPOT) {
            net.merge(asset, position.lots(), BigInteger::add);
          } else if (kind(key.instrument()).isInverse()) {
            BigInteger worth = view.coins(key.instrument(), position.lots());
            net.merge(asset, worth.add(position.quote()), BigInteger::add);
          }
        });
    pendingCoins(account).forEach((asset, due) -> net.merge(asset, due, BigInteger::add));
    net.values().removeIf(coins -> coins.signum() == 0);
    return net;
  }

  /** Funding that is due in coins: one Floor for each asset. */
  Map<Integer, BigInteger> pendingCoins(World.Account account) {
    Map<Integer, BigInteger> millionths = new TreeMap<>();
    account
        .positions()
        .forEach((key, position) -> {
          if (kind(key.instrument()).isInverse()) {
            BigInteger moved =
                world.instrument(key.instrument()).fundingIndex().subtract(position.fundingIndex());
            millionths.merge(
                new Coins(world).ofUnderlying(key.underlying()),
                moved.multiply(position.lots()).negate(),
                BigInteger::add);
          }
        });
    millionths.replaceAll((asset, sum) -> Numbers.floor(sum, Numbers.MILLION));
    return millionths;
  }

  /**
   * What an asset's coins require, of those above the cap another part; to open at the worse of
   * index and average, and what they are worth less there.
   */
  private BigInteger haircut(int asset, BigInteger coins, Parameter part) {
    BigInteger cap = parameter(Parameter.HAIRCUT_CAP, asset);
    BigInteger ordinary = coins.min(cap);
    Coins rules = new Coins(world);
    BigInteger index = index(asset);
    BigInteger price =
        part == Parameter.HAIRCUT_PPM
            ? StrictPrices.worse(world, asset(asset).underlying(), coins)
            : index;
    BigInteger all = rules.dollars(asset, coins, price);
    BigInteger within = rules.dollars(asset, ordinary, price);
    return rules
        .dollars(asset, coins, index)
        .subtract(all)
        .add(Numbers.ceilPart(within.abs(), parameter(part, asset)))
        .add(Numbers.ceilPart(all.subtract(within), parameter(Parameter.HAIRCUT_ABOVE_PPM, asset)));
  }

  private BigInteger initialPpm(int market, Map<Integer, Integer> own) {
    return view.initialPpm(market).max(Numbers.of(own.getOrDefault(market, 0)));
  }

  private int marketId(int instrument) {
    return world.instrument(instrument).market();
  }

  /** Dollars, and the market value of coins, Floor for each asset. */
  private BigInteger equity(World.Account account, Map<Integer, BigInteger> coins) {
    BigInteger equity = dollars(account);
    for (Map.Entry<Integer, BigInteger> entry : coins.entrySet()) {
      int asset = entry.getKey();
      equity = equity.add(new Coins(world).dollars(asset, entry.getValue(), index(asset)));
    }
    return Numbers.saturated(equity);
  }

  /** Cash, values at the mark, quote balances, and the funding that is due; all but coins. */
  BigInteger dollars(World.Account account) {
    BigInteger equity = account.cash().add(pendingFunding(account));
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      World.Kind kind = kind(entry.getKey().instrument());
      if (kind == World.Kind.SPOT || kind.isInverse()) {
        continue;
      }
      BigInteger value = view.value(entry.getKey().instrument(), entry.getValue().lots());
      equity = equity.add(value).add(entry.getValue().quote());
    }
    return equity;
  }

  /** What a subaccount takes when its funding is settled: one Floor for all positions. */
  BigInteger pendingFunding(World.Account account) {
    BigInteger millionths = Numbers.ZERO;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      World.Position position = entry.getValue();
      if (kind(entry.getKey().instrument()).isInverse()) {
        continue;
      }
      BigInteger moved =
          world
              .fundingIndex(entry.getKey().instrument(), position.lots())
              .subtract(position.fundingIndex());
      millionths = millionths.subtract(moved.multiply(position.lots()));
    }
    return Numbers.floor(millionths, Numbers.MILLION);
  }

  /** Whether a position's margin grows with its own size. */
  private boolean isSized(int id) {
    return kind(id).isLinear() && parameter(Parameter.MARGIN_POLICY, marketId(id)).signum() > 0;
  }

  /** A fraction in whole hundreds of ppm, less a fifth, plus the root of the size. */
  private BigInteger sizedRatio(int id, BigInteger lots, BigInteger ppm) {
    World.Market market = world.marketOf(id);
    int exponent = World.Rows.require(world.underlyings, market.underlying()).exponent();
    BigInteger lot = Numbers.of(market.num()).multiply(BigInteger.TEN.pow(3 - exponent));
    BigInteger size =
        Numbers.saturated(Numbers.floor(lots.abs().multiply(lot), Numbers.of(market.den())));
    BigInteger ratio = Numbers.floor(ppm, Numbers.of(100));
    BigInteger factor = parameter(Parameter.SIZE_FACTOR, marketId(id));
    if (factor.signum() > 0) {
      BigInteger root = size.multiply(BigInteger.TEN).add(BigInteger.ONE).sqrt();
      BigInteger grown = Numbers.floor(root.multiply(factor), Numbers.of(10_000_000));
      BigInteger less = Numbers.floor(ratio, Numbers.of(5));
      ratio = ratio.max(ratio.subtract(less).add(grown));
    }
    return ratio.multiply(Numbers.of(100)).max(ppm);
  }

  private BigInteger tieredInitial(
      int id, BigInteger lots, BigInteger initialPpm, BigInteger ownPpm) {
    BigInteger value = view.value(id, lots).abs();
    if (isSized(id)) {
      BigInteger base = parameter(Parameter.INITIAL_PPM, marketId(id));
      return Numbers.floorPart(value, sizedRatio(id, lots, base).max(ownPpm));
    }
    if (world.instrument(id).kind().isLinear()) {
      return Numbers.ceilPart(value, initialPpm);
    }
    return lots.signum() > 0 ? value : shortOption(id, lots.abs());
  }

  private BigInteger tieredMaintenance(int id, BigInteger lots) {
    BigInteger base = parameter(Parameter.INITIAL_PPM, marketId(id));
    if (isSized(id)) {
      BigInteger part = Numbers.floorPart(base, parameter(Parameter.MAINTENANCE_PPM, marketId(id)));
      return Numbers.floorPart(view.value(id, lots).abs(), sizedRatio(id, lots, part));
    }
    BigInteger initial = tieredInitial(id, lots, base, Numbers.ZERO);
    boolean longOption = !world.instrument(id).kind().isLinear() && lots.signum() > 0;
    return longOption
        ? initial
        : Numbers.ceilPart(initial, parameter(Parameter.MAINTENANCE_PPM, marketId(id)));
  }

  private BigInteger shortOption(int id, BigInteger size) {
    World.Instrument row = world.instrument(id);
    BigInteger notional = view.notional(id, size);
    BigInteger distance = Numbers.of(row.strike()).subtract(view.index(id));
    if (row.kind().isPut()) {
      distance = distance.negate();
    }
    BigInteger outOfTheMoney = view.worth(id, size, distance.max(Numbers.ZERO));
    BigInteger at = Numbers.ceilPart(notional, parameter(Parameter.SHORT_OPTION_PPM, row.market()));
    BigInteger least =
        Numbers.ceilPart(notional, parameter(Parameter.SHORT_OPTION_FLOOR_PPM, row.market()));
    return at.subtract(outOfTheMoney).max(least);
  }

  private Margin portfolio(BigInteger equity, World.Account account, Map<Integer, BigInteger> net) {
    Map<Integer, Map<Integer, BigInteger>> byUnderlying = new TreeMap<>();
    account
        .positions()
        .forEach((key, position) -> {
          Map<Integer, BigInteger> unit =
              byUnderlying.computeIfAbsent(key.underlying(), underlying -> new TreeMap<>());
          if (kind(key.instrument()) != World.Kind.SPOT) {
            unit.put(key.instrument(), position.lots());
          }
        });
    // All coins are exposed to the spot, unrealised ones among them.
    net.forEach((id, coins) ->
        World.Rows.require(byUnderlying, asset(id).underlying())
            .put(asset(id).instrument(), coins));
    List<Unit> units = new ArrayList<>();
    byUnderlying.forEach((underlying, lots) -> units.add(unit(underlying, lots)));
    BigInteger haircuts = Numbers.ZERO;
    BigInteger haircutsOfMaintenance = Numbers.ZERO;
    for (Unit unit : units) {
      int asset = new Coins(world).ofUnderlying(unit.underlying);
      BigInteger coins = net.getOrDefault(asset, Numbers.ZERO);
      if (coins.signum() != 0) {
        BigInteger charge = unit.stress.add(unit.addOns);
        haircuts = haircuts.add(beside(charge, asset, coins, Parameter.HAIRCUT_PPM));
        haircutsOfMaintenance =
            haircutsOfMaintenance.add(
                beside(ofPortfolio(charge), asset, coins, Parameter.HAIRCUT_MAINTENANCE_PPM));
      }
    }
    int driver = -1;
    int scenario = -1;
    BigInteger most = Numbers.ZERO;
    BigInteger addOns = Numbers.ZERO;
    for (Unit unit : units) {
      addOns = addOns.add(unit.addOns);
      if (unit.loss.compareTo(most) > 0) {
        most = unit.loss;
        driver = unit.underlying;
        scenario = unit.scenario;
      }
    }
    BigInteger initial = Numbers.saturated(aggregate(units).add(addOns));
    return new Margin(
        equity,
        Numbers.saturated(initial.add(haircuts)),
        Numbers.saturated(ofPortfolio(initial).add(haircutsOfMaintenance)),
        driver,
        scenario);
  }

  /** A haircut of the part of the coins' value that another charge has not taken. */
  private BigInteger beside(BigInteger charge, int asset, BigInteger coins, Parameter part) {
    BigInteger value = new Coins(world).dollars(asset, coins, index(asset));
    BigInteger whole = haircut(asset, coins, part);
    if (value.signum() <= 0) {
      return whole;
    }
    BigInteger left = value.subtract(charge).max(Numbers.ZERO);
    return Numbers.ceil(whole.multiply(left), value);
  }

  private BigInteger ofPortfolio(BigInteger initial) {
    return Numbers.ceilPart(initial, parameter(Parameter.PORTFOLIO_MAINTENANCE_PPM, 0));
  }

  private Unit unit(int underlying, Map<Integer, BigInteger> lots) {
    List<BigInteger> losses = view.losses(underlying, lots);
    int worst = 0;
    for (int s = 1; s < losses.size(); s++) {
      worst = losses.get(s).compareTo(losses.get(worst)) < 0 ? s : worst;
    }
    BigInteger longs = Numbers.ZERO;
    BigInteger shorts = Numbers.ZERO;
    BigInteger options = Numbers.ZERO;
    BigInteger shortOptions = Numbers.ZERO;
    for (Map.Entry<Integer, BigInteger> entry : lots.entrySet()) {
      BigInteger notional = view.notional(entry.getKey(), entry.getValue());
      boolean isShort = entry.getValue().signum() < 0;
      if (!world.instrument(entry.getKey()).kind().isLinear()) {
        options = options.add(notional);
        shortOptions = isShort ? shortOptions.add(notional) : shortOptions;
      } else if (isShort) {
        shorts = shorts.add(notional);
      } else {
        longs = longs.add(notional);
      }
    }
    BigInteger addOns =
        Numbers.ceilPart(longs.min(shorts), parameter(Parameter.BASIS_PPM, underlying))
            .add(
                Numbers.ceilPart(
                    longs.subtract(shorts).abs(), parameter(Parameter.LIQUIDITY_PPM, underlying)))
            .add(Numbers.ceilPart(options, parameter(Parameter.OPTION_LIQUIDITY_PPM, underlying)));
    BigInteger least =
        Numbers.ceilPart(shortOptions, parameter(Parameter.OPTION_MINIMUM_PPM, underlying));
    BigInteger loss = losses.get(worst).negate().max(Numbers.ZERO);
    int direction = Integer.signum(view.scenarios(underlying).get(worst).movePpm());
    return new Unit(underlying, loss, worst, direction, loss.max(least), addOns);
  }

  /** The root of sum a^2 + 2 sum rho a b, Ceil; above 2^52 the sum of the stresses. */
  private BigInteger aggregate(List<Unit> units) {
    BigInteger sum = Numbers.ZERO;
    BigInteger square = Numbers.ZERO;
    for (int i = 0; i < units.size(); i++) {
      BigInteger one = units.get(i).stress;
      sum = sum.add(one);
      square = square.add(one.multiply(one).multiply(Numbers.MILLION));
      for (int j = 0; j < i; j++) {
        BigInteger pair = one.multiply(units.get(j).stress).shiftLeft(1);
        square = square.add(pair.multiply(correlationPpm(units.get(i), units.get(j))));
      }
    }
    return sum.compareTo(LARGEST_SUM) > 0 ? sum : Numbers.ceilRootOfPpm(square);
  }

  private BigInteger correlationPpm(Unit one, Unit other) {
    int subject =
        Math.min(one.underlying, other.underlying) * 65_536
            + Math.max(one.underlying, other.underlying);
    BigInteger same = parameter(Parameter.SAME_WAY_PPM, subject);
    BigInteger opposite = parameter(Parameter.OPPOSITE_PPM, subject);
    return switch (one.direction * other.direction) {
      case 1 -> same;
      case -1 -> opposite;
      default -> same.max(opposite);
    };
  }

  /** The maintenance margin of lots on their own, in the model of a mode. */
  BigInteger standAlone(Mode mode, int instrument, BigInteger lots) {
    if (lots.signum() == 0) {
      return Numbers.ZERO;
    }
    boolean coin = kind(instrument) == World.Kind.SPOT;
    int asset = new Coins(world).of(instrument);
    if (isTiered(mode)) {
      return coin
          ? haircut(asset, lots, Parameter.HAIRCUT_MAINTENANCE_PPM)
          : tieredMaintenance(instrument, lots);
    }
    Map<Integer, BigInteger> alone = new TreeMap<>();
    alone.put(instrument, lots);
    Unit unit = unit(world.marketOf(instrument).underlying(), alone);
    BigInteger charge = ofPortfolio(unit.stress.add(unit.addOns));
    return coin
        ? charge.add(beside(charge, asset, lots, Parameter.HAIRCUT_MAINTENANCE_PPM))
        : charge;
  }
}
