package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Reserves of open orders, and own leverage. */
final class ReserveCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final BlockView view;

  ReserveCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRoleOrAnyone(
        Command.Reserve.class, Role.MATCHER, wanted -> then(wanted).isEmpty(), this::reserve);
    handlers.byOwner(Command.SetLeverage.class, set -> set.subaccount(), this::setLeverage);
  }

  private static Orders.Reserve then(Command.Reserve wanted) {
    return new Orders.Reserve(
        wanted.bidLots(), wanted.bidPrice(), wanted.askLots(), wanted.askPrice(), wanted.orders());
  }

  private ResultCode reserve(Address sender, Command.Reserve wanted) {
    SubaccountId id = wanted.subaccount();
    Orders.Reserve then = then(wanted);
    if ((world.roles.getOrDefault(sender, 0) & Role.MATCHER.bit()) == 0) {
      ResultCode may = DelegateCommands.mayTrade(world, sender, id.owner());
      if (may != ResultCode.OK) {
        return may;
      }
    }
    if (!world.instruments.containsKey(wanted.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    World.Kind kind = world.instrument(wanted.instrument()).kind();
    if (kind == World.Kind.SPOT || kind.isInverse()) {
      return ResultCode.NOT_RESERVABLE;
    }
    ResultCode range = checkRange(then);
    if (range != ResultCode.OK) {
      return range;
    }
    if (!world.accounts.containsKey(id)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    NavigableMap<Integer, Orders.Reserve> old = Orders.reserves(world, id);
    ResultCode may = then.isEmpty() ? ResultCode.OK : checkSet(id, wanted.instrument(), then, old);
    if (may != ResultCode.OK) {
      return may;
    }
    Margins.Margin before = books.margin(id);
    books.orders.put(id, wanted.instrument(), then);
    return stays(id, before);
  }

  private ResultCode stays(SubaccountId id, Margins.Margin before) {
    Margins.Margin after = books.margin(id);
    return after.initial().compareTo(before.initial()) <= 0 || after.canOpen()
        ? ResultCode.OK
        : ResultCode.BELOW_INITIAL_MARGIN;
  }

  private static ResultCode checkRange(Orders.Reserve of) {
    int sides = (of.bidLots() > 0 ? 1 : 0) + (of.askLots() > 0 ? 1 : 0);
    if (!Numbers.within(of.bidLots(), 0, Commands.MOST)
        || !Numbers.within(of.askLots(), 0, Commands.MOST)
        || !Numbers.within(of.orders(), sides, sides == 0 ? 0 : 1_000_000)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    boolean bidFits = of.bidLots() > 0 ? PriceRules.isPrice(of.bidPrice()) : of.bidPrice() == 0;
    boolean askFits = of.askLots() > 0 ? PriceRules.isPrice(of.askPrice()) : of.askPrice() == 0;
    return bidFits && askFits ? ResultCode.OK : ResultCode.PRICE_OUT_OF_RANGE;
  }

  private ResultCode checkSet(
      SubaccountId id,
      int instrument,
      Orders.Reserve then,
      NavigableMap<Integer, Orders.Reserve> old) {
    if (!view.isListed(instrument)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!view.isPriced(instrument)) {
      return ResultCode.NO_PRICE;
    }
    BigInteger bids = Numbers.of(then.bidLots());
    BigInteger asks = Numbers.of(then.askLots());
    BigInteger most = Numbers.of(Commands.MOST);
    if (view.worth(instrument, bids, Numbers.of(then.bidPrice())).compareTo(most) > 0
        || view.worth(instrument, asks, Numbers.of(then.askPrice())).compareTo(most) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    Orders.@Nullable Reserve there = old.get(instrument);
    if (there == null || then.bidLots() > there.bidLots() || then.askLots() > there.askLots()) {
      if (!view.isOpen(instrument)) {
        return ResultCode.REDUCE_ONLY;
      }
      ResultCode market = books.mayEnter(id, instrument);
      if (market != ResultCode.OK) {
        return market;
      }
      BigInteger held = world.lots(id, instrument);
      if (!books.isSizeAllowed(instrument, held.add(bids))
          || !books.isSizeAllowed(instrument, held.subtract(asks))) {
        return ResultCode.POSITION_TOO_LARGE;
      }
    }
    if (there == null && old.size() + 1 > books.parameter(Parameter.RESERVES, 0)) {
      return ResultCode.TOO_MANY_RESERVES;
    }
    long before = old.values().stream().mapToLong(Orders.Reserve::orders).sum();
    long orders = before - (there == null ? 0 : there.orders()) + then.orders();
    return orders > before && orders > mostOrders(id) ? ResultCode.TOO_MANY_ORDERS : ResultCode.OK;
  }

  /** The highest tier that the equity reaches says how many; of equal ones the last. */
  private long mostOrders(SubaccountId id) {
    BigInteger equity = books.margin(id).equity().max(Numbers.ZERO);
    long best = -1;
    long most = Long.MAX_VALUE;
    for (int tier = 0; tier < 8; tier++) {
      long from = books.parameter(Parameter.ORDER_TIER_EQUITY, tier);
      if (equity.compareTo(Numbers.of(from)) >= 0 && from >= best) {
        best = from;
        most = books.parameter(Parameter.ORDER_TIER_ORDERS, tier);
      }
    }
    return most;
  }

  private ResultCode setLeverage(Command.SetLeverage set) {
    World.Market market = world.markets.get(set.market());
    if (market == null || market.activeFrom() > world.height) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (market.ended()) {
      return ResultCode.MARKET_ENDED;
    }
    SubaccountId id = set.subaccount();
    if (!world.accounts.containsKey(id)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    long least = books.parameter(Parameter.INITIAL_PPM, set.market());
    if (set.ppm() != 0 && !Numbers.within(set.ppm(), least, 1_000_000)) {
      return ResultCode.LEVERAGE_OUT_OF_RANGE;
    }
    Owned key = new Owned(id, set.market());
    NavigableMap<Owned, Integer> rows = world.rows(Orders.LEVERAGES);
    boolean isNew = set.ppm() != 0 && !rows.containsKey(key);
    if (isNew && Orders.leverages(world, id).size() + 1 > books.parameter(Parameter.POSITIONS, 0)) {
      return ResultCode.TOO_MANY_LEVERAGES;
    }
    Margins.Margin before = books.margin(id);
    if (set.ppm() == 0) {
      rows.remove(key);
    } else {
      rows.put(key, set.ppm());
    }
    return stays(id, before);
  }
}
