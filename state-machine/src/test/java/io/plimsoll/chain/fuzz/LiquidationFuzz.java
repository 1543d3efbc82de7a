package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;

/** Keepers' liquidations and bids in auctions. */
final class LiquidationFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    SubaccountId by = draft.subaccount();
    if (draft.choices.once(3)) {
      int portion =
          draft.choices.once(4) ? (int) draft.choices.number() : 1 + 4_000 * draft.choices.u8();
      return draft.byOwner(
          by, new Command.Bid(draft.subaccount(), by, portion, draft.choices.number()));
    }
    int instrument = draft.instrument();
    long price = draft.price(FuzzChain.underlyingOf(instrument));
    return draft.byOwner(
        by,
        new Command.Liquidate(draft.subaccount(), instrument, draft.choices.number(), price, by));
  }
}
