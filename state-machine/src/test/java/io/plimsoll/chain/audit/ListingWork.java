package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;

/** Markets and instruments: those of the first block, expiries that follow, isolated markets. */
final class ListingWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public void open(Draft draft) {
    String[] names = {"", "BTC", "ETH", "LUNA", "NEW"};
    long[] den = {0, 10, 1, 1, 1};
    for (int id = 1; id <= Market.UNDERLYINGS; id++) {
      draft.govern(new Command.ListUnderlying(id, names[id], -4));
      draft.govern(new Command.ListMarket(id, id, false, 1, den[id]));
      draft.govern(new Command.ListInstrument(id, id, InstrumentKind.PERPETUAL, 0, 0));
      draft.set(Parameter.INITIAL_PPM, id, 50_000, 0);
      draft.set(Parameter.MAINTENANCE_PPM, id, 600_000, 0);
      draft.set(Parameter.BAND_PPM, id, 300_000, 0);
    }
    // What is on the last underlying ends before it has a price.
    int last = Market.UNDERLYINGS;
    draft.set(Parameter.SETTLEMENT_WINDOW_MS, last, 24 * Draft.HOUR_MS, 0);
    for (int hours = 1; hours <= 8; hours *= 2) {
      list(draft, last, InstrumentKind.FUTURE, draft.nowMs + hours * Draft.HOUR_MS, 0);
    }
    isolated(draft);
  }

  @Override
  public void add(Draft draft) {
    if (draft.world.expiries.size() < 6 && draft.chance(150)) {
      expiry(draft);
    }
    if (draft.chance(12)) {
      isolated(draft);
    }
    if (draft.chance(20)) {
      int market = draft.anyMarket();
      long inMs = draft.chance(300) ? -5 : draft.between(1, 40) * 60_000;
      if (market >= Draft.FIRST_ISOLATED) {
        draft.add(Draft.GOVERNOR, new Command.DelistMarket(market, draft.nowMs + inMs));
      }
    }
    if (draft.chance(10)) {
      draft.add(
          Draft.GOVERNOR,
          new Command.ListMarket(draft.nextIsolated(), draft.underlying(), true, 10_000, 1));
    }
    if (draft.chance(15)) {
      int market = draft.any(List.of(1, 1, 88));
      int id = draft.random.nextInt(120);
      draft.add(Draft.GOVERNOR, new Command.ListInstrument(id, market, InstrumentKind.CALL, 5, 0));
    }
  }

  private static void list(
      Draft draft, int market, InstrumentKind kind, long expiryMs, long strike) {
    int id = draft.newInstrument();
    draft.add(Draft.GOVERNOR, new Command.ListInstrument(id, market, kind, expiryMs, strike));
  }

  private static void isolated(Draft draft) {
    int id = draft.newIsolated();
    draft.add(Draft.GOVERNOR, new Command.ListMarket(id, draft.underlying(), true, 3, 7));
    list(draft, id, InstrumentKind.PERPETUAL, 0, 0);
    draft.set(Parameter.INITIAL_PPM, id, 100_000, 0);
    draft.set(Parameter.MAINTENANCE_PPM, id, 500_000, 0);
  }

  private static void expiry(Draft draft) {
    int underlying = draft.random.nextInt(2) + 1;
    long expiryMs = draft.nowMs + draft.between(1, 30) * Draft.HOUR_MS;
    list(draft, underlying, InstrumentKind.FUTURE, expiryMs, 0);
    for (InstrumentKind kind : List.of(InstrumentKind.CALL, InstrumentKind.PUT)) {
      long strike = Math.max(1, draft.market.price(underlying) / 100 * draft.between(85, 115));
      list(draft, underlying, kind, expiryMs, strike);
    }
  }
}
