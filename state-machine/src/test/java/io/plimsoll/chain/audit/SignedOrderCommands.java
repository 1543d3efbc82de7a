package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;
import java.util.NavigableMap;

/** Fills of two signed orders, and what ends an order. */
final class SignedOrderCommands implements CommandPart {

  private static final BigInteger ALL = Numbers.of(Long.MAX_VALUE);

  private final Books books;
  private final World world;
  private final BlockView view;

  SignedOrderCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byAnyone(Command.FillOrders.class, (sender, fill) -> fill(fill));
    handlers.byOwner(Command.CancelOrder.class, cancel -> cancel.subaccount(), this::cancel);
  }

  private NavigableMap<Owned, Orders.Known> known() {
    return world.rows(Orders.KNOWN);
  }

  private ResultCode fill(Command.FillOrders fill) {
    Command.Order buy = fill.buy().order();
    Command.Order sell = fill.sell().order();
    if (buy.chainId() != world.chainId || sell.chainId() != world.chainId) {
      return ResultCode.ORDER_OF_ANOTHER_CHAIN;
    }
    if (!buy.bid() || sell.bid() || buy.instrument() != sell.instrument()) {
      return ResultCode.ORDERS_DO_NOT_MATCH;
    }
    if (!world.instruments.containsKey(buy.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!Numbers.within(fill.lots(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(fill.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    ResultCode mayBuy = check(fill, fill.buy(), fill.buyerFee());
    if (mayBuy != ResultCode.OK) {
      return mayBuy;
    }
    ResultCode maySell = check(fill, fill.sell(), fill.sellerFee());
    if (maySell != ResultCode.OK) {
      return maySell;
    }
    ResultCode traded =
        new TradingCommands(books)
            .fill(
                new Command.Fill(
                    buy.subaccount(),
                    sell.subaccount(),
                    buy.instrument(),
                    fill.lots(),
                    fill.price(),
                    fill.buyerFee(),
                    fill.sellerFee()));
    if (traded == ResultCode.OK) {
      for (Command.Order order : List.of(buy, sell)) {
        fills(order, fill.lots());
      }
    }
    return traded;
  }

  private static Owned key(Command.Order order) {
    return new Owned(order.subaccount(), order.id());
  }

  private BigInteger filled(Command.Order order) {
    Orders.Known there = known().get(key(order));
    return there == null ? Numbers.ZERO : there.filled();
  }

  private ResultCode check(Command.FillOrders fill, Command.SignedOrder signed, long fee) {
    Command.Order order = signed.order();
    SubaccountId whose = order.subaccount();
    ResultCode signer = DelegateCommands.mayTrade(world, signed.signer(), whose.owner());
    if (signer != ResultCode.OK) {
      return signer;
    }
    if (world.timeMs >= order.expiresMs()) {
      return ResultCode.ORDER_EXPIRED;
    }
    if (order.bid() ? fill.price() > order.price() : fill.price() < order.price()) {
      return ResultCode.BEYOND_ORDER_PRICE;
    }
    BigInteger lots = Numbers.of(fill.lots());
    if (filled(order).add(lots).compareTo(Numbers.of(order.lots())) > 0) {
      return ResultCode.ORDER_FILLED;
    }
    BigInteger held = world.lots(whose, order.instrument());
    if (order.reduceOnly() && !Books.reduces(held, order.bid() ? lots : lots.negate())) {
      return ResultCode.NOT_REDUCING;
    }
    if (!Numbers.within(order.maxFeePpm(), 0, 1_000_000)) {
      return ResultCode.FEE_ABOVE_ORDER;
    }
    if (!view.isListed(order.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    BigInteger quote = view.sellerTakes(order.instrument(), lots, Numbers.of(fill.price())).abs();
    BigInteger most = books.fees.allowed(quote, Numbers.of(order.maxFeePpm()));
    if (Numbers.of(fee).compareTo(most) > 0) {
      return ResultCode.FEE_ABOVE_ORDER;
    }
    return hasRoom(key(order)) ? ResultCode.OK : ResultCode.TOO_MANY_SIGNED_ORDERS;
  }

  private boolean hasRoom(Owned key) {
    long there =
        known().keySet().stream()
            .filter(each -> each.subaccount().equals(key.subaccount()))
            .count();
    return known().containsKey(key) || there < books.parameter(Parameter.SIGNED_ORDERS, 0);
  }

  private void fills(Command.Order order, long lots) {
    BigInteger filled = filled(order).add(Numbers.of(lots));
    remember(key(order), filled, order.expiresMs());
    books.events.add(
        new Event.OrderFilled(order.subaccount(), order.id(), lots, filled.longValueExact()));
  }

  private void remember(Owned key, BigInteger filled, long untilMs) {
    Orders.Known there = known().get(key);
    long latest = there == null ? untilMs : Math.max(untilMs, there.untilMs());
    known().put(key, new Orders.Known(filled, latest));
  }

  private ResultCode cancel(Command.CancelOrder cancel) {
    if (world.timeMs >= cancel.untilMs()) {
      return ResultCode.ORDER_EXPIRED;
    }
    if (!world.accounts.containsKey(cancel.subaccount())) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    Owned key = new Owned(cancel.subaccount(), cancel.id());
    if (!hasRoom(key)) {
      return ResultCode.TOO_MANY_SIGNED_ORDERS;
    }
    remember(key, ALL, cancel.untilMs());
    return ResultCode.OK;
  }
}
