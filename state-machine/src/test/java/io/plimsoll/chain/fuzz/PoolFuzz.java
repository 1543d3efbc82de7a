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
        switch (choices.below(3)) {
          case 0 -> new Command.FundInsurance(pool, choices.number());
          case 1 -> new Command.SetBackstop(draft.subaccount(), pool, !choices.once(3));
          default ->
              new Command.WithdrawFund(pool, Command.Purse.of(choices.below(2)), choices.number());
        });
  }
}
