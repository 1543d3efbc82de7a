package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.derive.Auction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Liquidation as Derive does it: a Dutch auction of a part of everything that a subaccount has. A
 * solvent auction's price falls, fast and then slowly, from the portfolio's value to nothing; in an
 * insolvent one who takes a part is paid by the fund, the more the longer nobody does. Bids are
 * commands, and backstops bid where the price has fallen far enough.
 *
 * <p>Positions go to the bidder at the mark, in lots AwayFromZero, which moves no value; cash goes
 * beside them so that the bidder has the portion of the portfolio's value and has paid its price.
 * So a portion that is no whole number of lots makes the bidder take more risk, and never the
 * subaccount pay for more than the portion.
 *
 * <p>Source: v2-core 7736900d3957, liquidation/DutchAuction.sol.
 */
final class DeriveLiquidation implements LiquidationPolicy {

  private final LiquidationFills fills;
  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Trades trades;
  private final Requirement requirement = new Requirement();
  private long stepsLeft;

  DeriveLiquidation(LiquidationFills fills, Trades trades) {
    this.fills = fills;
    this.trades = trades;
    context = fills.context;
    state = fills.state;
    accounts = fills.accounts;
  }

  private Auction.Terms terms() {
    return new Auction.Terms(
        context.parameter(Parameter.AUCTION_START_PPM, 0),
        context.parameter(Parameter.AUCTION_TURN_PPM, 0),
        context.parameter(Parameter.AUCTION_FAST_BLOCKS, 0),
        context.parameter(Parameter.AUCTION_SLOW_BLOCKS, 0),
        context.parameter(Parameter.AUCTION_INSOLVENT_BLOCKS, 0));
  }

  private long elapsed(Rows.Auction auction) {
    return context.height() - auction.startHeight();
  }

  @Override
  public void run(List<Integer> candidates) {
    stepsLeft = context.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (SubaccountId id : List.copyOf(state.auctions().rows().keySet())) {
      review(id);
    }
    for (int handle : candidates) {
      if (stepsLeft == 0) {
        break;
      }
      if (state.auctions().get(accounts.id(handle)) == null
          && fills.isLiquidatable(handle, requirement)) {
        stepsLeft--;
        start(handle);
      }
    }
    fills.findBackstops();
    for (SubaccountId id : byAge()) {
      letBackstopsBid(id);
    }
  }

  /** Auctions in the order in which they began, then by key. */
  private List<SubaccountId> byAge() {
    List<SubaccountId> ids = new ArrayList<>(state.auctions().rows().keySet());
    Comparator<SubaccountId> byStart =
        Comparator.comparingLong(id -> state.auctions().require(id).startHeight());
    ids.sort(byStart.thenComparing(Comparator.naturalOrder()));
    return ids;
  }

  private void evaluate(int handle) {
    requirement.set(accounts.cash(handle), 0, 0, Requirement.NONE, Requirement.NONE);
    if (accounts.positions(handle) > 0) {
      context.margining.evaluate(handle, requirement);
    }
  }

  private long bufferMargin() {
    return Auction.bufferMargin(
        requirement.equity(),
        requirement.maintenance(),
        context.parameter(Parameter.LIQUIDATION_BUFFER_PPM, 0));
  }

  /** Whether an auction is over, as the subaccount was just evaluated. */
  private boolean isOver(int handle, Rows.Auction auction) {
    if (accounts.positions(handle) == 0) {
      return true;
    }
    return auction.insolvent()
        ? requirement.equity() >= requirement.maintenance()
        : bufferMargin() >= 0
            || (requirement.equity() > 0 && auction.reserved() >= requirement.equity());
  }

  /** Ends an auction that is over, and makes one insolvent that is worth or costs nothing. */
  private void review(SubaccountId id) {
    Rows.Auction auction = state.auctions().require(id);
    int handle = accounts.findOrAdd(id);
    evaluate(handle);
    if (isOver(handle, auction)) {
      end(id);
      return;
    }
    boolean isOut = elapsed(auction) >= terms().blocks();
    if (!auction.insolvent() && (requirement.equity() <= 0 || isOut)) {
      if (requirement.equity() >= requirement.maintenance()) {
        end(id);
        return;
      }
      begin(handle, true, 0);
    }
  }

  private void end(SubaccountId id) {
    state.auctions().remove(id);
    context.emit(new Event.LiquidationEnded(id, requirement.equity(), requirement.maintenance()));
  }

  private void begin(int handle, boolean insolvent, long fee) {
    SubaccountId id = accounts.id(handle);
    state.auctions().put(id, new Rows.Auction(insolvent, context.height(), 0));
    context.emit(
        new Event.AuctionStarted(
            id, insolvent, requirement.equity(), requirement.maintenance(), fee));
  }

  private void start(int handle) {
    fills.start(handle, requirement);
    long equity = requirement.equity();
    if (equity <= 0) {
      begin(handle, true, 0);
      return;
    }
    long cutoff = context.parameter(Parameter.AUCTION_CUTOFF, 0);
    long portion = Auction.portionPpm(bufferMargin(), equity, Limits.ONE_PPM, 0, cutoff);
    long forSale = MulDiv.floor(equity, portion, Limits.ONE_PPM);
    long fee =
        MulDiv.floor(forSale, context.parameter(Parameter.AUCTION_FEE_PPM, 0), Limits.ONE_PPM);
    int pool = accounts.pool(handle);
    fee = Math.min(fee, context.ledger.free(pool));
    if (fee > 0) {
      context.ledger.addCash(handle, -fee);
      context.funds.takePenalty(pool, fee);
    }
    begin(handle, false, fee);
    context.margining.remargin(handle);
  }

  private void letBackstopsBid(SubaccountId id) {
    Rows.Auction auction = state.auctions().require(id);
    long price = Auction.pricePpm(terms(), elapsed(auction));
    boolean late =
        auction.insolvent()
            ? elapsed(auction) >= terms().insolventBlocks()
            : price <= context.parameter(Parameter.AUCTION_BACKSTOP_PPM, 0);
    int handle = accounts.findOrAdd(id);
    if (!late || accounts.positions(handle) == 0) {
      return;
    }
    int slot = accounts.instrument(accounts.from(handle));
    for (int backstop : fills.backstopsOf(slot, handle)) {
      if (stepsLeft == 0) {
        return;
      }
      stepsLeft--;
      ResultCode done = bid(handle, backstop, Limits.ONE_PPM, Long.MAX_VALUE, true);
      if (done == ResultCode.OK) {
        context.margining.remargin(handle);
        context.margining.remargin(backstop);
        return;
      }
    }
  }

  @Override
  public ResultCode bid(Command.Bid bid) {
    if (bid.portionPpm() < 1 || bid.portionPpm() > Limits.ONE_PPM) {
      return ResultCode.PORTION_OUT_OF_RANGE;
    }
    if (bid.subaccount().equals(bid.bidder())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (state.auctions().get(bid.subaccount()) == null) {
      return ResultCode.NO_AUCTION;
    }
    int handle = accounts.findOrAdd(bid.subaccount());
    int bidder = accounts.find(bid.bidder());
    if (bidder < 0 || !accounts.exists(bidder)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return bid(handle, bidder, bid.portionPpm(), bid.most(), false);
  }

  /** The market of the first position, for which the fund pays. */
  private int marketOf(int handle) {
    return context.market.instrument(accounts.instrument(accounts.from(handle))).market();
  }

  private boolean hasStale(int handle) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.isStale(accounts.instrument(p))) {
        return true;
      }
    }
    return false;
  }

  /** The rest of a bid whose sides are known. */
  private ResultCode bid(int handle, int bidder, long wantedPpm, long most, boolean backstop) {
    Rows.Auction auction = state.auctions().require(accounts.id(handle));
    if (hasStale(handle)) {
      return ResultCode.POSITION_STALE;
    }
    evaluate(handle);
    if (isOver(handle, auction)) {
      return ResultCode.NOTHING_TO_TAKE;
    }
    long equity = requirement.equity();
    long lacks = Checked.subtractSaturated(requirement.maintenance(), equity);
    if (Math.max(equity, lacks) > Limits.POOL) {
      // Only prices that nobody can have meant lead to more than all pools may hold.
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    long portion = wantedPpm;
    long price;
    if (auction.insolvent()) {
      price = Auction.insolventPrice(equity, requirement.maintenance(), terms(), elapsed(auction));
    } else {
      long pricePpm = Auction.pricePpm(terms(), elapsed(auction));
      if (equity <= 0 || pricePpm == 0) {
        return ResultCode.NOTHING_TO_TAKE;
      }
      long cutoff = context.parameter(Parameter.AUCTION_CUTOFF, 0);
      long forSale =
          Auction.portionPpm(bufferMargin(), equity, pricePpm, auction.reserved(), cutoff);
      portion = Math.min(portion, forSale);
      price = Auction.solventPrice(equity, auction.reserved(), pricePpm);
    }
    // Who takes it pays the Floor of what a part of the price is, and is paid no more than that.
    long cost = MulDiv.floor(price, portion, Limits.ONE_PPM);
    if (cost > most) {
      return ResultCode.BID_TOO_LOW;
    }
    long value = Checked.subtractSaturated(equity, auction.reserved());
    Bid terms =
        new Bid(
            handle,
            bidder,
            portion,
            price,
            Math.max(0, cost),
            Math.max(0, Checked.negate(cost)),
            MulDiv.ceil(value, portion, Limits.ONE_PPM),
            backstop);
    long available = context.funds.available(accounts.pool(handle), marketOf(handle));
    if (terms.fundPaid > 0 && terms.fundPaid > available) {
      return ResultCode.FUND_TOO_SMALL;
    }
    return take(terms, auction);
  }

  /**
   * A bid that is good enough.
   *
   * @param paid by the bidder to the subaccount
   * @param fundPaid by the fund to the bidder
   * @param value of what is taken
   */
  private record Bid(
      int handle,
      int bidder,
      long portionPpm,
      long price,
      long paid,
      long fundPaid,
      long value,
      boolean backstop) {

    long moved() {
      return Checked.subtractSaturated(value, paid);
    }
  }

  private ResultCode take(Bid bid, Rows.Auction auction) {
    List<Integer> slots = new ArrayList<>();
    for (int p = accounts.from(bid.handle); p < accounts.to(bid.handle); p++) {
      slots.add(accounts.instrument(p));
    }
    int market = marketOf(bid.handle);
    context.savepoint();
    ResultCode moved = moveLegs(bid, slots);
    if (moved != ResultCode.OK) {
      takeBack(slots);
      return moved;
    }
    context.ledger.addCash(bid.handle, -bid.moved());
    context.ledger.addCash(bid.bidder, Checked.add(bid.moved(), bid.fundPaid));
    context.funds.pay(accounts.pool(bid.handle), market, bid.fundPaid);
    context.margining.evaluate(bid.bidder, requirement);
    if (!context.margining.model(bid.bidder).canOpen(requirement)) {
      takeBack(slots);
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    context.release();
    SubaccountId id = accounts.id(bid.handle);
    context.emit(
        new Event.AuctionBid(
            id,
            accounts.id(bid.bidder),
            bid.portionPpm,
            bid.price,
            bid.paid,
            bid.fundPaid,
            bid.moved(),
            bid.backstop));
    long reserved = Checked.addSaturated(auction.reserved(), bid.paid);
    Rows.Auction after = new Rows.Auction(auction.insolvent(), auction.startHeight(), reserved);
    state.auctions().put(id, after);
    evaluate(bid.handle);
    if (isOver(bid.handle, after)) {
      end(id);
    }
    context.ledger.leavePool(bid.handle);
    context.ledger.leavePool(bid.bidder);
    return ResultCode.OK;
  }

  private void takeBack(List<Integer> slots) {
    context.rollback();
    for (int slot : slots) {
      context.market.scaleByOpenInterest(slot);
    }
  }

  /** Moves the portion of each position to the bidder at the mark. */
  private ResultCode moveLegs(Bid bid, List<Integer> slots) {
    for (int slot : slots) {
      long held = fills.held(bid.handle, slot);
      if (held == 0) {
        // Coins that another leg has used up.
        continue;
      }
      long lots = MulDiv.awayFromZero(held, bid.portionPpm, Limits.ONE_PPM);
      ResultCode allowed = trades.mayHold(bid.bidder, slot, lots);
      if (allowed != ResultCode.OK) {
        return allowed;
      }
      long left = held - lots;
      long fair =
          Checked.subtractSaturated(fills.market.value(slot, held), fills.market.value(slot, left));
      long quote = context.market.inSettlement(slot, fair);
      if (lots > 0) {
        trades.exchange(bid.bidder, bid.handle, slot, lots, quote, 0, 0, 0);
      } else {
        trades.exchange(bid.handle, bid.bidder, slot, -lots, -quote, 0, 0, 0);
      }
      context.emit(
          new Event.AuctionLeg(
              accounts.id(bid.handle), accounts.id(bid.bidder), fills.instrumentId(slot), -lots));
    }
    return ResultCode.OK;
  }
}
