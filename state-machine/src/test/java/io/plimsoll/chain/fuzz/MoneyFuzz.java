package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;

/** Money that comes, goes and moves, and modes. */
final class MoneyFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 6;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    SubaccountId whose = draft.subaccount();
    return switch (choices.below(6)) {
      case 0, 1 -> draft.byOwner(whose, new Command.Withdraw(whose, choices.number()));
      case 2 ->
          draft.byOwner(whose, new Command.Transfer(whose, draft.subaccount(), choices.number()));
      case 3 -> draft.byRole(new Command.Deposit(whose, choices.number()));
      default -> draft.byOwner(whose, new Command.SetMode(whose, Mode.of(choices.below(3))));
    };
  }
}
