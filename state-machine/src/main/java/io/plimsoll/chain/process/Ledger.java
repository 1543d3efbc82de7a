package io.plimsoll.chain.process;

import io.plimsoll.chain.event.EventLog;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.Equity;
import io.plimsoll.margin.rule.Funding;
import io.plimsoll.margin.rule.OpenInterest;

/**
 * Moves money and positions. Every move leaves, in each pool, cash + quote balances + clearing +
 * fund + fees equal to the pool's balance.
 *
 * <p>Cash and quote balances stay within {@link #MOST} quanta in size, which is twice what all
 * pools may hold: only prices that nobody can have meant make anybody's gain or debt larger. What a
 * payment would bring beyond it is left in the clearing balance of the pool, of which only the sum
 * with all else means anything, so it may wrap.
 */
final class Ledger {

  /** Largest size of a subaccount's cash and of a quote balance. */
  static final long MOST = 1L << 61;

  private final State state;
  private final Accounts accounts;
  private final BlockMarket blockMarket;
  private final MarketData market;
  private final Book book = new Book();
  private final Wide scratch = new Wide();
  private final CoinLedger coins;

  Ledger(State state, BlockMarket market) {
    this.state = state;
    this.accounts = state.accounts();
    this.blockMarket = market;
    this.market = market.data();
    coins = new CoinLedger(state, market);
  }

  /** What moves coins. */
  CoinLedger coins() {
    return coins;
  }

  /** Brings collateral in, or takes it out where the amount is negative. */
  void deposit(int handle, long amount) {
    addCash(handle, amount);
    state.addToPool(accounts.pool(handle), amount, 0, 0, 0);
  }

  /** Gives a subaccount cash that is accounted for elsewhere, or takes it. */
  void addCash(int handle, long amount) {
    long before = accounts.cash(handle);
    long put = within(Checked.addSaturated(before, amount)) - before;
    accounts.addCash(handle, put);
    if (put != amount) {
      state.addToPool(accounts.pool(handle), 0, amount - put, 0, 0);
    }
  }

  /** The amount, or the end of the range of balances that is nearest to it. */
  static long within(long amount) {
    return Math.clamp(amount, -MOST, MOST);
  }

  /** Moves cash from one subaccount to another. */
  void transfer(int from, int to, long amount) {
    deposit(from, -amount);
    deposit(to, amount);
  }

  /**
   * Pays or takes the funding that is due, with one Floor for the subaccount, and one for each
   * coin.
   */
  void settleFunding(int handle) {
    if (!isFundingDue(handle)) {
      return;
    }
    accounts.shareWith(book);
    accounts.moveTo(handle, book);
    long due = Equity.pendingFunding(market, book, scratch);
    if (market.hasCoins()) {
      coins.settleFunding(handle);
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long now = market.fundingIndex(accounts.instrument(p), accounts.lots(p));
      if (accounts.fundingIndex(p) != now) {
        accounts.setFundingIndex(handle, p, now);
      }
    }
    if (due != 0) {
      payFromClearing(handle, due);
    }
  }

  /** The same, and says of each position what it paid. */
  void settleFunding(int handle, EventLog events) {
    if (isFundingDue(handle)) {
      report(handle, events);
      settleFunding(handle);
    }
  }

  private void report(int handle, EventLog events) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      long now = market.fundingIndex(slot, accounts.lots(p));
      long moved = now - accounts.fundingIndex(p);
      if (moved != 0) {
        long paid = Funding.paid(moved, accounts.lots(p));
        accounts.writeId(handle, events.beginFundingSettled());
        events.endFundingSettled(market.instrumentId()[slot], paid, now);
      }
    }
  }

  private boolean isFundingDue(int handle) {
    int to = accounts.to(handle);
    for (int p = accounts.from(handle); p < to; p++) {
      long now = market.fundingIndex(accounts.instrument(p), accounts.lots(p));
      if (accounts.fundingIndex(p) != now) {
        return true;
      }
    }
    return false;
  }

  /** Gives a subaccount cash out of its pool's clearing balance, or takes it into it. */
  void payFromClearing(int handle, long amount) {
    addCash(handle, amount);
    state.addToPool(accounts.pool(handle), 0, -amount, 0, 0);
  }

  /**
   * Changes a position by a trade; the subaccount's funding is settled and it is in the right pool.
   *
   * <p>An option's quote goes to cash, and so does a coin's. Of a linear instrument, a fill that
   * reduces moves to cash its quote and the closed lots' share of the quote balance (Floor); a full
   * close moves all of the balance; one that crosses zero is a close and an open, the open part's
   * quote being quote * open lots / lots, TowardZero.
   *
   * <p>What is said of cash holds for an inverse instrument's coin.
   *
   * @param lots signed change of lots
   * @param quote what the subaccount takes (positive) or pays, in quanta of what the instrument
   *     settles in, at most three times 2^60 in size
   */
  void trade(int handle, int slot, long lots, long quote) {
    int p = accounts.position(handle, slot);
    long held = p < 0 ? 0 : accounts.lots(p);
    long balance = p < 0 ? 0 : accounts.quote(p);
    long after = Math.addExact(held, lots);
    long funding = market.fundingIndex(slot, after);
    InstrumentKind kind = market.kind()[slot];
    if (kind != InstrumentKind.SPOT) {
      countOpenInterest(slot, held, after);
    }
    long realised;
    if (!kind.keepsBalance()) {
      realised = quote;
      accounts.setPosition(handle, p, slot, after, 0, funding);
    } else if (held == 0 || held > 0 == lots > 0) {
      long kept = within(Checked.addSaturated(balance, quote));
      realised = quote - (kept - balance);
      accounts.setPosition(handle, p, slot, after, kept, funding);
    } else if (after == 0 || after > 0 == held > 0) {
      long share = after == 0 ? balance : MulDiv.floor(balance, Math.abs(lots), Math.abs(held));
      realised = Math.addExact(quote, share);
      accounts.setPosition(handle, p, slot, after, balance - share, funding);
    } else {
      long opening = within(MulDiv.towardZero(quote, Math.abs(after), Math.abs(lots)));
      realised = Math.addExact(quote - opening, balance);
      accounts.setPosition(handle, p, slot, after, opening, funding);
    }
    take(handle, slot, realised);
  }

  /** Gives a subaccount money of what an instrument settles in, or takes it where negative. */
  void take(int handle, int slot, long amount) {
    if (amount == 0) {
      return;
    }
    if (market.kind()[slot].isInverse()) {
      coins.add(handle, settlement(slot), amount);
    } else {
      addCash(handle, amount);
    }
  }

  /** Adds to the fees of what an instrument settles in; both sides have paid them. */
  void collect(int slot, long fees) {
    if (market.kind()[slot].isInverse()) {
      coins.collect(settlement(slot), fees);
    } else {
      state.addToPool(poolOf(slot), 0, 0, 0, fees);
    }
  }

  /** Leaves in clearing what one side of a trade in coins has paid more than the other takes. */
  void keepDust(int slot, long dust) {
    if (dust != 0) {
      coins.clear(settlement(slot), dust);
    }
  }

  /** Whether the fees in what an instrument settles in are there. */
  boolean holdsFees(int slot) {
    return market.kind()[slot].isInverse()
        ? coins.free(settlement(slot)) >= 0
        : holds(poolOf(slot), 0);
  }

  private int settlement(int slot) {
    return blockMarket.assets().settlementOf(blockMarket.instrument(slot));
  }

  private void countOpenInterest(int slot, long before, long after) {
    state.addOpenInterest(slot, OpenInterest.change(before, after));
  }

  /** The pool in which positions of an instrument are held. */
  int poolOf(int slot) {
    return blockMarket.poolOf(slot);
  }

  /** Takes the cash into the pool of an instrument before a first position in it. */
  void enterPool(int handle, int slot) {
    if (accounts.positions(handle) == 0) {
      move(handle, poolOf(slot));
    }
  }

  /**
   * Takes the cash back to the cross pool after the last position in an isolated market. A debt
   * stays where it was made, and so does cash that the pool lacks because of others' debts.
   */
  void leavePool(int handle) {
    if (accounts.pool(handle) != Accounts.CROSS_POOL
        && accounts.positions(handle) == 0
        && mayMove(handle)) {
      move(handle, Accounts.CROSS_POOL);
    }
  }

  /** Whether a subaccount's cash can go to another pool: it is no debt, and its pool can pay it. */
  boolean mayMove(int handle) {
    long cash = accounts.cash(handle);
    return cash >= 0 && holds(accounts.pool(handle), cash);
  }

  /** Whether a pool can pay an amount beside its fund and its fees. */
  boolean holds(int pool, long amount) {
    return free(pool) >= amount;
  }

  /** The cash of a pool beside its fund and its fees, in quanta; never negative after a command. */
  long free(int pool) {
    return state.pools().free(pool);
  }

  private void move(int handle, int to) {
    int from = accounts.pool(handle);
    if (from != to) {
      long cash = accounts.cash(handle);
      state.addToPool(from, -cash, 0, 0, 0);
      state.addToPool(to, cash, 0, 0, 0);
      accounts.setPool(handle, to);
    }
  }
}
