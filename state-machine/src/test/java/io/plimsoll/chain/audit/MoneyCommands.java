package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;

/** Money that comes, goes and moves between subaccounts. */
final class MoneyCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final BlockView view;
  private final Outflow outflow;

  MoneyCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.outflow = new Outflow(books);
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.Deposit.class, Role.CUSTODIAN, this::deposit);
    handlers.byAnyone(Command.Withdraw.class, this::withdraw);
    handlers.byAnyone(Command.Transfer.class, this::transfer);
  }

  private void bring(SubaccountId id, BigInteger amount) {
    books.settleFunding(id);
    world.addCash(id, amount);
    world.addToPool(world.account(id).pool(), amount, Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
  }

  ResultCode deposit(Command.Deposit deposit) {
    if (!Numbers.within(deposit.amount(), 1, Commands.MOST)
        || !Commands.hasRoom(world, deposit.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!new Room(world).mayExist(deposit.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    bring(deposit.to(), Numbers.of(deposit.amount()));
    return ResultCode.OK;
  }

  private ResultCode withdraw(Address sender, Command.Withdraw withdraw) {
    ResultCode may = DelegateCommands.isOwner(world, sender, withdraw.from().owner());
    SubaccountId from = withdraw.from();
    return may == ResultCode.OK
        ? outflow.leave(
            from, from.owner(), -1, withdraw.amount(), () -> pay(from, withdraw.amount()))
        : may;
  }

  /** Takes USD out of a subaccount. */
  ResultCode pay(SubaccountId from, long quanta) {
    if (!Numbers.within(quanta, 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger amount = Numbers.of(quanta);
    int pool = world.account(from).pool();
    ResultCode gate = books.losses.gate(pool, pool);
    if (gate != ResultCode.OK) {
      return gate;
    }
    ResultCode free = checkFree(from, amount);
    if (free == ResultCode.OK) {
      bring(from, amount.negate());
    }
    return free;
  }

  private ResultCode checkFree(SubaccountId id, BigInteger amount) {
    World.Account account = world.account(id);
    boolean isFree = AssetCommands.holdsOnlyCollateral(world, account);
    if (isFree && !books.isChargedForOrders(id)) {
      boolean has = account.cash().compareTo(amount) >= 0;
      return has && books.holds(account.pool(), amount)
          ? ResultCode.OK
          : ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (account.positions().keySet().stream().anyMatch(key -> view.isStale(key.instrument()))) {
      return ResultCode.WITHDRAWAL_WHILE_STALE;
    }
    Margins.Margin after = books.margin(id).less(amount);
    long least = books.parameter(Parameter.MINIMUM_EQUITY, 0);
    boolean isDust = after.equity().compareTo(Numbers.of(least)) < 0;
    if (least > 0 && isDust && !isFree) {
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    // What goes out in USD is the subaccount's own USD, not borrowed against coins.
    boolean owns =
        books.margins.netCoins(account).isEmpty()
            || books.margins.dollars(account).compareTo(amount) >= 0;
    if (!after.canOpen() || !owns || !books.holds(account.pool(), amount)) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return books.losses.keepsEnough(account, view, after.equity())
        ? ResultCode.OK
        : ResultCode.WITHDRAWAL_OF_PROFIT;
  }

  private ResultCode transfer(Address sender, Command.Transfer transfer) {
    ResultCode may = DelegateCommands.mayTransfer(world, sender, transfer.from(), transfer.to());
    if (may != ResultCode.OK) {
      return may;
    }
    if (!Numbers.within(transfer.amount(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (transfer.from().equals(transfer.to())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (!new Room(world).mayExist(transfer.to())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    BigInteger amount = Numbers.of(transfer.amount());
    ResultCode gate =
        books.losses.gate(
            world.account(transfer.from()).pool(), world.account(transfer.to()).pool());
    if (gate != ResultCode.OK) {
      return gate;
    }
    ResultCode free = checkFree(transfer.from(), amount);
    if (free != ResultCode.OK) {
      return free;
    }
    bring(transfer.from(), amount.negate());
    bring(transfer.to(), amount);
    return ResultCode.OK;
  }
}
