package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What open orders are charged beside the initial margin of what is held. */
final class OrderCharges {

  private final World world;
  private final BlockView view;
  private final Margins margins;
  private World.Account account = World.Account.EMPTY;

  OrderCharges(World world, BlockView view, Margins margins) {
    this.world = world;
    this.view = view;
    this.margins = margins;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  /** Whether a subaccount has orders that its mode charges. */
  boolean isCharged(SubaccountId id) {
    int mode = world.account(id).mode().code();
    return parameter(Parameter.RESERVE_CHARGE, mode) == 1 && !Orders.reserves(world, id).isEmpty();
  }

  /** A margin with what open orders add to it. */
  Margins.Margin charged(SubaccountId id, Margins.Margin held) {
    if (!isCharged(id)) {
      return held;
    }
    Mode mode = world.account(id).mode();
    NavigableMap<Integer, Orders.Reserve> orders = Orders.reserves(world, id);
    Map<Integer, Integer> own = Orders.leverages(world, id);
    this.account = world.account(id);
    NavigableMap<Integer, BigInteger> worst = new TreeMap<>();
    world
        .account(id)
        .positions()
        .forEach((key, position) -> worst.put(key.instrument(), position.lots()));
    NavigableMap<Integer, BigInteger> now = new TreeMap<>(worst);
    TreeSet<Integer> groups = new TreeSet<>();
    orders.keySet().forEach(instrument -> groups.add(group(mode, instrument)));
    BigInteger loss = Numbers.ZERO;
    for (int group : groups) {
      BigInteger most = initial(mode, own, filled(mode, group, now, orders, 0));
      int side = 0;
      for (int each : new int[] {1, -1}) {
        BigInteger then =
            initial(mode, own, filled(mode, group, now, orders, each))
                .add(loss(mode, group, now, orders, each));
        if (then.compareTo(most) > 0) {
          most = then;
          side = each;
        }
      }
      loss = loss.add(loss(mode, group, now, orders, side));
      worst.putAll(filled(mode, group, now, orders, side));
    }
    BigInteger more =
        initial(mode, own, worst).add(loss).subtract(held.initial()).max(Numbers.ZERO);
    BigInteger total = held.initial().add(more).add(flat(orders));
    return new Margins.Margin(
        held.equity(), Numbers.saturated(total), held.maintenance(), held.unit(), held.scenario());
  }

  private int group(Mode mode, int instrument) {
    return margins.isTiered(mode) ? instrument : world.marketOf(instrument).underlying();
  }

  private static BigInteger change(Orders.Reserve order, int side) {
    return switch (side) {
      case 1 -> Numbers.of(order.bidLots());
      case -1 -> Numbers.of(-order.askLots());
      default -> Numbers.ZERO;
    };
  }

  /** The lots of a group's instruments when the orders of a side are filled. */
  private Map<Integer, BigInteger> filled(
      Mode mode,
      int group,
      NavigableMap<Integer, BigInteger> now,
      NavigableMap<Integer, Orders.Reserve> orders,
      int side) {
    Map<Integer, BigInteger> lots = new TreeMap<>();
    now.forEach((instrument, held) -> {
      if (group(mode, instrument) == group) {
        lots.put(instrument, held);
      }
    });
    orders.forEach((instrument, order) -> {
      if (group(mode, instrument) == group) {
        lots.merge(instrument, change(order, side), BigInteger::add);
      }
    });
    return lots;
  }

  /** What the orders of a side lose against the mark when they are filled at their worst prices. */
  private BigInteger loss(
      Mode mode,
      int group,
      NavigableMap<Integer, BigInteger> now,
      NavigableMap<Integer, Orders.Reserve> orders,
      int side) {
    BigInteger loss = Numbers.ZERO;
    for (Map.Entry<Integer, Orders.Reserve> entry : orders.entrySet()) {
      int id = entry.getKey();
      BigInteger change = change(entry.getValue(), side);
      if (group(mode, id) != group || change.signum() == 0) {
        continue;
      }
      BigInteger held = now.getOrDefault(id, Numbers.ZERO);
      long price = side > 0 ? entry.getValue().bidPrice() : entry.getValue().askPrice();
      BigInteger quote = view.worth(id, change.abs(), Numbers.of(price));
      BigInteger gain = view.value(id, held.add(change)).subtract(view.value(id, held));
      BigInteger net = side > 0 ? gain.subtract(quote) : gain.add(quote);
      loss = loss.add(net.negate().max(Numbers.ZERO));
    }
    return loss;
  }

  private BigInteger flat(NavigableMap<Integer, Orders.Reserve> orders) {
    BigInteger flat = Numbers.ZERO;
    for (Map.Entry<Integer, Orders.Reserve> entry : orders.entrySet()) {
      long each = parameter(Parameter.ORDER_RESERVE, world.instrument(entry.getKey()).market());
      flat = flat.add(Numbers.of(each).multiply(Numbers.of(entry.getValue().orders())));
    }
    return flat;
  }

  /** The initial margin of lots alone. */
  private BigInteger initial(Mode mode, Map<Integer, Integer> own, Map<Integer, BigInteger> lots) {
    World.Account alone = World.Account.EMPTY;
    for (Map.Entry<Integer, BigInteger> entry : lots.entrySet()) {
      World.PositionKey key = world.keyOf(entry.getKey());
      BigInteger funded = world.instrument(entry.getKey()).fundingIndex();
      World.Position held =
          account
              .positions()
              .getOrDefault(key, new World.Position(Numbers.ZERO, Numbers.ZERO, funded));
      alone = alone.with(key, at(entry.getKey(), entry.getValue(), held));
    }
    return margins.of(alone, mode, own).initial();
  }

  /** A position with other lots: what is filled at the mark neither gains nor loses. */
  private World.Position at(int instrument, BigInteger lots, World.Position held) {
    World.Kind kind = world.instrument(instrument).kind();
    BigInteger quote = held.quote();
    if (kind.keepsBalance() && !kind.isInverse()) {
      BigInteger before = view.value(instrument, held.lots());
      quote = quote.add(before).subtract(view.value(instrument, lots));
    }
    return new World.Position(lots, quote, held.fundingIndex());
  }
}
