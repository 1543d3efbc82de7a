package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;

/** Applies the block's commands in their order, each whole or not at all. */
final class CommandPhase {

  private final Context context;
  private final State state;
  private final Accounts accounts;
  private final Trades trades;
  private final Liquidator liquidator;
  private final Listings listings;
  private final CoinCommands coins;
  private final MoneyCommands money;
  private final ModeCommands modes;
  private final Capacity capacity;
  private final Delegations delegations;
  private final OrderCommands orders;
  private final SignedOrders signedOrders;
  private final Withdrawals withdrawals;

  CommandPhase(
      Context context,
      Trades trades,
      Liquidator liquidator,
      Capacity capacity,
      MoneyCommands money,
      ModeCommands modes) {
    this.context = context;
    this.state = context.state;
    this.accounts = context.state.accounts();
    this.trades = trades;
    this.liquidator = liquidator;
    this.capacity = capacity;
    this.money = money;
    this.modes = modes;
    this.coins = money.coins();
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
      case Command.Deposit c -> money.deposit(c.to(), c.amount());
      case Command.Withdraw c -> takeOut(c.from(), Command.USD, c.amount(), c.from().owner());
      case Command.Transfer c -> money.apply(c);
      case Command.SetMode c -> modes.apply(c);
      case Command.Fill c -> throw new IllegalStateException("a fill is read in place");
      case Command.LiquidityQuote c -> quote(c);
      case Command.Prices c -> throw notHere(c);
      case Command.ConfidentPrices c -> throw notHere(c);
      case Command.Funding c -> throw notHere(c);
      case Command.PremiumVote c -> throw notHere(c);
      case Command.SetReporterPower c -> setPower(c);
      case Command.SetBackstop c -> setBackstop(c);
      case Command.FundInsurance c -> money.apply(c);
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

  /** Takes money out, which leaves a row on a chain that keeps them. */
  private ResultCode takeOut(SubaccountId from, int asset, long amount, Address recipient) {
    ResultCode room = withdrawals.checkRoom();
    if (room != ResultCode.OK) {
      return room;
    }
    ResultCode code =
        asset == Command.USD
            ? money.withdraw(from, amount)
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
    if (!MoneyCommands.isAmount(deposit.amount())) {
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
      return money.deposit(to, amount);
    }
    return capacity.mayExist(to)
        ? coins.apply(new Command.DepositAsset(to, asset, amount))
        : ResultCode.SUBACCOUNT_OUT_OF_RANGE;
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
}
