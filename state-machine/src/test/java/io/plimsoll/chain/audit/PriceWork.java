package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import java.util.ArrayList;
import java.util.List;

/** Prices as a reporter sends them, most true, some late, absurd, or twice; funding rates. */
final class PriceWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 5;
  }

  @Override
  public void add(Draft draft) {
    for (int id = 1; id <= Market.UNDERLYINGS; id++) {
      if (!draft.market.isReported(id, draft.world.height, draft.hasJumped ? 0.3 : 0)) {
        continue;
      }
      long wanted = draft.market.price(id);
      long reported = draft.chance(8) ? draft.any(List.of(0L, -1L, wanted * 9, 1L << 49)) : wanted;
      draft.add(Draft.REPORTER, vector(draft, id, reported));
      if (draft.chance(10)) {
        draft.add(Draft.REPORTER, vector(draft, id, reported));
      }
    }
    if (draft.chance(60)) {
      int instrument = draft.instrument();
      int rate = draft.chance(50) ? 200_000 : (int) draft.between(-3_000, 3_000);
      draft.add(Draft.REPORTER, new Command.Funding(instrument, rate));
    }
  }

  private static Command.Prices vector(Draft draft, int underlying, long index) {
    List<Command.Mark> marks = new ArrayList<>();
    if (underlying == 3 && draft.chance(500)) {
      int instrument = draft.chance(10) ? 77 : 3;
      marks.add(
          new Command.Mark(instrument, (long) (index * (0.99 + draft.random.nextInt(21) * 0.001))));
    }
    World world = draft.world;
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (World.ExpiryKey key : world.expiries.keySet()) {
      if (key.underlying() != underlying || draft.chance(20)) {
        continue;
      }
      List<Command.Volatility> volatilities = new ArrayList<>();
      world.instruments.forEach((id, row) -> {
        boolean here =
            !row.kind().isLinear()
                && row.expiryMs() == key.expiryMs()
                && world.marketOf(id).underlying() == underlying;
        if (here && !draft.chance(100)) {
          volatilities.add(new Command.Volatility(id, draft.between(200_000, 1_500_000)));
        }
      });
      long forward = Math.max(1, (long) (index * (0.99 + draft.random.nextInt(30) * 0.001)));
      int rate = (int) (draft.chance(5) ? -1 : draft.between(0, 80_000));
      expiries.add(new Command.ExpiryPrices(key.expiryMs(), forward, rate, volatilities));
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }
}
