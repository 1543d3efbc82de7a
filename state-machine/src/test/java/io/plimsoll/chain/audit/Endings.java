package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;

/** What comes to its end in a block. */
final class Endings {
  private final World world;
  private final List<Event> events;

  Endings(World world, List<Event> events) {
    this.world = world;
    this.events = events;
  }

  void run() {
    for (int id : List.copyOf(world.instruments.keySet())) {
      World.Instrument row = world.instrument(id);
      World.Market market = world.market(row.market());
      if (row.ended() || waits(market.underlying())) {
        continue;
      }
      if (row.kind().expires() && row.expiryMs() <= world.timeMs) {
        World.Expiry expiry =
            World.Rows.require(
                world.expiries, new World.ExpiryKey(market.underlying(), row.expiryMs()));
        settle(id, row, average(market, expiry.settlementSum(), expiry.settlementCount()));
      } else if (isOver(market) && !world.isFinal(id)) {
        settle(id, row, average(market, market.settlementSum(), market.settlementCount()));
      }
    }
    world.markets.replaceAll((id, row) -> isOver(row) && !isLeft(id) ? end(id, row) : row);
    world
        .expiries
        .keySet()
        .removeIf(key -> key.expiryMs() <= world.timeMs && !waits(key.underlying()));
    new Orders(world, events).dropEnded();
  }

  /** What ends before there ever was a price waits for one. */
  private boolean waits(int underlying) {
    return World.Rows.require(world.underlyings, underlying).index() == 0;
  }

  /** Whether something of a market is to be closed between its holders. */
  boolean isLeft(int market) {
    return world.instruments.entrySet().stream()
        .anyMatch(entry ->
            entry.getValue().market() == market
                && !entry.getValue().ended()
                && world.isFinal(entry.getKey()));
  }

  private boolean isOver(World.Market market) {
    return market.settleAtMs() != 0
        && !market.ended()
        && market.settleAtMs() <= world.timeMs
        && !waits(market.underlying());
  }

  World.Market end(int id, World.Market row) {
    events.add(new Event.MarketEnded(id));
    return new World.Market(
        row.underlying(),
        row.isolated(),
        row.num(),
        row.den(),
        row.activeFrom(),
        row.settleAtMs(),
        row.settlementSum(),
        row.settlementCount(),
        true);
  }

  private long average(World.Market market, long sum, int count) {
    return count == 0
        ? World.Rows.require(world.underlyings, market.underlying()).index()
        : Math.floorDiv(sum, count);
  }

  void settle(int id, World.Instrument row, long price) {
    long worth = price;
    if (row.kind().isCall()) {
      worth = Math.max(0, price - row.strike());
    } else if (row.kind().isPut()) {
      worth = Math.max(0, row.strike() - price);
    }
    for (SubaccountId holder : List.copyOf(world.accounts.keySet())) {
      if (world.lots(holder, id).signum() == 0) {
        continue;
      }
      World.PositionKey key = world.keyOf(id);
      Payments.note(
          world, events, holder, world.account(holder).positions().subMap(key, true, key, true));
      if (row.kind().isInverse()) {
        BigInteger payment = new Coins(world).settle(holder, id, worth, price);
        long lots = world.lots(holder, id).longValueExact();
        World.Position none = new World.Position(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
        world.put(holder, world.account(holder).with(world.keyOf(id), none));
        events.add(new Event.Settled(holder, id, lots, payment.longValueExact()));
      } else {
        settle(holder, id, row, worth);
      }
    }
    world.instruments.put(
        id,
        new World.Instrument(
            row.market(),
            row.kind(),
            row.expiryMs(),
            row.strike(),
            row.activeFrom(),
            Numbers.ZERO,
            row.fundingIndex(),
            row.fundingPpm(),
            row.mark(),
            row.markedAtMs(),
            true));
    world.asides.remove(id);
    events.add(new Event.InstrumentEnded(id, price));
  }

  private void settle(SubaccountId holder, int id, World.Instrument row, long worth) {
    World.Account account = world.account(holder);
    World.PositionKey key = world.keyOf(id);
    World.Position position = World.Rows.require(account.positions(), key);
    World.Market market = world.market(row.market());
    BigInteger due =
        Numbers.floor(
            position
                .lots()
                .multiply(
                    position.fundingIndex().subtract(world.fundingIndex(id, position.lots()))),
            Numbers.MILLION);
    BigInteger value =
        Numbers.towardZero(
            position.lots().multiply(Numbers.of(worth)).multiply(Numbers.of(market.num())),
            Numbers.of(market.den()));
    BigInteger payment = position.quote().add(Numbers.limited(value, World.BALANCE_BITS));
    World.Position none = new World.Position(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
    world.payFromClearing(holder, Numbers.saturated(due));
    world.put(holder, world.account(holder).with(key, none));
    BigInteger kept = position.quote();
    world.addToPool(account.pool(), Numbers.ZERO, kept, Numbers.ZERO, Numbers.ZERO);
    world.payFromClearing(holder, payment);
    leavePool(holder);
    if (world.account(holder).positions().isEmpty()) {
      world.lastMarket.put(holder, row.market());
    }
    events.add(
        new Event.Settled(holder, id, position.lots().longValueExact(), payment.longValueExact()));
  }

  /** Cash goes back to the cross pool after the last position, where the pool can pay it. */
  private void leavePool(SubaccountId holder) {
    World.Account account = world.account(holder);
    World.Pool pool = world.pool(account.pool());
    BigInteger cash = account.cash();
    BigInteger free = pool.balance().subtract(pool.fund()).subtract(pool.fees());
    if (account.positions().isEmpty()
        && account.pool() != World.CROSS_POOL
        && cash.signum() >= 0
        && free.compareTo(cash) >= 0) {
      BigInteger none = Numbers.ZERO;
      world.addToPool(account.pool(), cash.negate(), none, none, none);
      world.addToPool(World.CROSS_POOL, cash, none, none, none);
      world.put(holder, account.withPool(World.CROSS_POOL));
    }
  }
}
