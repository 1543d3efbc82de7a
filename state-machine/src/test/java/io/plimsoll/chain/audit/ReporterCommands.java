package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;

/** What reporters weigh. */
final class ReporterCommands implements CommandPart {

  private final World world;

  ReporterCommands(Books books) {
    this.world = books.world;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.SetReporterPower.class, Role.GOVERNOR, this::set);
  }

  private ResultCode set(Command.SetReporterPower set) {
    if (!Numbers.within(set.power(), 1, 1_000_000_000)) {
      return ResultCode.POWER_OUT_OF_RANGE;
    }
    if (!Poll.isReporter(world, set.reporter())) {
      return ResultCode.NOT_A_REPORTER;
    }
    world.rows(Oracles.POWERS).remove(set.reporter());
    if (set.power() != 1) {
      world.rows(Oracles.POWERS).put(set.reporter(), set.power());
    }
    return ResultCode.OK;
  }
}
