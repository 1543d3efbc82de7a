package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Open orders' reserves, own leverage, and what signed orders have come to. */
final class Orders {

  /** What is reserved of a subaccount, by instrument. */
  static final World.Topic<Owned, Reserve> RESERVES =
      new World.Topic<>("reserves", Owned.class, Reserve.class);

  /** Own margin fractions in ppm, by market. */
  static final World.Topic<Owned, Integer> LEVERAGES =
      new World.Topic<>("leverages", Owned.class, Integer.class);

  /** Signed orders, by their number. */
  static final World.Topic<Owned, Known> KNOWN =
      new World.Topic<>("signed orders", Owned.class, Known.class);

  /** Orders of one instrument. */
  record Reserve(long bidLots, long bidPrice, long askLots, long askPrice, int orders) {

    boolean isEmpty() {
      return bidLots == 0 && askLots == 0;
    }

    /** What a fill leaves of one side. */
    Reserve without(BigInteger bought) {
      long lots = bought.longValueExact();
      long bids = lots > 0 ? Math.max(0, bidLots - lots) : bidLots;
      long asks = lots < 0 ? Math.max(0, askLots + lots) : askLots;
      return new Reserve(bids, bids > 0 ? bidPrice : 0, asks, asks > 0 ? askPrice : 0, orders);
    }
  }

  /** How far a signed order was filled, and until when that is remembered. */
  record Known(BigInteger filled, long untilMs) {}

  private final World world;
  private final List<Event> events;

  Orders(World world, List<Event> events) {
    this.world = world;
    this.events = events;
  }

  private static <V> NavigableMap<Integer, V> of(NavigableMap<Owned, V> rows, SubaccountId id) {
    NavigableMap<Integer, V> found = new TreeMap<>();
    rows.forEach((key, row) -> {
      if (key.subaccount().equals(id)) {
        found.put((int) key.number(), row);
      }
    });
    return found;
  }

  static NavigableMap<Integer, Reserve> reserves(World world, SubaccountId id) {
    return of(world.rows(RESERVES), id);
  }

  static NavigableMap<Integer, Integer> leverages(World world, SubaccountId id) {
    return of(world.rows(LEVERAGES), id);
  }

  /** Sets an instrument's reserve; an empty one is none. */
  void put(SubaccountId id, int instrument, Reserve reserve) {
    if (reserve.isEmpty()) {
      world.rows(RESERVES).remove(new Owned(id, instrument));
    } else {
      world.rows(RESERVES).put(new Owned(id, instrument), reserve);
    }
  }

  /** A fill takes its lots off what was reserved for them. */
  void consume(SubaccountId id, int instrument, BigInteger bought) {
    Reserve there = world.rows(RESERVES).get(new Owned(id, instrument));
    if (there != null) {
      put(id, instrument, there.without(bought));
    }
  }

  /** Releases all of a subaccount. */
  void release(SubaccountId id) {
    reserves(world, id).forEach((instrument, reserve) -> release(new Owned(id, instrument)));
  }

  private void release(Owned key) {
    Reserve there = World.Rows.require(world.rows(RESERVES), key);
    world.rows(RESERVES).remove(key);
    events.add(
        new Event.ReserveReleased(
            key.subaccount(), (int) key.number(), there.bidLots, there.askLots, there.orders));
  }

  /** Nothing stays of what has ended. */
  void dropEnded() {
    for (Owned key : new ArrayList<>(world.rows(RESERVES).keySet())) {
      if (world.instrument((int) key.number()).ended()) {
        release(key);
      }
    }
    world.rows(LEVERAGES).keySet().removeIf(key -> world.market((int) key.number()).ended());
  }

  /** Signed orders that have expired are forgotten, the first to expire first, so many at most. */
  void forget(long most) {
    List<Map.Entry<Owned, Known>> over = new ArrayList<>();
    for (Map.Entry<Owned, Known> entry : world.rows(KNOWN).entrySet()) {
      if (entry.getValue().untilMs <= world.timeMs) {
        over.add(Map.entry(entry.getKey(), entry.getValue()));
      }
    }
    over.sort((one, other) -> {
      int byTime = Long.compare(one.getValue().untilMs, other.getValue().untilMs);
      return byTime != 0 ? byTime : one.getKey().compareTo(other.getKey());
    });
    over.stream().limit(most).forEach(entry -> world.rows(KNOWN).remove(entry.getKey()));
  }
}
