package io.plimsoll.chain.process;

import io.plimsoll.chain.block.Invariant;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.InsuranceFund;
import java.util.ArrayList;
import java.util.List;

/** What liquidation policies share: prices, what a fill does to whom, and the fill itself. */
final class LiquidationFills {

  /** What became of a fill. */
  enum Outcome {
    /** It was made. */
    FILLED,
    /** The counterparty cannot bear it. */
    REFUSED,
    /** No fill of the order can be made at that price or a worse one. */
    STOPPED
  }

  /**
   * What a fill moves.
   *
   * @param quote what the subaccount takes (positive) or pays, in quanta of what the instrument
   *     settles in
   * @param dollars what that is worth, in quanta of USD
   * @param penalty what the subaccount pays beside that, in quanta of USD
   * @param paid what the insurance fund pays it
   */
  record Money(long quote, long dollars, long penalty, long paid) {

    /** The same where nobody pays a penalty. */
    Money withoutPenalty() {
      return new Money(quote, dollars, 0, paid);
    }
  }

  final Context context;
  final State state;
  final Accounts accounts;
  final MarketData market;
  private final Trades trades;
  private final Bankruptcy bankruptcy;
  private final Requirement requirement = new Requirement();
  private final Book book = new Book();
  private final List<Integer> backstops = new ArrayList<>();

  LiquidationFills(Context context, Trades trades) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.market = context.market.data();
    this.trades = trades;
    this.bankruptcy = new Bankruptcy(context);
  }

  /** Looks for this block's backstops. */
  void findBackstops() {
    backstops.clear();
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      if (accounts.backstop(order[i]) != Accounts.NO_BACKSTOP) {
        backstops.add(order[i]);
      }
    }
  }

  /** Backstops of an instrument's pool, in key order, without one subaccount. */
  List<Integer> backstopsOf(int slot, int without) {
    int pool = context.ledger.poolOf(slot);
    List<Integer> of = new ArrayList<>();
    for (int backstop : backstops) {
      if (accounts.backstop(backstop) == pool && backstop != without) {
        of.add(backstop);
      }
    }
    return of;
  }

  int instrumentId(int slot) {
    return state.instruments().keyOf(slot);
  }

  long marketParameter(Parameter parameter, int slot) {
    return context.parameter(parameter, context.market.instrument(slot).market());
  }

  /** The numerator of what a price is multiplied by for the value of a lot. */
  long multiplier(int slot) {
    return state.markets().require(context.market.instrument(slot).market()).multiplierNum();
  }

  /** A subaccount's instruments, the largest stand-alone maintenance margin first. */
  List<Integer> largestFirst(int handle) {
    int positions = accounts.positions(handle);
    long[] standAlone = new long[positions];
    context.margining.standAlone(handle, standAlone);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < positions; i++) {
      order.add(i);
    }
    order.sort((one, other) -> Long.compare(standAlone[other], standAlone[one]));
    int from = accounts.from(handle);
    order.replaceAll(i -> accounts.instrument(from + i));
    return order;
  }

  boolean mayHold(int maker, int slot, long lots) {
    return trades.mayHold(maker, slot, lots) == ResultCode.OK;
  }

  /**
   * Gives a whole position to a backstop at its bankruptcy price, where that can bear it.
   *
   * @return whether it was done
   */
  boolean handOver(int handle, int backstop, int slot) {
    long held = held(handle, slot);
    if (!mayHold(backstop, slot, held)) {
      return false;
    }
    context.margining.evaluate(handle, requirement);
    long dollars = bankruptcy.quote(handle, slot, -held, requirement.equity());
    long quote = context.market.inSettlement(slot, dollars);
    long margin = Checked.subtractSaturated(market.value(slot, held), dollars);
    if (!trades.tradeWith(handle, backstop, slot, -held, quote, acceptance(backstop, true))) {
      return false;
    }
    context.ledger.leavePool(handle);
    context.ledger.leavePool(backstop);
    context.emit(
        new Event.BackstopTook(
            accounts.id(handle), accounts.id(backstop), instrumentId(slot), -held, quote, margin));
    context.margining.remargin(handle);
    context.margining.remargin(backstop);
    return true;
  }

  long held(int handle, int slot) {
    int p = accounts.position(handle, slot);
    return p < 0 ? 0 : accounts.lots(p);
  }

  /** Evaluates a subaccount, keeps the result and says whether its model has it liquidated. */
  boolean isLiquidatable(int handle, Requirement out) {
    if (accounts.positions(handle) == 0) {
      return false;
    }
    context.margining.remargin(handle);
    context.margining.kept(handle, out);
    return context.margining.model(handle).isLiquidatable(out);
  }

  /** Settles the subaccount's funding, says that liquidation takes it up, releases its orders. */
  void start(int handle, Requirement out) {
    if (!isLiquidatable(handle, out)) {
      throw Invariant.LIQUIDATED_ARE_BELOW.broken(accounts.id(handle).toString());
    }
    context.settleFunding(handle);
    context.margining.remargin(handle);
    context.margining.kept(handle, out);
    int unit = out.drivingUnit();
    context.emit(
        new Event.LiquidationStarted(
            accounts.id(handle),
            out.equity(),
            out.maintenance(),
            unit < 0 ? -1 : state.underlyings().keyOf(unit),
            out.drivingScenario()));
    context.reservations.release(handle);
    context.margining.remargin(handle);
    context.margining.kept(handle, out);
  }

  /**
   * The maintenance margin of a subaccount with other lots in one of its instruments, its other
   * positions as they are.
   */
  long maintenanceWith(int handle, int slot, long lots) {
    if (context.margining.model(handle).readsTheWholeMarket()) {
      return maintenanceOfAllWith(handle, slot, lots);
    }
    Positions then = new Positions(accounts.positions(handle));
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long held = accounts.lots(p);
      long size = accounts.instrument(p) == slot ? lots : held;
      if (size != 0) {
        // What is realised of a balance in coins is left out, as the coins of a closed position.
        long quote =
            size == held
                ? accounts.quote(p)
                : MulDiv.towardZero(accounts.quote(p), Math.abs(size), Math.abs(held));
        then.add(accounts.instrument(p), size, quote, accounts.fundingIndex(p));
      }
    }
    book.share(then);
    book.moveTo(0, 0, then.size());
    context.margining.evaluate(book, context.margining.model(handle), requirement);
    return requirement.maintenance();
  }

  /**
   * The same where a model reads cash and coins, too: what is closed is closed at its mark, with
   * what is realised of its balance, so that the account is worth what it is worth.
   */
  private long maintenanceOfAllWith(int handle, int slot, long lots) {
    InstrumentKind kind = market.kind()[slot];
    long held = held(handle, slot);
    int p = accounts.position(handle, slot);
    long balance = p < 0 ? 0 : accounts.quote(p);
    long left = held == 0 ? 0 : MulDiv.towardZero(balance, Math.abs(lots), Math.abs(held));
    long realised = kind.keepsBalance() ? Checked.subtractSaturated(balance, left) : 0;
    realised =
        Checked.addSaturated(
            realised,
            kind.isInverse()
                ? Checked.subtractSaturated(market.coins(slot, held), market.coins(slot, lots))
                : fair(slot, held, lots));
    long cash = accounts.cash(handle);
    Positions then = new Positions(accounts.positions(handle) + 1);
    if (kind.isInverse()) {
      addAll(handle, slot, lots, left, realised, then);
    } else {
      cash = Checked.addSaturated(cash, realised);
      addAll(handle, slot, lots, left, 0, then);
    }
    book.share(then);
    book.moveTo(cash, 0, then.size());
    context.margining.evaluate(book, context.margining.model(handle), requirement);
    return requirement.maintenance();
  }

  /** What lots that are no longer held were worth at the mark. */
  private long fair(int slot, long held, long lots) {
    return Checked.subtractSaturated(market.value(slot, held), market.value(slot, lots));
  }

  /** All positions, with other lots in one, and so many coins more of its underlying. */
  private void addAll(int handle, int slot, long lots, long quote, long coins, Positions then) {
    int unit = market.underlying()[slot];
    int spot = market.spot(unit);
    boolean isAdded = coins == 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int instrument = accounts.instrument(p);
      long size = instrument == slot ? lots : accounts.lots(p);
      long balance = instrument == slot ? quote : accounts.quote(p);
      if (!isAdded && instrument == spot) {
        size = Checked.addSaturated(size, coins);
        isAdded = true;
      }
      if (size != 0) {
        then.add(instrument, size, balance, accounts.fundingIndex(p));
      }
      boolean isLast =
          p + 1 == accounts.to(handle) || market.underlying()[accounts.instrument(p + 1)] != unit;
      if (!isAdded && market.underlying()[instrument] == unit && isLast) {
        then.add(spot, coins, 0, 0);
        isAdded = true;
      }
    }
  }

  /** The part of a position that one order closes, in lots, at least 1. */
  long orderSize(int slot, long held) {
    if (market.notional(slot, held) <= marketParameter(Parameter.PORTION_MINIMUM, slot)) {
      return held;
    }
    long portion = marketParameter(Parameter.PORTION_PPM, slot);
    return MulDiv.ceil(held, portion, Limits.ONE_PPM);
  }

  /** How far from the mark a price may be: a part of the mark, or of an option's index. */
  private long distance(int slot, long ppm) {
    long from =
        market.kind()[slot].isLinear() ? context.market.mark(slot) : context.market.index(slot);
    return MulDiv.floor(from, ppm, Limits.ONE_PPM);
  }

  /** The worst price at which a position may be sold or bought; below 0 where any is good. */
  long worstPrice(int slot, boolean sells) {
    long most = distance(slot, marketParameter(Parameter.SLIPPAGE_PPM, slot));
    long mark = context.market.mark(slot);
    return sells ? mark - most : mark + most;
  }

  /** The price at which a backstop takes a position. */
  long backstopPrice(int slot, boolean sells) {
    long spread = distance(slot, marketParameter(Parameter.BACKSTOP_SPREAD_PPM, slot));
    long mark = context.market.mark(slot);
    return sells ? Math.max(0, mark - spread) : mark + spread;
  }

  /** Whether a price is at least as good for who sells, or buys, as another. */
  static boolean isAsGood(boolean sells, long price, long as) {
    return sells ? price >= as : price <= as;
  }

  /**
   * What a fill moves. A price better than the bankruptcy price feeds the fund, at most by the
   * market's penalty and by what the pool has in cash; a worse one is made good by the fund.
   */
  Money money(int handle, int slot, long lots, long price) {
    context.margining.evaluate(handle, requirement);
    long quote = quoteAt(slot, lots, price);
    long dollars = context.market.inDollars(slot, quote);
    long better =
        Checked.subtractSaturated(
            dollars, bankruptcy.quote(handle, slot, lots, requirement.equity()));
    if (context.market.isCoin(slot)) {
      // What a coin is sold for leaves nobody with a claim, so the fund has nothing to make good.
      better = Math.max(0, better);
    }
    long penaltyPpm = marketParameter(Parameter.PENALTY_PPM, slot);
    long change = InsuranceFund.change(better, Math.abs(dollars), penaltyPpm);
    // The fund gets cash, not a claim on what bankrupt accounts owe the pool.
    long free = context.ledger.free(context.ledger.poolOf(slot));
    long penalty = Math.min(Math.max(0, change), free);
    return new Money(quote, dollars, penalty, Math.max(0, Checked.negate(change)));
  }

  /** What a subaccount takes, or pays, for lots at a price, in what the instrument settles in. */
  long quoteAt(int slot, long lots, long price) {
    long size = Math.abs(lots);
    long taken = context.market.quote(slot, size, price);
    return lots < 0 ? taken : Checked.negate(taken) - context.market.dust(slot, size, price);
  }

  /** Whether the fund of an instrument's pool has what a fill needs. */
  boolean covers(int slot, Money money) {
    int marketId = context.market.instrument(slot).market();
    long fund = context.funds.available(context.ledger.poolOf(slot), marketId);
    return InsuranceFund.covers(fund, -money.paid);
  }

  /** One fill of an order, with its penalty to the fund or its shortfall from it. */
  Outcome fill(int handle, int maker, int slot, long lots, long price, boolean backstop) {
    if (trades.mayHold(maker, slot, -lots) != ResultCode.OK) {
      return Outcome.REFUSED;
    }
    Money money = money(handle, slot, lots, price);
    if (!covers(slot, money)) {
      context.emit(
          new Event.FundTooSmall(accounts.id(handle), instrumentId(slot), lots, money.paid));
      return Outcome.STOPPED;
    }
    return make(handle, maker, slot, lots, money, backstop) ? Outcome.FILLED : Outcome.REFUSED;
  }

  /** Makes a fill in the phase of liquidation, where its maker can bear it. */
  boolean make(int handle, int maker, int slot, long lots, Money money, boolean backstop) {
    if (!trades.tradeWith(handle, maker, slot, lots, money.quote, acceptance(maker, backstop))) {
      return false;
    }
    pay(handle, slot, money, 0);
    finish(handle, maker, slot, lots, money, 0, backstop);
    context.margining.remargin(handle);
    context.margining.remargin(maker);
    return true;
  }

  /**
   * Makes a fill that a keeper asked for, in the phase of commands.
   *
   * @param fee what of the penalty the keeper gets
   */
  ResultCode makeForKeeper(int handle, int keeper, int slot, long lots, Money money, long fee) {
    ResultCode allowed = trades.mayHold(keeper, slot, -lots);
    if (allowed != ResultCode.OK) {
      return allowed;
    }
    if (!covers(slot, money)) {
      return ResultCode.FUND_TOO_SMALL;
    }
    Trades.Acceptance acceptance = acceptance(keeper, false);
    if (!trades.tradeWith(handle, keeper, slot, lots, money.quote, acceptance)) {
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    pay(handle, slot, money, fee);
    context.ledger.addCash(keeper, fee);
    context.emit(
        new Event.KeeperPaid(accounts.id(keeper), accounts.id(handle), money.penalty, fee));
    finish(handle, keeper, slot, lots, money, fee, false);
    return ResultCode.OK;
  }

  private void pay(int handle, int slot, Money money, long fee) {
    context.ledger.addCash(handle, money.paid - money.penalty);
    int pool = context.ledger.poolOf(slot);
    context.funds.pay(pool, context.market.instrument(slot).market(), money.paid);
    context.funds.takePenalty(pool, money.penalty - fee);
  }

  private Trades.Acceptance acceptance(int maker, boolean backstop) {
    return backstop
        ? (before, after) -> context.margining.model(maker).canOpen(after)
        : (before, after) -> context.margining.model(maker).permits(before, after);
  }

  private void finish(
      int handle, int maker, int slot, long lots, Money money, long fee, boolean backstop) {
    context.ledger.leavePool(handle);
    context.ledger.leavePool(maker);
    context.emit(
        new Event.LiquidationFill(
            accounts.id(handle),
            accounts.id(maker),
            instrumentId(slot),
            lots,
            money.quote,
            market.notional(slot, lots),
            money.penalty - fee,
            money.paid,
            backstop));
  }
}
