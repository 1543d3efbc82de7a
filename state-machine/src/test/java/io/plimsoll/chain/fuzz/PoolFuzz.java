package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;

/** Backstops and insurance funds. */
final class PoolFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    int pool = choices.once(2) ? FuzzChain.LUNA : choices.below(5);
    return draft.byRole(
        choices.once(2)
            ? new Command.FundInsurance(pool, choices.number())
            : new Command.SetBackstop(draft.subaccount(), pool, !choices.once(3)));
  }
}
