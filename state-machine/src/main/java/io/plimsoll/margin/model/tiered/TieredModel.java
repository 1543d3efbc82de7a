package io.plimsoll.margin.model.tiered;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.book.OwnFractions;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.model.Surcharges;
import io.plimsoll.margin.rule.CoinMargin;
import io.plimsoll.margin.rule.Equity;
import io.plimsoll.margin.rule.PositionMargin;
import io.plimsoll.margin.rule.PriceConfidence;
import io.plimsoll.margin.rule.Transition;
import io.plimsoll.margin.rule.UnrealisedProfit;
import io.plimsoll.margin.rule.drift.SizedMargin;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum of each position's own requirement. Isolated and cross margin are this one model: what
 * differs is which positions share an account.
 *
 * <p>Linear: initial Ceil(|value| * fraction), the fraction scaled by open interest, or a larger
 * one that the holder has set; maintenance Ceil(Ceil(|value| * unscaled fraction) * maintenance
 * part). Long option: its value, initial and maintenance, so that premiums are paid in full and
 * back nothing else. Short option: initial max(Ceil(15% of index) - out-of-the-money amount,
 * Ceil(10% of index)) with its own two fractions, maintenance a part of that; its mark is not
 * added, since equity bears it. What settles in a coin has the same rules, its value being that of
 * its coins. Coins require a {@link CoinMargin haircut}. An uncertain price adds to the initial
 * margin alone. Where a market has Drift's policy its linear positions require what {@link
 * SizedMargin} says, which grows with their size, and what it holds back of {@link
 * UnrealisedProfit} is required beside that.
 *
 * <p>Source: dYdX v4-chain, margin of perpetual positions, for linear ones; the short-option rule
 * is that of Deribit's, OKX's and Bybit's standard margin without the mark.
 */
public final class TieredModel implements MarginModel {

  private static final long ONE_PPM = 1_000_000;

  private final Wide scratch = new Wide();
  private final CoinMargin coins = new CoinMargin();
  private final NetCoins net = new NetCoins();

  /** A model with scratch memory of its own. */
  public TieredModel() {}

  @Override
  public String name() {
    return "tiered";
  }

  @Override
  public boolean needsLosses() {
    return false;
  }

  @Override
  public boolean groupsByUnit() {
    return false;
  }

  @Override
  public void evaluate(MarketData market, Book book, UnitLosses losses, Requirement out) {
    if (market.hasCoins()) {
      evaluateWithCoins(market, book, out);
      return;
    }
    long initial = 0;
    long maintenance = 0;
    long equity = Equity.ofCash(market, book, scratch);
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      long lots = book.lots(p);
      long value = market.value(instrument, lots);
      long size = Math.abs(value);
      equity = Equity.withPosition(equity, value, book.quote(p));
      initial = Checked.addSaturated(initial, initialOf(market, book, instrument, lots, size));
      maintenance =
          Checked.addSaturated(maintenance, maintenanceOf(market, instrument, lots, size));
    }
    initial = Checked.addSaturated(initial, PriceConfidence.surcharge(market, book));
    initial = Checked.addSaturated(initial, UnrealisedProfit.toOpen(market, book));
    maintenance = Checked.addSaturated(maintenance, UnrealisedProfit.toStay(market, book));
    out.set(equity, initial, maintenance, Requirement.NONE, Requirement.NONE);
  }

  private void evaluateWithCoins(MarketData market, Book book, Requirement out) {
    coins.read(market, book);
    long equity = Checked.addSaturated(Equity.ofDollars(market, book, scratch), coins.value());
    long initial = coins.initial();
    long maintenance = coins.maintenance();
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      if (market.kind()[instrument] != InstrumentKind.SPOT) {
        long lots = book.lots(p);
        initial =
            Checked.addSaturated(
                initial, initialOf(market, book, instrument, lots, size(market, instrument, lots)));
        maintenance = Checked.addSaturated(maintenance, maintenanceOf(market, instrument, lots));
      }
    }
    initial = Checked.addSaturated(initial, PriceConfidence.surcharge(market, book));
    initial = Checked.addSaturated(initial, UnrealisedProfit.toOpen(market, book));
    maintenance = Checked.addSaturated(maintenance, UnrealisedProfit.toStay(market, book));
    out.set(equity, initial, maintenance, Requirement.NONE, Requirement.NONE);
  }

  private static long initialOf(
      MarketData market, Book book, int instrument, long lots, long size) {
    if (market.sized()[instrument]) {
      return SizedMargin.initial(
          size,
          market.size(instrument, lots),
          market.sizeFactor()[instrument],
          market.baseInitialPpm()[instrument],
          ownPpm(market, book, instrument));
    }
    if (market.kind()[instrument].isLinear()) {
      return PositionMargin.initial(size, initialPpm(market, book, instrument));
    }
    return lots < 0 ? shortOption(market, instrument, lots) : size;
  }

  /** The fraction of a linear instrument: the market's, or a larger one that the holder has set. */
  private static int initialPpm(MarketData market, Book book, int instrument) {
    int scaled = market.initialPpm()[instrument];
    return PositionMargin.userPpm(scaled, ownPpm(market, book, instrument));
  }

  /** The fraction that the holder has set, 0 for none. */
  private static int ownPpm(MarketData market, Book book, int instrument) {
    OwnFractions own = book.own();
    return own == null ? 0 : own.ppm(market.market()[instrument]);
  }

  /** Maintenance margin of one position, in quanta. */
  public static long maintenanceOf(MarketData market, int instrument, long lots) {
    return maintenanceOf(market, instrument, lots, size(market, instrument, lots));
  }

  private static long maintenanceOf(MarketData market, int instrument, long lots, long size) {
    if (market.sized()[instrument]) {
      return SizedMargin.maintenance(
          size,
          market.size(instrument, lots),
          market.sizeFactor()[instrument],
          market.baseInitialPpm()[instrument],
          market.maintenancePpm()[instrument]);
    }
    if (market.kind()[instrument].isLinear()) {
      return PositionMargin.maintenance(
          size, market.baseInitialPpm()[instrument], market.maintenancePpm()[instrument]);
    }
    return lots < 0
        ? part(shortOption(market, instrument, lots), market.maintenancePpm()[instrument])
        : size;
  }

  private static long size(MarketData market, int instrument, long lots) {
    return Math.abs(market.value(instrument, lots));
  }

  private static long shortOption(MarketData market, int instrument, long lots) {
    long notional = market.notional(instrument, lots);
    long index = market.indexNum()[instrument];
    long strike = market.strikeNum()[instrument];
    long distance = market.kind()[instrument].isCall() ? strike - index : index - strike;
    long outOfTheMoney =
        distance <= 0
            ? 0
            : MulDiv.floorSaturated(distance, Checked.negate(lots), market.den()[instrument]);
    long atTheMoney = part(notional, market.shortOptionPpm()[instrument]);
    return Math.max(
        atTheMoney - outOfTheMoney, part(notional, market.shortOptionFloorPpm()[instrument]));
  }

  private static long part(long amount, int ppm) {
    return MulDiv.ceilSaturated(amount, ppm, ONE_PPM);
  }

  @Override
  public boolean canOpen(Requirement of) {
    return of.equity() >= of.initial();
  }

  @Override
  public boolean isLiquidatable(Requirement of) {
    return of.maintenance() > 0 && of.maintenance() > of.equity();
  }

  @Override
  public boolean permits(Requirement before, Requirement after) {
    return Transition.permits(
        before.equity(),
        before.maintenance(),
        after.equity(),
        after.maintenance(),
        after.initial());
  }

  @Override
  public long standAloneMaintenance(MarketData market, int instrument, long lots, long worstPnl) {
    return market.kind()[instrument] == InstrumentKind.SPOT
        ? CoinMargin.maintenance(market, market.underlying()[instrument], lots)
        : maintenanceOf(market, instrument, lots);
  }

  @Override
  public Explanation explain(MarketData market, Book book, UnitLosses losses) {
    Requirement total = new Requirement();
    evaluate(market, book, losses, total);
    List<Explanation.Component> components = new ArrayList<>();
    List<Explanation.Contribution> contributions = new ArrayList<>();
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      if (market.kind()[instrument] == InstrumentKind.SPOT) {
        continue;
      }
      long lots = book.lots(p);
      long initial = initialOf(market, book, instrument, lots, size(market, instrument, lots));
      String rate =
          market.sized()[instrument]
              ? "grows with the root of " + market.size(instrument, lots) + " * 10^-9 coins"
              : market.kind()[instrument].isLinear()
                  ? initialPpm(market, book, instrument)
                      + " ppm of "
                      + size(market, instrument, lots)
                  : lots < 0 ? "short option rule" : "long option: its value";
      components.add(
          new Explanation.Component(
              "instrument " + market.instrumentId()[instrument], initial, lots + " lots, " + rate));
      long held = UnrealisedProfit.toOpen(market, book, p);
      if (held != 0) {
        long profit = UnrealisedProfit.of(market, book, p);
        components.add(
            new Explanation.Component(
                "profit of instrument " + market.instrumentId()[instrument],
                held,
                "of an unrealised " + profit + " what does not count to open"));
      }
      contributions.add(
          new Explanation.Contribution(instrument, lots, Checked.addSaturated(initial, held)));
    }
    explainCoins(market, book, components, contributions);
    Surcharges.explain(market, book, components);
    return new Explanation(
        total.equity(), total.initial(), total.maintenance(), components, List.of(), contributions);
  }

  private void explainCoins(
      MarketData market,
      Book book,
      List<Explanation.Component> components,
      List<Explanation.Contribution> contributions) {
    int p = book.from();
    while (market.hasCoins() && p < book.to()) {
      int underlying = market.underlying()[book.instrument(p)];
      p = net.read(market, book, p);
      if (net.coins() != 0) {
        long haircut = CoinMargin.initial(market, underlying, net.coins());
        components.add(
            new Explanation.Component(
                "haircut of underlying " + market.underlyingId()[underlying],
                haircut,
                CoinMargin.inputs(market, underlying, net.coins())));
        contributions.add(
            new Explanation.Contribution(market.spot(underlying), net.coins(), haircut));
      }
    }
  }
}
