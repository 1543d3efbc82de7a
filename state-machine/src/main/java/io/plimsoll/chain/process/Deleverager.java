package io.plimsoll.chain.process;

import io.plimsoll.chain.block.DeleveragingPlace;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.Standing;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.OppositeWalk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Closes positions of subaccounts whose equity is negative after liquidation against holders of the
 * opposite side, as the block's {@link DeleveragingPolicy} says. What does not fit into a block is
 * taken up first in the next one. Then markets in final settlement are closed, debts are counted
 * and paid as far as funds reach.
 */
final class Deleverager {

  /** The policy of losses under which opposite holders alone bear them. */
  private static final int DELEVERAGE_ONLY = 4;

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final MarketData market;
  private final Trades trades;
  private final Liquidator liquidator;
  private final DeleveragingPolicies policies;
  private final FinalSettlement settlement;
  private final Debts debts;
  private final Requirement requirement = new Requirement();

  /** Holders in their order, of one side of an instrument: 2 * slot, + 1 for the long side. */
  private final TreeMap<Integer, List<DeleveragingPolicy.Holder>> holders = new TreeMap<>();

  private long visitsLeft;

  Deleverager(Context context, Trades trades, Liquidator liquidator) {
    this.liquidator = liquidator;
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.market = context.market.data();
    this.trades = trades;
    policies = new DeleveragingPolicies(context);
    settlement = new FinalSettlement(context, trades);
    debts = new Debts(context);
  }

  void run() {
    holders.clear();
    List<Integer> bankrupt = new ArrayList<>(context.margining.bankrupt());
    for (int handle : bankrupt) {
      context.gates.see(accounts.pool(handle));
    }
    // Who still has the time of an auction is for bidders.
    bankrupt.removeIf(liquidator::isInAuction);
    DeleveragingPolicy policy = policies.ofBlock();
    List<Integer> tried = policy == null ? List.of() : deleverage(policy, bankrupt);
    settlement.run();
    debts.run(tried);
    keepMarks();
  }

  /** Takes up as many as may be; returns who was, where that was not all. */
  private List<Integer> deleverage(DeleveragingPolicy policy, List<Integer> bankrupt) {
    visitsLeft = context.parameter(Parameter.DELEVERAGING_VISITS, 0);
    long attempts = context.parameter(Parameter.DELEVERAGING_ATTEMPTS, 0);
    List<Integer> tried = new ArrayList<>();
    for (int handle : leastTriedFirst(bankrupt)) {
      if (tried.size() == attempts || visitsLeft == 0) {
        return tried;
      }
      tried.add(handle);
      deleverage(policy, handle);
    }
    return List.of();
  }

  /** Who was not taken up when others were, then the others, by risk. */
  private List<Integer> leastTriedFirst(List<Integer> byRisk) {
    List<Integer> order = new ArrayList<>(byRisk);
    order.sort(
        Comparator.comparingLong(handle -> {
          LossRows.Debt debt = state.debts().get(accounts.id(handle));
          return debt == null ? 0 : debt.tried();
        }));
    return order;
  }

  private void deleverage(DeleveragingPolicy policy, int handle) {
    context.settleFunding(handle);
    context.reservations.release(handle);
    for (int slot : slotsBySize(handle)) {
      // A coin has no opposite side: who holds it gave nothing to who owes it.
      boolean closes = !context.market.isStale(slot) && !context.market.isCoin(slot);
      if (closes && accounts.positions(handle) > 0) {
        new Closing(policy, handle, slot).run();
      }
    }
    context.ledger.leavePool(handle);
    context.margining.remargin(handle);
  }

  /** The subaccount's instruments, the largest stand-alone maintenance first, ties to the first. */
  private List<Integer> slotsBySize(int handle) {
    int positions = accounts.positions(handle);
    long[] standAlone = new long[positions];
    context.margining.standAlone(handle, standAlone);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < positions; i++) {
      order.add(i);
    }
    order.sort((one, other) -> Long.compare(standAlone[other], standAlone[one]));
    int from = accounts.from(handle);
    List<Integer> slots = new ArrayList<>();
    for (int i : order) {
      slots.add(accounts.instrument(from + i));
    }
    return slots;
  }

  /** One position of a bankrupt subaccount on its way to 0. */
  private final class Closing {
    private final DeleveragingPolicy policy;
    private final int handle;
    private final int slot;
    private final boolean lenient;
    private long held;
    private long visited;

    Closing(DeleveragingPolicy policy, int handle, int slot) {
      this.policy = policy;
      this.handle = handle;
      this.slot = slot;
      lenient =
          context.parameter(Parameter.LOSS_POLICY, 0) == DELEVERAGE_ONLY
              && debts.isOverdue(accounts.id(handle));
      held = accounts.lots(accounts.position(handle, slot));
    }

    void run() {
      final long before = held;
      List<DeleveragingPolicy.Holder> order =
          holders.computeIfAbsent(
              2 * slot + (held < 0 ? 1 : 0), key -> policy.holders(slot, held < 0));
      OppositeWalk.run(
          order.size(),
          policy.start(),
          context.parameter(Parameter.DELEVERAGING_HOLDERS, 0),
          place -> visit(order.get(place)));
      if (held == before) {
        context.emit(
            new Event.DeleveragedNothing(
                accounts.id(handle), state.instruments().keyOf(slot), held, visited));
      }
    }

    private OppositeWalk.Step visit(DeleveragingPolicy.Holder holder) {
      if (held == 0 || visitsLeft == 0) {
        return OppositeWalk.Step.DONE;
      }
      visitsLeft--;
      int p = accounts.position(holder.handle(), slot);
      long lots = p < 0 ? 0 : OppositeWalk.part(-held, accounts.lots(p));
      if (lots == 0) {
        return OppositeWalk.Step.SKIPPED;
      }
      visited++;
      if (close(holder.handle(), holder.standing(), lots)) {
        held += lots;
      }
      return OppositeWalk.Step.VISITED;
    }

    private boolean close(int holder, Standing standing, long lots) {
      context.margining.evaluate(handle, requirement);
      long dollars = policy.dollars(handle, slot, lots, requirement.equity());
      long quote = context.market.inSettlement(slot, dollars);
      long left = held + lots == 0 ? 0 : market.value(slot, held + lots);
      long fair = market.value(slot, held) - left;
      Trades.Acceptance bears =
          (before, after) -> lenient ? after.equity() >= 0 : policy.bears(holder, before, after);
      if (!trades.tradeWith(handle, holder, slot, lots, quote, bears)) {
        return false;
      }
      context.ledger.leavePool(holder);
      context.margining.remargin(holder);
      int id = state.instruments().keyOf(slot);
      context.noteLast(handle, context.market.instrument(slot).market());
      context.emit(
          new Event.Deleveraged(
              accounts.id(handle),
              accounts.id(holder),
              id,
              lots,
              quote,
              market.notional(slot, lots),
              Checked.subtractSaturated(dollars, fair),
              standing));
      return true;
    }
  }

  /** The marks of this block, where the next one's deleveraging may be at them. */
  private void keepMarks() {
    boolean kept =
        context.parameter(Parameter.DELEVERAGING_POLICY, 0) == DeleveragingPolicies.HYPERLIQUID;
    if (!kept && state.asides().rows().isEmpty()) {
      return;
    }
    for (int slot = 0; slot < market.instruments(); slot++) {
      int id = state.instruments().keyOf(slot);
      Rows.Instrument row = state.instruments().get(id);
      if (row != null) {
        boolean priced = !row.ended() && context.market.isPriced(slot);
        long mark = kept && priced ? context.market.mark(slot) : 0;
        state.setAside(id, new LossRows.Aside(state.aside(id).shortOffset(), mark));
      }
    }
  }

  /**
   * Where a subaccount stands in each of its instruments, in the order of its positions, by what
   * the last block left.
   */
  List<DeleveragingPlace> places(int handle) {
    DeleveragingPolicy policy = policies.ofBlock();
    List<DeleveragingPlace> places = new ArrayList<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      long lots = accounts.lots(p);
      Standing own = null;
      if (policy != null && !context.market.isCoin(slot)) {
        for (DeleveragingPolicy.Holder each : policy.holders(slot, lots > 0)) {
          own = each.handle() == handle ? each.standing() : own;
        }
      }
      places.add(new DeleveragingPlace(state.instruments().keyOf(slot), lots, own));
    }
    return places;
  }
}
