package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import java.math.BigInteger;
import java.util.TreeMap;

/** What governors list, end and set, from the next block on. */
final class ListingCommands implements CommandPart {

  private final World world;

  ListingCommands(Books books) {
    this.world = books.world;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.ListUnderlying.class, Role.GOVERNOR, this::apply);
    handlers.byRole(Command.ListMarket.class, Role.GOVERNOR, this::apply);
    handlers.byRole(Command.ListInstrument.class, Role.GOVERNOR, this::apply);
    handlers.byRole(Command.DelistMarket.class, Role.GOVERNOR, this::apply);
    handlers.byRole(Command.ChangeParameter.class, Role.GOVERNOR, this::apply);
  }

  private ResultCode apply(Command.ListUnderlying list) {
    if (world.underlyings.containsKey(list.id())) {
      return ResultCode.ALREADY_LISTED;
    }
    if (list.name().isEmpty() || !Numbers.within(list.priceExponent(), -18, 0)) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    ResultCode room = new Room(world).checkUnderlyings();
    if (room != ResultCode.OK) {
      return room;
    }
    world.underlyings.put(
        list.id(), new World.Underlying(list.name(), list.priceExponent(), world.height + 1, 0, 0));
    return ResultCode.OK;
  }

  private ResultCode apply(Command.ListMarket list) {
    if (world.markets.containsKey(list.id())) {
      return ResultCode.ALREADY_LISTED;
    }
    World.Underlying underlying = world.underlyings.get(list.underlying());
    if (underlying == null) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    if ((list.isolated() && list.id() == World.CROSS_POOL)
        || !Numbers.within(list.multiplierNum(), 1, 10_000)
        || !Numbers.within(list.multiplierDen(), 1, 1_000_000_000_000L)
        || !PriceRules.isSmallLot(underlying.index(), list.multiplierNum(), list.multiplierDen())) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    Room room = new Room(world);
    ResultCode lot =
        room.checkLot(list.id(), list.underlying(), list.multiplierNum(), list.multiplierDen());
    ResultCode fits = lot == ResultCode.OK ? room.checkMarkets() : lot;
    if (fits != ResultCode.OK) {
      return fits;
    }
    world.markets.put(
        list.id(),
        new World.Market(
            list.underlying(),
            list.isolated(),
            list.multiplierNum(),
            list.multiplierDen(),
            world.height + 1,
            0,
            0,
            0,
            false));
    return ResultCode.OK;
  }

  private ResultCode apply(Command.ListInstrument list) {
    if (world.instruments.containsKey(list.id())) {
      return ResultCode.ALREADY_LISTED;
    }
    World.Market market = world.markets.get(list.market());
    if (market == null) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (market.settleAtMs() != 0) {
      return ResultCode.MARKET_ENDED;
    }
    World.Kind kind = World.Kind.of(list.kind().code());
    int asset = new Coins(world).ofUnderlying(market.underlying());
    if (kind.isInverse() && asset < 0) {
      return ResultCode.UNKNOWN_ASSET;
    }
    boolean expires = kind.expires();
    boolean fits =
        list.id() >= 0
            && kind != World.Kind.SPOT
            && (expires ? list.expiryMs() > world.timeMs : list.expiryMs() == 0)
            && isStrike(kind, list.strike())
            && (!kind.isInverse() || fitsCoins(kind, list.strike(), market, asset));
    if (!fits) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    Room room = new Room(world);
    ResultCode lot = room.checkLot(list.market(), market.underlying(), market.num(), market.den());
    ResultCode more = lot == ResultCode.OK ? room.checkInstruments(market.underlying()) : lot;
    if (more != ResultCode.OK) {
      return more;
    }
    world.instruments.put(
        list.id(),
        new World.Instrument(
            list.market(),
            kind,
            list.expiryMs(),
            list.strike(),
            world.height + 1,
            BigInteger.ZERO,
            BigInteger.ZERO,
            0,
            0,
            0,
            false));
    if (expires) {
      world.expiries.putIfAbsent(
          new World.ExpiryKey(market.underlying(), list.expiryMs()),
          new World.Expiry(0, 0, 0, 0, 0, new TreeMap<>()));
    }
    return ResultCode.OK;
  }

  private static boolean isStrike(World.Kind kind, long strike) {
    if (kind.isFixed()) {
      return Numbers.within(strike, 1, 1L << 40);
    }
    return kind.isLinear() ? strike == 0 : PriceRules.isPrice(strike);
  }

  /** Inverse instruments are cross, and the quotient of coins for a lot is of moderate size. */
  private boolean fitsCoins(World.Kind kind, long strike, World.Market market, int asset) {
    BigInteger perPrice =
        Numbers.of(world.marketOf(new Coins(world).asset(asset).instrument()).den());
    if (kind.isFixed()) {
      return !market.isolated()
          && Numbers.of(strike).multiply(perPrice).compareTo(BigInteger.ONE.shiftLeft(62)) <= 0;
    }
    BigInteger top = Numbers.of(market.num()).multiply(perPrice);
    BigInteger bottom = Numbers.of(market.den()).multiply(Numbers.of(1_000_000_000));
    BigInteger common = top.gcd(bottom);
    return !market.isolated()
        && top.divide(common).compareTo(Numbers.of(10_000)) <= 0
        && bottom.divide(common).compareTo(Numbers.of(1_000_000_000_000L)) <= 0;
  }

  private ResultCode apply(Command.DelistMarket delist) {
    World.Market row = world.markets.get(delist.market());
    if (row == null) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (row.settleAtMs() != 0) {
      return ResultCode.MARKET_ENDED;
    }
    boolean isCoin =
        world.rows(Coins.ASSETS).values().stream()
            .anyMatch(asset -> world.instrument(asset.instrument()).market() == delist.market());
    if (isCoin && delist.settleAtMs() > world.timeMs) {
      return ResultCode.MARKET_OF_ASSET;
    }
    boolean outlived =
        world.instruments.values().stream()
            .filter(each -> each.market() == delist.market() && !each.ended())
            .anyMatch(each -> each.expiryMs() > delist.settleAtMs());
    if (delist.settleAtMs() <= world.timeMs || outlived) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    world.markets.put(
        delist.market(),
        new World.Market(
            row.underlying(),
            row.isolated(),
            row.num(),
            row.den(),
            row.activeFrom(),
            delist.settleAtMs(),
            0,
            0,
            false));
    return ResultCode.OK;
  }

  private ResultCode apply(Command.ChangeParameter change) {
    Parameter parameter = change.parameter();
    boolean inRange =
        parameter.allows(change.value())
            && Numbers.within(change.rampBlocks(), 0, 100_000_000)
            && Numbers.within(change.activationHeight(), 0, 1L << 53)
            && isSubject(parameter, change.subject());
    if (!inRange) {
      return ResultCode.PARAMETER_OUT_OF_RANGE;
    }
    if (parameter == Parameter.STRESS_STEPS
        && new Room(world).checkSteps(change.value()) != ResultCode.OK) {
      return ResultCode.TOO_MANY_CELLS;
    }
    long start = Math.max(change.activationHeight(), world.height + 1);
    World.Path path =
        Governed.with(
            world,
            parameter,
            change.subject(),
            new World.Change(change.value(), start, change.rampBlocks()));
    if (path == null) {
      return ResultCode.PARAMETER_OUT_OF_RANGE;
    }
    world.parameters.put(new World.ParameterKey(parameter.code(), change.subject()), path);
    return ResultCode.OK;
  }

  private boolean isSubject(Parameter parameter, int subject) {
    int high = subject >>> 16;
    int low = subject & 0xffff;
    return switch (parameter.scope()) {
      case CHAIN -> subject == 0;
      case UNDERLYING -> world.underlyings.containsKey(subject);
      case MARKET -> world.markets.containsKey(subject);
      case ASSET -> world.rows(Coins.ASSETS).containsKey(subject);
      case POOL ->
          subject == World.CROSS_POOL
              || (world.markets.containsKey(subject) && world.market(subject).isolated());
      case MODE -> Numbers.within(subject, 0, 2);
      case TIER -> Numbers.within(subject, 0, 7);
      case PAIR ->
          high < low && world.underlyings.containsKey(high) && world.underlyings.containsKey(low);
    };
  }
}
