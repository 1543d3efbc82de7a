package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;

/** Backstops and insurance funds of pools. */
final class PoolCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final LossRules losses;

  PoolCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.losses = books.losses;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.SetBackstop.class, Role.GOVERNOR, this::setBackstop);
    handlers.byRole(Command.FundInsurance.class, Role.CUSTODIAN, this::fundInsurance);
    handlers.byAnyone(Command.WithdrawFund.class, this::withdrawFund);
  }

  private boolean isPool(int pool) {
    World.Market market = world.markets.get(pool);
    return pool == World.CROSS_POOL || (market != null && market.isolated());
  }

  private ResultCode setBackstop(Command.SetBackstop set) {
    if (!isPool(set.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!new Room(world).mayExist(set.subaccount())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
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

  private ResultCode withdrawFund(Address sender, Command.WithdrawFund withdraw) {
    int mask = world.roles.getOrDefault(sender, 0);
    return (mask & (Role.CUSTODIAN.bit() | Role.GOVERNOR.bit())) == 0
        ? ResultCode.NOT_AUTHORISED
        : new Outflow(books)
            .leave(
                new SubaccountId(sender, 0),
                sender,
                -1,
                withdraw.amount(),
                () -> losses.apply(withdraw));
  }

  private ResultCode fundInsurance(Command.FundInsurance fund) {
    if (!isPool(fund.pool())) {
      return ResultCode.UNKNOWN_POOL;
    }
    if (!Numbers.within(fund.amount(), 1, Commands.MOST)
        || !Commands.hasRoom(world, fund.amount())) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger amount = Numbers.of(fund.amount());
    world.addToPool(fund.pool(), amount, Numbers.ZERO, amount, Numbers.ZERO);
    return ResultCode.OK;
  }
}
