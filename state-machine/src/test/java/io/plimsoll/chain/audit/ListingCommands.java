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
    boolean expires = kind != World.Kind.PERPETUAL;
    boolean fits =
        list.id() >= 0
            && (expires ? list.expiryMs() > world.timeMs : list.expiryMs() == 0)
            && (kind.isLinear() ? list.strike() == 0 : PriceRules.isPrice(list.strike()));
    if (!fits) {
      return ResultCode.LISTING_OUT_OF_RANGE;
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

  private ResultCode apply(Command.DelistMarket delist) {
    World.Market row = world.markets.get(delist.market());
    if (row == null) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (row.settleAtMs() != 0) {
      return ResultCode.MARKET_ENDED;
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
      case PAIR ->
          high < low && world.underlyings.containsKey(high) && world.underlyings.containsKey(low);
    };
  }
}
