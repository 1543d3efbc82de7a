package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;

/** Fills. */
final class TradingFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 6;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    int instrument = draft.instrument();
    long price = draft.price(FuzzChain.underlyingOf(instrument));
    long lots = choices.once(4) ? choices.number() : 1 + choices.u8() * 16L;
    long fee = choices.once(3) ? choices.number() : 0;
    long rebate = choices.once(2) ? -fee : 0;
    return draft.byRole(
        new Command.Fill(
            draft.subaccount(), draft.subaccount(), instrument, lots, price, fee, rebate));
  }
}
