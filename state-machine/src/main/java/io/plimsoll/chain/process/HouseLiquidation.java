package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.process.LiquidationFills.Money;
import io.plimsoll.chain.process.LiquidationFills.Outcome;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The house's own policy: the riskiest first, in steps, at most so many in a block. A step is an
 * order for one position, matched against this block's liquidity quotes within the slippage limit
 * and then against backstops. With a buffer each fill is the least that leaves the subaccount that
 * far above its maintenance margin, or all that the order has.
 */
final class HouseLiquidation implements LiquidationPolicy {

  private final LiquidationFills fills;
  private final Context context;
  private final Accounts accounts;
  private final Requirement requirement = new Requirement();
  private int stepsLeft;
  private long bufferPpm;
  private long sizes;

  HouseLiquidation(LiquidationFills fills) {
    this.fills = fills;
    context = fills.context;
    accounts = fills.accounts;
  }

  private record Chosen(int slot, long size, Event.Choice rule, long left, long cost) {}

  private void readParameters() {
    bufferPpm = context.parameter(Parameter.LIQUIDATION_BUFFER_PPM, 0);
    sizes = context.parameter(Parameter.LIQUIDATION_SIZES, 0);
  }

  @Override
  public boolean mayLiquidate(int handle, Requirement of) {
    return context.margining.model(handle).isLiquidatable(of);
  }

  @Override
  public boolean takesKeepers() {
    return true;
  }

  @Override
  public void run(List<Integer> candidates) {
    if (candidates.isEmpty()) {
      return;
    }
    readParameters();
    fills.findBackstops();
    stepsLeft = (int) context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (int handle : candidates) {
      if (stepsLeft == 0) {
        break;
      }
      // A trade with one that came before may have made it safe.
      if (fills.isLiquidatable(handle, requirement)) {
        liquidate(handle);
      }
    }
  }

  private void liquidate(int handle) {
    fills.start(handle, requirement);
    Set<Integer> untradeable = new TreeSet<>();
    while (stepsLeft > 0 && isBelow(handle)) {
      Chosen chosen = choose(handle, untradeable);
      if (chosen == null) {
        return;
      }
      stepsLeft--;
      boolean sells = fills.held(handle, chosen.slot) > 0;
      context.emit(
          new Event.LiquidationOrder(
              accounts.id(handle),
              fills.instrumentId(chosen.slot),
              chosen.rule,
              sells ? -chosen.size : chosen.size,
              fills.worstPrice(chosen.slot, sells),
              requirement.maintenance(),
              chosen.left,
              chosen.cost));
      if (!step(handle, chosen.slot, sells, chosen.size)) {
        untradeable.add(chosen.slot);
      }
    }
  }

  /** Whether a subaccount that liquidation has taken up is to sell more. */
  private boolean isBelow(int handle) {
    boolean liquidatable = fills.isLiquidatable(handle, requirement);
    return bufferPpm == 0
        ? liquidatable
        : accounts.positions(handle) > 0
            && !isAboveBuffer(requirement.equity(), requirement.maintenance());
  }

  private boolean isAboveBuffer(long equity, long maintenance) {
    return MulDiv.compareProducts(equity, Limits.ONE_PPM, maintenance, Limits.ONE_PPM + bufferPpm)
        >= 0;
  }

  private @Nullable Chosen choose(int handle, Set<Integer> untradeable) {
    if (sizes > 0 && context.margining.model(handle).needsLosses()) {
      Chosen chosen = mostForCost(handle, untradeable);
      if (chosen != null) {
        return chosen;
      }
    }
    return leastLeft(handle, untradeable);
  }

  private boolean isOffered(int slot, Set<Integer> untradeable) {
    return !context.market.isStale(slot) && !untradeable.contains(slot);
  }

  /** The position without which the maintenance margin would be least, ties to the first. */
  private @Nullable Chosen leastLeft(int handle, Set<Integer> untradeable) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      if (!isOffered(slot, untradeable)) {
        continue;
      }
      long left = fills.maintenanceWith(handle, slot, 0);
      if (best < 0 || left < least) {
        best = slot;
        least = left;
      }
    }
    if (best < 0) {
      return null;
    }
    long size = fills.orderSize(best, Math.abs(fills.held(handle, best)));
    return new Chosen(best, size, Event.Choice.LEAST_LEFT, least, 0);
  }

  /**
   * The lots that release most maintenance margin for what they cost: what they lose against the
   * mark at the best price that is offered, and the penalty, at least one quantum. Of equal ratios
   * the larger release goes first, then the earlier position, then the larger size; null where
   * nothing that somebody takes releases anything.
   */
  private @Nullable Chosen mostForCost(int handle, Set<Integer> untradeable) {
    Chosen best = null;
    long now = requirement.maintenance();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      long held = accounts.lots(p);
      long price = isOffered(slot, untradeable) ? bestPrice(handle, slot, held > 0) : -1;
      if (price < 0) {
        continue;
      }
      long size = fills.orderSize(slot, Math.abs(held));
      for (long i = 0; i < sizes; i++) {
        Chosen next = weigh(handle, slot, size, price);
        boolean releases = next.left < now;
        if (releases && (best == null || isBetter(next, best, now))) {
          best = next;
        }
        if (size == 1) {
          break;
        }
        size = MulDiv.ceil(size, 1, 2);
      }
    }
    return best;
  }

  private static boolean isBetter(Chosen one, Chosen other, long now) {
    long release = now - one.left;
    long otherRelease = now - other.left;
    int byRatio = MulDiv.compareProducts(release, other.cost, otherRelease, one.cost);
    return byRatio != 0 ? byRatio > 0 : release > otherRelease;
  }

  private Chosen weigh(int handle, int slot, long size, long price) {
    long held = fills.held(handle, slot);
    long lots = held > 0 ? -size : size;
    Money money = fills.money(handle, slot, lots, price);
    long lost = Checked.subtractSaturated(fair(slot, held, lots), money.dollars());
    long cost = Math.max(1, Checked.addSaturated(lost, money.penalty()));
    long left = fills.maintenanceWith(handle, slot, held + lots);
    return new Chosen(slot, size, Event.Choice.MOST_FOR_COST, left, cost);
  }

  /** What lots that leave a position would take, or pay, at the mark. */
  private long fair(int slot, long held, long lots) {
    return Checked.subtractSaturated(
        fills.market.value(slot, held), fills.market.value(slot, held + lots));
  }

  /** The best price at which somebody else offers to take the position, or -1. */
  private long bestPrice(int handle, int slot, boolean sells) {
    long worst = fills.worstPrice(slot, sells);
    for (Quotes.Quote quote : context.quotes.of(slot, sells)) {
      if (!LiquidationFills.isAsGood(sells, quote.price, worst)) {
        break;
      }
      if (quote.lots() > 0 && quote.maker != handle) {
        return quote.price;
      }
    }
    return fills.backstopsOf(slot, handle).isEmpty() ? -1 : fills.backstopPrice(slot, sells);
  }

  /** One order; returns whether any of it was filled. */
  private boolean step(int handle, int slot, boolean sells, long size) {
    long left = size;
    long worst = fills.worstPrice(slot, sells);
    for (Quotes.Quote quote : context.quotes.of(slot, sells)) {
      if (isDone(handle, left) || !LiquidationFills.isAsGood(sells, quote.price, worst)) {
        break;
      }
      if (quote.lots() == 0 || quote.maker == handle) {
        continue;
      }
      long most = Math.min(left, quote.lots());
      long lots = least(handle, slot, sells, most, quote.price);
      Outcome outcome =
          fills.fill(handle, quote.maker, slot, sells ? -lots : lots, quote.price, false);
      if (outcome == Outcome.STOPPED) {
        return left < size;
      }
      if (outcome == Outcome.FILLED) {
        quote.take(lots);
        left -= lots;
      } else {
        quote.take(quote.lots());
        context.emit(
            new Event.QuoteRefused(accounts.id(quote.maker), fills.instrumentId(slot), lots));
      }
    }
    return fillFromBackstops(handle, slot, sells, left) < size;
  }

  /** Whether an order has nothing left to sell, or need not sell it. */
  private boolean isDone(int handle, long left) {
    return left == 0 || (bufferPpm > 0 && !isBelow(handle));
  }

  /** Returns what no backstop took. */
  private long fillFromBackstops(int handle, int slot, boolean sells, long most) {
    if (isDone(handle, most)) {
      return most;
    }
    long price = fills.backstopPrice(slot, sells);
    long lots = least(handle, slot, sells, most, price);
    for (int backstop : fills.backstopsOf(slot, handle)) {
      Outcome outcome = fills.fill(handle, backstop, slot, sells ? -lots : lots, price, true);
      if (outcome == Outcome.STOPPED) {
        break;
      }
      if (outcome == Outcome.FILLED) {
        return most - lots;
      }
    }
    return most;
  }

  /**
   * The least lots, at most {@code most}, that at a price leave the subaccount above the buffer;
   * all where these do not, or there is no buffer. Found by halving, in at most 63 steps: what is
   * one lot less does not reach it.
   */
  private long least(int handle, int slot, boolean sells, long most, long price) {
    if (bufferPpm == 0 || !reaches(handle, slot, sells ? -most : most, price)) {
      return most;
    }
    long low = 0;
    long high = most;
    while (high - low > 1) {
      long middle = low + ((high - low) >> 1);
      if (reaches(handle, slot, sells ? -middle : middle, price)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private boolean reaches(int handle, int slot, long lots, long price) {
    long held = fills.held(handle, slot);
    Money money = fills.money(handle, slot, lots, price);
    context.margining.evaluate(handle, requirement);
    long gain = Checked.subtractSaturated(money.dollars(), fair(slot, held, lots));
    long equity = Checked.addSaturated(requirement.equity(), gain);
    equity = Checked.addSaturated(equity, money.paid() - money.penalty());
    return isAboveBuffer(equity, fills.maintenanceWith(handle, slot, held + lots));
  }

  /**
   * A keeper takes at most what one order would sell, at its own price, which must be no worse than
   * that at which a backstop would take it, whether or not there is one.
   */
  @Override
  public ResultCode liquidate(Command.Liquidate offer, int handle, int keeper, int slot) {
    readParameters();
    long held = fills.held(handle, slot);
    boolean sells = held > 0;
    long price = offer.price();
    if (!LiquidationFills.isAsGood(sells, price, fills.backstopPrice(slot, sells))) {
      return ResultCode.LIQUIDATION_PRICE_TOO_BAD;
    }
    long most = Math.min(offer.lots(), fills.orderSize(slot, Math.abs(held)));
    if (Math.abs(context.market.quote(slot, most, price)) > Limits.AMOUNT) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    long size = least(handle, slot, sells, most, price);
    long lots = sells ? -size : size;
    Money money = fills.money(handle, slot, lots, price);
    long feePpm = context.parameter(Parameter.KEEPER_FEE_PPM, 0);
    long fee = MulDiv.floor(money.penalty(), feePpm, Limits.ONE_PPM);
    return fills.makeForKeeper(handle, keeper, slot, lots, money, fee);
  }
}
