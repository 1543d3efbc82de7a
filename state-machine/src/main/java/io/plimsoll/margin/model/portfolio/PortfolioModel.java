package io.plimsoll.margin.model.portfolio;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.model.Surcharges;
import io.plimsoll.margin.rule.Aggregation;
import io.plimsoll.margin.rule.CoinMargin;
import io.plimsoll.margin.rule.Equity;
import io.plimsoll.margin.rule.PriceConfidence;
import io.plimsoll.margin.rule.Transition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The generic portfolio margin. For each underlying a:
 *
 * <pre>
 *   stress_a  = max(weighted loss in the worst scenario, least requirement of short options)
 *   add-ons_a = basis rate * matched linear notional + liquidity rate * net linear notional
 *             + option liquidity rate * gross index value of options
 *   initial   = sqrt(sum stress_a^2 + 2 sum rho_ab stress_a stress_b) + sum add-ons_a + haircuts
 *   maintenance = a part of initial without haircuts + haircuts of maintenance
 * </pre>
 *
 * <p>An uncertain price adds to the initial margin alone, after the maintenance margin is taken of
 * it.
 *
 * <p>Matched is the smaller of the long and the short linear notional, net their difference; every
 * product is rounded Ceil. rho_ab is the correlation for two worst moves of one sign, or of
 * opposite signs, or the larger of both where a worst scenario does not move the price. Coins are a
 * linear long position in their underlying, or a short one where they are owed, so they hedge
 * derivatives; their {@link CoinMargin haircut} is one of what stress and add-ons of their unit
 * leave of their value, so that coins on their own never ask for more than they are worth.
 *
 * <p>Source: requirements of the project, sections 4 and 8; research on margin models, section 3.
 */
public final class PortfolioModel implements MarginModel {

  private static final long ONE_PPM = 1_000_000;

  private final Wide scratch = new Wide();
  private final NetCoins net = new NetCoins();
  private final Aggregation aggregation = new Aggregation();
  private final AddOns addOns = new AddOns();
  private long[] stress = new long[8];
  private int[] unit = new int[8];
  private int[] direction = new int[8];
  private int units;
  private long addOnTotal;
  private long coinValue;
  private long haircuts;
  private long haircutsOfMaintenance;
  private MarketData correlated = new MarketData();
  private final Aggregation.Correlation correlation = this::correlationPpm;

  /** A model with scratch memory of its own. */
  public PortfolioModel() {}

  @Override
  public String name() {
    return "portfolio";
  }

  @Override
  public boolean needsLosses() {
    return true;
  }

  @Override
  public boolean groupsByUnit() {
    return true;
  }

  @Override
  public void evaluate(MarketData market, Book book, UnitLosses losses, Requirement out) {
    int driver = compute(market, book, losses);
    long initial = Checked.addSaturated(aggregate(market), addOnTotal);
    long maintenance = maintenance(market, initial);
    long equity = Equity.ofDollars(market, book, scratch);
    out.set(
        Checked.addSaturated(equity, coinValue),
        Checked.addSaturated(
            Checked.addSaturated(initial, haircuts), PriceConfidence.surcharge(market, book)),
        Checked.addSaturated(maintenance, haircutsOfMaintenance),
        driver < 0 ? Requirement.NONE : losses.unit(driver),
        driver < 0 ? Requirement.NONE : losses.worst(driver));
  }

  /** Fills stress and add-ons; returns the row that loses most, or -1. */
  private int compute(MarketData market, Book book, UnitLosses losses) {
    units = losses.to() - losses.from();
    if (stress.length < units) {
      stress = new long[units];
      unit = new int[units];
      direction = new int[units];
    }
    addOnTotal = 0;
    coinValue = 0;
    haircuts = 0;
    haircutsOfMaintenance = 0;
    int driver = -1;
    long mostLost = 0;
    int p = book.from();
    for (int u = 0; u < units; u++) {
      int row = losses.from() + u;
      int underlying = losses.unit(row);
      p = addOns.collect(market, book, p, underlying, net);
      long loss = Math.max(0, -losses.worstPnl(row));
      if (loss > mostLost) {
        mostLost = loss;
        driver = row;
      }
      unit[u] = underlying;
      stress[u] = Math.max(loss, addOns.optionMinimum(market, underlying));
      direction[u] =
          Integer.signum(market.scenarioSetOf(underlying).priceMovePpm(losses.worst(row)));
      long ofUnit = addOns.total(market, underlying);
      addOnTotal = Checked.addSaturated(addOnTotal, ofUnit);
      if (market.hasCoins() && net.coins() != 0) {
        addCoins(market, underlying, Checked.addSaturated(stress[u], ofUnit));
      }
    }
    return driver;
  }

  /** Adds a unit's coins, beside what is charged for the unit already. */
  private void addCoins(MarketData market, int underlying, long charge) {
    coinValue = Checked.addSaturated(coinValue, market.coinValue(underlying, net.coins()));
    haircuts =
        Checked.addSaturated(
            haircuts, CoinMargin.initialBeside(market, underlying, net.coins(), charge));
    haircutsOfMaintenance =
        Checked.addSaturated(
            haircutsOfMaintenance,
            CoinMargin.maintenanceBeside(
                market, underlying, net.coins(), maintenance(market, charge)));
  }

  private long aggregate(MarketData market) {
    correlated = market;
    return aggregation.root(stress, units, correlation);
  }

  private int correlationPpm(int one, int other) {
    int same = correlated.sameWayPpm(unit[one], unit[other]);
    int opposite = correlated.oppositePpm(unit[one], unit[other]);
    return switch (direction[one] * direction[other]) {
      case 1 -> same;
      case -1 -> opposite;
      default -> Math.max(same, opposite);
    };
  }

  private static long maintenance(MarketData market, long initial) {
    return MulDiv.ceilSaturated(initial, market.portfolioMaintenancePpm(), ONE_PPM);
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
    int underlying = market.underlying()[instrument];
    addOns.clear();
    addOns.add(market, instrument, lots);
    long loss = Math.max(-worstPnl, addOns.optionMinimum(market, underlying));
    long initial = Checked.addSaturated(Math.max(0, loss), addOns.total(market, underlying));
    long maintenance = maintenance(market, initial);
    long haircut =
        market.kind()[instrument] == InstrumentKind.SPOT
            ? CoinMargin.maintenanceBeside(market, underlying, lots, maintenance)
            : 0;
    return Checked.addSaturated(maintenance, haircut);
  }

  @Override
  public Explanation explain(MarketData market, Book book, UnitLosses losses) {
    compute(market, book, losses);
    List<Explanation.Component> components = new ArrayList<>();
    List<Explanation.Driver> drivers = new ArrayList<>();
    long stressTotal = 0;
    int p = book.from();
    for (int u = 0; u < units; u++) {
      int row = losses.from() + u;
      stressTotal = Checked.addSaturated(stressTotal, stress[u]);
      drivers.add(driver(market, losses, row));
      p = addOns.collect(market, book, p, unit[u], net);
      addOns.explain(market, unit[u], stress[u], drivers.get(u).scenario(), components);
      if (market.hasCoins() && net.coins() != 0) {
        long charge = Checked.addSaturated(stress[u], addOns.total(market, unit[u]));
        components.add(
            new Explanation.Component(
                "haircut of underlying " + market.underlyingId()[unit[u]],
                CoinMargin.initialBeside(market, unit[u], net.coins(), charge),
                CoinMargin.inputs(market, unit[u], net.coins()) + ", less stress and add-ons"));
      }
    }
    long aggregated = aggregate(market);
    components.add(
        new Explanation.Component(
            "correlation credit",
            aggregated - stressTotal,
            "root of " + units + " underlyings' stress, " + stressTotal + " when added"));
    Surcharges.explain(market, book, components);
    Requirement total = new Requirement();
    evaluate(market, book, losses, total);
    return new Explanation(
        total.equity(),
        total.initial(),
        total.maintenance(),
        components,
        drivers,
        contributions(market, book, losses));
  }

  private static Explanation.Driver driver(MarketData market, UnitLosses losses, int row) {
    ScenarioSet set = market.scenarioSetOf(losses.unit(row));
    int runnerUp = losses.runnerUp(row);
    return new Explanation.Driver(
        losses.unit(row),
        set.name(losses.worst(row)),
        Math.max(0, -losses.worstPnl(row)),
        runnerUp < 0 ? "none" : set.name(runnerUp),
        runnerUp < 0 ? 0 : losses.runnerUpPnl(row) - losses.worstPnl(row));
  }

  /**
   * Each position's loss in the scenario that drives its risk unit, and that of the unit's coins; a
   * gain is negative.
   */
  private List<Explanation.Contribution> contributions(
      MarketData market, Book book, UnitLosses losses) {
    List<Explanation.Contribution> contributions = new ArrayList<>();
    int row = losses.from();
    int p = book.from();
    while (p < book.to()) {
      int underlying = market.underlying()[book.instrument(p)];
      while (losses.unit(row) != underlying) {
        row++;
      }
      int next = net.read(market, book, p);
      for (; p < next; p++) {
        int instrument = book.instrument(p);
        if (market.kind()[instrument] != InstrumentKind.SPOT) {
          contributions.add(contribution(market, instrument, book.lots(p), losses.worst(row)));
        }
      }
      if (net.coins() != 0) {
        contributions.add(
            contribution(market, market.spot(underlying), net.coins(), losses.worst(row)));
      }
    }
    return contributions;
  }

  private static Explanation.Contribution contribution(
      MarketData market, int instrument, long lots, int scenario) {
    int underlying = market.underlying()[instrument];
    long entry =
        market.riskArrays().entries()[instrument * market.riskArrays().stride() + scenario];
    return new Explanation.Contribution(
        instrument,
        lots,
        loss(
            lots,
            entry,
            market.scenarioSetOf(underlying).weightPpm(scenario),
            market.unitScale()[underlying]));
  }

  /** What is lost, TowardZero, in quanta: -lots * entry * weight / (1e6 * 10^scale). */
  private static long loss(long lots, long entry, int weightPpm, int scale) {
    return BigInteger.valueOf(lots)
        .negate()
        .multiply(BigInteger.valueOf(entry))
        .multiply(BigInteger.valueOf(weightPpm))
        .divide(perQuantum(scale))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(-Long.MAX_VALUE))
        .longValue();
  }

  private static BigInteger perQuantum(int scale) {
    return BigInteger.TEN.pow(scale).multiply(BigInteger.valueOf(ONE_PPM));
  }

  /** What one underlying's positions are charged beside their losses. */
  private static final class AddOns {

    private long longNotional;
    private long shortNotional;
    private long optionNotional;
    private long shortOptionNotional;

    void clear() {
      longNotional = 0;
      shortNotional = 0;
      optionNotional = 0;
      shortOptionNotional = 0;
    }

    /** Takes the positions of an underlying, of which {@code p} is the first. */
    int collect(MarketData market, Book book, int p, int underlying, NetCoins net) {
      clear();
      int next = p;
      if (market.hasCoins()) {
        next = net.read(market, book, p);
        for (int i = p; i < next; i++) {
          if (market.kind()[book.instrument(i)] != InstrumentKind.SPOT) {
            add(market, book.instrument(i), book.lots(i));
          }
        }
        if (net.coins() != 0) {
          add(market, market.spot(underlying), net.coins());
        }
        return next;
      }
      while (next < book.to() && market.underlying()[book.instrument(next)] == underlying) {
        add(market, book.instrument(next), book.lots(next));
        next++;
      }
      return next;
    }

    void add(MarketData market, int instrument, long lots) {
      long notional = market.notional(instrument, lots);
      if (!market.kind()[instrument].isLinear()) {
        optionNotional = Checked.addSaturated(optionNotional, notional);
        if (lots < 0) {
          shortOptionNotional = Checked.addSaturated(shortOptionNotional, notional);
        }
      } else if (lots > 0) {
        longNotional = Checked.addSaturated(longNotional, notional);
      } else {
        shortNotional = Checked.addSaturated(shortNotional, notional);
      }
    }

    private static long part(long amount, int ppm) {
      return MulDiv.ceilSaturated(amount, ppm, ONE_PPM);
    }

    long matched() {
      return Math.min(longNotional, shortNotional);
    }

    long net() {
      return Math.abs(longNotional - shortNotional);
    }

    long optionMinimum(MarketData market, int underlying) {
      return part(shortOptionNotional, market.optionMinimumPpm()[underlying]);
    }

    long basis(MarketData market, int underlying) {
      return part(matched(), market.basisPpm()[underlying]);
    }

    long liquidity(MarketData market, int underlying) {
      return Checked.addSaturated(
          part(net(), market.liquidityPpm()[underlying]),
          part(optionNotional, market.optionLiquidityPpm()[underlying]));
    }

    long total(MarketData market, int underlying) {
      return Checked.addSaturated(basis(market, underlying), liquidity(market, underlying));
    }

    void explain(
        MarketData market,
        int underlying,
        long stress,
        String scenario,
        List<Explanation.Component> out) {
      String of = " of underlying " + market.underlyingId()[underlying];
      out.add(new Explanation.Component("stress" + of, stress, scenario));
      out.add(
          new Explanation.Component(
              "basis" + of,
              basis(market, underlying),
              market.basisPpm()[underlying] + " ppm of matched notional " + matched()));
      out.add(
          new Explanation.Component(
              "liquidity" + of,
              liquidity(market, underlying),
              market.liquidityPpm()[underlying]
                  + " ppm of net notional "
                  + net()
                  + ", "
                  + market.optionLiquidityPpm()[underlying]
                  + " ppm of option notional "
                  + optionNotional));
    }
  }
}
