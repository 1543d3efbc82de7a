package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The maintenance margin of {@link Pmrm} between two states of one portfolio that differ in prices:
 * those of all that is held move along straight lines from one to the other. Numbers have 18
 * decimals.
 */
public final class PmrmStretch {

  /** More 18th decimals than the rule's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final PmrmParameters parameters;
  private final List<Strip> strips = new ArrayList<>();

  /** What is known of a portfolio whatever its prices are. */
  public PmrmStretch(PmrmPortfolio of, PmrmParameters parameters) {
    this.parameters = parameters;
    of.expiries().forEach(expiry -> strips.add(new Strip(new ShockedExpiry(expiry, parameters))));
  }

  /** An expiry's options, discounted. */
  private static final class Strip {

    private final ShockedExpiry shocked;
    private final OptionStrip options;
    private final Map<Scenario.Volatility, OptionStrip.Deviations> deviations =
        new EnumMap<>(Scenario.Volatility.class);

    /** Without a shock, Q57. */
    private final long[] sizes;

    Strip(ShockedExpiry shocked) {
      this.shocked = shocked;
      List<OptionStrip.Option> held = new ArrayList<>();
      for (OptionHolding option : shocked.expiry().options()) {
        held.add(
            new OptionStrip.Option(
                shocked.discounted(option), E18.ONE, option.strike(), option.isCall()));
      }
      options = new OptionStrip(held);
      sizes = deviations(Scenario.Volatility.NONE).stream().mapToLong(OptionStrip::cut).toArray();
    }

    private List<BigInteger> deviations(Scenario.Volatility shock) {
      return shocked.expiry().options().stream().map(at -> shocked.deviation(at, shock)).toList();
    }

    Band value(BigInteger near, BigInteger far, Scenario.Volatility shock) {
      OptionStrip.Deviations known =
          deviations.computeIfAbsent(shock, of -> options.deviations(deviations(of)));
      return options.value(known, factor(near), factor(far));
    }

    /** Of options whose own forward is 1. */
    private static BigInteger factor(BigInteger forward) {
      return OptionStrip.factor(forward, E18.ONE);
    }

    Band skewed(BigInteger near, BigInteger far, boolean isLinear) {
      SkewRange range = shocked.skewRange(isLinear);
      long[] from = options.distances(factor(near));
      long[] to = options.distances(factor(far));
      long[] least = new long[sizes.length];
      long[] most = new long[sizes.length];
      for (int i = 0; i < sizes.length; i++) {
        least[i] = range.least(sizes[i], from[i], to[i]);
        most[i] = range.most(sizes[i], from[i], to[i]);
      }
      return options.between(least, most, factor(near), factor(far));
    }
  }

  /**
   * What is left after the maintenance requirement.
   *
   * @param near one state, which holds what the portfolio does
   * @param far the other
   * @throws io.plimsoll.margin.rule.Undecided where a strike is too far from its forward
   */
  public Band maintenance(PmrmPortfolio near, PmrmPortfolio far) {
    return new States(near, far).maintenance();
  }

  /** Two states. */
  private final class States {

    private final PmrmPortfolio near;
    private final PmrmPortfolio far;
    private final Band perp;
    private final List<Band> collaterals = new ArrayList<>();
    private final List<Band> today = new ArrayList<>();

    States(PmrmPortfolio near, PmrmPortfolio far) {
      this.near = near;
      this.far = far;
      perp = Band.line(near.perp().price(), far.perp().price()).times(near.perp().position());
      for (int i = 0; i < near.collaterals().size(); i++) {
        collaterals.add(
            Band.line(near.value(near.collaterals().get(i)), far.value(far.collaterals().get(i))));
      }
      for (int i = 0; i < strips.size(); i++) {
        today.add(valueAt(i, E18.ONE, Scenario.Volatility.NONE));
      }
    }

    Band maintenance() {
      Band value =
          Band.constant(near.cash()).plus(Band.line(near.perp().value(), far.perp().value()));
      Band worst = Band.ZERO;
      PmrmParameters.Basis basis = parameters.basis();
      for (int i = 0; i < strips.size(); i++) {
        Band now = today.get(i);
        value = value.plus(now);
        Band up = valueAt(i, basis.up(), Scenario.Volatility.NONE).minus(now);
        Band down = valueAt(i, basis.down(), Scenario.Volatility.NONE).minus(now);
        Band least = up.min(down).min(Band.ZERO);
        worst = worst.plus(least.times(strips.get(i).shocked.basisWeight()));
      }
      for (Scenario scenario : parameters.scenarios()) {
        worst = worst.min(pnl(scenario));
      }
      for (Band collateral : collaterals) {
        value = value.plus(collateral);
      }
      return value
          .plus(worst.times(parameters.margin().maintenanceFactor()))
          .minus(charges())
          .within(ROUNDINGS);
    }

    private Band charges() {
      PmrmParameters.Contingencies settings = parameters.contingencies();
      Band spot = Band.line(near.spot(), far.spot());
      Band sum = spot.times(near.perp().position().abs()).times(settings.maintenancePerp());
      for (Strip strip : strips) {
        Band naked = spot.times(strip.shocked.nakedShorts());
        sum = sum.plus(naked.times(settings.maintenanceOption()));
      }
      for (int i = 0; i < collaterals.size(); i++) {
        sum = sum.plus(collaterals.get(i).times(near.collaterals().get(i).maintenanceHaircut()));
      }
      return sum;
    }

    private Band pnl(Scenario scenario) {
      BigInteger move = scenario.multiplier().subtract(E18.ONE);
      Band moved = perp.times(move);
      for (int i = 0; i < collaterals.size(); i++) {
        if (near.collaterals().get(i).isHedge()) {
          moved = moved.plus(collaterals.get(i).times(move));
        }
      }
      Band pnl = moved.times(scenario.dampening());
      for (int i = 0; i < strips.size(); i++) {
        ShockedExpiry of = strips.get(i).shocked;
        Band value = valueAt(i, scenario.multiplier(), scenario.volatility());
        Band counted =
            value
                .positive()
                .times(of.longDiscount())
                .minus(value.negated().positive().times(of.shortDiscount()));
        Band own = counted.minus(today.get(i)).times(scenario.dampening());
        pnl = pnl.plus(scenario.volatility().isSkew() ? own.abs().negated() : own);
      }
      return pnl;
    }

    private Band valueAt(int i, BigInteger multiplier, Scenario.Volatility volatility) {
      Expiry from = near.expiries().get(i);
      Expiry to = far.expiries().get(i);
      // A skew does not move the forward.
      return volatility.isSkew()
          ? strips
              .get(i)
              .skewed(from.forward(), to.forward(), volatility == Scenario.Volatility.LINEAR)
          : strips.get(i).value(from.forwardAt(multiplier), to.forwardAt(multiplier), volatility);
    }
  }
}
