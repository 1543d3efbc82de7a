package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.rule.drift.SocializedLoss;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Drift's: the fund pays what it may but 1, then the fees, and the rest is taken through the
 * funding index of the market's perpetual with the largest open interest, Ceil a lot, from longs
 * and shorts alike. Where nobody holds one, the rest waits.
 *
 * <p>What is taken too much by the Ceil, less than one quantum for a million lots and what each
 * account's Floor adds, stays with the pool's clearing balance.
 */
final class FundingLosses implements LossPolicy {

  /** A funding index counts 10^-6 quanta. */
  private static final long INDEX_UNITS = 1_000_000;

  private static final long LARGEST_MOVE = 1L << 61;

  private final Context context;
  private final State state;
  private final Accounts accounts;

  FundingLosses(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  @Override
  public long reserve() {
    return 1;
  }

  @Override
  public void resolve(List<SubaccountId> overdue) {
    long most = context.parameter(Parameter.LOSS_ACCOUNTS, 0);
    for (int i = 0; i < overdue.size() && i < most; i++) {
      resolve(overdue.get(i));
    }
  }

  private void resolve(SubaccountId id) {
    LossRows.Debt debt = state.debts().require(id);
    int pool = debt.pool();
    long payable = LossPhase.payable(context, pool, debt.market());
    long fromFund = Math.min(debt.owed(), payable);
    context.funds.pay(pool, debt.market(), fromFund);
    long fromFees = Math.min(debt.owed() - fromFund, state.pool(pool).fees());
    state.addToPool(pool, 0, 0, 0, -fromFees);
    long rest = debt.owed() - fromFund - fromFees;
    int perpetual = rest == 0 ? -1 : perpetualOf(debt.market());
    long perLot = perpetual < 0 ? 0 : share(id, perpetual, rest);
    long shared = perLot == 0 ? 0 : rest;
    state.addToPool(pool, 0, -shared, 0, 0);
    long paid = fromFund + fromFees + shared;
    if (paid > 0) {
      LossPhase.pay(context, id, paid);
      int through = shared == 0 ? -1 : perpetual;
      context.emit(new Event.LossShared(id, pool, fromFund, fromFees, shared, through, perLot));
    }
  }

  /** Id of the market's perpetual with the largest open interest, ties to the first; or -1. */
  private int perpetualOf(int market) {
    int found = -1;
    long most = 0;
    for (Map.Entry<Integer, Rows.Instrument> entry : state.instruments().rows().entrySet()) {
      Rows.Instrument row = entry.getValue();
      if (row.market() == market
          && row.kind() == InstrumentKind.PERPETUAL
          && row.openInterest() > most) {
        found = entry.getKey();
        most = row.openInterest();
      }
    }
    return found;
  }

  /**
   * Has all holders but the debtor pay; returns what each lot does, 0 where that is not possible.
   */
  private long share(SubaccountId debtor, int perpetual, long loss) {
    Rows.Instrument row = state.instruments().require(perpetual);
    int handle = accounts.find(debtor);
    int p = accounts.position(handle, state.instruments().slotOf(perpetual));
    long own = p < 0 ? 0 : accounts.lots(p);
    OptionalLong each =
        SocializedLoss.perUnit(
            loss,
            row.openInterest() - Math.max(0, own),
            row.openInterest() - Math.max(0, -own),
            INDEX_UNITS);
    if (each.isEmpty()) {
      return 0;
    }
    long perLot = each.getAsLong();
    long offset = state.aside(perpetual).shortOffset();
    long ofShorts = row.fundingIndex() + offset;
    // An index at the end of its range stays there, and the loss waits, as does one that is more
    // than all pools may hold.
    if (loss > Limits.POOL
        || perLot > LARGEST_MOVE
        || Raw.addOverflows(row.fundingIndex(), perLot)
        || Raw.addOverflows(ofShorts, -perLot)
        || Raw.addOverflows(offset, -2 * perLot)
        || !mayMoveOwn(p, own, perLot)) {
      return 0;
    }
    state.instruments().put(perpetual, row.withFundingIndex(row.fundingIndex() + perLot));
    state.setAside(
        perpetual, new LossRows.Aside(offset - 2 * perLot, state.aside(perpetual).previousMark()));
    if (own != 0) {
      long moved = own > 0 ? perLot : -perLot;
      accounts.setFundingIndex(handle, p, accounts.fundingIndex(p) + moved);
    }
    return perLot;
  }

  private boolean mayMoveOwn(int p, long own, long perLot) {
    return own == 0 || !Raw.addOverflows(accounts.fundingIndex(p), own > 0 ? perLot : -perLot);
  }
}
