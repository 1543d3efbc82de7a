package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import java.util.ArrayList;
import java.util.List;

/** Prices, and funding rates now and then. */
final class PriceFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 4;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    return draft.byRole(
        choices.once(4)
            ? new Command.Funding(draft.instrument(), (int) choices.number())
            : prices(draft, choices));
  }

  private static Command prices(FuzzDraft draft, Choices choices) {
    int underlying = draft.underlying();
    long index = draft.price(underlying);
    List<Command.Mark> marks = new ArrayList<>();
    if (choices.once(3)) {
      int instrument = choices.once(8) ? draft.instrument() : underlying;
      marks.add(new Command.Mark(instrument, draft.price(underlying)));
    }
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    if (choices.once(2)) {
      List<Command.Volatility> volatilities = new ArrayList<>();
      for (int id = FuzzChain.BTC_CALL; id <= FuzzChain.BTC_PUT; id++) {
        if (choices.once(2)) {
          volatilities.add(new Command.Volatility(id, choices.near(600_000)));
        }
      }
      int ratePpm = choices.once(8) ? (int) choices.number() : choices.u8() * 100;
      long expiryMs = choices.once(8) ? draft.time() : FuzzChain.EXPIRY_MS;
      expiries.add(
          new Command.ExpiryPrices(expiryMs, draft.price(underlying), ratePpm, volatilities));
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }
}
