package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;

/** All commands beside prices; one that fails leaves the world as it was. */
final class Commands {

  private static final long MOST = 1L << 53;
  private static final BigInteger MOST_IN_ALL = Numbers.ONE.shiftLeft(60);

  private final Books books;
  private final World world;
  private final BlockView view;
  private final List<Closing.Offer> offers;
  private final Listing listing;

  Commands(Books books, List<Closing.Offer> offers) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.offers = offers;
    this.listing = new Listing(books.world);
  }

  static boolean isAuthorised(World world, Authenticated of) {
    int mask = world.roles.getOrDefault(of.sender(), 0);
    return switch (of.command()) {
      case Command.Genesis c -> true;
      case Command.Withdraw c -> true;
      case Command.Transfer c -> true;
      case Command.SetMode c -> true;
      case Command.LiquidityQuote c -> true;
      case Command.Deposit c -> (mask & Role.CUSTODIAN.bit()) != 0;
      case Command.FundInsurance c -> (mask & Role.CUSTODIAN.bit()) != 0;
      case Command.Fill c -> (mask & Role.MATCHER.bit()) != 0;
      case Command.Prices c -> (mask & Role.REPORTER.bit()) != 0;
      case Command.Funding c -> (mask & Role.REPORTER.bit()) != 0;
      case Command.GrantRole c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.ChangeParameter c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.ListUnderlying c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.ListMarket c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.ListInstrument c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.DelistMarket c -> (mask & Role.GOVERNOR.bit()) != 0;
      case Command.SetBackstop c -> (mask & Role.GOVERNOR.bit()) != 0;
    };
  }

  ResultCode apply(Authenticated of) {
    if (!isAuthorised(world, of)) {
      return ResultCode.NOT_AUTHORISED;
    }
    World then = world.copy();
    int events = books.events.size();
    ResultCode code = run(of.sender(), of.command());
    if (code != ResultCode.OK) {
      world.become(then);
      books.events.subList(events, books.events.size()).clear();
    }
    return code;
  }

  private ResultCode run(Address sender, Command command) {
    return switch (command) {
      case Command.Genesis c -> genesis(c);
      case Command.GrantRole c -> grant(c);
      case Command.ChangeParameter c -> listing.apply(c);
      case Command.ListUnderlying c -> listing.apply(c);
      case Command.ListMarket c -> listing.apply(c);
      case Command.ListInstrument c -> listing.apply(c);
      case Command.DelistMarket c -> listing.apply(c);
      case Command.Deposit c -> deposit(c);
      case Command.Withdraw c ->
          c.from().owner().equals(sender) ? withdraw(c) : ResultCode.NOT_OWNER;
      case Command.Transfer c ->
          c.from().owner().equals(sender) ? transfer(c) : ResultCode.NOT_OWNER;
      case Command.SetMode c ->
          c.subaccount().owner().equals(sender) ? setMode(c) : ResultCode.NOT_OWNER;
      case Command.Fill c -> fill(c);
      case Command.LiquidityQuote c ->
          c.maker().owner().equals(sender) ? quote(c) : ResultCode.NOT_OWNER;
      case Command.SetBackstop c -> setBackstop(c);
      case Command.FundInsurance c -> fundInsurance(c);
      case Command.Prices c -> throw new AssertionError("prices have a phase of their own");
      case Command.Funding c -> throw new AssertionError("rates have a phase of their own");
    };
  }

  private ResultCode genesis(Command.Genesis genesis) {
    if (world.height != 1 || !world.roles.isEmpty()) {
      return ResultCode.GENESIS_MISPLACED;
    }
    world.chainId = genesis.chainId();
    world.roles.put(genesis.governor(), Role.GOVERNOR.bit());
    return ResultCode.OK;
  }

  private ResultCode grant(Command.GrantRole grant) {
    if (!Numbers.within(grant.roles(), 0, Role.ALL)) {
      return ResultCode.PARAMETER_OUT_OF_RANGE;
    }
    if (grant.roles() == 0) {
      world.roles.remove(grant.address());
    } else {
      world.roles.put(grant.address(), grant.roles());
    }
    return ResultCode.OK;
  }

  private void bring(SubaccountId id, BigInteger amount) {
    world.addCash(id, amount);
    world.addToPool(world.account(id).pool(), amount, Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
  }

  /** Whether all collateral together stays within its limit. */
  private boolean hasRoom(long amount) {
    BigInteger all =
        world.pools.values().stream()
            .map(World.Pool::balance)
            .reduce(Numbers.of(amount), BigInteger::add);
    return all.compareTo(MOST_IN_ALL) <= 0;
  }

  private ResultCode deposit(Command.Deposit deposit) {
    if (!Numbers.within(deposit.amount(), 1, MOST) || !hasRoom(deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    bring(deposit.to(), Numbers.of(deposit.amount()));
    return ResultCode.OK;
  }

  private ResultCode withdraw(Command.Withdraw withdraw) {
    if (!Numbers.within(withdraw.amount(), 1, MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger amount = Numbers.of(withdraw.amount());
    ResultCode free = checkFree(withdraw.from(), amount);
    if (free == ResultCode.OK) {
      bring(withdraw.from(), amount.negate());
    }
    return free;
  }

  private ResultCode checkFree(SubaccountId id, BigInteger amount) {
    World.Account account = world.account(id);
    if (account.positions().keySet().stream().anyMatch(key -> view.isStale(key.instrument()))) {
      return ResultCode.WITHDRAWAL_WHILE_STALE;
    }
    boolean covered = books.margin(id).less(amount).canOpen();
    return covered && books.holds(account.pool(), amount)
        ? ResultCode.OK
        : ResultCode.INSUFFICIENT_COLLATERAL;
  }

  private ResultCode transfer(Command.Transfer transfer) {
    if (!Numbers.within(transfer.amount(), 1, MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    BigInteger amount = Numbers.of(transfer.amount());
    ResultCode free = checkFree(transfer.from(), amount);
    if (free != ResultCode.OK) {
      return free;
    }
    bring(transfer.from(), amount.negate());
    bring(transfer.to(), amount);
    return ResultCode.OK;
  }

  private ResultCode setMode(Command.SetMode set) {
    World.Account account = world.account(set.subaccount());
    Mode mode = set.mode();
    if (account.mode() == mode) {
      return ResultCode.OK;
    }
    boolean allowed =
        account.positions().keySet().stream()
            .allMatch(key -> books.mayHoldBeside(account, key.instrument(), mode));
    if (!allowed) {
      return ResultCode.MARKET_NOT_ALLOWED;
    }
    Margins.Margin margin = books.margins.of(account, mode);
    long gate = books.parameter(Parameter.PORTFOLIO_GATE, 0);
    if (mode == Mode.PORTFOLIO && margin.equity().compareTo(Numbers.of(gate)) < 0) {
      return ResultCode.BELOW_PORTFOLIO_GATE;
    }
    if (!margin.canOpen()) {
      return ResultCode.MODE_BELOW_INITIAL_MARGIN;
    }
    world.put(set.subaccount(), account.withMode(mode));
    return ResultCode.OK;
  }

  private ResultCode fill(Command.Fill fill) {
    int id = fill.instrument();
    ResultCode terms = checkTerms(fill);
    if (terms != ResultCode.OK) {
      return terms;
    }
    BigInteger lots = Numbers.of(fill.lots());
    BigInteger quote = view.worth(id, lots, Numbers.of(fill.price()));
    ResultCode buys = books.mayHold(fill.buyer(), id, lots);
    if (buys != ResultCode.OK) {
      return buys;
    }
    ResultCode sells = books.mayHold(fill.seller(), id, lots.negate());
    if (sells != ResultCode.OK) {
      return sells;
    }
    Margins.Margin buyerBefore = books.margin(fill.buyer());
    Margins.Margin sellerBefore = books.margin(fill.seller());
    books.exchange(fill.buyer(), fill.seller(), id, lots, quote);
    world.addCash(fill.buyer(), Numbers.of(-fill.buyerFee()));
    world.addCash(fill.seller(), Numbers.of(-fill.sellerFee()));
    world.addToPool(
        world.poolOf(id),
        Numbers.ZERO,
        Numbers.ZERO,
        Numbers.ZERO,
        Numbers.of(fill.buyerFee() + fill.sellerFee()));
    // Funds and fees must be there in cash, whatever bankrupt subaccounts owe.
    boolean inCash =
        world.pools.keySet().stream().allMatch(pool -> books.holds(pool, Numbers.ZERO));
    if (!inCash) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (!buyerBefore.permits(books.margin(fill.buyer()))
        || !sellerBefore.permits(books.margin(fill.seller()))) {
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    books.leavePool(fill.buyer());
    books.leavePool(fill.seller());
    books.events.add(
        new Event.Traded(
            fill.buyer(), fill.seller(), id, fill.lots(), fill.price(), quote.longValueExact()));
    return ResultCode.OK;
  }

  private ResultCode checkTerms(Command.Fill fill) {
    int id = fill.instrument();
    if (!view.isListed(id)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!view.isPriced(id)) {
      return ResultCode.NO_PRICE;
    }
    if (fill.buyer().equals(fill.seller())) {
      return ResultCode.SELF_TRADE;
    }
    if (!Numbers.within(fill.lots(), 1, MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(fill.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    BigInteger quote = view.worth(id, Numbers.of(fill.lots()), Numbers.of(fill.price()));
    if (quote.compareTo(Numbers.of(MOST)) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger most = Numbers.floorPart(quote, books.marketParameter(Parameter.FEE_PPM, id));
    BigInteger buyerFee = Numbers.of(fill.buyerFee());
    BigInteger sellerFee = Numbers.of(fill.sellerFee());
    boolean within =
        buyerFee.abs().compareTo(most) <= 0
            && sellerFee.abs().compareTo(most) <= 0
            && buyerFee.add(sellerFee).signum() >= 0;
    return within ? ResultCode.OK : ResultCode.FEE_OUT_OF_RANGE;
  }

  private ResultCode quote(Command.LiquidityQuote quote) {
    if (!view.isListed(quote.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!Numbers.within(quote.lots(), 1, MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(quote.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (!world.accounts.containsKey(quote.maker())) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    offers.add(new Closing.Offer(quote));
    return ResultCode.OK;
  }

  private boolean isPool(int pool) {
    World.Market market = world.markets.get(pool);
    return pool == World.CROSS_POOL || (market != null && market.isolated());
  }

  private ResultCode setBackstop(Command.SetBackstop set) {
    if (!isPool(set.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    World.Account account = world.account(set.subaccount());
    if (!set.active()) {
      world.put(set.subaccount(), account.withBackstop(World.NO_BACKSTOP));
      return ResultCode.OK;
    }
    World.Market market = world.markets.get(set.pool());
    if (set.pool() != World.CROSS_POOL && market != null && market.ended()) {
      return ResultCode.MARKET_ENDED;
    }
    // Positions, or cash that its pool cannot pay, hold a subaccount where it is.
    boolean bound = !account.positions().isEmpty() || account.pool() != World.CROSS_POOL;
    if (bound && account.pool() != set.pool()) {
      return ResultCode.BACKSTOP_NOT_ALLOWED;
    }
    world.put(set.subaccount(), account.withBackstop(set.pool()));
    return ResultCode.OK;
  }

  private ResultCode fundInsurance(Command.FundInsurance fund) {
    if (!isPool(fund.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!Numbers.within(fund.amount(), 1, MOST) || !hasRoom(fund.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger amount = Numbers.of(fund.amount());
    world.addToPool(fund.pool(), amount, Numbers.ZERO, amount, Numbers.ZERO);
    return ResultCode.OK;
  }
}
