package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.process.LiquidationFills.Money;
import io.plimsoll.chain.process.LiquidationFills.Outcome;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.dydx.Answer;
import io.plimsoll.margin.rule.dydx.Code;
import io.plimsoll.margin.rule.dydx.Liquidation;
import io.plimsoll.margin.rule.dydx.LiquidationConfig;
import io.plimsoll.margin.rule.dydx.LiquidationLimits;
import io.plimsoll.margin.rule.dydx.Ratio;
import io.plimsoll.margin.rule.dydx.Risk;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Liquidation as dYdX v4 does it: orders for one position of each account at its fillable price,
 * the farthest from the mark first, matched against this block's quotes alone. What one subaccount
 * may have liquidated and may take from the fund in a block is limited, and each of its positions
 * comes up once.
 *
 * <p>An attempt is one look at an account; a block has at most {@code LIQUIDATION_STEPS}. While
 * there are any left the accounts that had an order come up again with their next position.
 *
 * <p>Source: v4-chain 84d4664bae71, clob/keeper/liquidations.go.
 */
final class DydxLiquidation implements LiquidationPolicy {

  private final LiquidationFills fills;
  private final Context context;
  private final Accounts accounts;
  private final Requirement requirement = new Requirement();
  private final TreeMap<Integer, Used> used = new TreeMap<>();

  DydxLiquidation(LiquidationFills fills) {
    this.fills = fills;
    context = fills.context;
    accounts = fills.accounts;
  }

  /** What a block has done to one subaccount. */
  private static final class Used {
    private final Set<Integer> slots = new TreeSet<>();
    private long notional;
    private long insured;
  }

  /**
   * An order.
   *
   * @param price a mantissa, the worst
   * @param far how far the fillable price is from the mark, as a part of it
   * @param notional of the lots at the mark, in quanta
   */
  private record Order(int handle, int slot, long lots, long price, Ratio far, long notional) {

    /** Negative where this goes first. */
    int compare(Order other, Accounts accounts) {
      BigInteger one = far.num().multiply(other.far.den());
      int byDistance = other.far.num().multiply(far.den()).compareTo(one);
      if (byDistance != 0) {
        return byDistance;
      }
      int byNotional = Long.compare(other.notional, notional);
      return byNotional != 0 ? byNotional : accounts.compareKeys(handle, other.handle);
    }
  }

  @Override
  public void run(List<Integer> candidates) {
    used.clear();
    long attempts = context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    List<Integer> waiting = inTurn(candidates);
    while (attempts > 0 && !waiting.isEmpty()) {
      List<Order> orders = new ArrayList<>();
      for (int handle : waiting) {
        if (attempts == 0) {
          break;
        }
        attempts--;
        Order order = propose(handle);
        if (order != null) {
          orders.add(order);
        }
      }
      waiting = orders.stream().map(Order::handle).toList();
      orders.sort((one, other) -> one.compare(other, accounts));
      for (Order order : orders) {
        place(order.handle, order.slot);
      }
    }
  }

  /** In key order, from the one whose turn it is on. */
  private List<Integer> inTurn(List<Integer> candidates) {
    List<Integer> sorted = new ArrayList<>(candidates);
    sorted.sort(accounts::compareKeys);
    return turned(sorted);
  }

  private List<Integer> turned(List<Integer> of) {
    List<Integer> turned = new ArrayList<>(of.size());
    if (!of.isEmpty()) {
      long start = context.parameter(Parameter.LIQUIDATION_START, 0);
      int first = (int) (start - Raw.floorDiv(start, of.size()) * of.size());
      turned.addAll(of.subList(first, of.size()));
      turned.addAll(of.subList(0, first));
    }
    return turned;
  }

  private @Nullable Order propose(int handle) {
    if (!fills.isLiquidatable(handle, requirement)) {
      return null;
    }
    if (!used.containsKey(handle)) {
      used.put(handle, new Used());
      fills.start(handle, requirement);
    }
    List<Integer> slots = new ArrayList<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      slots.add(accounts.instrument(p));
    }
    for (int slot : turned(slots)) {
      boolean free = !usedBy(handle).slots.contains(slot) && !context.market.isStale(slot);
      Order order = free ? order(handle, slot) : null;
      if (order != null) {
        return order;
      }
    }
    return null;
  }

  private Used usedBy(int handle) {
    Used of = used.get(handle);
    if (of == null) {
      throw new IllegalStateException("an order of an account that was not taken up");
    }
    return of;
  }

  /** The order for a position as the account now is; null where it has no fillable price. */
  private @Nullable Order order(int handle, int slot) {
    long held = fills.held(handle, slot);
    long value = fills.market.value(slot, held);
    if (fills.market.kind()[slot].isInverse()) {
      return orderInCoins(handle, slot, held, value);
    }
    Risk total = risk(requirement.equity(), requirement.maintenance());
    Risk position = risk(value, context.margining.standAlone(handle, slot, held));
    Answer<Ratio> fillable =
        Liquidation.fillablePrice(total, position, BigInteger.valueOf(held), config(slot));
    if (!(fillable instanceof Answer.Value<Ratio>(Ratio exact))) {
      return null;
    }
    long num = fills.multiplier(slot);
    long den = fills.market.den()[slot];
    Ratio price =
        new Ratio(
            exact.num().multiply(BigInteger.valueOf(den)),
            exact.den().multiply(BigInteger.valueOf(num)));
    BigInteger ticks = Liquidation.subticks(price, held > 0, BigInteger.ONE, 0);
    BigInteger mark = BigInteger.valueOf(Math.max(1, context.market.mark(slot)));
    Ratio far =
        new Ratio(
            price.num().subtract(mark.multiply(price.den())).abs(), mark.multiply(price.den()));
    long size = size(handle, slot, held, value, fills.market.markNum()[slot], den);
    long most = ticks.min(BigInteger.valueOf(Limits.PRICE)).longValueExact();
    long lots = held > 0 ? -size : size;
    return new Order(handle, slot, lots, most, far, Math.abs(fills.market.value(slot, size)));
  }

  /**
   * The order for a position that settles in coins, which the venue does not have: no worse than
   * {@code SLIPPAGE_PPM} from the mark, since no price in USD is fillable for it.
   */
  private Order orderInCoins(int handle, int slot, long held, long value) {
    long mark = context.market.mark(slot);
    long worst = Math.clamp(fills.worstPrice(slot, held > 0), 1, Limits.PRICE);
    Ratio far =
        new Ratio(
            BigInteger.valueOf(Math.abs(worst - mark)), BigInteger.valueOf(Math.max(1, mark)));
    long size = size(handle, slot, held, value, Math.abs(value), Math.abs(held));
    long lots = held > 0 ? -size : size;
    return new Order(handle, slot, lots, worst, far, Math.abs(fills.market.value(slot, size)));
  }

  /** Lots of an order without a sign; num / den is what a lot is worth. */
  private long size(int handle, int slot, long held, long value, long num, long den) {
    return LiquidationLimits.change(
        Math.abs(held),
        Math.abs(value),
        context.parameter(Parameter.SUBACCOUNT_LIQUIDATED, 0) - usedBy(handle).notional,
        fills.marketParameter(Parameter.PORTION_MINIMUM, slot),
        fills.marketParameter(Parameter.PORTION_PPM, slot),
        num,
        den);
  }

  private static Risk risk(long net, long maintenance) {
    return new Risk(BigInteger.valueOf(net), BigInteger.ZERO, BigInteger.valueOf(maintenance));
  }

  private LiquidationConfig config(int slot) {
    return new LiquidationConfig(
        BigInteger.valueOf(fills.marketParameter(Parameter.PENALTY_PPM, slot)),
        chain(Parameter.FILLABLE_ADJUSTMENT_PPM),
        chain(Parameter.FILLABLE_SPREAD_PPM),
        BigInteger.valueOf(fills.marketParameter(Parameter.PORTION_MINIMUM, slot)),
        BigInteger.valueOf(fills.marketParameter(Parameter.PORTION_PPM, slot)),
        chain(Parameter.SUBACCOUNT_LIQUIDATED),
        chain(Parameter.SUBACCOUNT_INSURED));
  }

  private BigInteger chain(Parameter parameter) {
    return BigInteger.valueOf(context.parameter(parameter, 0));
  }

  /** Places an order whose size and price are found again, since those before it traded. */
  private void place(int handle, int slot) {
    usedBy(handle).slots.add(slot);
    if (fills.held(handle, slot) == 0 || !fills.isLiquidatable(handle, requirement)) {
      return;
    }
    Order order = order(handle, slot);
    if (order == null) {
      return;
    }
    long held = fills.held(handle, slot);
    context.emit(
        new Event.LiquidationOrder(
            accounts.id(handle),
            fills.instrumentId(slot),
            Event.Choice.FILLABLE,
            order.lots,
            order.price,
            requirement.maintenance(),
            fills.maintenanceWith(handle, slot, held + order.lots),
            0));
    match(order);
  }

  private void match(Order order) {
    boolean sells = order.lots < 0;
    long left = Math.abs(order.lots);
    for (Quotes.Quote quote : context.quotes.of(order.slot, sells)) {
      if (left == 0 || !LiquidationFills.isAsGood(sells, quote.price, order.price)) {
        return;
      }
      if (quote.lots() == 0 || quote.maker == order.handle) {
        continue;
      }
      long size = Math.min(left, quote.lots());
      switch (fill(order, quote, sells ? -size : size)) {
        case FILLED -> {
          quote.take(size);
          left -= size;
        }
        case REFUSED -> {
          quote.take(quote.lots());
          context.emit(
              new Event.QuoteRefused(
                  accounts.id(quote.maker), fills.instrumentId(order.slot), size));
        }
        case STOPPED -> {
          return;
        }
      }
    }
  }

  private Outcome fill(Order order, Quotes.Quote quote, long lots) {
    Used of = usedBy(order.handle);
    Money money = fills.money(order.handle, order.slot, lots, quote.price);
    long filled = Math.abs(fills.market.value(order.slot, lots));
    Code broken =
        LiquidationLimits.broken(
            filled,
            context.parameter(Parameter.SUBACCOUNT_LIQUIDATED, 0) - of.notional,
            money.paid(),
            context.parameter(Parameter.SUBACCOUNT_INSURED, 0) - of.insured);
    if (broken != null) {
      context.emit(
          new Event.LiquidationLimited(
              accounts.id(order.handle),
              fills.instrumentId(order.slot),
              lots,
              broken == Code.NOTIONAL_LIMIT ? Event.Limit.LIQUIDATED : Event.Limit.INSURED));
      return Outcome.STOPPED;
    }
    Outcome outcome = fills.fill(order.handle, quote.maker, order.slot, lots, quote.price, false);
    if (outcome == Outcome.FILLED) {
      of.notional += filled;
      of.insured += money.paid();
    }
    return outcome;
  }
}
