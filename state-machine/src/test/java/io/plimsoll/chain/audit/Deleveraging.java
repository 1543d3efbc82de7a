package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deleveraging of what is bankrupt, and what the funds pay then. */
final class Deleveraging {

  private final Books books;
  private final World world;
  private final BlockView view;
  private final Map<String, List<SubaccountId>> rankings = new TreeMap<>();

  Deleveraging(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
  }

  /** Closes what has negative equity against opposite holders, then covers debts from the fund. */
  void deleverage() {
    List<SubaccountId> bankrupt = new ArrayList<>();
    world.accounts.forEach((id, account) -> {
      if (!account.positions().isEmpty() && books.kept(id).equity().signum() < 0) {
        bankrupt.add(id);
      }
    });
    for (SubaccountId id : books.byRisk(bankrupt)) {
      books.settleFunding(id);
      for (int instrument : bySize(id)) {
        if (!view.isStale(instrument) && world.instrument(instrument).kind() != World.Kind.SPOT) {
          deleverage(id, instrument);
        }
      }
      books.leavePool(id);
      books.remargin(id);
    }
    coverDebts();
  }

  private List<Integer> bySize(SubaccountId id) {
    World.Account account = world.account(id);
    Map<Integer, BigInteger> standAlone = new TreeMap<>();
    List<Integer> order = new ArrayList<>();
    account
        .positions()
        .forEach((key, position) -> {
          int instrument = key.instrument();
          order.add(instrument);
          standAlone.put(
              instrument, books.margins.standAlone(account.mode(), instrument, position.lots()));
        });
    order.sort(Comparator.comparing(key -> World.Rows.require(standAlone, key).negate()));
    return order;
  }

  private void deleverage(SubaccountId id, int instrument) {
    long visits = books.parameter(Parameter.DELEVERAGING_HOLDERS, 0);
    boolean againstLongs = world.lots(id, instrument).signum() < 0;
    String side = instrument + (againstLongs ? " long" : " short");
    List<SubaccountId> ranked =
        rankings.computeIfAbsent(side, key -> rank(instrument, againstLongs));
    for (SubaccountId holder : ranked) {
      BigInteger held = world.lots(id, instrument);
      if (held.signum() == 0 || visits == 0) {
        return;
      }
      BigInteger opposite = world.lots(holder, instrument);
      if (holder.equals(id) || opposite.signum() * held.signum() >= 0) {
        continue;
      }
      visits--;
      BigInteger size = held.abs().min(opposite.abs());
      closeAtBankruptcy(id, holder, instrument, held.signum() > 0 ? size.negate() : size);
    }
  }

  private void closeAtBankruptcy(
      SubaccountId id, SubaccountId holder, int instrument, BigInteger lots) {
    BigInteger dollars = books.bankruptcyQuote(id, instrument, lots, books.margin(id).equity());
    BigInteger quote = view.inSettlement(instrument, dollars);
    BigInteger held = world.lots(id, instrument);
    BigInteger fair = view.value(instrument, held).subtract(view.value(instrument, held.add(lots)));
    boolean done =
        books.closeAgainst(
            id,
            holder,
            instrument,
            lots,
            quote,
            (before, after) -> after.equity().signum() >= 0 && !after.isLiquidatable());
    if (done) {
      books.leavePool(holder);
      books.remargin(holder);
      books.events.add(
          new Event.Deleveraged(
              id,
              holder,
              instrument,
              lots.longValueExact(),
              quote.longValueExact(),
              view.notional(instrument, lots).longValueExact(),
              dollars.subtract(fair).longValueExact()));
    }
  }

  /** Holders of one side with positive equity by score, the highest first, as they now are. */
  private List<SubaccountId> rank(int instrument, boolean longs) {
    Map<SubaccountId, BigInteger> scores = new TreeMap<>();
    for (SubaccountId id : world.accounts.keySet()) {
      boolean holds = world.lots(id, instrument).signum() == (longs ? 1 : -1);
      if (holds && books.kept(id).equity().signum() > 0) {
        scores.put(id, score(id, instrument));
      }
    }
    List<SubaccountId> ranked = new ArrayList<>(scores.keySet());
    ranked.sort(Comparator.comparing(id -> World.Rows.require(scores, id).negate()));
    return ranked;
  }

  /** Profit ratio in ppm times leverage. */
  private BigInteger score(SubaccountId id, int instrument) {
    World.Position position =
        World.Rows.require(world.account(id).positions(), world.keyOf(instrument));
    World.Kind kind = world.instrument(instrument).kind();
    BigInteger value =
        kind.isInverse()
            ? view.coins(instrument, position.lots()).abs()
            : view.value(instrument, position.lots()).abs();
    BigInteger entry = position.quote().abs();
    BigInteger ratio = Numbers.MILLION;
    if (kind.isLinear()) {
      // A long one gains where its value grows, a long inverse where the coins it owes shrink.
      boolean grows = (position.lots().signum() > 0) ^ kind.isInverse();
      BigInteger above = grows ? value : entry;
      BigInteger below = grows ? entry : value;
      ratio =
          Numbers.saturated(Numbers.floor(above.multiply(Numbers.MILLION), below.max(Numbers.ONE)));
    }
    BigInteger notional = view.notional(instrument, position.lots());
    return Numbers.saturated(Numbers.floor(ratio.multiply(notional), books.kept(id).equity()));
  }

  private void coverDebts() {
    for (SubaccountId id : List.copyOf(world.accounts.keySet())) {
      World.Account account = world.account(id);
      if (account.cash().signum() >= 0 || !account.positions().isEmpty()) {
        continue;
      }
      BigInteger owed = account.cash().negate();
      BigInteger paid = owed.min(world.pool(account.pool()).fund());
      if (paid.signum() > 0) {
        world.addCash(id, paid);
        world.addToPool(account.pool(), Numbers.ZERO, Numbers.ZERO, paid.negate(), Numbers.ZERO);
        books.events.add(
            new Event.NegativeCashCovered(
                id, account.pool(), paid.longValueExact(), owed.subtract(paid).longValueExact()));
      }
    }
    List.copyOf(world.accounts.keySet()).forEach(books::leavePool);
  }
}
