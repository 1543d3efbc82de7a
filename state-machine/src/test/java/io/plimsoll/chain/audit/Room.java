package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;

/** What the chain has room for. */
final class Room {

  private final World world;

  Room(World world) {
    this.world = world;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  /** Whether a subaccount is there or may come to be. */
  boolean mayExist(SubaccountId id) {
    long number = Integer.toUnsignedLong(id.number());
    return world.accounts.containsKey(id) || number <= parameter(Parameter.SUBACCOUNT_NUMBER, 0);
  }

  /** Whether so many positions more fit. */
  boolean hasPositions(int more) {
    long there = 0;
    for (World.Account account : world.accounts.values()) {
      there += account.positions().size();
    }
    return there + more <= parameter(Parameter.TOTAL_POSITIONS, 0);
  }

  ResultCode checkFill(SubaccountId buyer, SubaccountId seller, int id, BigInteger lots) {
    BigInteger bought = world.lots(buyer, id);
    BigInteger sold = world.lots(seller, id);
    if (bought.signum() == 0 && sold.signum() == 0 && !hasPositions(2)) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    int market = world.instrument(id).market();
    long most = parameter(Parameter.OPEN_LOTS, market);
    BigInteger open = Numbers.ZERO;
    for (World.Instrument row : world.instruments.values()) {
      open = row.market() == market ? open.add(row.openInterest()) : open;
    }
    BigInteger grows =
        longs(bought.add(lots))
            .subtract(longs(bought))
            .add(longs(sold.subtract(lots)))
            .subtract(longs(sold));
    boolean above = open.add(grows).compareTo(Numbers.of(most)) > 0;
    return most < 1L << 60 && grows.signum() > 0 && above
        ? ResultCode.OPEN_INTEREST_TOO_LARGE
        : ResultCode.OK;
  }

  private static BigInteger longs(BigInteger lots) {
    return lots.max(Numbers.ZERO);
  }

  ResultCode checkUnderlyings() {
    return world.underlyings.size() < parameter(Parameter.UNDERLYINGS, 0)
        ? ResultCode.OK
        : ResultCode.TOO_MANY_UNDERLYINGS;
  }

  ResultCode checkMarkets() {
    long there = world.markets.values().stream().filter(each -> !each.ended()).count();
    return there < parameter(Parameter.MARKETS, 0) ? ResultCode.OK : ResultCode.TOO_MANY_MARKETS;
  }

  private long instruments() {
    return world.instruments.values().stream().filter(each -> !each.ended()).count();
  }

  private static long scenarios(long steps) {
    return 3 * (steps + 1 + steps) + 2;
  }

  ResultCode checkInstruments(int underlying) {
    long ofUnit =
        world.instruments.values().stream()
            .filter(each -> !each.ended())
            .filter(each -> world.market(each.market()).underlying() == underlying)
            .count();
    if (ofUnit >= parameter(Parameter.UNIT_INSTRUMENTS, underlying)) {
      return ResultCode.TOO_MANY_INSTRUMENTS;
    }
    long steps = parameter(Parameter.STRESS_STEPS, 0);
    World.Path path =
        world.parameters.get(new World.ParameterKey(Parameter.STRESS_STEPS.code(), 0));
    if (path != null) {
      for (World.Change change : path.changes()) {
        steps = Math.max(steps, change.to());
      }
    }
    return fit((instruments() + 1) * scenarios(steps));
  }

  ResultCode checkSteps(long steps) {
    return fit(instruments() * scenarios(steps));
  }

  private ResultCode fit(long cells) {
    return cells <= parameter(Parameter.RISK_CELLS, 0) ? ResultCode.OK : ResultCode.TOO_MANY_CELLS;
  }

  /** Whether a lot weighs enough in some unit, and the position limit not too much. */
  ResultCode checkLot(int market, int underlying, long num, long den) {
    BigInteger index = Numbers.of(World.Rows.require(world.underlyings, underlying).index());
    if (index.signum() == 0) {
      return ResultCode.OK;
    }
    BigInteger value = index.multiply(Numbers.of(num));
    BigInteger weight = Numbers.of(den).multiply(Numbers.of(100_000));
    int k = 0;
    while (k <= 12 && value.multiply(BigInteger.TEN.pow(k)).compareTo(weight) < 0) {
      k++;
    }
    if (k > 12) {
      return ResultCode.LOT_TOO_SMALL;
    }
    long most = parameter(Parameter.POSITION_LOTS, market);
    long move =
        Math.max(
            parameter(Parameter.RANGE_PPM, underlying),
            parameter(Parameter.EXTREME_MOVE_PPM, underlying));
    BigInteger lot = Numbers.floor(value.multiply(BigInteger.TEN.pow(k)), Numbers.of(den));
    BigInteger change = Numbers.floorPart(lot, Numbers.of(move));
    boolean large = change.multiply(Numbers.of(most)).bitLength() > 62;
    return most < 1L << 60 && large ? ResultCode.LIMIT_TOO_LARGE : ResultCode.OK;
  }
}
