package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Liquidation by dYdX's rules: one order an account at its fillable price, the farthest first. */
final class DydxSelling {

  private static final BigInteger MOST_PRICE = Numbers.ONE.shiftLeft(49).subtract(Numbers.ONE);

  /** What of a subaccount this block has closed. */
  private static final class Used {
    final Set<Integer> instruments = new TreeSet<>();
    BigInteger notional = Numbers.ZERO;
    BigInteger insured = Numbers.ZERO;
  }

  /** An order; how far its fillable price is from the mark is {@code far / per}. */
  private record Order(
      SubaccountId id,
      int instrument,
      BigInteger lots,
      BigInteger price,
      BigInteger far,
      BigInteger per,
      BigInteger notional) {

    int compare(Order other) {
      int distance = other.far.multiply(per).compareTo(far.multiply(other.per));
      int size = other.notional.compareTo(notional);
      return distance != 0 ? distance : size != 0 ? size : id.compareTo(other.id);
    }
  }

  private final Selling selling;
  private final Books books;
  private final World world;
  private final BlockView view;
  private final Map<SubaccountId, Used> used = new TreeMap<>();

  DydxSelling(Selling selling) {
    this.selling = selling;
    books = selling.books;
    world = selling.world;
    view = selling.view;
  }

  void run(List<SubaccountId> candidates) {
    long attempts = books.parameter(Parameter.LIQUIDATION_STEPS, 0);
    List<SubaccountId> sorted = new ArrayList<>(new TreeSet<>(candidates));
    List<SubaccountId> waiting = fromStart(sorted);
    while (attempts > 0 && !waiting.isEmpty()) {
      List<Order> orders = new ArrayList<>();
      List<SubaccountId> next = new ArrayList<>();
      for (SubaccountId id : waiting) {
        Order order = attempts > 0 ? propose(id) : null;
        attempts = Math.max(0, attempts - 1);
        if (order != null) {
          orders.add(order);
          next.add(id);
        }
      }
      orders.sort(Order::compare);
      for (Order order : orders) {
        place(order.id, order.instrument);
      }
      waiting = next;
    }
  }

  private <T> List<T> fromStart(List<T> of) {
    List<T> turned = new ArrayList<>();
    long start = books.parameter(Parameter.LIQUIDATION_START, 0);
    for (int i = 0; i < of.size(); i++) {
      turned.add(of.get((int) ((start + i) % of.size())));
    }
    return turned;
  }

  private Used used(SubaccountId id) {
    return used.computeIfAbsent(id, key -> new Used());
  }

  private @Nullable Order propose(SubaccountId id) {
    if (!selling.isFoundBelow(id)) {
      return null;
    }
    if (!used.containsKey(id)) {
      selling.start(id);
    }
    List<Integer> instruments = new ArrayList<>();
    world.account(id).positions().keySet().forEach(key -> instruments.add(key.instrument()));
    for (int instrument : fromStart(instruments)) {
      boolean free = !used(id).instruments.contains(instrument) && !view.isStale(instrument);
      if (free) {
        Order order = order(id, instrument);
        if (order != null) {
          return order;
        }
      }
    }
    return null;
  }

  private @Nullable Order order(SubaccountId id, int instrument) {
    BigInteger held = world.lots(id, instrument);
    BigInteger value = view.value(instrument, held);
    if (world.instrument(instrument).kind().isInverse()) {
      return orderInCoins(id, instrument, held, value);
    }
    Margins.Margin margin = books.margin(id);
    BigInteger alone = books.margins.standAlone(world.account(id).mode(), instrument, held);
    BigInteger adjust = Numbers.of(books.parameter(Parameter.FILLABLE_ADJUSTMENT_PPM, 0));
    BigInteger spread = Numbers.of(books.parameter(Parameter.FILLABLE_SPREAD_PPM, 0));
    // The rating, at most 1, is of / (a million * maintenance).
    BigInteger all = margin.maintenance().multiply(Numbers.MILLION);
    BigInteger of =
        margin.maintenance().subtract(margin.equity()).multiply(adjust).max(Numbers.ZERO).min(all);
    // Value less rating * spread * maintenance of the position, times all and a million.
    BigInteger per = all.multiply(Numbers.MILLION);
    BigInteger offered = value.multiply(per).subtract(of.multiply(spread).multiply(alone));
    if (offered.signum() * held.signum() < 0) {
      return null;
    }
    World.Market market = world.marketOf(instrument);
    BigInteger num = offered.abs().multiply(Numbers.of(market.den()));
    BigInteger den = per.multiply(held.abs()).multiply(Numbers.of(market.num()));
    boolean sells = held.signum() > 0;
    BigInteger price = sells ? Numbers.ceil(num, den) : Numbers.floor(num, den);
    BigInteger mark = view.mark(instrument).max(Numbers.ONE);
    BigInteger far = num.subtract(mark.multiply(den)).abs();
    BigInteger lot = view.mark(instrument).multiply(Numbers.of(market.num()));
    BigInteger size = size(id, instrument, held.abs(), value.abs(), lot, Numbers.of(market.den()));
    return new Order(
        id,
        instrument,
        sells ? size.negate() : size,
        price.max(Numbers.ONE).min(MOST_PRICE),
        far,
        mark.multiply(den),
        view.value(instrument, size).abs());
  }

  /** What settles in coins goes within the slippage of the mark; a lot is worth its part. */
  private Order orderInCoins(SubaccountId id, int instrument, BigInteger held, BigInteger value) {
    boolean sells = held.signum() > 0;
    BigInteger mark = view.mark(instrument);
    BigInteger worst = selling.worstPrice(instrument, sells).max(Numbers.ONE).min(MOST_PRICE);
    BigInteger size = size(id, instrument, held.abs(), value.abs(), value.abs(), held.abs());
    return new Order(
        id,
        instrument,
        sells ? size.negate() : size,
        worst,
        worst.subtract(mark).abs(),
        mark.max(Numbers.ONE),
        view.value(instrument, size).abs());
  }

  private BigInteger liquidatedLeft(SubaccountId id) {
    return Numbers.of(books.parameter(Parameter.SUBACCOUNT_LIQUIDATED, 0))
        .subtract(used(id).notional);
  }

  private BigInteger size(
      SubaccountId id,
      int instrument,
      BigInteger held,
      BigInteger notional,
      BigInteger lotNum,
      BigInteger lotDen) {
    BigInteger least = books.marketParameter(Parameter.PORTION_MINIMUM, instrument).min(notional);
    BigInteger portion =
        Numbers.floorPart(notional, books.marketParameter(Parameter.PORTION_PPM, instrument));
    BigInteger most = portion.max(least).min(liquidatedLeft(id));
    if (notional.compareTo(most) <= 0 || held.equals(Numbers.ONE)) {
      return held;
    }
    BigInteger lots = Numbers.towardZero(most.multiply(lotDen), lotNum);
    return lots.max(Numbers.ONE).min(held);
  }

  private void place(SubaccountId id, int instrument) {
    used(id).instruments.add(instrument);
    boolean holds = world.lots(id, instrument).signum() != 0;
    Order order = holds && selling.isFoundBelow(id) ? order(id, instrument) : null;
    if (order == null) {
      return;
    }
    books.events.add(
        new Event.LiquidationOrder(
            id,
            instrument,
            Event.Choice.FILLABLE,
            order.lots.longValueExact(),
            order.price.longValueExact(),
            books.margin(id).maintenance().longValueExact(),
            selling
                .with(id, instrument, world.lots(id, instrument).add(order.lots))
                .maintenance()
                .longValueExact(),
            0));
    selling.match(
        id,
        instrument,
        order.lots,
        order.price,
        (offer, lots) -> {
          if (!isWithinLimits(id, instrument, lots, offer)) {
            return Selling.Outcome.FUND_TOO_SMALL;
          }
          BigInteger price = Numbers.of(offer.quote.price());
          Selling.Money money = selling.money(id, instrument, lots, price);
          SubaccountId maker = offer.quote.maker();
          Selling.Outcome outcome = selling.fill(id, maker, instrument, lots, price, false);
          if (outcome == Selling.Outcome.FILLED) {
            used(id).notional = used(id).notional.add(view.value(instrument, lots).abs());
            used(id).insured = used(id).insured.add(money.paid());
          }
          return outcome;
        });
  }

  private boolean isWithinLimits(
      SubaccountId id, int instrument, BigInteger lots, Liquidation.Offer offer) {
    BigInteger filled = view.value(instrument, lots).abs();
    BigInteger paid = selling.money(id, instrument, lots, Numbers.of(offer.quote.price())).paid();
    BigInteger insured =
        Numbers.of(books.parameter(Parameter.SUBACCOUNT_INSURED, 0)).subtract(used(id).insured);
    boolean tooMuch = filled.compareTo(liquidatedLeft(id)) > 0;
    if (!tooMuch && paid.compareTo(insured) <= 0) {
      return true;
    }
    books.events.add(
        new Event.LiquidationLimited(
            id,
            instrument,
            lots.longValueExact(),
            tooMuch ? Event.Limit.LIQUIDATED : Event.Limit.INSURED));
    return false;
  }
}
