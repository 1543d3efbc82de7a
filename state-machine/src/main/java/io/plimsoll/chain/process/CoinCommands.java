package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.Equity;

/**
 * Coins as collateral: their listing, and what brings them in, takes them out and moves them.
 * Isolated markets take USD alone, so coins are never beside a position in one; a subaccount of
 * mode isolated may hold coins beside its one market.
 */
final class CoinCommands {

  private static final int LEAST_EXPONENT = -18;
  private static final int USD_EXPONENT = -6;
  private static final int MOST_DIGITS = 12;

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Requirement before = new Requirement();
  private final Capacity capacity;
  private final Requirement after = new Requirement();
  private final Book book = new Book();
  private final Wide scratch = new Wide();

  CoinCommands(Context context, Capacity capacity) {
    this.context = context;
    this.capacity = capacity;
    this.state = context.state;
    this.accounts = context.state.accounts();
  }

  ResultCode apply(Command.ListAsset list) {
    Rows.Underlying underlying = state.underlyings().get(list.underlying());
    if (underlying == null) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    boolean isTaken =
        state.assets().get(list.id()) != null
            || state.markets().get(list.market()) != null
            || state.instruments().get(list.instrument()) != null
            || context.market.assets().ofUnderlying(list.underlying()) != Assets.USD;
    if (isTaken) {
      return ResultCode.ALREADY_LISTED;
    }
    // One unit of the price's mantissa is worth 10^-digits quanta of USD for each coin quantum.
    int digits = USD_EXPONENT - underlying.priceExponent() - list.quantumExponent();
    long den = digits < 0 || digits > MOST_DIGITS ? 0 : powerOfTen(digits);
    boolean inRange =
        !list.name().isEmpty()
            && list.instrument() >= 0
            && list.quantumExponent() <= 0
            && list.quantumExponent() >= LEAST_EXPONENT
            && den > 0
            && Limits.isLotSmall(underlying.index(), 1, den);
    if (!inRange) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    Rows.Market market =
        new Rows.Market(list.underlying(), false, 1, den, context.height() + 1, 0, 0, 0, false);
    ResultCode fits = fits(list, market);
    if (fits == ResultCode.OK) {
      list(list, market);
    }
    return fits;
  }

  /** A coin takes the room of a market and of an instrument. */
  private ResultCode fits(Command.ListAsset list, Rows.Market market) {
    ResultCode lot = capacity.checkLot(list.market(), market);
    if (lot != ResultCode.OK) {
      return lot;
    }
    ResultCode room = capacity.checkMarkets();
    return room == ResultCode.OK ? capacity.checkInstruments(list.underlying()) : room;
  }

  private static long powerOfTen(int digits) {
    long power = 1;
    for (int i = 0; i < digits; i++) {
      power *= 10;
    }
    return power;
  }

  private void list(Command.ListAsset list, Rows.Market market) {
    long from = market.activeFrom();
    state.markets().put(list.market(), market);
    state
        .instruments()
        .put(
            list.instrument(),
            new Rows.Instrument(
                list.market(), InstrumentKind.SPOT, 0, 0, from, 0, 0, 0, 0, 0, false));
    int slot = state.instruments().slotOf(list.instrument());
    accounts.orderInstrument(slot, list.underlying(), list.instrument());
    state
        .assets()
        .put(
            list.id(),
            new Rows.Asset(
                list.name(), list.quantumExponent(), list.underlying(), list.instrument()));
  }

  /** The slot of an asset's coins in this block, or -1 where it has none. */
  private int slotOf(int asset) {
    if (state.assets().get(asset) == null) {
      return -1;
    }
    int slot = context.market.assets().spotSlot(asset);
    return context.market.isListed(slot) ? slot : -1;
  }

  private static boolean isAmount(long amount) {
    return amount > 0 && amount <= Limits.AMOUNT;
  }

  ResultCode apply(Command.DepositAsset deposit) {
    int slot = slotOf(deposit.asset());
    if (slot < 0) {
      return ResultCode.UNKNOWN_ASSET;
    }
    if (!isAmount(deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    long all = state.coinPool(deposit.asset()).balance() + deposit.amount();
    if (all > Math.min(Limits.POOL, context.parameter(Parameter.DEPOSIT_CAP, deposit.asset()))) {
      return ResultCode.ABOVE_DEPOSIT_CAP;
    }
    int handle = accounts.findOrAdd(deposit.to());
    ResultCode takes = mayTake(handle, slot, deposit.asset(), deposit.amount());
    if (takes == ResultCode.OK) {
      context.settleFunding(handle);
      context.ledger.coins().deposit(handle, deposit.asset(), deposit.amount());
    }
    return takes;
  }

  /** Whether a subaccount may have more of an asset, apart from its margin. */
  private ResultCode mayTake(int handle, int slot, int asset, long amount) {
    if (!context.market.isPriced(slot)) {
      return ResultCode.NO_PRICE;
    }
    if (accounts.pool(handle) != Accounts.CROSS_POOL) {
      return ResultCode.ASSET_NOT_ALLOWED;
    }
    long balance = context.ledger.coins().balance(handle, asset);
    if (balance == 0 && !capacity.hasRoom(1)) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    return context.market.isWithinRisk(slot, Math.abs(balance) + amount)
        ? ResultCode.OK
        : ResultCode.POSITION_TOO_LARGE;
  }

  ResultCode apply(Command.WithdrawAsset withdraw) {
    int slot = slotOf(withdraw.asset());
    if (slot < 0) {
      return ResultCode.UNKNOWN_ASSET;
    }
    if (!isAmount(withdraw.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    ResultCode open = context.gates.check(Accounts.CROSS_POOL, Accounts.CROSS_POOL);
    if (open != ResultCode.OK) {
      return open;
    }
    int handle = accounts.find(withdraw.from());
    if (handle < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    ResultCode free = take(handle, withdraw.asset(), withdraw.amount());
    if (free == ResultCode.OK) {
      context.settleFunding(handle);
    }
    return free;
  }

  ResultCode apply(Command.TransferAsset transfer) {
    int slot = slotOf(transfer.asset());
    if (slot < 0) {
      return ResultCode.UNKNOWN_ASSET;
    }
    if (!isAmount(transfer.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    ResultCode open = context.gates.check(Accounts.CROSS_POOL, Accounts.CROSS_POOL);
    if (open != ResultCode.OK) {
      return open;
    }
    int from = accounts.find(transfer.from());
    // A handle may be left from a block that was taken back; what is no subaccount is none.
    if (from < 0 || !accounts.exists(from)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    int to = accounts.findOrAdd(transfer.to());
    ResultCode takes = mayTake(to, slot, transfer.asset(), transfer.amount());
    if (takes != ResultCode.OK) {
      return takes;
    }
    state.journal().savepoint();
    ResultCode free = take(from, transfer.asset(), transfer.amount());
    if (free != ResultCode.OK) {
      state.journal().rollback();
      return free;
    }
    // Coins with a large haircut may ask for more than they bring: nobody is made less safe by
    // them.
    context.margining.evaluate(to, before);
    context.ledger.coins().deposit(to, transfer.asset(), transfer.amount());
    context.margining.evaluate(to, after);
    if (context.margining.model(to).permits(before, after)) {
      state.journal().release();
      context.settleFunding(from);
      context.settleFunding(to);
      return ResultCode.OK;
    }
    state.journal().rollback();
    return ResultCode.ASSET_NOT_ALLOWED;
  }

  /** Takes coins out of a subaccount that can do without them. */
  private ResultCode take(int handle, int asset, long amount) {
    CoinLedger coins = context.ledger.coins();
    if (coins.balance(handle, asset) < amount || coins.free(asset) < amount) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    boolean isFree = holdsOnlyCollateral(handle);
    boolean owesNothing = isFree && !context.margining.isChargedForOrders(handle);
    if (!owesNothing && holdsStale(handle)) {
      return ResultCode.WITHDRAWAL_WHILE_STALE;
    }
    state.journal().savepoint();
    coins.deposit(handle, asset, -amount);
    if (owesNothing) {
      state.journal().release();
      return ResultCode.OK;
    }
    context.margining.evaluate(handle, after);
    long least = isFree ? 0 : context.parameter(Parameter.MINIMUM_EQUITY, 0);
    boolean isDust = least > 0 && after.equity() < least;
    if (!isDust && context.margining.model(handle).canOpen(after)) {
      state.journal().release();
      return ResultCode.OK;
    }
    state.journal().rollback();
    return isDust ? ResultCode.BELOW_MINIMUM_EQUITY : ResultCode.INSUFFICIENT_COLLATERAL;
  }

  private boolean holdsStale(int handle) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.isStale(accounts.instrument(p))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a subaccount has coins and cash, and no position and no debt that they back. */
  boolean holdsOnlyCollateral(int handle) {
    boolean only = accounts.cash(handle) >= 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      only = only && context.market.isCoin(accounts.instrument(p)) && accounts.lots(p) > 0;
    }
    return only;
  }

  /**
   * Whether an amount of USD that is taken out is the subaccount's own USD, so that nobody borrows
   * against coins by a withdrawal.
   */
  boolean ownsDollars(int handle, long amount) {
    if (!context.market.data().hasCoins()) {
      return true;
    }
    accounts.shareWith(book);
    accounts.moveTo(handle, book);
    return Equity.ofDollars(context.market.data(), book, scratch) >= amount || !hasCoins(handle);
  }

  private boolean hasCoins(int handle) {
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.data().kind()[accounts.instrument(p)].isInCoins()) {
        return true;
      }
    }
    return false;
  }
}
