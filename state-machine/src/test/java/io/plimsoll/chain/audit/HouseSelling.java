package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The house's liquidation: steps of one order each, against quotes, then backstops. */
final class HouseSelling {

  private static final long MOST_QUOTE = 1L << 53;

  private record Order(
      int instrument, BigInteger size, Event.Choice rule, BigInteger left, BigInteger cost) {

    /** Positive where this releases more of a margin for what it costs. */
    int compareWorth(Order other, BigInteger margin) {
      BigInteger release = margin.subtract(left);
      BigInteger otherRelease = margin.subtract(other.left);
      int ratio = release.multiply(other.cost).compareTo(otherRelease.multiply(cost));
      return ratio != 0 ? ratio : release.compareTo(otherRelease);
    }
  }

  private final Selling selling;
  private final Books books;
  private final World world;
  private final BlockView view;
  private final BigInteger buffer;
  private final long sizes;
  private long stepsLeft;

  HouseSelling(Selling selling) {
    this.selling = selling;
    books = selling.books;
    world = selling.world;
    view = selling.view;
    buffer = Numbers.of(books.parameter(Parameter.LIQUIDATION_BUFFER_PPM, 0));
    sizes = books.parameter(Parameter.LIQUIDATION_SIZES, 0);
  }

  void run(List<SubaccountId> candidates) {
    stepsLeft = books.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (SubaccountId id : candidates) {
      if (stepsLeft > 0 && selling.isFoundBelow(id)) {
        liquidate(id);
      }
    }
  }

  private void liquidate(SubaccountId id) {
    selling.start(id);
    Set<Integer> untradeable = new TreeSet<>();
    while (stepsLeft > 0 && mustSell(id)) {
      Order order = choose(id, untradeable);
      if (order == null) {
        return;
      }
      stepsLeft--;
      boolean sells = world.lots(id, order.instrument).signum() > 0;
      books.remargin(id);
      books.events.add(
          new Event.LiquidationOrder(
              id,
              order.instrument,
              order.rule,
              (sells ? order.size.negate() : order.size).longValueExact(),
              selling.worstPrice(order.instrument, sells).longValueExact(),
              books.margin(id).maintenance().longValueExact(),
              order.left.longValueExact(),
              order.cost.longValueExact()));
      if (!step(id, order.instrument, sells, order.size)) {
        untradeable.add(order.instrument);
      }
    }
  }

  private boolean mustSell(SubaccountId id) {
    boolean below = selling.isFoundBelow(id);
    return buffer.signum() == 0
        ? below
        : !world.account(id).positions().isEmpty() && !isAboveBuffer(books.margin(id));
  }

  private boolean isAboveBuffer(Margins.Margin of) {
    return of.equity()
            .multiply(Numbers.MILLION)
            .compareTo(of.maintenance().multiply(Numbers.MILLION.add(buffer)))
        >= 0;
  }

  private @Nullable Order choose(SubaccountId id, Set<Integer> untradeable) {
    Order best = null;
    Margins.Margin now = books.margin(id);
    if (sizes > 0 && !books.margins.isTiered(world.account(id).mode())) {
      for (World.PositionKey key : world.account(id).positions().keySet()) {
        best = mostForCost(id, key.instrument(), untradeable, now.maintenance(), best);
      }
    }
    return best == null ? leastLeft(id, untradeable) : best;
  }

  private boolean isOffered(int instrument, Set<Integer> untradeable) {
    return !view.isStale(instrument) && !untradeable.contains(instrument);
  }

  /** The position without which the maintenance margin is least. */
  private @Nullable Order leastLeft(SubaccountId id, Set<Integer> untradeable) {
    Order best = null;
    for (World.PositionKey key : world.account(id).positions().keySet()) {
      int each = key.instrument();
      if (isOffered(each, untradeable)) {
        BigInteger left = selling.with(id, each, Numbers.ZERO).maintenance();
        if (best == null || left.compareTo(best.left) < 0) {
          BigInteger size = selling.orderSize(each, world.lots(id, each).abs());
          best = new Order(each, size, Event.Choice.LEAST_LEFT, left, Numbers.ZERO);
        }
      }
    }
    return best;
  }

  private @Nullable Order mostForCost(
      SubaccountId id,
      int instrument,
      Set<Integer> untradeable,
      BigInteger margin,
      @Nullable Order before) {
    BigInteger held = world.lots(id, instrument);
    BigInteger price =
        isOffered(instrument, untradeable) ? bestPrice(id, instrument, held.signum() > 0) : null;
    if (price == null) {
      return before;
    }
    Order best = before;
    BigInteger size = selling.orderSize(instrument, held.abs());
    for (long i = 0; i < sizes; i++) {
      BigInteger lots = held.signum() > 0 ? size.negate() : size;
      Selling.Money money = selling.money(id, instrument, lots, price);
      BigInteger cost =
          selling.fair(id, instrument, lots).subtract(money.dollars()).add(money.penalty());
      BigInteger left = selling.with(id, instrument, held.add(lots)).maintenance();
      Order next =
          new Order(instrument, size, Event.Choice.MOST_FOR_COST, left, cost.max(Numbers.ONE));
      if (left.compareTo(margin) < 0 && (best == null || next.compareWorth(best, margin) > 0)) {
        best = next;
      }
      size = Numbers.ceil(size, Numbers.of(2));
    }
    return best;
  }

  private @Nullable BigInteger bestPrice(SubaccountId id, int instrument, boolean sells) {
    BigInteger worst = selling.worstPrice(instrument, sells);
    for (Liquidation.Offer offer : selling.sorted(instrument, sells)) {
      BigInteger price = Numbers.of(offer.quote.price());
      if (offer.left.signum() > 0
          && !offer.quote.maker().equals(id)
          && Selling.better(sells, price, worst).signum() >= 0) {
        return price;
      }
    }
    return selling.backstops(id, instrument).isEmpty()
        ? null
        : selling.backstopPrice(instrument, sells);
  }

  private boolean step(SubaccountId id, int instrument, boolean sells, BigInteger size) {
    BigInteger left = size;
    BigInteger worst = selling.worstPrice(instrument, sells);
    for (Liquidation.Offer offer : selling.sorted(instrument, sells)) {
      BigInteger price = Numbers.of(offer.quote.price());
      SubaccountId maker = offer.quote.maker();
      if (isDone(id, left) || Selling.better(sells, price, worst).signum() < 0) {
        break;
      }
      if (offer.left.signum() == 0 || maker.equals(id)) {
        continue;
      }
      BigInteger lots = least(id, instrument, sells, left.min(offer.left), price);
      switch (selling.fill(id, maker, instrument, sells ? lots.negate() : lots, price, false)) {
        case FILLED -> {
          offer.left = offer.left.subtract(lots);
          left = left.subtract(lots);
        }
        case REFUSED -> {
          offer.left = Numbers.ZERO;
          books.events.add(new Event.QuoteRefused(maker, instrument, lots.longValueExact()));
        }
        case FUND_TOO_SMALL -> {
          return left.compareTo(size) < 0;
        }
      }
    }
    return backstop(id, instrument, sells, left) || left.compareTo(size) < 0;
  }

  private boolean isDone(SubaccountId id, BigInteger left) {
    return left.signum() == 0 || (buffer.signum() > 0 && !mustSell(id));
  }

  private boolean backstop(SubaccountId id, int instrument, boolean sells, BigInteger most) {
    if (isDone(id, most)) {
      return false;
    }
    BigInteger price = selling.backstopPrice(instrument, sells);
    BigInteger lots = least(id, instrument, sells, most, price);
    BigInteger signed = sells ? lots.negate() : lots;
    for (SubaccountId backstop : selling.backstops(id, instrument)) {
      switch (selling.fill(id, backstop, instrument, signed, price, true)) {
        case FILLED -> {
          return true;
        }
        case FUND_TOO_SMALL -> {
          return false;
        }
        case REFUSED -> {}
      }
    }
    return false;
  }

  /** Halves the lots between what does not and what does reach the buffer. */
  private BigInteger least(
      SubaccountId id, int instrument, boolean sells, BigInteger most, BigInteger price) {
    if (buffer.signum() == 0 || !reaches(id, instrument, sells, most, price)) {
      return most;
    }
    BigInteger too = Numbers.ZERO;
    BigInteger enough = most;
    while (enough.subtract(too).compareTo(Numbers.ONE) > 0) {
      BigInteger middle = Numbers.floor(too.add(enough), Numbers.of(2));
      if (reaches(id, instrument, sells, middle, price)) {
        enough = middle;
      } else {
        too = middle;
      }
    }
    return enough;
  }

  private boolean reaches(
      SubaccountId id, int instrument, boolean sells, BigInteger size, BigInteger price) {
    BigInteger lots = sells ? size.negate() : size;
    Selling.Money money = selling.money(id, instrument, lots, price);
    Margins.Margin after = selling.with(id, instrument, world.lots(id, instrument).add(lots));
    BigInteger equity =
        books
            .margin(id)
            .equity()
            .add(money.dollars())
            .subtract(selling.fair(id, instrument, lots))
            .add(money.paid())
            .subtract(money.penalty());
    return isAboveBuffer(new Margins.Margin(equity, after.initial(), after.maintenance(), -1, -1));
  }

  /** A keeper trades at its own price, which must not be worse than a backstop's. */
  ResultCode liquidate(Command.Liquidate offer) {
    SubaccountId id = offer.subaccount();
    int instrument = offer.instrument();
    BigInteger price = Numbers.of(offer.price());
    BigInteger held = world.lots(id, instrument);
    boolean sells = held.signum() > 0;
    BigInteger backstop = selling.backstopPrice(instrument, sells);
    if (Selling.better(sells, price, backstop).signum() < 0) {
      return ResultCode.LIQUIDATION_PRICE_TOO_BAD;
    }
    BigInteger most = Numbers.of(offer.lots()).min(selling.orderSize(instrument, held.abs()));
    if (view.sellerTakes(instrument, most, price).abs().compareTo(Numbers.of(MOST_QUOTE)) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger size = least(id, instrument, sells, most, price);
    BigInteger lots = sells ? size.negate() : size;
    Selling.Money money = selling.money(id, instrument, lots, price);
    BigInteger feePpm = Numbers.of(books.parameter(Parameter.KEEPER_FEE_PPM, 0));
    BigInteger fee = Numbers.floorPart(money.penalty(), feePpm);
    return KeeperCommands.make(selling, offer, lots, money, fee);
  }
}
