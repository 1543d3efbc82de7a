package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.OrderFills;
import io.plimsoll.chain.state.State;

/**
 * Fills that nobody's role stands for, but the two orders that were signed for them. An order is
 * known by its subaccount and a number; what has been filled of it is remembered until it expires,
 * so that it is filled no further than it says, however often it is brought.
 */
final class SignedOrders {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Trades trades;
  private final Delegations delegations;
  private final FillReader reader = new FillReader();

  SignedOrders(Context context, Trades trades, Delegations delegations) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.trades = trades;
    this.delegations = delegations;
  }

  /** Forgets orders that have expired, the first to expire first; the rest in the next block. */
  void forgetExpired() {
    long most = context.parameter(Parameter.FORGOTTEN_ORDERS, 0);
    state.orderFills().forgetExpired(context.nowMs(), most);
  }

  ResultCode apply(Command.FillOrders fill) {
    Command.Order buy = fill.buy().order();
    Command.Order sell = fill.sell().order();
    long chainId = state.chain().chainId();
    if (buy.chainId() != chainId || sell.chainId() != chainId) {
      return ResultCode.ORDER_OF_ANOTHER_CHAIN;
    }
    if (!buy.bid() || sell.bid() || buy.instrument() != sell.instrument()) {
      return ResultCode.ORDERS_DO_NOT_MATCH;
    }
    if (state.instruments().get(buy.instrument()) == null) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (fill.lots() < 1 || fill.lots() > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (fill.price() < 1 || fill.price() > Limits.PRICE) {
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
        trades.apply(
            asFill(
                new Command.Fill(
                    buy.subaccount(),
                    sell.subaccount(),
                    buy.instrument(),
                    fill.lots(),
                    fill.price(),
                    fill.buyerFee(),
                    fill.sellerFee())));
    if (traded == ResultCode.OK) {
      record(buy, fill.lots());
      record(sell, fill.lots());
    }
    return traded;
  }

  /** The fill as its bytes would be, which is how trades read it. */
  private FillReader asFill(Command.Fill fill) {
    Authenticated of = new Authenticated(fill.buyer().owner(), fill);
    return reader.at(CommandCodec.encode(of));
  }

  /** Whether an order allows a fill. */
  private ResultCode check(Command.FillOrders fill, Command.SignedOrder signed, long fee) {
    Command.Order order = signed.order();
    ResultCode signer =
        delegations.check(signed.signer(), order.subaccount().owner(), DelegateScope.TRADE);
    if (signer != ResultCode.OK) {
      return signer;
    }
    if (order.expiresMs() <= context.nowMs()) {
      return ResultCode.ORDER_EXPIRED;
    }
    if (order.bid() ? fill.price() > order.price() : fill.price() < order.price()) {
      return ResultCode.BEYOND_ORDER_PRICE;
    }
    OrderFills.Row row = state.orderFills().get(key(order));
    long filled = row == null ? 0 : row.filled();
    // Both are below 2^63, so the difference is exact where the sum may not be.
    if (fill.lots() > order.lots() - filled) {
      return ResultCode.ORDER_FILLED;
    }
    int slot = state.instruments().slotOf(order.instrument());
    if (order.reduceOnly() && !isReducing(order, slot, fill.lots())) {
      return ResultCode.NOT_REDUCING;
    }
    return checkRoom(fill, order, slot, fee, row != null);
  }

  private ResultCode checkRoom(
      Command.FillOrders fill, Command.Order order, int slot, long fee, boolean isKnown) {
    if (order.maxFeePpm() < 0 || order.maxFeePpm() > Limits.ONE_PPM) {
      return ResultCode.FEE_ABOVE_ORDER;
    }
    if (!context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    long quote = Math.abs(context.market.quote(slot, fill.lots(), fill.price()));
    if (fee > trades.fees().allowed(quote, order.maxFeePpm())) {
      return ResultCode.FEE_ABOVE_ORDER;
    }
    return isKnown || hasRoom(order.subaccount())
        ? ResultCode.OK
        : ResultCode.TOO_MANY_SIGNED_ORDERS;
  }

  private boolean hasRoom(SubaccountId subaccount) {
    return state.orderFills().count(subaccount) < context.parameter(Parameter.SIGNED_ORDERS, 0);
  }

  private boolean isReducing(Command.Order order, int slot, long lots) {
    int handle = accounts.find(order.subaccount());
    return handle >= 0 && trades.reduces(handle, slot, order.bid() ? lots : -lots);
  }

  private static OrderFills.Key key(Command.Order order) {
    return new OrderFills.Key(order.subaccount(), order.id());
  }

  private void record(Command.Order order, long lots) {
    OrderFills.Row row = state.orderFills().get(key(order));
    long filled = row == null ? lots : row.filled() + lots;
    long expiresMs = row == null ? order.expiresMs() : Math.max(row.expiresMs(), order.expiresMs());
    state.orderFills().put(key(order), new OrderFills.Row(filled, expiresMs));
    context.emit(new Event.OrderFilled(order.subaccount(), order.id(), lots, filled));
  }

  ResultCode apply(Command.CancelOrder cancel) {
    if (cancel.untilMs() <= context.nowMs()) {
      return ResultCode.ORDER_EXPIRED;
    }
    int handle = accounts.find(cancel.subaccount());
    if (handle < 0 || !accounts.exists(handle)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    OrderFills.Key key = new OrderFills.Key(cancel.subaccount(), cancel.id());
    OrderFills.Row row = state.orderFills().get(key);
    if (row == null && !hasRoom(cancel.subaccount())) {
      return ResultCode.TOO_MANY_SIGNED_ORDERS;
    }
    long untilMs = row == null ? cancel.untilMs() : Math.max(row.expiresMs(), cancel.untilMs());
    state.orderFills().put(key, new OrderFills.Row(OrderFills.CANCELLED, untilMs));
    return ResultCode.OK;
  }
}
