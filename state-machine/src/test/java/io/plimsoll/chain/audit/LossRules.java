package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Losses that are larger than accounts: funds, who owes, who pays for it, what waits meanwhile. */
final class LossRules {

  private static final BigInteger NO_CAP = Numbers.ONE.shiftLeft(60);
  private static final long MOST = 1L << 53;
  private static final int THROUGH_FUNDING = 2;
  private static final int BY_CASH = 3;

  private final World world;
  private final List<Event> events;

  LossRules(World world, List<Event> events) {
    this.world = world;
    this.events = events;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  private BigInteger number(Parameter parameter, int subject) {
    return Numbers.of(parameter(parameter, subject));
  }

  // Funds.

  /** What a fund may pay for a market: what it has, and what is left of the market's cap. */
  BigInteger available(int pool, int market) {
    BigInteger fund = world.pool(pool).fund();
    if (market < 0) {
      return fund;
    }
    BigInteger claimed = world.claims.getOrDefault(market, Numbers.ZERO);
    return number(Parameter.CLAIM_CAP, market).subtract(claimed).max(Numbers.ZERO).min(fund);
  }

  void pay(int pool, int market, BigInteger amount) {
    world.addToPool(pool, Numbers.ZERO, Numbers.ZERO, amount.negate(), Numbers.ZERO);
    boolean counts = market >= 0 && number(Parameter.CLAIM_CAP, market).compareTo(NO_CAP) < 0;
    if (counts && amount.signum() > 0) {
      world.claims.merge(market, amount, BigInteger::add);
    }
  }

  void takeFees(int pool, BigInteger fees) {
    gain(pool, Numbers.floorPart(fees, number(Parameter.FUND_SHARE_PPM, pool)), fees);
  }

  void takePenalty(int pool, BigInteger penalty) {
    gain(pool, penalty, penalty);
  }

  /** The fund takes a part of an amount while it is below its cap; the rest is fees. */
  private void gain(int pool, BigInteger part, BigInteger amount) {
    BigInteger room = number(Parameter.FUND_CAP, pool).subtract(world.pool(pool).fund());
    BigInteger toFund = part.min(room.max(Numbers.ZERO));
    world.addToPool(pool, Numbers.ZERO, Numbers.ZERO, toFund, amount.subtract(toFund));
  }

  ResultCode apply(Command.WithdrawFund withdraw) {
    int pool = withdraw.pool();
    World.Market market = world.markets.get(pool);
    if (pool != World.CROSS_POOL && (market == null || !market.isolated())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!Numbers.within(withdraw.amount(), 1, MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    ResultCode gate = gate(pool, pool);
    if (gate != ResultCode.OK) {
      return gate;
    }
    BigInteger out = Numbers.of(withdraw.amount()).negate();
    if (withdraw.purse() == Command.Purse.FEES) {
      world.addToPool(pool, out, Numbers.ZERO, Numbers.ZERO, out);
      return world.pool(pool).fees().signum() < 0 ? ResultCode.FUND_INSUFFICIENT : ResultCode.OK;
    }
    world.addToPool(pool, out, Numbers.ZERO, out, Numbers.ZERO);
    BigInteger fund = world.pool(pool).fund();
    if (fund.signum() < 0) {
      return ResultCode.FUND_INSUFFICIENT;
    }
    return fund.compareTo(number(Parameter.FUND_FLOOR, pool)) < 0
            || fund.compareTo(owedIn(pool)) < 0
        ? ResultCode.FUND_NEEDED
        : ResultCode.OK;
  }

  // Gates.

  /** A block comes so long after the last one. */
  void begin(long ms, boolean first) {
    long outage = parameter(Parameter.OUTAGE_MS, 0);
    if (!first && outage != 0 && ms >= outage) {
      World.Guard old = world.guard(World.CROSS_POOL);
      world.putGuard(
          World.CROSS_POOL, new World.Guard(old.seen(), world.height, old.sharing(), old.shared()));
      events.add(new Event.OutageSeen(ms));
    }
  }

  void see(int pool) {
    if (parameter(Parameter.GATE_BLOCKS, 0) > 0) {
      World.Guard old = world.guard(pool);
      world.putGuard(
          pool, new World.Guard(world.height, old.outage(), old.sharing(), old.shared()));
    }
  }

  private boolean isClosed(long since) {
    return since != 0 && world.height < since + parameter(Parameter.GATE_BLOCKS, 0);
  }

  ResultCode gate(int from, int to) {
    if (world.guard(from).sharing().signum() > 0) {
      return ResultCode.WITHDRAWAL_WHILE_SHARING;
    }
    if (isClosed(world.guard(from).seen()) || isClosed(world.guard(to).seen())) {
      return ResultCode.WITHDRAWAL_AFTER_LOSS;
    }
    if (isClosed(world.guard(World.CROSS_POOL).outage())) {
      return ResultCode.WITHDRAWAL_AFTER_OUTAGE;
    }
    BigInteger insolvent = owedIn(from);
    for (World.Debt debt : world.debts.values()) {
      insolvent = debt.pool() == from ? insolvent.add(debt.maintenance()) : insolvent;
    }
    return parameter(Parameter.INSOLVENCY_GATE, from) == 1
            && insolvent.compareTo(world.pool(from).fund()) > 0
        ? ResultCode.WITHDRAWAL_WHILE_INSOLVENT
        : ResultCode.OK;
  }

  /** Whether equity is at least the part of the notional that the pool wants to stay. */
  boolean keepsEnough(World.Account account, BlockView view, BigInteger equity) {
    BigInteger notional = Numbers.ZERO;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      int instrument = entry.getKey().instrument();
      boolean coin = world.instrument(instrument).kind() == World.Kind.SPOT;
      BigInteger size = view.notional(instrument, entry.getValue().lots());
      notional = coin ? notional : notional.add(size);
    }
    BigInteger kept = Numbers.ceilPart(notional, number(Parameter.PROFIT_GATE_PPM, account.pool()));
    return account.positions().isEmpty() || equity.compareTo(kept) >= 0;
  }

  private BigInteger owedIn(int pool) {
    BigInteger sum = Numbers.ZERO;
    for (World.Debt debt : world.debts.values()) {
      sum = debt.pool() == pool ? sum.add(debt.owed()) : sum;
    }
    return sum;
  }

  // Debts that are overdue, at the start of a block.

  private boolean isOverdue(World.Debt debt) {
    return world.height > debt.since() + parameter(Parameter.LOSS_AFTER_BLOCKS, 0);
  }

  boolean isOverdue(SubaccountId id) {
    World.Debt debt = world.debts.get(id);
    return debt != null && isOverdue(debt);
  }

  void resolve() {
    if (world.debts.isEmpty()) {
      return;
    }
    List<SubaccountId> overdue = new ArrayList<>();
    world.debts.forEach((id, debt) -> {
      if (isOverdue(debt)) {
        overdue.add(id);
      }
    });
    overdue.sort(Comparator.comparingLong(id -> World.Rows.require(world.debts, id).since()));
    long policy = parameter(Parameter.LOSS_POLICY, 0);
    if (policy != BY_CASH) {
      for (int pool : List.copyOf(world.guards.keySet())) {
        share(pool, Numbers.ZERO, null);
      }
    }
    long most = parameter(Parameter.LOSS_ACCOUNTS, 0);
    if (policy == THROUGH_FUNDING) {
      overdue.stream().limit(most).forEach(this::throughFunding);
    } else if (policy == BY_CASH) {
      byCash(overdue, most);
    }
  }

  private void share(int pool, BigInteger left, @Nullable SubaccountId last) {
    World.Guard old = world.guard(pool);
    boolean done = left.signum() == 0;
    world.putGuard(pool, new World.Guard(old.seen(), old.outage(), left, done ? null : last));
  }

  private void credit(SubaccountId id, BigInteger amount) {
    world.addCash(id, amount);
    World.Debt old = World.Rows.require(world.debts, id);
    BigInteger left = old.owed().subtract(amount);
    if (left.signum() == 0) {
      world.debts.remove(id);
    } else {
      world.debts.put(
          id,
          new World.Debt(
              old.since(), old.tried(), old.pool(), old.market(), left, old.maintenance()));
    }
  }

  private void paid(
      SubaccountId id,
      int pool,
      BigInteger fund,
      BigInteger fees,
      BigInteger others,
      int instrument,
      BigInteger perLot) {
    credit(id, fund.add(fees).add(others));
    events.add(
        new Event.LossShared(
            id,
            pool,
            fund.longValueExact(),
            fees.longValueExact(),
            others.longValueExact(),
            instrument,
            perLot.longValueExact()));
  }

  /** What the fund pays for a debt; it keeps one quantum where losses go through funding. */
  BigInteger fromFund(int pool, int market, BigInteger owed) {
    boolean keeps = parameter(Parameter.LOSS_POLICY, 0) == THROUGH_FUNDING;
    BigInteger may = available(pool, market).subtract(keeps ? Numbers.ONE : Numbers.ZERO);
    BigInteger paid = owed.min(may.max(Numbers.ZERO));
    pay(pool, market, paid);
    return paid;
  }

  private void throughFunding(SubaccountId id) {
    World.Debt debt = World.Rows.require(world.debts, id);
    BigInteger fund = fromFund(debt.pool(), debt.market(), debt.owed());
    BigInteger fees = debt.owed().subtract(fund).min(world.pool(debt.pool()).fees());
    world.addToPool(debt.pool(), Numbers.ZERO, Numbers.ZERO, Numbers.ZERO, fees.negate());
    BigInteger rest = debt.owed().subtract(fund).subtract(fees);
    int instrument = largestPerpetual(debt.market());
    BigInteger perLot = Numbers.ZERO;
    if (rest.signum() > 0 && instrument >= 0) {
      perLot = chargeHolders(id, instrument, rest);
    }
    BigInteger others = perLot.signum() == 0 ? Numbers.ZERO : rest;
    world.addToPool(debt.pool(), Numbers.ZERO, others.negate(), Numbers.ZERO, Numbers.ZERO);
    if (fund.add(fees).add(others).signum() > 0) {
      int through = others.signum() == 0 ? -1 : instrument;
      paid(id, debt.pool(), fund, fees, others, through, perLot);
    }
  }

  private int largestPerpetual(int market) {
    int found = -1;
    for (Map.Entry<Integer, World.Instrument> entry : world.instruments.entrySet()) {
      World.Instrument row = entry.getValue();
      BigInteger most = found < 0 ? Numbers.ZERO : world.instrument(found).openInterest();
      if (row.market() == market
          && row.kind() == World.Kind.PERPETUAL
          && row.openInterest().compareTo(most) > 0) {
        found = entry.getKey();
      }
    }
    return found;
  }

  /** All lots but the debtor's pay the same; its own position moves with the index for nothing. */
  private BigInteger chargeHolders(SubaccountId debtor, int instrument, BigInteger loss) {
    BigInteger lots = Numbers.ZERO;
    for (SubaccountId holder : world.accounts.keySet()) {
      lots = holder.equals(debtor) ? lots : lots.add(world.lots(holder, instrument).abs());
    }
    // A loss that is more than all pools may hold waits for better prices.
    if (lots.signum() == 0 || loss.compareTo(NO_CAP) > 0) {
      return Numbers.ZERO;
    }
    BigInteger each = Numbers.ceil(loss.multiply(Numbers.MILLION), lots);
    World.Instrument row = world.instrument(instrument);
    world.instruments.put(
        instrument,
        new World.Instrument(
            row.market(),
            row.kind(),
            row.expiryMs(),
            row.strike(),
            row.activeFrom(),
            row.openInterest(),
            row.fundingIndex().add(each),
            row.fundingPpm(),
            row.mark(),
            row.markedAtMs(),
            row.ended()));
    World.Aside aside = world.aside(instrument);
    world.putAside(
        instrument,
        new World.Aside(aside.shortOffset().subtract(each.shiftLeft(1)), aside.previousMark()));
    World.Position own = world.account(debtor).positions().get(world.keyOf(instrument));
    if (own != null) {
      BigInteger moved = own.lots().signum() > 0 ? each : each.negate();
      world.put(
          debtor,
          world
              .account(debtor)
              .with(
                  world.keyOf(instrument),
                  new World.Position(own.lots(), own.quote(), own.fundingIndex().add(moved))));
    }
    return each;
  }

  private void byCash(List<SubaccountId> overdue, long most) {
    for (SubaccountId id : overdue) {
      World.Debt debt = World.Rows.require(world.debts, id);
      BigInteger fund = fromFund(debt.pool(), debt.market(), debt.owed());
      if (fund.signum() > 0) {
        paid(id, debt.pool(), fund, Numbers.ZERO, Numbers.ZERO, -1, Numbers.ZERO);
      }
    }
    Set<Integer> pools = new TreeSet<>();
    world.guards.forEach((pool, guard) -> {
      if (guard.sharing().signum() > 0) {
        pools.add(pool);
      }
    });
    overdue.removeIf(id -> !world.debts.containsKey(id));
    overdue.forEach(id -> pools.add(World.Rows.require(world.debts, id).pool()));
    long visits = most;
    for (int pool : pools) {
      visits = shareInPool(pool, overdue, visits);
    }
  }

  /** Everybody pays its part of the cash of those who have not paid; returns the visits left. */
  private long shareInPool(int pool, List<SubaccountId> overdue, long most) {
    List<SubaccountId> debtors = new ArrayList<>();
    BigInteger owed = Numbers.ZERO;
    for (SubaccountId id : overdue) {
      // One that was paid in a pool before this one owes nothing any more.
      World.Debt debt = world.debts.get(id);
      if (debt != null && debt.pool() == pool) {
        debtors.add(id);
        owed = owed.add(debt.owed());
      }
    }
    World.Guard guard = world.guard(pool);
    List<SubaccountId> payers = new ArrayList<>();
    BigInteger cash = Numbers.ZERO;
    for (Map.Entry<SubaccountId, World.Account> entry : world.accounts.entrySet()) {
      boolean waits = guard.shared() == null || entry.getKey().compareTo(guard.shared()) > 0;
      if (waits && entry.getValue().pool() == pool && entry.getValue().cash().signum() > 0) {
        payers.add(entry.getKey());
        cash = cash.add(entry.getValue().cash());
      }
    }
    BigInteger left = guard.sharing().signum() > 0 ? guard.sharing().min(owed) : owed;
    left = left.min(cash);
    BigInteger collected = Numbers.ZERO;
    SubaccountId last = guard.shared();
    long visits = most;
    for (SubaccountId payer : payers) {
      if (left.signum() == 0 || visits == 0) {
        break;
      }
      visits--;
      BigInteger own = world.account(payer).cash();
      BigInteger part = Numbers.floor(left.multiply(own), cash);
      cash = cash.subtract(own);
      left = left.subtract(part);
      collected = collected.add(part);
      last = payer;
      if (part.signum() > 0) {
        world.addCash(payer, part.negate());
        events.add(new Event.CashShared(payer, pool, part.longValueExact()));
      }
    }
    share(pool, left, last);
    for (SubaccountId id : debtors) {
      BigInteger part = World.Rows.require(world.debts, id).owed().min(collected);
      if (part.signum() > 0) {
        collected = collected.subtract(part);
        paid(id, pool, Numbers.ZERO, Numbers.ZERO, part, -1, Numbers.ZERO);
      }
    }
    return visits;
  }

  // Who owes, at the end of a block.

  /** Notes who owes now; funds have paid what they may. */
  void note(Books books, Set<SubaccountId> tried) {
    Map<SubaccountId, World.Debt> before = Map.copyOf(world.debts);
    world.debts.clear();
    world.accounts.forEach((id, account) -> {
      World.Debt old = before.get(id);
      boolean holds = !account.positions().isEmpty();
      BigInteger equity = holds ? books.kept(id).equity() : account.cash();
      if (equity.signum() < 0) {
        boolean stale =
            account.positions().keySet().stream()
                .anyMatch(key -> books.view.isStale(key.instrument()));
        long since = old == null || stale ? world.height : old.since();
        long attempt = tried.contains(id) ? world.height : old == null ? 0 : old.tried();
        world.debts.put(
            id,
            new World.Debt(
                since,
                attempt,
                account.pool(),
                marketOf(books, id, old),
                Numbers.saturated(equity.negate()),
                holds ? books.kept(id).maintenance() : Numbers.ZERO));
      }
    });
    world.debts.forEach((id, debt) -> {
      if (!before.containsKey(id)) {
        if (world.account(id).positions().isEmpty()) {
          see(debt.pool());
        }
        events.add(
            new Event.DebtSeen(id, debt.pool(), debt.market(), debt.owed().longValueExact()));
      }
    });
    for (int pool : List.copyOf(world.guards.keySet())) {
      World.Guard guard = world.guard(pool);
      share(pool, guard.sharing().min(owedIn(pool)), guard.shared());
    }
  }

  /** The market of the largest position, or where the last one was, as far as it is known. */
  int marketOf(Books books, SubaccountId id, World.@Nullable Debt old) {
    int market = world.lastMarket.getOrDefault(id, old == null ? -1 : old.market());
    BigInteger most = Numbers.ONE.negate();
    for (Map.Entry<World.PositionKey, World.Position> entry :
        world.account(id).positions().entrySet()) {
      int instrument = entry.getKey().instrument();
      BigInteger size = books.view.value(instrument, entry.getValue().lots()).abs();
      if (size.compareTo(most) > 0) {
        most = size;
        market = world.instrument(instrument).market();
      }
    }
    return market;
  }
}
