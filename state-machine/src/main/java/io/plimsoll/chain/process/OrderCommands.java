package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Leverages;
import io.plimsoll.chain.state.Reserves;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.dydx.Code;
import io.plimsoll.margin.rule.dydx.UserLeverage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What binds a subaccount's margin without a trade: reserves of open orders, own leverage. */
final class OrderCommands {

  private static final Reserves NONE = new Reserves(List.of());
  private static final int MOST_ORDERS = 1_000_000;

  /** Tiers that limit how many orders may be open. */
  static final int TIERS = 8;

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Trades trades;
  private final Requirement before = new Requirement();
  private final Requirement after = new Requirement();

  OrderCommands(Context context, Trades trades) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.trades = trades;
  }

  ResultCode apply(Command.Reserve reserve) {
    Rows.Instrument instrument = state.instruments().get(reserve.instrument());
    if (instrument == null) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (instrument.kind().isInCoins()) {
      return ResultCode.NOT_RESERVABLE;
    }
    ResultCode range = checkRange(reserve);
    if (range != ResultCode.OK) {
      return range;
    }
    int handle = accounts.find(reserve.subaccount());
    if (handle < 0 || !accounts.exists(handle)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    Reserves row = context.reservations.row(handle);
    Reserves there = row == null ? NONE : row;
    Reserves.Reserve changed =
        new Reserves.Reserve(
            reserve.instrument(),
            reserve.bidLots(),
            reserve.bidPrice(),
            reserve.askLots(),
            reserve.askPrice(),
            reserve.orders());
    Reserves then = there.with(changed);
    if (!reserve.isRelease()) {
      ResultCode may = checkSet(handle, reserve, there.get(reserve.instrument()));
      if (may != ResultCode.OK) {
        return may;
      }
      ResultCode fits = checkCounts(handle, there, then == null ? NONE : then);
      if (fits != ResultCode.OK) {
        return fits;
      }
    }
    context.margining.evaluate(handle, before);
    context.reservations.set(handle, then);
    ResultCode covered = checkMargin(handle);
    if (covered != ResultCode.OK) {
      context.reservations.set(handle, row);
    }
    return covered;
  }

  private static ResultCode checkRange(Command.Reserve reserve) {
    boolean bids = reserve.bidLots() > 0;
    boolean asks = reserve.askLots() > 0;
    int least = (bids ? 1 : 0) + (asks ? 1 : 0);
    boolean sizes =
        reserve.bidLots() >= 0
            && reserve.bidLots() <= Limits.LOTS
            && reserve.askLots() >= 0
            && reserve.askLots() <= Limits.LOTS
            && reserve.orders() >= least
            && reserve.orders() <= (least == 0 ? 0 : MOST_ORDERS);
    if (!sizes) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    return isPrice(bids, reserve.bidPrice()) && isPrice(asks, reserve.askPrice())
        ? ResultCode.OK
        : ResultCode.PRICE_OUT_OF_RANGE;
  }

  private static boolean isPrice(boolean there, long price) {
    return there ? price >= 1 && price <= Limits.PRICE : price == 0;
  }

  /** Whether orders of that size may be open, apart from their number and their margin. */
  private ResultCode checkSet(int handle, Command.Reserve reserve, Reserves.@Nullable Reserve old) {
    int slot = state.instruments().slotOf(reserve.instrument());
    if (!context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!context.market.isPriced(slot)) {
      return ResultCode.NO_PRICE;
    }
    if (context.market.quote(slot, reserve.bidLots(), reserve.bidPrice()) > Limits.AMOUNT
        || context.market.quote(slot, reserve.askLots(), reserve.askPrice()) > Limits.AMOUNT) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    boolean grows =
        old == null || reserve.bidLots() > old.bidLots() || reserve.askLots() > old.askLots();
    if (!grows) {
      return ResultCode.OK;
    }
    if (!context.market.isOpen(slot)) {
      return ResultCode.REDUCE_ONLY;
    }
    ResultCode allowed = trades.mayHold(handle, slot, accounts.mode(handle));
    if (allowed != ResultCode.OK) {
      return allowed;
    }
    int p = accounts.position(handle, slot);
    long held = p < 0 ? 0 : accounts.lots(p);
    return trades.isSizeAllowed(slot, Checked.addSaturated(held, reserve.bidLots()))
            && trades.isSizeAllowed(slot, Checked.subtractSaturated(held, reserve.askLots()))
        ? ResultCode.OK
        : ResultCode.POSITION_TOO_LARGE;
  }

  private ResultCode checkCounts(int handle, Reserves there, Reserves then) {
    if (then.of().size() > there.of().size()
        && then.of().size() > context.parameter(Parameter.RESERVES, 0)) {
      return ResultCode.TOO_MANY_RESERVES;
    }
    return then.orders() > there.orders() && then.orders() > mostOrders(handle)
        ? ResultCode.TOO_MANY_ORDERS
        : ResultCode.OK;
  }

  /**
   * As many orders as the highest tier whose equity the subaccount has allows; ties to the last.
   */
  private long mostOrders(int handle) {
    long most = Long.MAX_VALUE;
    long reached = -1;
    context.margining.evaluate(handle, before);
    long equity = Math.max(0, before.equity());
    for (int tier = 0; tier < TIERS; tier++) {
      long from = context.parameter(Parameter.ORDER_TIER_EQUITY, tier);
      if (from <= equity && from >= reached) {
        reached = from;
        most = context.parameter(Parameter.ORDER_TIER_ORDERS, tier);
      }
    }
    return most;
  }

  /** Whether a subaccount may stay as it is after it was {@link #before}. */
  private ResultCode checkMargin(int handle) {
    context.margining.evaluate(handle, after);
    return after.initial() <= before.initial() || context.margining.model(handle).canOpen(after)
        ? ResultCode.OK
        : ResultCode.BELOW_INITIAL_MARGIN;
  }

  ResultCode apply(Command.SetLeverage set) {
    Rows.Market market = state.markets().get(set.market());
    if (market == null || market.activeFrom() > context.height()) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (market.ended()) {
      return ResultCode.MARKET_ENDED;
    }
    int handle = accounts.find(set.subaccount());
    if (handle < 0 || !accounts.exists(handle)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (set.ppm() != 0) {
      long tier = context.parameter(Parameter.INITIAL_PPM, set.market());
      Code refusal = UserLeverage.refusal(set.ppm(), tier);
      if (refusal != null || set.ppm() > Limits.ONE_PPM) {
        return ResultCode.LEVERAGE_OUT_OF_RANGE;
      }
    }
    Leverages row = state.leverages().get(set.subaccount());
    Leverages there = row == null ? new Leverages(List.of()) : row;
    Leverages then = there.with(set.market(), set.ppm());
    int size = then == null ? 0 : then.of().size();
    if (size > there.of().size() && size > context.parameter(Parameter.POSITIONS, 0)) {
      return ResultCode.TOO_MANY_LEVERAGES;
    }
    context.margining.evaluate(handle, before);
    put(set, then);
    ResultCode covered = checkMargin(handle);
    if (covered != ResultCode.OK) {
      put(set, row);
    }
    return covered;
  }

  private void put(Command.SetLeverage of, @Nullable Leverages row) {
    if (row == null) {
      state.leverages().remove(of.subaccount());
    } else {
      state.leverages().put(of.subaccount(), row);
    }
  }
}
