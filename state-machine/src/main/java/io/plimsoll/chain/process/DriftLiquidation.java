package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.process.LiquidationFills.Money;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.drift.Figure;
import io.plimsoll.margin.rule.drift.LiquidationFees;
import io.plimsoll.margin.rule.drift.LiquidationSizes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Liquidation as Drift v2 does it: a liquidator takes what covers the share of the shortage that is
 * due, at the mark less a fee that grows the longer nobody does. Liquidators are keepers, and the
 * pool's backstops in each block. A subaccount is let go where it is above its maintenance margin
 * and {@code LIQUIDATION_BUFFER_PPM}, or where what covers the whole shortage was taken.
 *
 * <p>Sizes, fees and shares are the venue's own rules, in the entry without limits, since there is
 * one call of each for a transfer. Its unit of 10^9 is a million lots here, so that a price is that
 * of a million lots in quanta, and a slot is a block. The liquidator's fee is {@code
 * BACKSTOP_SPREAD_PPM}, at most {@code SLIPPAGE_PPM}; the fund's at most {@code PENALTY_PPM}. A
 * position's margin ratio is its stand-alone maintenance margin with the buffer over its value,
 * Floor.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, controller/liquidation.rs.
 */
final class DriftLiquidation implements LiquidationPolicy {

  /** The number of the policy. */
  static final int NUMBER = 3;

  private static final long WHOLE_LOTS = 1_000_000;
  private static final long BASE_OF_LOT = 1_000;
  private static final long ONE_RATIO = 10_000;
  private static final long PPM_OF_RATIO = 100;

  /**
   * The largest ratio of which the venue's widths hold nineteen hundred times, as its fees need.
   */
  private static final long MOST_RATIO = 2_260_509;

  /** A position of at most 50 USD is taken whole. */
  private static final long SMALL = 50_000_000;

  private final LiquidationFills fills;
  private final Context context;
  private final Accounts accounts;
  private final Requirement requirement = new Requirement();
  private long stepsLeft;

  DriftLiquidation(LiquidationFills fills) {
    this.fills = fills;
    context = fills.context;
    accounts = fills.accounts;
  }

  /**
   * A transfer.
   *
   * @param size lots without a sign, at least 1
   * @param covers lots that cover the whole shortage
   */
  private record Transfer(
      long size, long covers, long price, long shortage, long share, long fee, long fundFee) {}

  private Rows.@Nullable Liquidation row(int handle) {
    return context.state.liquidations().get(accounts.id(handle));
  }

  private long bufferPpm() {
    return context.parameter(Parameter.LIQUIDATION_BUFFER_PPM, 0);
  }

  /** What a subaccount lacks to its maintenance margin and the buffer; not above 0 for nothing. */
  private long shortage(Requirement of) {
    long needed =
        MulDiv.ceilSaturated(of.maintenance(), Limits.ONE_PPM + bufferPpm(), Limits.ONE_PPM);
    return Checked.subtractSaturated(needed, of.equity());
  }

  @Override
  public boolean takesKeepers() {
    return true;
  }

  @Override
  public void run(List<Integer> candidates) {
    fills.findBackstops();
    stepsLeft = context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    List<Integer> taken = new ArrayList<>(candidates);
    Set<Integer> known = new TreeSet<>(candidates);
    for (SubaccountId id : List.copyOf(context.state.liquidations().rows().keySet())) {
      int handle = accounts.findOrAdd(id);
      if (!letGo(handle) && !known.contains(handle)) {
        taken.add(handle);
      }
    }
    for (int handle : taken) {
      if (stepsLeft == 0) {
        break;
      }
      if (accounts.positions(handle) > 0) {
        liquidate(handle);
      }
    }
  }

  /** Forgets a subaccount that is above the buffer or has nothing; returns whether. */
  private boolean letGo(int handle) {
    requirement.set(accounts.cash(handle), 0, 0, Requirement.NONE, Requirement.NONE);
    if (accounts.positions(handle) > 0) {
      context.margining.evaluate(handle, requirement);
      if (shortage(requirement) > 0) {
        return false;
      }
    }
    end(handle);
    return true;
  }

  private void end(int handle) {
    context.state.liquidations().remove(accounts.id(handle));
    context.emit(
        new Event.LiquidationEnded(
            accounts.id(handle), requirement.equity(), requirement.maintenance()));
  }

  private void liquidate(int handle) {
    boolean liquidatable = fills.isLiquidatable(handle, requirement);
    if (row(handle) == null) {
      if (!liquidatable) {
        return;
      }
      begin(handle);
      fills.start(handle, requirement);
    }
    for (int slot : fills.largestFirst(handle)) {
      if (stepsLeft == 0 || row(handle) == null) {
        return;
      }
      if (!context.market.isStale(slot)) {
        stepsLeft--;
        give(handle, slot);
      }
    }
  }

  private void begin(int handle) {
    context
        .state
        .liquidations()
        .put(accounts.id(handle), new Rows.Liquidation(NUMBER, context.height(), 0));
  }

  /** Lets the first backstop that can bear it take what is due of a position. */
  private void give(int handle, int slot) {
    Transfer transfer = size(handle, slot, Long.MAX_VALUE);
    if (transfer == null) {
      return;
    }
    long lots = fills.held(handle, slot) > 0 ? -transfer.size : transfer.size;
    explain(handle, slot, lots, transfer);
    Money money = money(slot, lots, transfer);
    for (int backstop : fills.backstopsOf(slot, handle)) {
      if (fills.mayHold(backstop, slot, -lots)
          && fills.make(handle, backstop, slot, lots, money, true)) {
        account(handle, transfer);
        return;
      }
    }
  }

  private void explain(int handle, int slot, long lots, Transfer transfer) {
    context.emit(
        new Event.TransferSized(
            accounts.id(handle),
            fills.instrumentId(slot),
            transfer.shortage,
            transfer.share,
            transfer.fee,
            transfer.fundFee,
            lots));
  }

  private Money money(int slot, long lots, Transfer transfer) {
    long quote = fills.quoteAt(slot, lots, transfer.price);
    long dollars = context.market.inDollars(slot, quote);
    long free = context.ledger.free(context.ledger.poolOf(slot));
    long fee = MulDiv.floor(Math.abs(dollars), transfer.fundFee, Limits.ONE_PPM);
    return new Money(quote, dollars, Math.min(fee, free), 0);
  }

  /** Counts what a transfer has freed, and lets the subaccount go where it is enough. */
  private void account(int handle, Transfer transfer) {
    requirement.set(accounts.cash(handle), 0, 0, Requirement.NONE, Requirement.NONE);
    long left = 0;
    if (accounts.positions(handle) > 0) {
      context.margining.evaluate(handle, requirement);
      left = Math.max(0, shortage(requirement));
    }
    if (left == 0 || transfer.size >= transfer.covers) {
      end(handle);
      return;
    }
    Rows.Liquidation row = context.state.liquidations().require(accounts.id(handle));
    long freed = Checked.addSaturated(row.freed(), Math.max(0, transfer.shortage - left));
    context
        .state
        .liquidations()
        .put(accounts.id(handle), new Rows.Liquidation(NUMBER, row.since(), freed));
  }

  /** How much of a position is due, at most {@code most}; null for nothing. */
  private @Nullable Transfer size(int handle, int slot, long most) {
    context.margining.evaluate(handle, requirement);
    long shortage = shortage(requirement);
    long held = fills.held(handle, slot);
    long size = Math.abs(held);
    long value = Math.abs(fills.market.value(slot, held));
    Rows.Liquidation row = row(handle);
    if (shortage <= 0) {
      return null;
    }
    long ratio = ratio(handle, slot, held, value);
    long since = row == null ? context.height() : row.since();
    BigInteger height = BigInteger.valueOf(context.height());
    Figure fee =
        LiquidationFees.grown(
            fills.marketParameter(Parameter.BACKSTOP_SPREAD_PPM, slot),
            fills.marketParameter(Parameter.SLIPPAGE_PPM, slot),
            BigInteger.valueOf(since),
            height,
            BigInteger.valueOf(context.parameter(Parameter.FEE_GRACE_BLOCKS, 0)),
            context.parameter(Parameter.FEE_GROWTH_PPM, 0));
    Figure share =
        LiquidationSizes.share(
            BigInteger.valueOf(shortage),
            BigInteger.valueOf(since),
            height,
            BigInteger.valueOf(
                MulDiv.floor(context.parameter(Parameter.FIRST_SHARE_PPM, 0), 1, PPM_OF_RATIO)),
            BigInteger.valueOf(context.parameter(Parameter.SHARE_BLOCKS, 0)),
            BigInteger.valueOf(row == null ? 0 : row.freed()));
    if (fee.isError() || share.isError()) {
      return null;
    }
    long feePpm = fee.value().longValueExact();
    BigInteger base = BigInteger.valueOf(size).multiply(BigInteger.valueOf(BASE_OF_LOT));
    long price = Math.abs(fills.market.value(slot, WHOLE_LOTS));
    Figure fundFee =
        LiquidationFees.insuranceOnPerp(
            BigInteger.valueOf(shortage),
            base,
            ratio,
            feePpm,
            price,
            Limits.ONE_PPM,
            fills.marketParameter(Parameter.PENALTY_PPM, slot));
    if (fundFee.isError()) {
      return null;
    }
    long fundPpm = fundFee.value().longValueExact();
    Figure covers =
        LiquidationSizes.baseToCover(
            BigInteger.valueOf(shortage), ratio, feePpm, fundPpm, price, Limits.ONE_PPM);
    if (covers.isError()) {
      return null;
    }
    long due = due(covers.value(), share.value(), value <= SMALL ? size : 0);
    long lots = Math.min(Math.min(size, most), due);
    return lots == 0
        ? null
        : new Transfer(
            lots,
            lots(covers.value()),
            price(slot, held > 0, feePpm),
            shortage,
            share.value().longValueExact(),
            feePpm,
            fundPpm);
  }

  private long ratio(int handle, int slot, long held, long value) {
    if (value == 0) {
      return 0;
    }
    long alone = context.margining.standAlone(handle, slot, held);
    long with = MulDiv.floorSaturated(alone, Limits.ONE_PPM + bufferPpm(), Limits.ONE_PPM);
    return Math.min(MOST_RATIO, MulDiv.floorSaturated(with, ONE_RATIO, value));
  }

  /** The venue's base units as lots, Ceil; saturated. */
  private static long lots(BigInteger base) {
    BigInteger lots =
        base.add(BigInteger.valueOf(BASE_OF_LOT - 1)).divide(BigInteger.valueOf(BASE_OF_LOT));
    return lots.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static long due(BigInteger covers, BigInteger share, long least) {
    BigInteger whole = BigInteger.valueOf(lots(covers)).multiply(BigInteger.valueOf(BASE_OF_LOT));
    BigInteger part = whole.multiply(share).divide(BigInteger.valueOf(ONE_RATIO));
    return part.signum() == 0 ? 0 : Math.max(least, lots(part));
  }

  /** The mark less the liquidator's fee for a sale, more for a purchase; against the account. */
  private long price(int slot, boolean sells, long feePpm) {
    long mark = context.market.mark(slot);
    return sells
        ? MulDiv.floor(mark, Math.max(0, Limits.ONE_PPM - feePpm), Limits.ONE_PPM)
        : MulDiv.ceil(mark, Limits.ONE_PPM + feePpm, Limits.ONE_PPM);
  }

  @Override
  public boolean mayLiquidate(int handle, Requirement of) {
    return context.margining.model(handle).isLiquidatable(of)
        || (row(handle) != null && shortage(of) > 0);
  }

  /** A keeper takes at most what is due, at the policy's price, where that is within its limit. */
  @Override
  public ResultCode liquidate(Command.Liquidate offer, int handle, int keeper, int slot) {
    Transfer transfer = size(handle, slot, offer.lots());
    if (transfer == null) {
      return ResultCode.NOTHING_TO_TAKE;
    }
    boolean sells = fills.held(handle, slot) > 0;
    if (!LiquidationFills.isAsGood(sells, offer.price(), transfer.price)) {
      return ResultCode.LIQUIDATION_PRICE_TOO_BAD;
    }
    long lots = sells ? -transfer.size : transfer.size;
    Money money = money(slot, lots, transfer);
    if (Math.abs(money.quote()) > Limits.AMOUNT) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    boolean begins = row(handle) == null;
    ResultCode done = fills.makeForKeeper(handle, keeper, slot, lots, money, 0);
    if (done == ResultCode.OK) {
      if (begins) {
        begin(handle);
      }
      explain(handle, slot, lots, transfer);
      account(handle, transfer);
    }
    return done;
  }
}
