package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;

/** The first commands of a chain, and roles that are given and taken. */
final class GovernanceWork implements Work {

  @Override
  public int weight() {
    return 15;
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public void open(Draft draft) {
    draft.govern(new Command.Genesis(7, Draft.GOVERNOR));
    draft.govern(new Command.GrantRole(Draft.REPORTER, Role.REPORTER.bit()));
    draft.govern(new Command.GrantRole(Draft.MATCHER, Role.MATCHER.bit()));
    draft.govern(new Command.GrantRole(Draft.CUSTODIAN, Role.CUSTODIAN.bit()));
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(700)) {
      int roles = draft.random.nextInt(40);
      draft.add(Draft.GOVERNOR, new Command.GrantRole(Address.ofNumber(904), roles));
    } else {
      draft.add(Draft.GOVERNOR, new Command.Genesis(1, Draft.GOVERNOR));
    }
  }
}
