package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The end of a delisted market's perpetuals between their holders. */
final class FinalSettlement {

  private final Books books;
  private final World world;

  FinalSettlement(Books books) {
    this.books = books;
    this.world = books.world;
  }

  /** Longs and shorts that may be settled meet, the smallest keys first, until none are left. */
  void run() {
    Endings endings = new Endings(world, books.events);
    long fills = books.parameter(Parameter.LOSS_ACCOUNTS, 0);
    for (int market : List.copyOf(world.markets.keySet())) {
      if (!endings.isLeft(market)) {
        continue;
      }
      for (int id : List.copyOf(world.instruments.keySet())) {
        World.Instrument row = world.instrument(id);
        if (row.market() == market && !row.ended() && world.isFinal(id)) {
          fills = settle(id, fills);
          if (world.instrument(id).openInterest().signum() == 0) {
            endings.settle(id, world.instrument(id), world.finalPrice(market));
          }
        }
      }
      if (!endings.isLeft(market)) {
        world.markets.put(market, endings.end(market, world.market(market)));
      }
    }
    books.orders.dropEnded();
  }

  /** Returns how many fills are left. */
  private long settle(int instrument, long fills) {
    List<SubaccountId> sellers = holders(instrument, 1);
    List<SubaccountId> buyers = holders(instrument, -1);
    long left = fills;
    while (left > 0 && !sellers.isEmpty() && !buyers.isEmpty()) {
      left--;
      fill(sellers.get(0), buyers.get(0), instrument);
      sellers.removeIf(holder -> world.lots(holder, instrument).signum() == 0);
      buyers.removeIf(holder -> world.lots(holder, instrument).signum() == 0);
    }
    return left;
  }

  private List<SubaccountId> holders(int instrument, int side) {
    List<SubaccountId> holders = new ArrayList<>();
    for (SubaccountId id : world.accounts.keySet()) {
      boolean holds = world.lots(id, instrument).signum() == side;
      if (holds && (books.kept(id).equity().signum() >= 0 || books.losses.isOverdue(id))) {
        holders.add(id);
      }
    }
    return holders;
  }

  private void fill(SubaccountId seller, SubaccountId buyer, int instrument) {
    BigInteger lots = world.lots(seller, instrument).min(world.lots(buyer, instrument).negate());
    BigInteger quote = Numbers.limited(books.view.value(instrument, lots), World.BALANCE_BITS);
    books.exchange(buyer, seller, instrument, lots, quote, quote);
    for (SubaccountId id : List.of(seller, buyer)) {
      if (world.account(id).positions().isEmpty()) {
        world.lastMarket.put(id, world.instrument(instrument).market());
      }
      books.leavePool(id);
      books.remargin(id);
    }
    books.events.add(
        new Event.FinallySettled(
            buyer, seller, instrument, lots.longValueExact(), quote.longValueExact()));
  }
}
