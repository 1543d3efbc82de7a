package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.model.Requirement;

/** Applies the block's commands in their order, each whole or not at all. */
final class CommandPhase {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Trades trades;
  private final Liquidator liquidator;
  private final Listings listings;
  private final CoinCommands coins;
  private final Capacity capacity;
  private final Delegations delegations;
  private final OrderCommands orders;
  private final SignedOrders signedOrders;
  private final Withdrawals withdrawals;
  private final Requirement requirement = new Requirement();

  CommandPhase(Context context, Trades trades, Liquidator liquidator, Capacity capacity) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.trades = trades;
    this.liquidator = liquidator;
    this.capacity = capacity;
    this.coins = new CoinCommands(context, capacity);
    this.listings = new Listings(context, capacity);
    this.delegations = new Delegations(context);
    this.orders = new OrderCommands(context, trades);
    this.withdrawals = new Withdrawals(context);
    this.signedOrders = new SignedOrders(context, trades, delegations);
  }

  /** What comes before the first command. */
  void begin() {
    signedOrders.forgetExpired();
  }

  /** Applies one command. */
  ResultCode apply(Authenticated of) {
    if (!isAuthorised(of.sender(), of.command())) {
      return ResultCode.NOT_AUTHORISED;
    }
    if (liquidator.isHeldBack(of.command())) {
      return ResultCode.UNDER_AUCTION;
    }
    Address sender = of.sender();
    ResultCode may = mayAct(sender, of.command());
    if (may != ResultCode.OK) {
      return may;
    }
    return switch (of.command()) {
      case Command.Genesis c -> genesis(c);
      case Command.GrantRole c -> grant(c);
      case Command.ChangeParameter c -> listings.apply(c);
      case Command.ListUnderlying c -> listings.apply(c);
      case Command.ListMarket c -> listings.apply(c);
      case Command.ListInstrument c -> listings.apply(c);
      case Command.DelistMarket c -> listings.apply(c);
      case Command.Deposit c -> deposit(c);
      case Command.Withdraw c -> takeOut(c.from(), Command.USD, c.amount(), c.from().owner());
      case Command.Transfer c -> transfer(c);
      case Command.SetMode c -> setMode(c);
      case Command.Fill c -> throw new IllegalStateException("a fill is read in place");
      case Command.LiquidityQuote c -> quote(c);
      case Command.Prices c -> throw notHere(c);
      case Command.ConfidentPrices c -> throw notHere(c);
      case Command.Funding c -> throw notHere(c);
      case Command.PremiumVote c -> throw notHere(c);
      case Command.SetReporterPower c -> setPower(c);
      case Command.SetBackstop c -> setBackstop(c);
      case Command.FundInsurance c -> fundInsurance(c);
      case Command.ListAsset c -> coins.apply(c);
      case Command.DepositAsset c -> bring(c.to(), c.asset(), c.amount());
      case Command.WithdrawAsset c -> takeOut(c.from(), c.asset(), c.amount(), c.from().owner());
      case Command.TransferAsset c ->
          capacity.mayExist(c.to()) ? coins.apply(c) : ResultCode.SUBACCOUNT_OUT_OF_RANGE;
      case Command.WithdrawFund c -> withdrawFund(sender, c);
      case Command.DepositFrom c -> depositFrom(c);
      case Command.WithdrawTo c -> withdrawTo(c);
      case Command.ForgetWithdrawal c -> withdrawals.apply(c);
      case Command.Liquidate c ->
          c.keeper().owner().equals(sender) ? liquidator.apply(c) : ResultCode.NOT_OWNER;
      case Command.Bid c -> liquidator.apply(c);
      case Command.GrantDelegate c -> delegations.apply(sender, c);
      case Command.RevokeDelegate c -> delegations.apply(sender, c);
      case Command.Reserve c -> orders.apply(c);
      case Command.SetLeverage c -> orders.apply(c);
      case Command.FillOrders c -> signedOrders.apply(c);
      case Command.CancelOrder c -> signedOrders.apply(c);
    };
  }

  /** Applies one fill. */
  ResultCode apply(FillReader fill) {
    if (!has(fill.sender(), Role.MATCHER)) {
      return ResultCode.NOT_AUTHORISED;
    }
    return liquidator.isHeldBack(fill) ? ResultCode.UNDER_AUCTION : trades.apply(fill);
  }

  private static IllegalArgumentException notHere(Command command) {
    return new IllegalArgumentException("the phase of prices hears it: " + command);
  }

  /** Whether the sender may do this with the subaccount that it is about, where it is about one. */
  private ResultCode mayAct(Address sender, Command command) {
    return switch (command) {
      case Command.Withdraw c -> delegations.checkOwner(sender, c.from().owner());
      case Command.Transfer c -> delegations.checkTransfer(sender, c.from(), c.to());
      case Command.WithdrawAsset c -> delegations.checkOwner(sender, c.from().owner());
      case Command.TransferAsset c -> delegations.checkTransfer(sender, c.from(), c.to());
      case Command.WithdrawTo c -> delegations.checkOwner(sender, c.from().owner());
      case Command.SetMode c -> mayTrade(sender, c.subaccount());
      case Command.LiquidityQuote c -> mayTrade(sender, c.maker());
      case Command.Bid c -> mayTrade(sender, c.bidder());
      case Command.SetLeverage c -> mayTrade(sender, c.subaccount());
      case Command.CancelOrder c -> mayTrade(sender, c.subaccount());
      case Command.Reserve c when c.isRelease() && !has(sender, Role.MATCHER) ->
          mayTrade(sender, c.subaccount());
      default -> ResultCode.OK;
    };
  }

  private ResultCode mayTrade(Address sender, SubaccountId subaccount) {
    return delegations.check(sender, subaccount.owner(), DelegateScope.TRADE);
  }

  /** Whether the sender has the role that a command needs. */
  boolean isAuthorised(Address sender, Command command) {
    return switch (command) {
      case Command.Genesis c -> true;
      case Command.GrantRole c -> has(sender, Role.GOVERNOR);
      case Command.ChangeParameter c -> has(sender, Role.GOVERNOR);
      case Command.ListUnderlying c -> has(sender, Role.GOVERNOR);
      case Command.ListMarket c -> has(sender, Role.GOVERNOR);
      case Command.ListInstrument c -> has(sender, Role.GOVERNOR);
      case Command.DelistMarket c -> has(sender, Role.GOVERNOR);
      case Command.SetBackstop c -> has(sender, Role.GOVERNOR);
      case Command.Deposit c -> has(sender, Role.CUSTODIAN);
      case Command.FundInsurance c -> has(sender, Role.CUSTODIAN);
      case Command.WithdrawFund c -> has(sender, Role.CUSTODIAN) || has(sender, Role.GOVERNOR);
      case Command.Fill c -> has(sender, Role.MATCHER);
      case Command.Liquidate c -> has(sender, Role.KEEPER);
      case Command.Prices c -> has(sender, Role.REPORTER);
      case Command.ConfidentPrices c -> has(sender, Role.REPORTER);
      case Command.Funding c -> has(sender, Role.REPORTER);
      case Command.PremiumVote c -> has(sender, Role.REPORTER);
      case Command.SetReporterPower c -> has(sender, Role.GOVERNOR);
      case Command.Withdraw c -> true;
      case Command.Transfer c -> true;
      case Command.SetMode c -> true;
      case Command.LiquidityQuote c -> true;
      case Command.ListAsset c -> has(sender, Role.GOVERNOR);
      case Command.DepositAsset c -> has(sender, Role.CUSTODIAN);
      case Command.WithdrawAsset c -> true;
      case Command.TransferAsset c -> true;
      case Command.DepositFrom c -> has(sender, Role.CUSTODIAN);
      case Command.WithdrawTo c -> true;
      case Command.ForgetWithdrawal c -> has(sender, Role.CUSTODIAN);
      case Command.Bid c -> true;
      case Command.GrantDelegate c -> true;
      case Command.RevokeDelegate c -> true;
      case Command.Reserve c -> c.isRelease() || has(sender, Role.MATCHER);
      case Command.SetLeverage c -> true;
      case Command.FillOrders c -> true;
      case Command.CancelOrder c -> true;
    };
  }

  private boolean has(Address address, Role role) {
    Rows.Roles roles = state.roles().get(address);
    return roles != null && (roles.mask() & role.bit()) != 0;
  }

  private ResultCode genesis(Command.Genesis genesis) {
    Rows.Chain chain = state.chain();
    if (chain.height() != 1 || !state.roles().rows().isEmpty()) {
      return ResultCode.GENESIS_MISPLACED;
    }
    state.setChain(
        new Rows.Chain(genesis.chainId(), chain.height(), chain.timeMs(), chain.fundedUntilMs()));
    state.roles().put(genesis.governor(), new Rows.Roles(Role.GOVERNOR.bit()));
    return ResultCode.OK;
  }

  private ResultCode grant(Command.GrantRole grant) {
    if ((grant.roles() & ~Role.ALL) != 0) {
      return ResultCode.PARAMETER_OUT_OF_RANGE;
    }
    Rows.Roles roles = new Rows.Roles(grant.roles());
    Rows.Roles old = state.roles().get(grant.address());
    boolean was = old != null && Reporters.isReporter(old);
    if (!was && Reporters.isReporter(roles) && !Reporters.hasRoom(context)) {
      return ResultCode.TOO_MANY_REPORTERS;
    }
    if (grant.roles() == 0) {
      state.roles().remove(grant.address());
    } else {
      state.roles().put(grant.address(), roles);
    }
    if (!Reporters.isReporter(roles)) {
      state.reporters().remove(grant.address());
    }
    return ResultCode.OK;
  }

  private ResultCode setPower(Command.SetReporterPower set) {
    if (set.power() < 1 || set.power() > OracleRows.MOST_POWER) {
      return ResultCode.POWER_OUT_OF_RANGE;
    }
    if (!has(set.reporter(), Role.REPORTER)) {
      return ResultCode.NOT_A_REPORTER;
    }
    if (set.power() == OracleRows.DEFAULT_POWER) {
      state.reporters().remove(set.reporter());
    } else {
      state.reporters().put(set.reporter(), new OracleRows.Reporter(set.power()));
    }
    return ResultCode.OK;
  }

  private static boolean isAmount(long amount) {
    return amount > 0 && amount <= Limits.AMOUNT;
  }

  private ResultCode deposit(Command.Deposit deposit) {
    if (!isAmount(deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!capacity.mayExist(deposit.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int handle = accounts.findOrAdd(deposit.to());
    if (!hasRoom(deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    context.settleFunding(handle);
    context.ledger.deposit(handle, deposit.amount());
    return ResultCode.OK;
  }

  /** Whether all pools together stay so small that every sum of cash fits a long. */
  private boolean hasRoom(long amount) {
    long all = amount;
    for (Rows.Pool pool : state.pools().rows().values()) {
      all += pool.balance();
    }
    return all <= Limits.POOL;
  }

  /** Takes money out, which leaves a row on a chain that keeps them. */
  private ResultCode takeOut(SubaccountId from, int asset, long amount, Address recipient) {
    ResultCode room = withdrawals.checkRoom();
    if (room != ResultCode.OK) {
      return room;
    }
    ResultCode code =
        asset == Command.USD
            ? withdraw(from, amount)
            : coins.apply(new Command.WithdrawAsset(from, asset, amount));
    if (code == ResultCode.OK) {
      withdrawals.note(from, recipient, asset, amount);
    }
    return code;
  }

  private ResultCode withdrawTo(Command.WithdrawTo withdraw) {
    ResultCode payable = withdrawals.checkRecipient(withdraw.recipient());
    return payable == ResultCode.OK
        ? takeOut(withdraw.from(), withdraw.asset(), withdraw.amount(), withdraw.recipient())
        : payable;
  }

  /** Money of a pool goes to who takes it out. */
  private ResultCode withdrawFund(Address sender, Command.WithdrawFund withdraw) {
    ResultCode room = withdrawals.checkRoom();
    ResultCode code = room == ResultCode.OK ? context.funds.apply(withdraw) : room;
    if (code == ResultCode.OK) {
      withdrawals.note(new SubaccountId(sender, 0), sender, Command.USD, withdraw.amount());
    }
    return code;
  }

  /** What a deposit refuses goes back, so the command itself succeeds. */
  private ResultCode depositFrom(Command.DepositFrom deposit) {
    ResultCode payable = withdrawals.checkRecipient(deposit.payer());
    if (payable != ResultCode.OK) {
      return payable;
    }
    if (!isAmount(deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    ResultCode code = bring(deposit.to(), deposit.asset(), deposit.amount());
    if (code != ResultCode.OK) {
      withdrawals.sendBack(deposit, code);
    }
    return ResultCode.OK;
  }

  private ResultCode bring(SubaccountId to, int asset, long amount) {
    if (asset == Command.USD) {
      return deposit(new Command.Deposit(to, amount));
    }
    return capacity.mayExist(to)
        ? coins.apply(new Command.DepositAsset(to, asset, amount))
        : ResultCode.SUBACCOUNT_OUT_OF_RANGE;
  }

  private ResultCode withdraw(SubaccountId from, long amount) {
    if (!isAmount(amount)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    int handle = accounts.find(from);
    int pool = poolOf(handle);
    ResultCode open = context.gates.check(pool, pool);
    if (open != ResultCode.OK) {
      return open;
    }
    if (handle < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    ResultCode free = checkFree(handle, amount);
    if (free == ResultCode.OK) {
      context.settleFunding(handle);
      context.ledger.deposit(handle, -amount);
    }
    return free;
  }

  /** The pool of a handle; that of one without a handle is as that of one that has nothing. */
  private int poolOf(int handle) {
    return handle < 0 ? Accounts.CROSS_POOL : accounts.pool(handle);
  }

  /** Whether a subaccount could do without an amount. */
  private ResultCode checkFree(int handle, long amount) {
    boolean owesNothing = coins.holdsOnlyCollateral(handle);
    if (owesNothing && !context.margining.isChargedForOrders(handle)) {
      boolean has = accounts.cash(handle) >= amount;
      return has && context.ledger.holds(accounts.pool(handle), amount)
          ? ResultCode.OK
          : ResultCode.INSUFFICIENT_COLLATERAL;
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      if (context.market.isStale(accounts.instrument(p))) {
        return ResultCode.WITHDRAWAL_WHILE_STALE;
      }
    }
    context.margining.evaluate(handle, requirement);
    long least = owesNothing ? 0 : context.parameter(Parameter.MINIMUM_EQUITY, 0);
    long left = Checked.subtractSaturated(requirement.equity(), amount);
    if (least > 0 && left < least) {
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    requirement.set(
        left,
        requirement.initial(),
        requirement.maintenance(),
        requirement.drivingUnit(),
        requirement.drivingScenario());
    if (!context.margining.model(handle).canOpen(requirement)
        || !context.ledger.holds(accounts.pool(handle), amount)
        || !coins.ownsDollars(handle, amount)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return requirement.equity() < keptOfNotional(handle)
        ? ResultCode.WITHDRAWAL_OF_PROFIT
        : ResultCode.OK;
  }

  /** The part of its notional that a subaccount must keep as equity, Ceil. */
  private long keptOfNotional(int handle) {
    long ppm = context.parameter(Parameter.PROFIT_GATE_PPM, accounts.pool(handle));
    if (ppm == 0) {
      return Long.MIN_VALUE;
    }
    long notional = 0;
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      int slot = accounts.instrument(p);
      if (!context.market.isCoin(slot)) {
        long each = context.market.data().notional(slot, accounts.lots(p));
        notional = Checked.addSaturated(notional, each);
      }
    }
    return MulDiv.ceilSaturated(notional, ppm, Limits.ONE_PPM);
  }

  private ResultCode transfer(Command.Transfer transfer) {
    if (!isAmount(transfer.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (!capacity.mayExist(transfer.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int from = accounts.find(transfer.from());
    ResultCode open = context.gates.check(poolOf(from), poolOf(accounts.find(transfer.to())));
    if (open != ResultCode.OK) {
      return open;
    }
    if (from < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    ResultCode free = checkFree(from, transfer.amount());
    if (free != ResultCode.OK) {
      return free;
    }
    int to = accounts.findOrAdd(transfer.to());
    context.settleFunding(from);
    context.settleFunding(to);
    context.ledger.transfer(from, to, transfer.amount());
    return ResultCode.OK;
  }

  private ResultCode setMode(Command.SetMode set) {
    if (!capacity.mayExist(set.subaccount())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int handle = accounts.findOrAdd(set.subaccount());
    Mode mode = set.mode();
    if (accounts.mode(handle) == mode) {
      return ResultCode.OK;
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      ResultCode allowed = trades.mayHold(handle, accounts.instrument(p), mode);
      if (allowed != ResultCode.OK) {
        return allowed;
      }
    }
    context.margining.evaluate(handle, context.margining.model(mode), requirement);
    if (mode == Mode.PORTFOLIO
        && requirement.equity() < context.parameter(Parameter.PORTFOLIO_GATE, 0)) {
      return ResultCode.BELOW_PORTFOLIO_GATE;
    }
    if (!context.margining.model(mode).canOpen(requirement)) {
      return ResultCode.MODE_BELOW_INITIAL_MARGIN;
    }
    context.reservations.release(handle);
    accounts.setMode(handle, mode);
    return ResultCode.OK;
  }

  private ResultCode quote(Command.LiquidityQuote quote) {
    if (state.instruments().get(quote.instrument()) == null) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    int slot = state.instruments().slotOf(quote.instrument());
    if (!context.market.isListed(slot)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (quote.lots() < 1 || quote.lots() > Limits.LOTS) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (quote.price() < 1 || quote.price() > Limits.PRICE) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    int maker = accounts.find(quote.maker());
    if (maker < 0 || !accounts.exists(maker)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    context.quotes.add(slot, quote.bid(), maker, quote.lots(), quote.price());
    return ResultCode.OK;
  }

  private ResultCode setBackstop(Command.SetBackstop set) {
    if (!state.isPool(set.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!capacity.mayExist(set.subaccount())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    int handle = accounts.findOrAdd(set.subaccount());
    if (set.active()) {
      if (set.pool() != Accounts.CROSS_POOL && state.markets().require(set.pool()).ended()) {
        return ResultCode.MARKET_ENDED;
      }
      // Cash leaves the cross pool with a first position, and comes back after the last one.
      int bound = accounts.pool(handle);
      boolean free = bound == Accounts.CROSS_POOL && accounts.positions(handle) == 0;
      if (bound != set.pool() && !free) {
        return ResultCode.BACKSTOP_NOT_ALLOWED;
      }
    }
    accounts.setBackstop(handle, set.active() ? set.pool() : Accounts.NO_BACKSTOP);
    return ResultCode.OK;
  }

  private ResultCode fundInsurance(Command.FundInsurance fund) {
    if (!state.isPool(fund.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!isAmount(fund.amount()) || !hasRoom(fund.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    state.addToPool(fund.pool(), fund.amount(), 0, fund.amount(), 0);
    return ResultCode.OK;
  }
}
