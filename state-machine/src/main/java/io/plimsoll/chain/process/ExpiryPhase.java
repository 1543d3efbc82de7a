package io.plimsoll.chain.process;

import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.Funding;
import java.util.ArrayList;
import java.util.Map;

/**
 * Settles what has come to its end, in the first block at or after it: expired instruments at the
 * average index before their expiry, all of a delisted market's at that before its end. Only blocks
 * that had an index count; where none in the window had, the last index is the price. What comes to
 * its end before its underlying's first price, so that nobody can hold it, waits for that price.
 */
final class ExpiryPhase {

  private final Context context;
  private final State state;
  private final Accounts accounts;

  ExpiryPhase(Context context) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  void run() {
    boolean anyEnds = false;
    for (Map.Entry<Integer, Rows.Instrument> entry :
        new ArrayList<>(state.instruments().rows().entrySet())) {
      Rows.Instrument row = entry.getValue();
      if (row.ended()) {
        continue;
      }
      Rows.Market market = state.markets().require(row.market());
      if (!hasIndex(market.underlying())) {
        continue;
      }
      if (row.kind().expires() && row.expiryMs() <= context.nowMs()) {
        Rows.Expiry expiry =
            state.expiries().require(new Rows.ExpiryKey(market.underlying(), row.expiryMs()));
        settle(
            entry.getKey(),
            average(market.underlying(), expiry.settlementSum(), expiry.settlementCount()));
        anyEnds = true;
      } else if (isOver(market) && !isFinal(row)) {
        settle(
            entry.getKey(),
            average(market.underlying(), market.settlementSum(), market.settlementCount()));
        anyEnds = true;
      }
    }
    anyEnds |= endMarkets();
    dropExpiries();
    if (anyEnds) {
      context.reservations.releaseEnded();
    }
  }

  private boolean isOver(Rows.Market market) {
    return market.settleAtMs() != 0
        && !market.ended()
        && market.settleAtMs() <= context.nowMs()
        && hasIndex(market.underlying());
  }

  private boolean isFinal(Rows.Instrument row) {
    return FinalPrices.isFinal(state, context.height(), context.nowMs(), row);
  }

  /** Whether a market has what is closed between its holders later in the block. */
  private boolean isLeft(int market) {
    return state.instruments().rows().values().stream()
        .anyMatch(row -> row.market() == market && !row.ended() && isFinal(row));
  }

  private boolean hasIndex(int underlying) {
    return state.underlyings().require(underlying).index() > 0;
  }

  private boolean endMarkets() {
    boolean anyEnds = false;
    for (Map.Entry<Integer, Rows.Market> entry :
        new ArrayList<>(state.markets().rows().entrySet())) {
      if (isOver(entry.getValue()) && !isLeft(entry.getKey())) {
        state.markets().put(entry.getKey(), entry.getValue().end());
        context.emit(new Event.MarketEnded(entry.getKey()));
        anyEnds = true;
      }
    }
    return anyEnds;
  }

  private void dropExpiries() {
    for (Rows.ExpiryKey key : new ArrayList<>(state.expiries().rows().keySet())) {
      if (key.expiryMs() <= context.nowMs() && hasIndex(key.underlying())) {
        state.expiries().remove(key);
      }
    }
  }

  private long average(int underlying, long sum, int count) {
    return count == 0 ? state.underlyings().require(underlying).index() : Raw.floorDiv(sum, count);
  }

  private void settle(int id, long price) {
    int slot = state.instruments().slotOf(id);
    Rows.Instrument row = state.instruments().require(id);
    int[] order = accounts.inKeyOrder();
    for (int i = 0; i < accounts.slots(); i++) {
      int handle = order[i];
      if (accounts.position(handle, slot) >= 0) {
        settle(handle, slot, row, price);
      }
    }
    state.instruments().put(id, row.end());
    state.asides().remove(id);
    context.emit(new Event.InstrumentEnded(id, price));
  }

  private void settle(int handle, int slot, Rows.Instrument row, long price) {
    if (row.kind().isInverse()) {
      settleInCoins(handle, slot, row, price);
      return;
    }
    payFunding(handle, slot, row);
    int p = accounts.position(handle, slot);
    long lots = accounts.lots(p);
    long quote = accounts.quote(p);
    long value = value(row, lots, price);
    // The quote balance becomes clearing, out of which all is paid.
    long payment = quote + value;
    state.addToPool(accounts.pool(handle), 0, quote, 0, 0);
    accounts.setPosition(handle, slot, 0, 0, 0);
    context.ledger.payFromClearing(handle, payment);
    context.ledger.leavePool(handle);
    context.noteLast(handle, row.market());
    int id = state.instruments().keyOf(slot);
    context.emit(new Event.Settled(accounts.id(handle), id, lots, payment));
  }

  /**
   * The same in the underlying's coin. The value is Floor for each holder, who may owe coins
   * afterwards; what is left over stays in clearing.
   */
  private void settleInCoins(int handle, int slot, Rows.Instrument row, long price) {
    int p = accounts.position(handle, slot);
    long lots = accounts.lots(p);
    long quote = accounts.quote(p);
    long due = takeFunding(handle, p, row.fundingIndex());
    long value = context.market.assets().terms(row).settled(lots, inCoins(row, price));
    long payment = Checked.addSaturated(quote, value);
    int asset = context.market.assets().settlementOf(row);
    // The quote balance becomes clearing, out of which all is paid.
    context.ledger.coins().clear(asset, quote);
    accounts.setPosition(handle, slot, 0, 0, 0);
    context.ledger.coins().addFromClearing(handle, asset, Checked.addSaturated(payment, due));
    int id = state.instruments().keyOf(slot);
    context.emit(new Event.Settled(accounts.id(handle), id, lots, payment));
  }

  /** An index price as an instrument that settles in coins has its prices. */
  private static long inCoins(Rows.Instrument row, long index) {
    return row.kind().isOption() ? CoinTerms.optionPrice(intrinsic(row, index), index) : index;
  }

  /** Says what a position pays of funding that is due, and returns what it takes. */
  private long takeFunding(int handle, int p, long index) {
    long moved = index - accounts.fundingIndex(p);
    if (moved == 0) {
      return 0;
    }
    long paid = Funding.paid(moved, accounts.lots(p));
    int id = state.instruments().keyOf(accounts.instrument(p));
    context.emit(new Event.FundingSettled(accounts.id(handle), id, paid, index));
    return Checked.subtractSaturated(0, paid);
  }

  /** Funding of this one position, Floor; the others' is left to their next touch. */
  private void payFunding(int handle, int slot, Rows.Instrument row) {
    int p = accounts.position(handle, slot);
    long offset =
        accounts.lots(p) < 0 ? state.aside(state.instruments().keyOf(slot)).shortOffset() : 0;
    context.ledger.payFromClearing(handle, takeFunding(handle, p, row.fundingIndex() + offset));
  }

  /**
   * Lots * price * num / den, TowardZero, at most what a balance may be; an option's price is its
   * intrinsic value.
   */
  private long value(Rows.Instrument row, long lots, long index) {
    Rows.Market market = state.markets().require(row.market());
    long price = intrinsic(row, index) * market.multiplierNum();
    long size = MulDiv.floorSaturated(Math.abs(lots), price, market.multiplierDen());
    return Long.signum(lots) * Math.min(Ledger.MOST, size);
  }

  private static long intrinsic(Rows.Instrument row, long index) {
    return switch (row.kind()) {
      case PERPETUAL, FUTURE, SPOT, INVERSE_PERPETUAL, INVERSE_FUTURE -> index;
      case CALL, INVERSE_CALL -> Math.max(0, index - row.strike());
      case PUT, INVERSE_PUT -> Math.max(0, row.strike() - index);
    };
  }
}
