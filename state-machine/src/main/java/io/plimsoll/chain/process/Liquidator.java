package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.margin.model.Requirement;
import java.util.List;

/** Lets the chain's {@link LiquidationPolicy} work, and keepers and bidders beside it. */
final class Liquidator {

  private static final int DERIVE = 4;

  private final Context context;
  private final State state;
  private final Accounts accounts;

  /** Policies in the order of their numbers, of which the first is 1. */
  private final List<LiquidationPolicy> policies;

  private final Requirement requirement = new Requirement();
  private long keepersLeft;

  Liquidator(Context context, Trades trades) {
    this.context = context;
    state = context.state;
    accounts = context.state.accounts();
    LiquidationFills fills = new LiquidationFills(context, trades);
    policies =
        List.of(
            new HouseLiquidation(fills),
            new DydxLiquidation(fills),
            new DriftLiquidation(fills),
            new DeriveLiquidation(fills, trades),
            new HyperliquidLiquidation(fills));
  }

  /** Begins a block. */
  void begin() {
    keepersLeft = context.parameter(Parameter.KEEPER_LIQUIDATIONS, 0);
  }

  private int number() {
    return (int) context.parameter(Parameter.LIQUIDATION_POLICY, 0);
  }

  private LiquidationPolicy policy() {
    return policies.get(number() - 1);
  }

  /** The phase of liquidation. */
  void run() {
    forgetOthers();
    policy().run(context.margining.belowMaintenance());
  }

  /** What another policy remembered ends with it. */
  private void forgetOthers() {
    for (SubaccountId id : List.copyOf(state.liquidations().rows().keySet())) {
      if (state.liquidations().require(id).policy() != number()) {
        state.liquidations().remove(id);
      }
    }
    if (number() != DERIVE) {
      List.copyOf(state.auctions().rows().keySet()).forEach(state.auctions()::remove);
    }
  }

  /**
   * Whether an auction still has its time to find somebody for a subaccount, so that nobody else
   * closes it.
   */
  boolean isInAuction(int handle) {
    Rows.Auction auction = state.auctions().get(accounts.id(handle));
    return auction != null
        && context.height() - auction.startHeight()
            < context.parameter(Parameter.AUCTION_INSOLVENT_BLOCKS, 0);
  }

  /** Whether a command would have a subaccount act that is under auction. */
  boolean isHeldBack(Command command) {
    if (state.auctions().rows().isEmpty()) {
      return false;
    }
    return switch (command) {
      case Command.Withdraw c -> isHeld(c.from());
      case Command.Transfer c -> isHeld(c.from());
      case Command.WithdrawAsset c -> isHeld(c.from());
      case Command.TransferAsset c -> isHeld(c.from());
      case Command.WithdrawTo c -> isHeld(c.from());
      case Command.SetMode c -> isHeld(c.subaccount());
      case Command.LiquidityQuote c -> isHeld(c.maker());
      case Command.SetBackstop c -> c.active() && isHeld(c.subaccount());
      case Command.Liquidate c -> isHeld(c.keeper());
      case Command.Bid c -> isHeld(c.bidder());
      case Command.Reserve c -> !c.isRelease() && isHeld(c.subaccount());
      case Command.SetLeverage c -> isHeld(c.subaccount());
      case Command.FillOrders c ->
          isHeld(c.buy().order().subaccount()) || isHeld(c.sell().order().subaccount());
      default -> false;
    };
  }

  /** The same of a fill. */
  boolean isHeldBack(FillReader fill) {
    return !state.auctions().rows().isEmpty()
        && (isHeld(id(fill, fill.buyer())) || isHeld(id(fill, fill.seller())));
  }

  private static SubaccountId id(FillReader fill, int key) {
    Address owner = new Address(fill.ownerHigh(key), fill.ownerMiddle(key), fill.ownerLow(key));
    return new SubaccountId(owner, fill.number(key));
  }

  /** Whether a subaccount is under auction. */
  boolean isHeld(SubaccountId id) {
    return state.auctions().get(id) != null;
  }

  /** A bid in an auction, in the phase of commands. */
  ResultCode apply(Command.Bid bid) {
    return policy().bid(bid);
  }

  /** A keeper's liquidation, in the phase of commands. */
  ResultCode apply(Command.Liquidate offer) {
    if (offer.lots() < 1 || offer.lots() > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (offer.price() < 1 || offer.price() > Limits.PRICE) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (offer.subaccount().equals(offer.keeper())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (!policy().takesKeepers()) {
      return ResultCode.NOT_OF_POLICY;
    }
    if (state.instruments().get(offer.instrument()) == null) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    int slot = state.instruments().slotOf(offer.instrument());
    int handle = accounts.find(offer.subaccount());
    if (handle < 0 || accounts.position(handle, slot) < 0) {
      return ResultCode.NO_POSITION;
    }
    int keeper = accounts.find(offer.keeper());
    if (keeper < 0 || !accounts.exists(keeper)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (context.market.isStale(slot)) {
      return ResultCode.POSITION_STALE;
    }
    context.margining.evaluate(handle, requirement);
    if (!policy().mayLiquidate(handle, requirement)) {
      return ResultCode.NOT_LIQUIDATABLE;
    }
    if (keepersLeft == 0) {
      return ResultCode.TOO_MANY_LIQUIDATIONS;
    }
    ResultCode done = policy().liquidate(offer, handle, keeper, slot);
    if (done == ResultCode.OK) {
      keepersLeft--;
    }
    return done;
  }
}
