package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;

/** Offers to liquidations. */
final class QuoteFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    int instrument = draft.instrument();
    long price = draft.price(FuzzChain.underlyingOf(instrument));
    SubaccountId maker = draft.subaccount();
    return draft.byOwner(
        maker,
        new Command.LiquidityQuote(
            maker, instrument, draft.choices.once(2), draft.choices.number(), price));
  }
}
