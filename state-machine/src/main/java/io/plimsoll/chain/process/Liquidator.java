package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.InsuranceFund;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Closes positions of subaccounts below their maintenance margin: the riskiest first, in steps, at
 * most so many in a block. A step is an order for one position, matched against this block's
 * liquidity quotes within the slippage limit and then against backstops. A subaccount that is still
 * below at the end is taken up again in the next block.
 */
final class Liquidator {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final MarketData market;
  private final Trades trades;
  private final Bankruptcy bankruptcy;
  private final Requirement requirement = new Requirement();
  private final Requirement without = new Requirement();
  private final Book book = new Book();
  private final List<Integer> backstops = new ArrayList<>();
  private int stepsLeft;

  Liquidator(Context context, Trades trades) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.market = context.market.data();
    this.trades = trades;
    this.bankruptcy = new Bankruptcy(context);
  }

  void run() {
    List<Integer> candidates = context.margining.belowMaintenance();
    if (candidates.isEmpty()) {
      return;
    }
    findBackstops();
    stepsLeft = (int) context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (int handle : candidates) {
      if (stepsLeft == 0) {
        break;
      }
      liquidate(handle);
    }
  }

  private void findBackstops() {
    backstops.clear();
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      if (accounts.backstop(order[i]) != Accounts.NO_BACKSTOP) {
        backstops.add(order[i]);
      }
    }
  }

  private void liquidate(int handle) {
    // A trade with one that came before may have made it safe.
    if (!isLiquidatable(handle)) {
      return;
    }
    context.ledger.settleFunding(handle);
    context.margining.remargin(handle);
    context.margining.kept(handle, requirement);
    int unit = requirement.drivingUnit();
    context.emit(
        new Event.LiquidationStarted(
            accounts.id(handle),
            requirement.equity(),
            requirement.maintenance(),
            unit < 0 ? -1 : state.underlyings().keyOf(unit),
            requirement.drivingScenario()));
    Set<Integer> untradeable = new TreeSet<>();
    while (stepsLeft > 0 && isLiquidatable(handle)) {
      int slot = choose(handle, untradeable);
      if (slot < 0) {
        return;
      }
      stepsLeft--;
      if (!step(handle, slot)) {
        untradeable.add(slot);
      }
    }
  }

  private boolean isLiquidatable(int handle) {
    if (accounts.positions(handle) == 0) {
      return false;
    }
    context.margining.remargin(handle);
    context.margining.kept(handle, requirement);
    return context.margining.model(handle).isLiquidatable(requirement);
  }

  /** The position without which the maintenance margin would be least, ties to the first; or -1. */
  private int choose(int handle, Set<Integer> untradeable) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      if (context.market.isStale(slot) || untradeable.contains(slot)) {
        continue;
      }
      long left = maintenanceWithout(handle, p);
      if (best < 0 || left < least) {
        best = slot;
        least = left;
      }
    }
    return best;
  }

  private long maintenanceWithout(int handle, int position) {
    int others = accounts.positions(handle) - 1;
    int[] instruments = new int[others];
    long[] lots = new long[others];
    long[] quotes = new long[others];
    long[] fundingIndices = new long[others];
    int to = 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (p != position) {
        instruments[to] = accounts.instrument(p);
        lots[to] = accounts.lots(p);
        quotes[to] = accounts.quote(p);
        fundingIndices[to] = accounts.fundingIndex(p);
        to++;
      }
    }
    book.share(instruments, lots, quotes, fundingIndices);
    book.moveTo(0, 0, others);
    context.margining.evaluate(book, context.margining.model(handle), without);
    return without.maintenance();
  }

  /** One order; returns whether any of it was filled. */
  private boolean step(int handle, int slot) {
    long held = accounts.lots(accounts.position(handle, slot));
    long size = orderSize(slot, Math.abs(held));
    boolean sells = held > 0;
    long left = size;
    for (Quotes.Quote quote : context.quotes.of(slot, sells)) {
      if (left == 0 || !isWithinSlippage(slot, sells, quote.price)) {
        break;
      }
      if (quote.lots() == 0 || quote.maker == handle) {
        continue;
      }
      long lots = Math.min(left, quote.lots());
      Outcome outcome = fill(handle, quote.maker, slot, sells ? -lots : lots, quote.price, false);
      if (outcome == Outcome.FUND_TOO_SMALL) {
        return left < size;
      }
      if (outcome == Outcome.FILLED) {
        quote.take(lots);
        left -= lots;
      } else {
        quote.take(quote.lots());
        context.emit(new Event.QuoteRefused(accounts.id(quote.maker), instrumentId(slot), lots));
      }
    }
    return fillFromBackstops(handle, slot, sells, left) < size;
  }

  /** Returns what no backstop took. */
  private long fillFromBackstops(int handle, int slot, boolean sells, long lots) {
    long left = lots;
    int pool = context.ledger.poolOf(slot);
    for (int backstop : backstops) {
      if (left == 0) {
        break;
      }
      if (accounts.backstop(backstop) != pool || backstop == handle) {
        continue;
      }
      Outcome outcome =
          fill(handle, backstop, slot, sells ? -left : left, backstopPrice(slot, sells), true);
      if (outcome == Outcome.FUND_TOO_SMALL) {
        break;
      }
      left = outcome == Outcome.FILLED ? 0 : left;
    }
    return left;
  }

  private int instrumentId(int slot) {
    return state.instruments().keyOf(slot);
  }

  private long marketParameter(Parameter parameter, int slot) {
    return context.parameter(parameter, context.market.instrument(slot).market());
  }

  private long orderSize(int slot, long held) {
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

  private boolean isWithinSlippage(int slot, boolean sells, long price) {
    long most = distance(slot, marketParameter(Parameter.SLIPPAGE_PPM, slot));
    long mark = context.market.mark(slot);
    return sells ? price >= mark - most : price <= mark + most;
  }

  private long backstopPrice(int slot, boolean sells) {
    long spread = distance(slot, marketParameter(Parameter.BACKSTOP_SPREAD_PPM, slot));
    long mark = context.market.mark(slot);
    return sells ? Math.max(0, mark - spread) : mark + spread;
  }

  private enum Outcome {
    FILLED,
    REFUSED,
    FUND_TOO_SMALL
  }

  /** Trades at a price, with the penalty to the fund or the shortfall from it. */
  private Outcome fill(int handle, int maker, int slot, long lots, long price, boolean backstop) {
    if (trades.mayHold(maker, slot, -lots) != ResultCode.OK) {
      return Outcome.REFUSED;
    }
    context.ledger.settleFunding(handle);
    context.margining.evaluate(handle, requirement);
    long traded = context.market.quote(slot, Math.abs(lots), price);
    long quote =
        lots < 0
            ? traded
            : Checked.negate(traded) - context.market.dust(slot, Math.abs(lots), price);
    long dollars = context.market.inDollars(slot, quote);
    long insurance =
        Checked.subtractSaturated(
            dollars, bankruptcy.quote(handle, slot, lots, requirement.equity()));
    if (context.market.isCoin(slot)) {
      // What a coin is sold for leaves nobody with a claim, so the fund has nothing to make good.
      insurance = Math.max(0, insurance);
    }
    int pool = context.ledger.poolOf(slot);
    int marketId = context.market.instrument(slot).market();
    if (!InsuranceFund.covers(context.funds.available(pool, marketId), insurance)) {
      context.emit(
          new Event.FundTooSmall(
              accounts.id(handle), instrumentId(slot), lots, Checked.negate(insurance)));
      return Outcome.FUND_TOO_SMALL;
    }
    long penaltyPpm = marketParameter(Parameter.PENALTY_PPM, slot);
    long change = InsuranceFund.change(insurance, Math.abs(dollars), penaltyPpm);
    // The fund gets cash, not a claim on what bankrupt accounts owe the pool.
    long penalty = Math.min(Math.max(0, change), context.ledger.free(pool));
    long paid = Math.max(0, Checked.negate(change));
    if (!trades.tradeWith(handle, maker, slot, lots, quote, acceptance(maker, backstop))) {
      return Outcome.REFUSED;
    }
    accounts.addCash(handle, paid - penalty);
    context.funds.pay(pool, marketId, paid);
    context.funds.takePenalty(pool, penalty);
    finish(handle, maker, slot, lots, quote, penalty, paid, backstop);
    return Outcome.FILLED;
  }

  private Trades.Acceptance acceptance(int maker, boolean backstop) {
    return backstop
        ? (before, after) -> context.margining.model(maker).canOpen(after)
        : (before, after) -> context.margining.model(maker).permits(before, after);
  }

  private void finish(
      int handle,
      int maker,
      int slot,
      long lots,
      long quote,
      long penalty,
      long paid,
      boolean backstop) {
    context.ledger.leavePool(handle);
    context.ledger.leavePool(maker);
    context.margining.remargin(handle);
    context.margining.remargin(maker);
    context.emit(
        new Event.LiquidationFill(
            accounts.id(handle),
            accounts.id(maker),
            instrumentId(slot),
            lots,
            quote,
            market.notional(slot, lots),
            penalty,
            paid,
            backstop));
  }
}
