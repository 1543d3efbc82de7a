package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a subaccount may trade, and the trade itself. Both sides are checked against this block's
 * arrays by their own model; where either may not, nothing has changed.
 */
final class Trades {

  /** Largest quote balance, in quanta, of a position in coins that may become larger. */
  private static final long BALANCE = 1L << 59;

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Requirement before = new Requirement();
  private final Requirement after = new Requirement();

  Trades(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  ResultCode apply(Command.Fill fill) {
    int id = fill.instrument();
    if (state.instruments().get(id) == null) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    int slot = state.instruments().slotOf(id);
    ResultCode terms = checkTerms(fill, slot);
    if (terms != ResultCode.OK) {
      return terms;
    }
    long quote = context.market.quote(slot, fill.lots(), fill.price());
    ResultCode fees = checkFees(fill, slot, quote);
    if (fees != ResultCode.OK) {
      return fees;
    }
    int buyer = accounts.findOrAdd(fill.buyer());
    int seller = accounts.findOrAdd(fill.seller());
    ResultCode mayBuy = mayHold(buyer, slot, fill.lots());
    if (mayBuy != ResultCode.OK) {
      return mayBuy;
    }
    ResultCode maySell = mayHold(seller, slot, -fill.lots());
    if (maySell != ResultCode.OK) {
      return maySell;
    }
    return trade(fill, slot, quote, buyer, seller);
  }

  private ResultCode checkTerms(Command.Fill fill, int slot) {
    if (!context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!context.market.isPriced(slot)) {
      return ResultCode.NO_PRICE;
    }
    if (fill.buyer().equals(fill.seller())) {
      return ResultCode.SELF_TRADE;
    }
    if (fill.lots() < 1 || fill.lots() > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (fill.price() < 1 || fill.price() > Limits.PRICE) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    long quote = context.market.quote(slot, fill.lots(), fill.price());
    return Math.abs(quote) > Limits.AMOUNT ? ResultCode.AMOUNT_OUT_OF_RANGE : ResultCode.OK;
  }

  private ResultCode checkFees(Command.Fill fill, int slot, long quote) {
    int market = context.market.instrument(slot).market();
    long most =
        MulDiv.floor(Math.abs(quote), context.parameter(Parameter.FEE_PPM, market), Limits.ONE_PPM);
    boolean within =
        Math.max(fill.buyerFee(), fill.sellerFee()) <= most
            && Math.min(fill.buyerFee(), fill.sellerFee()) >= -most
            && fill.buyerFee() + fill.sellerFee() >= 0;
    return within ? ResultCode.OK : ResultCode.FEE_OUT_OF_RANGE;
  }

  /**
   * Whether a subaccount may change its lots of an instrument, apart from its margin. Making a
   * position smaller is always allowed.
   */
  ResultCode mayHold(int handle, int slot, long lots) {
    int p = accounts.position(handle, slot);
    long held = p < 0 ? 0 : accounts.lots(p);
    if (held != 0 && held > 0 != lots > 0 && Math.abs(lots) <= Math.abs(held)) {
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
    long size = Math.abs(Checked.addSaturated(held, lots));
    int market = context.market.instrument(slot).market();
    if (size > context.parameter(Parameter.POSITION_LOTS, market)
        || (p >= 0 && Math.abs(accounts.quote(p)) > BALANCE)
        || !context.market.isWithinRisk(slot, size)) {
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
    int market = context.market.instrument(slot).market();
    boolean isolated = state.markets().require(market).isolated();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int other = context.market.instrument(accounts.instrument(p)).market();
      // A coin is collateral and no market, but an isolated market takes USD alone.
      boolean coin = context.market.isCoin(slot) || context.market.isCoin(accounts.instrument(p));
      boolean alone = isolated || (mode == Mode.ISOLATED && !coin);
      if (other != market && (alone || state.markets().require(other).isolated())) {
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

  private ResultCode trade(Command.Fill fill, int slot, long quote, int buyer, int seller) {
    byte[] buyerBefore = accounts.image(buyer);
    byte[] sellerBefore = accounts.image(seller);
    Rows.Instrument instrumentBefore = context.market.instrument(slot);
    PoolImages pools = new PoolImages(slot, buyer, seller);
    long fees = fill.buyerFee() + fill.sellerFee();
    long dust = context.market.dust(slot, fill.lots(), fill.price());
    exchange(buyer, seller, slot, fill.lots(), quote, dust, fill.buyerFee(), fill.sellerFee());
    context.ledger.collect(slot, fees);
    if (!poolsCover(slot)) {
      restore(slot, buyer, buyerBefore, seller, sellerBefore, instrumentBefore, pools);
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (covers(buyer) && covers(seller)) {
      finish(fill, slot, quote, buyer, seller);
      return ResultCode.OK;
    }
    // At least one side needs its state before the fill to be judged by the transition rule.
    context.margining.evaluate(buyer, after);
    Requirement buyerAfter = copy(after);
    context.margining.evaluate(seller, after);
    Requirement sellerAfter = copy(after);
    final byte[] buyerThen = accounts.image(buyer);
    final byte[] sellerThen = accounts.image(seller);
    Rows.Instrument instrumentThen = context.market.instrument(slot);
    PoolImages poolsThen = new PoolImages(slot, buyer, seller);
    restore(slot, buyer, buyerBefore, seller, sellerBefore, instrumentBefore, pools);
    boolean allowed = permits(buyer, buyerAfter) && permits(seller, sellerAfter);
    if (!allowed) {
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    restore(slot, buyer, buyerThen, seller, sellerThen, instrumentThen, poolsThen);
    finish(fill, slot, quote, buyer, seller);
    return ResultCode.OK;
  }

  /**
   * Moves lots from the seller to the buyer and the quote the other way.
   *
   * @param quote what the seller takes, or pays where it is negative
   * @param dust what the buyer pays more than that, which stays in clearing
   */
  private void exchange(
      int buyer,
      int seller,
      int slot,
      long lots,
      long quote,
      long dust,
      long buyerFee,
      long sellerFee) {
    context.ledger.settleFunding(buyer);
    context.ledger.settleFunding(seller);
    context.ledger.enterPool(buyer, slot);
    context.ledger.enterPool(seller, slot);
    context.ledger.trade(buyer, slot, lots, -quote - dust);
    context.ledger.trade(seller, slot, -lots, quote);
    context.ledger.keepDust(slot, dust);
    context.ledger.take(buyer, slot, -buyerFee);
    context.ledger.take(seller, slot, -sellerFee);
    context.market.scaleByOpenInterest(context.market.instrument(slot).market());
  }

  private void finish(Command.Fill fill, int slot, long quote, int buyer, int seller) {
    context.ledger.leavePool(buyer);
    context.ledger.leavePool(seller);
    int id = state.instruments().keyOf(slot);
    context.emit(
        new Event.Traded(fill.buyer(), fill.seller(), id, fill.lots(), fill.price(), quote));
  }

  /**
   * Whether the pools of a trade have the cash of their funds and fees. Each side alone may have
   * been able to leave the cross pool where it cannot pay both, and fees may be more than there is.
   */
  private boolean poolsCover(int slot) {
    return context.ledger.holds(Accounts.CROSS_POOL, 0) && context.ledger.holdsFees(slot);
  }

  private boolean covers(int handle) {
    context.margining.evaluate(handle, after);
    return context.margining.model(handle).canOpen(after);
  }

  private boolean permits(int handle, Requirement then) {
    context.margining.evaluate(handle, before);
    return context.margining.model(handle).permits(before, then);
  }

  static Requirement copy(Requirement of) {
    Requirement copy = new Requirement();
    copy.set(of);
    return copy;
  }

  /** Puts both sides, the instrument and the pools back as they were. */
  private void restore(
      int slot,
      int one,
      byte[] oneImage,
      int other,
      byte[] otherImage,
      Rows.Instrument instrument,
      PoolImages pools) {
    accounts.putBack(one, oneImage);
    accounts.putBack(other, otherImage);
    state.instruments().put(state.instruments().keyOf(slot), instrument);
    pools.putBack();
    context.market.scaleByOpenInterest(instrument.market());
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
    byte[] closedBefore = accounts.image(closed);
    byte[] otherBefore = accounts.image(counterparty);
    Rows.Instrument instrumentBefore = context.market.instrument(slot);
    PoolImages pools = new PoolImages(slot, closed, counterparty);
    context.margining.evaluate(counterparty, before);
    if (lots > 0) {
      exchange(closed, counterparty, slot, lots, -quote, 0, 0, 0);
    } else {
      exchange(counterparty, closed, slot, -lots, quote, 0, 0, 0);
    }
    context.margining.evaluate(counterparty, after);
    if (accepts.accepts(before, after)) {
      return true;
    }
    restore(slot, closed, closedBefore, counterparty, otherBefore, instrumentBefore, pools);
    return false;
  }

  /** Whether a counterparty may have the second requirement after the first. */
  @FunctionalInterface
  interface Acceptance {
    boolean accepts(Requirement before, Requirement after);
  }

  /** The pools that a trade can touch, as they are. */
  private final class PoolImages {
    private final int[] ids;
    private final Rows.Pool[] rows;
    private final Map<Integer, Rows.CoinPool> coins = new TreeMap<>();

    PoolImages(int slot, int one, int other) {
      ids =
          new int[] {
            Accounts.CROSS_POOL,
            context.ledger.poolOf(slot),
            accounts.pool(one),
            accounts.pool(other)
          };
      rows = new Rows.Pool[ids.length];
      for (int i = 0; i < ids.length; i++) {
        rows[i] = state.pool(ids[i]);
      }
      // Funding that is settled on touch may be in any coin.
      for (Integer asset : state.assets().rows().keySet()) {
        coins.put(asset, state.coinPool(asset));
      }
    }

    void putBack() {
      for (int i = 0; i < ids.length; i++) {
        if (!state.pool(ids[i]).equals(rows[i])) {
          state.setPool(ids[i], rows[i]);
        }
      }
      coins.forEach((asset, row) -> {
        if (!state.coinPool(asset).equals(row)) {
          state.setCoinPool(asset, row);
        }
      });
    }
  }
}
