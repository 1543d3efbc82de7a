package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.OptionBand;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The maintenance margin of {@link Pmrm} between two states of one portfolio that differ in prices:
 * those of all that is held move along straight lines from one to the other. Numbers have 18
 * decimals.
 */
public final class PmrmStretch {

  /** More 18th decimals than the rule's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final PmrmPortfolio near;
  private final PmrmPortfolio far;
  private final PmrmParameters parameters;
  private final List<ShockedExpiry> nearExpiries = new ArrayList<>();
  private final List<ShockedExpiry> farExpiries = new ArrayList<>();

  private PmrmStretch(PmrmPortfolio near, PmrmPortfolio far, PmrmParameters parameters) {
    this.near = near;
    this.far = far;
    this.parameters = parameters;
    near.expiries().forEach(of -> nearExpiries.add(new ShockedExpiry(of, parameters)));
    far.expiries().forEach(of -> farExpiries.add(new ShockedExpiry(of, parameters)));
  }

  /** What is left after the maintenance requirement. */
  public static Band maintenance(PmrmPortfolio near, PmrmPortfolio far, PmrmParameters parameters) {
    return new PmrmStretch(near, far, parameters).maintenance();
  }

  private Band maintenance() {
    List<Band> today = new ArrayList<>();
    Band value =
        Band.constant(near.cash()).plus(Band.line(near.perp().value(), far.perp().value()));
    Band worst = Band.ZERO;
    for (int i = 0; i < nearExpiries.size(); i++) {
      Band now = valueAt(i, E18.ONE, Scenario.Volatility.NONE);
      today.add(now);
      value = value.plus(now);
      PmrmParameters.Basis basis = parameters.basis();
      Band up = valueAt(i, basis.up(), Scenario.Volatility.NONE).minus(now);
      Band down = valueAt(i, basis.down(), Scenario.Volatility.NONE).minus(now);
      Band least = up.min(down).min(Band.ZERO);
      worst = worst.plus(least.times(nearExpiries.get(i).basisWeight()));
    }
    for (Scenario scenario : parameters.scenarios()) {
      worst = worst.min(pnl(scenario, today));
    }
    for (int i = 0; i < near.collaterals().size(); i++) {
      value = value.plus(collateral(i));
    }
    return value
        .plus(worst.times(parameters.margin().maintenanceFactor()))
        .minus(charges())
        .within(ROUNDINGS);
  }

  private Band collateral(int i) {
    return Band.line(near.value(near.collaterals().get(i)), far.value(far.collaterals().get(i)));
  }

  private Band charges() {
    PmrmParameters.Contingencies settings = parameters.contingencies();
    Band spot = Band.line(near.spot(), far.spot());
    Band sum = spot.times(near.perp().position().abs()).times(settings.maintenancePerp());
    for (ShockedExpiry shocked : nearExpiries) {
      Band naked = spot.times(shocked.expiry().nakedShorts());
      sum = sum.plus(naked.times(settings.maintenanceOption()));
    }
    for (int i = 0; i < near.collaterals().size(); i++) {
      sum = sum.plus(collateral(i).times(near.collaterals().get(i).maintenanceHaircut()));
    }
    return sum;
  }

  private Band pnl(Scenario scenario, List<Band> today) {
    BigInteger move = scenario.multiplier().subtract(E18.ONE);
    Band moved =
        Band.line(near.perp().price(), far.perp().price())
            .times(near.perp().position())
            .times(move);
    for (int i = 0; i < near.collaterals().size(); i++) {
      if (near.collaterals().get(i).isHedge()) {
        moved = moved.plus(collateral(i).times(move));
      }
    }
    Band pnl = moved.times(scenario.dampening());
    for (int i = 0; i < nearExpiries.size(); i++) {
      ShockedExpiry of = nearExpiries.get(i);
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
    ShockedExpiry of = nearExpiries.get(i);
    ShockedExpiry other = farExpiries.get(i);
    boolean isSkew = volatility.isSkew();
    // A skew does not move the forward.
    BigInteger from = isSkew ? of.expiry().forward() : of.expiry().forwardAt(multiplier);
    BigInteger to = isSkew ? other.expiry().forward() : other.expiry().forwardAt(multiplier);
    OptionBand sum = new OptionBand();
    for (OptionHolding option : of.expiry().options()) {
      BigInteger amount = of.discounted(option);
      if (isSkew) {
        List<BigInteger> ends =
            of.skewedDeviations(option, volatility == Scenario.Volatility.LINEAR, other);
        sum.addBetween(
            amount, from, to, option.strike(), option.isCall(), ends.getFirst(), ends.getLast());
      } else {
        sum.add(
            amount, from, to, option.strike(), option.isCall(), of.deviation(option, volatility));
      }
    }
    return sum.band();
  }
}
