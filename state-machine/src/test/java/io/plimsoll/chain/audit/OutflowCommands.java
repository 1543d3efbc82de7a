package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;

/** Money that comes from elsewhere, and goes there. */
final class OutflowCommands implements CommandPart {

  private static final int USD = -1;

  private final Books books;
  private final World world;
  private final Outflow outflow;
  private final MoneyCommands money;
  private final AssetCommands assets;

  OutflowCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.outflow = new Outflow(books);
    this.money = new MoneyCommands(books);
    this.assets = new AssetCommands(books);
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.DepositFrom.class, Role.CUSTODIAN, this::depositFrom);
    handlers.byAnyone(Command.WithdrawTo.class, this::withdrawTo);
    handlers.byRole(Command.ForgetWithdrawal.class, Role.CUSTODIAN, outflow::forget);
  }

  private ResultCode withdrawTo(Address sender, Command.WithdrawTo withdraw) {
    ResultCode may = DelegateCommands.isOwner(world, sender, withdraw.from().owner());
    if (may == ResultCode.OK) {
      may = outflow.payable(withdraw.recipient());
    }
    if (may != ResultCode.OK) {
      return may;
    }
    return outflow.leave(
        withdraw.from(),
        withdraw.recipient(),
        withdraw.asset(),
        withdraw.amount(),
        () ->
            withdraw.asset() == USD
                ? money.pay(withdraw.from(), withdraw.amount())
                : assets.pay(withdraw.from(), withdraw.asset(), withdraw.amount()));
  }

  private ResultCode depositFrom(Command.DepositFrom deposit) {
    ResultCode may = outflow.payable(deposit.payer());
    if (may != ResultCode.OK) {
      return may;
    }
    if (!Numbers.within(deposit.amount(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    World then = world.copy();
    int events = books.events.size();
    ResultCode code =
        deposit.asset() == USD
            ? money.deposit(new Command.Deposit(deposit.to(), deposit.amount()))
            : assets.deposit(
                new Command.DepositAsset(deposit.to(), deposit.asset(), deposit.amount()));
    if (code != ResultCode.OK) {
      world.become(then);
      books.events.subList(events, books.events.size()).clear();
      books.events.add(
          new Event.DepositReturned(
              deposit.to(), deposit.asset(), deposit.amount(), code.number()));
      outflow.write(deposit.to(), deposit.payer(), deposit.asset(), deposit.amount());
    }
    return ResultCode.OK;
  }
}
