package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;

/** How a subaccount is margined. */
final class ModeCommands implements CommandPart {

  private final Books books;
  private final World world;

  ModeCommands(Books books) {
    this.books = books;
    this.world = books.world;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byOwner(Command.SetMode.class, set -> set.subaccount(), this::setMode);
  }

  private ResultCode setMode(Command.SetMode set) {
    World.Account account = world.account(set.subaccount());
    Mode mode = set.mode();
    if (!new Room(world).mayExist(set.subaccount())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    if (account.mode() == mode) {
      return ResultCode.OK;
    }
    boolean allowed =
        account.positions().keySet().stream()
            .allMatch(key -> books.mayHoldBeside(account, key.instrument(), mode));
    if (!allowed) {
      return ResultCode.MARKET_NOT_ALLOWED;
    }
    Margins.Margin margin =
        books.margins.of(account, mode, Orders.leverages(world, set.subaccount()));
    long gate = books.parameter(Parameter.PORTFOLIO_GATE, 0);
    if (mode == Mode.PORTFOLIO && margin.equity().compareTo(Numbers.of(gate)) < 0) {
      return ResultCode.BELOW_PORTFOLIO_GATE;
    }
    if (!margin.canOpen()) {
      return ResultCode.MODE_BELOW_INITIAL_MARGIN;
    }
    books.orders.release(set.subaccount());
    world.put(set.subaccount(), account.withMode(mode));
    return ResultCode.OK;
  }
}
