package io.plimsoll.chain.process;

import io.plimsoll.chain.block.Invariant;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;

/**
 * Whether a subaccount may trade, and the trade itself. Both sides are checked against this block's
 * arrays by their own model; where either may not, nothing has changed: the trade is made after a
 * savepoint, in which every table and the events take part. A fill that is made makes no objects.
 */
final class Trades {

  /** Largest quote balance, in quanta, of a position in coins that may become larger. */
  private static final long BALANCE = 1L << 59;

  private static final long BY_TIERS = 1;

  private final Context context;
  private final Accounts accounts;
  private final Capacity capacity;
  private final MatcherFees matcherFees;
  private final TieredFees tieredFees;
  private FeePolicy fees;
  private final Requirement before = new Requirement();
  private final Requirement after = new Requirement();
  private final Requirement afterOfSeller = new Requirement();

  Trades(Context context, Capacity capacity) {
    this.context = context;
    this.capacity = capacity;
    this.accounts = context.state.accounts();
    matcherFees = new MatcherFees(context);
    tieredFees = new TieredFees(context);
    fees = matcherFees;
  }

  /** Starts a block after one of so many milliseconds, or one to ask about. */
  void begin(long lastMs) {
    boolean tiered = context.parameter(Parameter.FEE_POLICY, 0) == BY_TIERS;
    fees = tiered ? tieredFees : matcherFees;
    tieredFees.begin(lastMs, tiered);
  }

  /** Fees by tiers, whether or not they are the block's. */
  TieredFees tieredFees() {
    return tieredFees;
  }

  /** Makes a trade that a matcher brings, or says why not. */
  ResultCode apply(FillReader fill) {
    int slot = context.market.slotOf(fill.instrument());
    if (slot < 0) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    ResultCode terms = checkTerms(fill, slot);
    if (terms != ResultCode.OK) {
      return terms;
    }
    long quote = context.market.quote(slot, fill.lots(), fill.price());
    ResultCode feesOf = fees.check(fill, slot, quote);
    if (feesOf != ResultCode.OK) {
      return feesOf;
    }
    if (!mayExist(fill, fill.buyer()) || !mayExist(fill, fill.seller())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int buyer = handle(fill, fill.buyer());
    int seller = handle(fill, fill.seller());
    ResultCode mayBuy = mayHold(buyer, slot, fill.lots());
    if (mayBuy != ResultCode.OK) {
      return mayBuy;
    }
    ResultCode maySell = mayHold(seller, slot, -fill.lots());
    if (maySell != ResultCode.OK) {
      return maySell;
    }
    ResultCode fits = capacity.checkFill(buyer, seller, slot, fill.lots());
    if (fits != ResultCode.OK) {
      return fits;
    }
    return trade(fill, slot, quote, buyer, seller);
  }

  private boolean mayExist(FillReader fill, int key) {
    return capacity.mayExist(fill.number(key)) || capacity.isThere(handle(fill, key));
  }

  private int handle(FillReader fill, int key) {
    return accounts.findOrAdd(
        fill.ownerHigh(key), fill.ownerMiddle(key), fill.ownerLow(key), fill.number(key));
  }

  private ResultCode checkTerms(FillReader fill, int slot) {
    ResultCode tradeable = checkTradeable(slot);
    if (tradeable != ResultCode.OK) {
      return tradeable;
    }
    return fill.isSelfTrade() ? ResultCode.SELF_TRADE : checkTerms(slot, fill.lots(), fill.price());
  }

  /** Whether an instrument is there in this block and has a price. */
  ResultCode checkTradeable(int slot) {
    if (!context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    return context.market.isPriced(slot) ? ResultCode.OK : ResultCode.NO_PRICE;
  }

  /** Whether a number of lots, a price and what they come to are within their ranges. */
  ResultCode checkTerms(int slot, long lots, long price) {
    if (lots < 1 || lots > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (price < 1 || price > Limits.PRICE) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    long quote = context.market.quote(slot, lots, price);
    return Math.abs(quote) > Limits.AMOUNT ? ResultCode.AMOUNT_OUT_OF_RANGE : ResultCode.OK;
  }

  /** The block's policy of fees. */
  FeePolicy fees() {
    return fees;
  }

  /**
   * Whether a subaccount may change its lots of an instrument, apart from its margin. Making a
   * position smaller is always allowed.
   */
  ResultCode mayHold(int handle, int slot, long lots) {
    int p = accounts.position(handle, slot);
    long held = p < 0 ? 0 : accounts.lots(p);
    if (reduces(held, lots)) {
      return ResultCode.OK;
    }
    if (context.market.isCoin(slot) && lots < 0) {
      // Coins are sold by who has them: only what settles in coins may leave a debt of them.
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (!context.market.isOpen(slot)) {
      return ResultCode.REDUCE_ONLY;
    }
    ResultCode allowed = mayHold(handle, slot, accounts.mode(handle));
    if (allowed != ResultCode.OK) {
      return allowed;
    }
    if (p < 0
        && !context.market.isCoin(slot)
        && positionsBesideCoins(handle) >= context.parameter(Parameter.POSITIONS, 0)) {
      return ResultCode.TOO_MANY_POSITIONS;
    }
    if (p < 0 && !capacity.hasRoom(1)) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    if ((p >= 0 && Math.abs(accounts.quote(p)) > BALANCE)
        || !isSizeAllowed(slot, Checked.addSaturated(held, lots))) {
      return ResultCode.POSITION_TOO_LARGE;
    }
    return aboveFloors(handle);
  }

  private int positionsBesideCoins(int handle) {
    int count = accounts.positions(handle);
    if (context.market.data().hasCoins()) {
      for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
        count -= context.market.isCoin(accounts.instrument(p)) ? 1 : 0;
      }
    }
    return count;
  }

  /** Whether a position may have so many lots, signed. */
  boolean isSizeAllowed(int slot, long lots) {
    long size = Math.abs(lots);
    int market = context.market.marketOf(slot);
    return size <= context.parameter(Parameter.POSITION_LOTS, market)
        && context.market.isWithinRisk(slot, size);
  }

  /** Whether a change of lots makes a position smaller, or ends it. */
  boolean reduces(int handle, int slot, long lots) {
    int p = accounts.position(handle, slot);
    return p >= 0 && reduces(accounts.lots(p), lots);
  }

  private static boolean reduces(long held, long lots) {
    return held != 0 && held > 0 != lots > 0 && Math.abs(lots) <= Math.abs(held);
  }

  /** The least equity that a side must have after a fill; who makes a position smaller, none. */
  long leastEquity(int handle, int slot, long lots) {
    long least = context.parameter(Parameter.MINIMUM_EQUITY, 0);
    return least > 0 && reduces(handle, slot, lots) ? 0 : least;
  }

  /** Whether a fill has taken who opened with it below the least equity, by its price or fee. */
  static boolean isDust(Requirement then, long least) {
    return least > 0 && then.equity() < least;
  }

  private ResultCode aboveFloors(int handle) {
    long gate =
        accounts.mode(handle) == Mode.PORTFOLIO
            ? context.parameter(Parameter.PORTFOLIO_GATE, 0)
            : 0;
    long least = context.parameter(Parameter.MINIMUM_EQUITY, 0);
    if (gate == 0 && least == 0) {
      return ResultCode.OK;
    }
    context.margining.evaluate(handle, before);
    if (gate > 0 && before.equity() < gate) {
      return ResultCode.REDUCE_ONLY;
    }
    return before.equity() < least ? ResultCode.BELOW_MINIMUM_EQUITY : ResultCode.OK;
  }

  /** Whether a mode and the positions that are there allow positions in an instrument. */
  ResultCode mayHold(int handle, int slot, Mode mode) {
    int market = context.market.marketOf(slot);
    boolean isolated = context.market.isIsolated(slot);
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int other = accounts.instrument(p);
      // A coin is collateral and no market, but an isolated market takes USD alone.
      boolean coin = context.market.isCoin(slot) || context.market.isCoin(other);
      boolean alone = isolated || (mode == Mode.ISOLATED && !coin);
      if (context.market.marketOf(other) != market && (alone || context.market.isIsolated(other))) {
        return ResultCode.MARKET_NOT_ALLOWED;
      }
    }
    if (accounts.positions(handle) > 0 || accounts.pool(handle) == context.ledger.poolOf(slot)) {
      return ResultCode.OK;
    }
    if (accounts.pool(handle) != Accounts.CROSS_POOL) {
      return ResultCode.MARKET_NOT_ALLOWED;
    }
    return context.ledger.mayMove(handle) ? ResultCode.OK : ResultCode.INSUFFICIENT_COLLATERAL;
  }

  private ResultCode trade(FillReader fill, int slot, long quote, int buyer, int seller) {
    final long leastOfBuyer = leastEquity(buyer, slot, fill.lots());
    final long leastOfSeller = leastEquity(seller, slot, -fill.lots());
    context.savepoint();
    exchange(fill, slot, quote, buyer, seller);
    if (!poolsCover(slot)) {
      rollback(slot);
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    context.margining.evaluate(buyer, after);
    context.margining.evaluate(seller, afterOfSeller);
    if (isDust(after, leastOfBuyer) || isDust(afterOfSeller, leastOfSeller)) {
      rollback(slot);
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    if (canOpen(buyer, after) && canOpen(seller, afterOfSeller)) {
      context.release();
      finish(fill, slot, quote, buyer, seller);
      return ResultCode.OK;
    }
    // At least one side needs its state before the fill to be judged by the transition rule.
    rollback(slot);
    ResultCode buys = judge(buyer, after);
    ResultCode sells = buys == ResultCode.OK ? judge(seller, afterOfSeller) : buys;
    if (sells != ResultCode.OK) {
      return sells;
    }
    exchange(fill, slot, quote, buyer, seller);
    finish(fill, slot, quote, buyer, seller);
    return ResultCode.OK;
  }

  private void exchange(FillReader fill, int slot, long quote, int buyer, int seller) {
    long buyerFee = fill.buyerFee();
    long sellerFee = fill.sellerFee();
    long dust = context.market.dust(slot, fill.lots(), fill.price());
    exchange(buyer, seller, slot, fill.lots(), quote, dust, buyerFee, sellerFee);
    if (context.market.data().kind()[slot].isInverse()) {
      context.ledger.collect(slot, buyerFee + sellerFee);
    } else {
      context.funds.takeFees(context.ledger.poolOf(slot), buyerFee + sellerFee);
    }
    context.reservations.consume(buyer, slot, fill.lots());
    context.reservations.consume(seller, slot, -fill.lots());
  }

  /**
   * Moves lots from the seller to the buyer and the quote the other way.
   *
   * @param quote what the seller takes, or pays where it is negative
   * @param dust what the buyer pays more than that, which stays in clearing
   */
  void exchange(
      int buyer,
      int seller,
      int slot,
      long lots,
      long quote,
      long dust,
      long buyerFee,
      long sellerFee) {
    context.settleFunding(buyer);
    context.settleFunding(seller);
    context.ledger.enterPool(buyer, slot);
    context.ledger.enterPool(seller, slot);
    context.ledger.trade(buyer, slot, lots, -quote - dust);
    context.ledger.trade(seller, slot, -lots, quote);
    context.ledger.keepDust(slot, dust);
    context.ledger.take(buyer, slot, -buyerFee);
    context.ledger.take(seller, slot, -sellerFee);
    context.market.scaleByOpenInterest(slot);
  }

  private void finish(FillReader fill, int slot, long quote, int buyer, int seller) {
    fees.made(fill, slot, quote, buyer, seller);
    context.ledger.leavePool(buyer);
    context.ledger.leavePool(seller);
    ByteWriter event = context.events().beginTraded();
    accounts.writeId(buyer, event);
    accounts.writeId(seller, event);
    context.events().endTraded(fill.instrument(), fill.lots(), fill.price(), quote);
  }

  /**
   * Whether the pools of a trade have the cash of their funds and fees. Each side alone may have
   * been able to leave the cross pool where it cannot pay both, and fees may be more than there is.
   */
  private boolean poolsCover(int slot) {
    return context.ledger.holds(Accounts.CROSS_POOL, 0) && context.ledger.holdsFees(slot);
  }

  private boolean canOpen(int handle, Requirement with) {
    return context.margining.model(handle).canOpen(with);
  }

  /** Whether a side may come to a requirement, and if not whether it had its initial margin. */
  private ResultCode judge(int handle, Requirement then) {
    context.margining.evaluate(handle, before);
    return judge(context.margining.model(handle), before, then);
  }

  /** What a fill comes to that takes a subaccount from one requirement to another. */
  static ResultCode judge(MarginModel model, Requirement before, Requirement then) {
    if (model.canOpen(then) || model.permits(before, then)) {
      return ResultCode.OK;
    }
    return model.canOpen(before)
        ? ResultCode.BELOW_INITIAL_MARGIN
        : ResultCode.STILL_BELOW_INITIAL_MARGIN;
  }

  /** Takes back what happened since the savepoint, and what was derived from it. */
  private void rollback(int slot) {
    context.rollback();
    context.market.scaleByOpenInterest(slot);
  }

  /**
   * A trade between a subaccount that is being closed out and a counterparty that must be able to
   * bear it; the first is not asked.
   *
   * @param lots signed change of the first one's lots
   * @param quote what the first takes (positive) or pays
   * @param accepts whether the counterparty's requirement after the trade is good enough
   * @return whether it was made
   */
  boolean tradeWith(
      int closed, int counterparty, int slot, long lots, long quote, Acceptance accepts) {
    if (!reduces(closed, slot, lots)) {
      throw Invariant.CLOSES_WHAT_IS_HELD.broken(accounts.id(closed) + ", " + lots + " lots");
    }
    context.margining.evaluate(counterparty, before);
    context.savepoint();
    if (lots > 0) {
      exchange(closed, counterparty, slot, lots, -quote, 0, 0, 0);
    } else {
      exchange(counterparty, closed, slot, -lots, quote, 0, 0, 0);
    }
    context.margining.evaluate(counterparty, after);
    if (accepts.accepts(before, after)) {
      context.release();
      return true;
    }
    rollback(slot);
    return false;
  }

  /** Whether a counterparty may have the second requirement after the first. */
  @FunctionalInterface
  interface Acceptance {
    boolean accepts(Requirement before, Requirement after);
  }
}
