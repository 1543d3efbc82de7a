package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;

/** What comes from elsewhere and goes there. */
final class OutflowFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    SubaccountId whose = draft.subaccount();
    int asset = choices.once(2) ? Command.USD : draft.asset();
    Address elsewhere = choices.once(16) ? new Address(0, 0, 0) : draft.address();
    return switch (choices.below(6)) {
      case 0 ->
          draft.byRole(
              new Command.ChangeParameter(
                  Parameter.WITHDRAWALS, 0, choices.once(4) ? choices.number() : 3, 0, 0));
      case 1 -> draft.byRole(new Command.ForgetWithdrawal(choices.number()));
      case 2, 3 -> draft.byRole(new Command.DepositFrom(whose, asset, choices.number(), elsewhere));
      default ->
          draft.byOwner(whose, new Command.WithdrawTo(whose, asset, choices.number(), elsewhere));
    };
  }
}
