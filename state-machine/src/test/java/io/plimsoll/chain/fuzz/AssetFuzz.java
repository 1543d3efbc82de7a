package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;

/** Coins that are listed, come, go and move. */
final class AssetFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 4;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    SubaccountId whose = draft.subaccount();
    int asset = draft.asset();
    return switch (choices.below(8)) {
      case 0, 1, 2 ->
          draft.byOwner(whose, new Command.WithdrawAsset(whose, asset, choices.number()));
      case 3, 4 ->
          draft.byOwner(
              whose, new Command.TransferAsset(whose, draft.subaccount(), asset, choices.number()));
      case 5, 6 -> draft.byRole(new Command.DepositAsset(whose, asset, choices.number()));
      default ->
          draft.byRole(
              new Command.ListAsset(
                  asset,
                  choices.once(8) ? "" : "COIN",
                  choices.once(4) ? (int) choices.number() : -choices.below(12),
                  draft.underlying(),
                  choices.once(2) ? 20 + asset : draft.market(),
                  choices.once(2) ? 20 + asset : draft.instrument()));
    };
  }
}
