package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;

/** Backstops that come and go, and money for insurance funds. */
final class PoolWork implements Work {

  @Override
  public int weight() {
    return 45;
  }

  @Override
  public void open(Draft draft) {
    draft.govern(new Command.SetBackstop(draft.account(), World.CROSS_POOL, true));
    draft.govern(new Command.SetBackstop(draft.account(), World.CROSS_POOL, true));
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(450)) {
      draft.add(
          Draft.GOVERNOR,
          new Command.SetBackstop(draft.account(), draft.pool(), draft.chance(800)));
    } else {
      long amount = draft.between(0, 3_000 * Draft.USD);
      draft.add(Draft.CUSTODIAN, new Command.FundInsurance(draft.pool(), amount));
    }
  }
}
