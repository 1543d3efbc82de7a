package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;

/** The first command of a chain, and who may do what. */
final class GovernanceCommands implements CommandPart {

  private final World world;

  GovernanceCommands(Books books) {
    this.world = books.world;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byAnyone(Command.Genesis.class, (sender, genesis) -> genesis(genesis));
    handlers.byRole(Command.GrantRole.class, Role.GOVERNOR, this::grant);
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
    boolean reports = (grant.roles() & Role.REPORTER.bit()) != 0;
    long reporters =
        world.roles.keySet().stream().filter(each -> Poll.isReporter(world, each)).count();
    if (reports
        && !Poll.isReporter(world, grant.address())
        && reporters >= Governed.value(world, world.height, Parameter.REPORTERS, 0)) {
      return ResultCode.TOO_MANY_REPORTERS;
    }
    if (!reports) {
      world.rows(Oracles.POWERS).remove(grant.address());
    }
    if (grant.roles() == 0) {
      world.roles.remove(grant.address());
    } else {
      world.roles.put(grant.address(), grant.roles());
    }
    return ResultCode.OK;
  }
}
