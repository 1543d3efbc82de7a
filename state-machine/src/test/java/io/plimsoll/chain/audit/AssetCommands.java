package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.List;

/** Coins that are listed, come, go and move between subaccounts. */
final class AssetCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final BlockView view;
  private final Coins coins;

  AssetCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.coins = new Coins(books.world);
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.ListAsset.class, Role.GOVERNOR, this::list);
    handlers.byRole(Command.DepositAsset.class, Role.CUSTODIAN, this::deposit);
    handlers.byAnyone(Command.WithdrawAsset.class, this::withdraw);
    handlers.byAnyone(Command.TransferAsset.class, this::transfer);
  }

  private ResultCode list(Command.ListAsset list) {
    World.Underlying underlying = world.underlyings.get(list.underlying());
    if (underlying == null) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    if (world.rows(Coins.ASSETS).containsKey(list.id())
        || world.markets.containsKey(list.market())
        || world.instruments.containsKey(list.instrument())
        || coins.ofUnderlying(list.underlying()) >= 0) {
      return ResultCode.ALREADY_LISTED;
    }
    // A mantissa of 1 is worth 10^(price exponent + quantum exponent + 6) quanta of USD a quantum.
    long digits = -6L - underlying.exponent() - list.quantumExponent();
    boolean inRange =
        !list.name().isEmpty()
            && list.instrument() >= 0
            && Numbers.within(list.quantumExponent(), -18, 0)
            && Numbers.within(digits, 0, 12);
    if (!inRange) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    long den = BigInteger.TEN.pow((int) digits).longValueExact();
    if (!PriceRules.isSmallLot(underlying.index(), 1, den)) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    Room room = new Room(world);
    List<ResultCode> fits =
        List.of(
            room.checkLot(list.market(), list.underlying(), 1, den),
            room.checkMarkets(),
            room.checkInstruments(list.underlying()));
    for (ResultCode each : fits) {
      if (each != ResultCode.OK) {
        return each;
      }
    }
    long from = world.height + 1;
    world.markets.put(
        list.market(), new World.Market(list.underlying(), false, 1, den, from, 0, 0, 0, false));
    world.instruments.put(
        list.instrument(),
        new World.Instrument(
            list.market(),
            World.Kind.SPOT,
            0,
            0,
            from,
            Numbers.ZERO,
            Numbers.ZERO,
            0,
            0,
            0,
            false));
    world
        .rows(Coins.ASSETS)
        .put(
            list.id(),
            new Coins.Asset(
                list.name(), list.quantumExponent(), list.underlying(), list.instrument()));
    return ResultCode.OK;
  }

  private boolean isThere(int asset) {
    Coins.Asset row = world.rows(Coins.ASSETS).get(asset);
    return row != null && view.isListed(row.instrument());
  }

  private ResultCode check(int asset, long amount) {
    if (!isThere(asset)) {
      return ResultCode.UNKNOWN_ASSET;
    }
    return Numbers.within(amount, 1, Commands.MOST)
        ? ResultCode.OK
        : ResultCode.AMOUNT_OUT_OF_RANGE;
  }

  private void bring(SubaccountId id, int asset, BigInteger amount) {
    coins.add(asset, amount, Numbers.ZERO, Numbers.ZERO);
    coins.give(id, asset, amount);
    books.settleFunding(id);
  }

  ResultCode deposit(Command.DepositAsset deposit) {
    if (!new Room(world).mayExist(deposit.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    ResultCode code = check(deposit.asset(), deposit.amount());
    if (code != ResultCode.OK) {
      return code;
    }
    BigInteger amount = Numbers.of(deposit.amount());
    BigInteger most =
        Numbers.of(books.parameter(Parameter.DEPOSIT_CAP, deposit.asset()))
            .min(Commands.MOST_IN_ALL);
    if (coins.purse(deposit.asset()).balance().add(amount).compareTo(most) > 0) {
      return ResultCode.ABOVE_DEPOSIT_CAP;
    }
    code = mayTake(deposit.to(), deposit.asset(), amount);
    if (code == ResultCode.OK) {
      bring(deposit.to(), deposit.asset(), amount);
    }
    return code;
  }

  private ResultCode mayTake(SubaccountId id, int asset, BigInteger amount) {
    int spot = coins.asset(asset).instrument();
    if (!view.isPriced(spot)) {
      return ResultCode.NO_PRICE;
    }
    if (world.account(id).pool() != World.CROSS_POOL) {
      return ResultCode.ASSET_NOT_ALLOWED;
    }
    if (coins.balance(id, asset).signum() == 0 && !new Room(world).hasPositions(1)) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    BigInteger size = coins.balance(id, asset).abs().add(amount);
    return view.isWithinRisk(spot, size) ? ResultCode.OK : ResultCode.POSITION_TOO_LARGE;
  }

  private ResultCode withdraw(Address sender, Command.WithdrawAsset withdraw) {
    ResultCode may = DelegateCommands.isOwner(world, sender, withdraw.from().owner());
    SubaccountId from = withdraw.from();
    int asset = withdraw.asset();
    long amount = withdraw.amount();
    return may == ResultCode.OK
        ? new Outflow(books)
            .leave(from, from.owner(), asset, amount, () -> pay(from, asset, amount))
        : may;
  }

  /** Takes coins out of a subaccount. */
  ResultCode pay(SubaccountId from, int asset, long amount) {
    ResultCode code = check(asset, amount);
    if (code == ResultCode.OK) {
      code = books.losses.gate(World.CROSS_POOL, World.CROSS_POOL);
    }
    return code == ResultCode.OK ? take(from, asset, Numbers.of(amount)) : code;
  }

  /** Whether an account has nothing but collateral, and no debt. */
  static boolean holdsOnlyCollateral(World world, World.Account account) {
    return account.cash().signum() >= 0
        && account.positions().entrySet().stream()
            .allMatch(entry ->
                world.instrument(entry.getKey().instrument()).kind() == World.Kind.SPOT
                    && entry.getValue().lots().signum() > 0);
  }

  /** Takes out what is there and can be done without. */
  private ResultCode take(SubaccountId id, int asset, BigInteger amount) {
    Coins.Purse purse = coins.purse(asset);
    if (coins.balance(id, asset).compareTo(amount) < 0
        || purse.balance().subtract(purse.fees()).compareTo(amount) < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    World.Account before = world.account(id);
    boolean isFree = holdsOnlyCollateral(world, before);
    boolean free = isFree && !books.isChargedForOrders(id);
    boolean stale =
        before.positions().keySet().stream().anyMatch(key -> view.isStale(key.instrument()));
    if (!free && stale) {
      return ResultCode.WITHDRAWAL_WHILE_STALE;
    }
    bring(id, asset, amount.negate());
    long least = books.parameter(Parameter.MINIMUM_EQUITY, 0);
    BigInteger left = books.margin(id).equity();
    if (!isFree && least > 0 && left.compareTo(Numbers.of(least)) < 0) {
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    return free || books.margin(id).canOpen() ? ResultCode.OK : ResultCode.INSUFFICIENT_COLLATERAL;
  }

  private ResultCode transfer(Address sender, Command.TransferAsset transfer) {
    ResultCode may = DelegateCommands.mayTransfer(world, sender, transfer.from(), transfer.to());
    if (may != ResultCode.OK) {
      return may;
    }
    if (!new Room(world).mayExist(transfer.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    ResultCode code = check(transfer.asset(), transfer.amount());
    if (code != ResultCode.OK) {
      return code;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    code = books.losses.gate(World.CROSS_POOL, World.CROSS_POOL);
    if (code != ResultCode.OK) {
      return code;
    }
    BigInteger amount = Numbers.of(transfer.amount());
    if (world.account(transfer.from()).equals(World.Account.EMPTY)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    code = mayTake(transfer.to(), transfer.asset(), amount);
    if (code != ResultCode.OK) {
      return code;
    }
    code = take(transfer.from(), transfer.asset(), amount);
    if (code != ResultCode.OK) {
      return code;
    }
    Margins.Margin before = books.margin(transfer.to());
    bring(transfer.to(), transfer.asset(), amount);
    return before.permits(books.margin(transfer.to()))
        ? ResultCode.OK
        : ResultCode.ASSET_NOT_ALLOWED;
  }
}
