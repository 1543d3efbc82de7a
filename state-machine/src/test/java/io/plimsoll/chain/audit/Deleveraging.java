package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.Standing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Closing what has negative equity against holders of the other side. */
final class Deleveraging {

  private static final int RANKED = 1;
  private static final int AT_LAST_MARK = 2;
  private static final int WALK = 3;
  private static final int NONE = 4;
  private static final int OPPOSITE_SIDE_ALONE = 4;

  /** A place in an order of holders. */
  private record Place(SubaccountId holder, Standing standing) {}

  private final Books books;
  private final World world;
  private final BlockView view;
  private final LossRules losses;
  private final int policy;
  private final Map<String, List<Place>> orders = new TreeMap<>();
  private long visitsLeft;

  Deleveraging(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.losses = books.losses;
    policy = (int) books.parameter(Parameter.DELEVERAGING_POLICY, 0);
  }

  void run() {
    List<SubaccountId> bankrupt = new ArrayList<>();
    world.accounts.forEach((id, account) -> {
      if (!account.positions().isEmpty() && books.kept(id).equity().signum() < 0) {
        bankrupt.add(id);
      }
    });
    bankrupt.forEach(id -> losses.see(world.account(id).pool()));
    bankrupt.removeIf(id -> Liquidation.isInAuction(books, id));
    books
        .byRisk(bankrupt)
        .sort(
            Comparator.comparingLong(id -> {
              World.Debt debt = world.debts.get(id);
              return debt == null ? 0 : debt.tried();
            }));
    Set<SubaccountId> tried = new TreeSet<>();
    if (policy != NONE) {
      takeUp(bankrupt, tried);
    }
    new FinalSettlement(books).run();
    coverDebts();
    losses.note(books, tried);
    List.copyOf(world.accounts.keySet()).forEach(books::leavePool);
    keepMarks();
  }

  private void takeUp(List<SubaccountId> bankrupt, Set<SubaccountId> tried) {
    visitsLeft = books.parameter(Parameter.DELEVERAGING_VISITS, 0);
    long attempts = books.parameter(Parameter.DELEVERAGING_ATTEMPTS, 0);
    for (SubaccountId id : bankrupt) {
      if (attempts == 0 || visitsLeft == 0) {
        return;
      }
      attempts--;
      tried.add(id);
      takeUp(id);
    }
    // Nobody was left out, so nobody has to be first in the next block.
    tried.clear();
  }

  private void takeUp(SubaccountId id) {
    books.settleFunding(id);
    books.orders.release(id);
    for (int instrument : bySize(id)) {
      if (!view.isStale(instrument) && world.instrument(instrument).kind() != World.Kind.SPOT) {
        close(id, instrument);
      }
    }
    books.leavePool(id);
    books.remargin(id);
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

  private void close(SubaccountId id, int instrument) {
    final BigInteger before = world.lots(id, instrument);
    boolean againstLongs = before.signum() < 0;
    List<Place> order =
        orders.computeIfAbsent(
            instrument + (againstLongs ? " long" : " short"),
            key -> order(instrument, againstLongs));
    long most = books.parameter(Parameter.DELEVERAGING_HOLDERS, 0);
    long asked = 0;
    for (Place place : rotated(order)) {
      BigInteger held = world.lots(id, instrument);
      if (held.signum() == 0 || visitsLeft == 0 || asked == most) {
        break;
      }
      visitsLeft--;
      BigInteger opposite = world.lots(place.holder, instrument);
      if (opposite.signum() * held.signum() < 0) {
        asked++;
        BigInteger size = held.abs().min(opposite.abs());
        close(id, place, instrument, held.signum() > 0 ? size.negate() : size);
      }
    }
    if (world.lots(id, instrument).equals(before)) {
      books.events.add(
          new Event.DeleveragedNothing(id, instrument, before.longValueExact(), asked));
    }
  }

  /** dYdX's walk starts somewhere and goes around. */
  private List<Place> rotated(List<Place> order) {
    if (policy != WALK || order.isEmpty()) {
      return order;
    }
    BigInteger start =
        Numbers.saturated(
            Numbers.of(books.parameter(Parameter.DELEVERAGING_START, 0))
                .add(
                    Numbers.saturated(
                        Numbers.of(books.parameter(Parameter.DELEVERAGING_STRIDE, 0))
                            .multiply(Numbers.of(world.height)))));
    int first = start.mod(Numbers.of(order.size())).intValueExact();
    List<Place> rotated = new ArrayList<>(order.subList(first, order.size()));
    rotated.addAll(order.subList(0, first));
    return rotated;
  }

  private void close(SubaccountId id, Place place, int instrument, BigInteger lots) {
    BigInteger dollars;
    long last = world.aside(instrument).previousMark();
    if (policy == AT_LAST_MARK) {
      BigInteger price =
          isSensible(instrument, lots, last) ? Numbers.of(last) : view.mark(instrument);
      BigInteger taken =
          lots.signum() < 0
              ? view.sellerTakes(instrument, lots.abs(), price)
              : view.buyerPays(instrument, lots, price).negate();
      dollars = Numbers.limited(view.inDollars(instrument, taken), World.BALANCE_BITS);
    } else {
      dollars = books.bankruptcyQuote(id, instrument, lots, books.margin(id).equity());
    }
    BigInteger quote = view.inSettlement(instrument, dollars);
    BigInteger held = world.lots(id, instrument);
    BigInteger fair = view.value(instrument, held).subtract(view.value(instrument, held.add(lots)));
    boolean lenient =
        books.parameter(Parameter.LOSS_POLICY, 0) == OPPOSITE_SIDE_ALONE && losses.isOverdue(id);
    boolean done =
        books.closeAgainst(
            id,
            place.holder,
            instrument,
            lots,
            quote,
            (before, after) -> {
              if (policy == WALK && !lenient) {
                return before.permits(after);
              }
              boolean sound = lenient || policy == AT_LAST_MARK || !after.isLiquidatable();
              return after.equity().signum() >= 0 && sound;
            });
    if (done) {
      if (world.account(id).positions().isEmpty()) {
        world.lastMarket.put(id, world.instrument(instrument).market());
      }
      books.leavePool(place.holder);
      books.remargin(place.holder);
      books.events.add(
          new Event.Deleveraged(
              id,
              place.holder,
              instrument,
              lots.longValueExact(),
              quote.longValueExact(),
              view.notional(instrument, lots).longValueExact(),
              dollars.subtract(fair).longValueExact(),
              place.standing));
    }
  }

  /** Whether there is a last mark, and lots at it are worth no more than all pools may hold. */
  private boolean isSensible(int instrument, BigInteger lots, long last) {
    return last != 0
        && view.sellerTakes(instrument, lots.abs(), Numbers.of(last))
                .compareTo(Numbers.ONE.shiftLeft(60))
            <= 0;
  }

  /** Holders of one side in the order in which they are visited, as they now are. */
  private List<Place> order(int instrument, boolean longs) {
    List<SubaccountId> holders = new ArrayList<>();
    for (SubaccountId id : world.accounts.keySet()) {
      boolean holds = world.lots(id, instrument).signum() == (longs ? 1 : -1);
      if (holds && (policy == WALK || books.kept(id).equity().signum() > 0)) {
        holders.add(id);
      }
    }
    Comparator<SubaccountId> order =
        switch (policy) {
          case RANKED -> Comparator.comparing(id -> scorePpm(id, instrument).negate());
          case AT_LAST_MARK ->
              Collections.reverseOrder((one, other) -> compareExactly(one, other, instrument));
          default -> Comparator.naturalOrder();
        };
    holders.sort(order);
    List<Place> places = new ArrayList<>();
    for (SubaccountId id : holders) {
      World.Position position = position(id, instrument);
      places.add(
          new Place(
              id,
              new Standing(
                  places.size() + 1,
                  holders.size(),
                  policy == WALK ? 0 : scorePpm(id, instrument).longValueExact(),
                  Numbers.saturated(view.value(instrument, position.lots()).abs()).longValueExact(),
                  position.quote().abs().longValueExact(),
                  Numbers.saturated(view.notional(instrument, position.lots())).longValueExact(),
                  books.kept(id).equity().longValueExact())));
    }
    return places;
  }

  private World.Position position(SubaccountId id, int instrument) {
    return World.Rows.require(world.account(id).positions(), world.keyOf(instrument));
  }

  /** Value over entry of a long, the inverse for a short; an option's is 1. */
  private BigInteger[] profitRatio(SubaccountId id, int instrument) {
    World.Position position = position(id, instrument);
    World.Kind kind = world.instrument(instrument).kind();
    if (!kind.isLinear()) {
      return new BigInteger[] {Numbers.ONE, Numbers.ONE};
    }
    BigInteger value =
        kind.isInverse()
            ? view.coins(instrument, position.lots()).abs()
            : view.value(instrument, position.lots()).abs();
    BigInteger entry = position.quote().abs();
    // A long one gains where its value grows, a long inverse where the coins it owes shrink.
    boolean grows = (position.lots().signum() > 0) ^ kind.isInverse();
    return grows
        ? new BigInteger[] {value, entry.max(Numbers.ONE)}
        : new BigInteger[] {entry, value.max(Numbers.ONE)};
  }

  /** Profit ratio in ppm times leverage. */
  private BigInteger scorePpm(SubaccountId id, int instrument) {
    BigInteger[] ratio = profitRatio(id, instrument);
    BigInteger ppm = Numbers.saturated(Numbers.floor(ratio[0].multiply(Numbers.MILLION), ratio[1]));
    BigInteger notional = view.notional(instrument, position(id, instrument).lots());
    return Numbers.saturated(Numbers.floor(ppm.multiply(notional), books.kept(id).equity()));
  }

  private int compareExactly(SubaccountId one, SubaccountId other, int instrument) {
    BigInteger[] mine = profitRatio(one, instrument);
    BigInteger[] yours = profitRatio(other, instrument);
    BigInteger left =
        mine[0]
            .multiply(view.notional(instrument, position(one, instrument).lots()))
            .multiply(yours[1])
            .multiply(books.kept(other).equity());
    BigInteger right =
        yours[0]
            .multiply(view.notional(instrument, position(other, instrument).lots()))
            .multiply(mine[1])
            .multiply(books.kept(one).equity());
    return left.compareTo(right);
  }

  private void coverDebts() {
    for (SubaccountId id : List.copyOf(world.accounts.keySet())) {
      World.Account account = world.account(id);
      if (account.cash().signum() >= 0 || !account.positions().isEmpty()) {
        continue;
      }
      World.@Nullable Debt old = world.debts.get(id);
      BigInteger owed = account.cash().negate();
      BigInteger paid = losses.fromFund(account.pool(), losses.marketOf(books, id, old), owed);
      if (paid.signum() > 0) {
        world.addCash(id, paid);
        books.events.add(
            new Event.NegativeCashCovered(
                id, account.pool(), paid.longValueExact(), owed.subtract(paid).longValueExact()));
      }
    }
  }

  private void keepMarks() {
    world.instruments.forEach((id, row) -> {
      boolean kept = policy == AT_LAST_MARK && view.isPriced(id) && !row.ended();
      if (view.isListed(id) || world.asides.containsKey(id)) {
        long mark = kept ? view.mark(id).longValueExact() : 0;
        world.putAside(id, new World.Aside(world.aside(id).shortOffset(), mark));
      }
    });
  }
}
