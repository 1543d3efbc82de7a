package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The maintenance margin of {@link StandardManager} between two states of one account that differ
 * in prices, which move along straight lines from one to the other. Numbers have 18 decimals.
 */
public final class StandardStretch {

  /** More 18th decimals than the rule's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final List<List<Shorts>> shorts = new ArrayList<>();

  /** What is known of an account's markets whatever their prices are. */
  public StandardStretch(List<StandardMarket> of) {
    for (StandardMarket market : of) {
      shorts.add(market.expiries().stream().map(Shorts::new).toList());
    }
  }

  /** Options sold. */
  private record Sold(BigInteger amount, OptionStrip strip, OptionStrip.Deviations deviations) {

    Band value(Expiry near, Expiry far) {
      return strip.value(
          deviations,
          OptionStrip.factor(near.forward(), E18.ONE),
          OptionStrip.factor(far.forward(), E18.ONE));
    }
  }

  /**
   * What is sold of an expiry: all calls, whose requirements are straight lines and add; each put.
   */
  private static final class Shorts {

    private final Sold calls;
    private final List<Sold> puts = new ArrayList<>();

    /** Of calls, bought and sold. */
    private BigInteger netCalls = BigInteger.ZERO;

    /** What is brought at expiry depends on no price of today. */
    private final BigInteger mostLost;

    Shorts(Expiry expiry) {
      mostLost = new HeldExpiry(expiry, null).mostLost();
      BigInteger root = Black76.rootOfYears(expiry.seconds());
      List<OptionHolding> soldCalls = new ArrayList<>();
      for (OptionHolding option : expiry.options()) {
        netCalls = option.isCall() ? netCalls.add(option.amount()) : netCalls;
        if (option.amount().signum() < 0) {
          if (option.isCall()) {
            soldCalls.add(option);
          } else {
            puts.add(sold(List.of(option), root));
          }
        }
      }
      calls = sold(soldCalls, root);
    }

    private static Sold sold(List<OptionHolding> options, BigInteger root) {
      BigInteger amount = BigInteger.ZERO;
      List<OptionStrip.Option> held = new ArrayList<>();
      List<BigInteger> deviations = new ArrayList<>();
      for (OptionHolding option : options) {
        amount = amount.add(option.amount());
        held.add(
            new OptionStrip.Option(option.amount(), E18.ONE, option.strike(), option.isCall()));
        deviations.add(option.volatility().multiply(root).divide(E18.ONE));
      }
      OptionStrip strip = new OptionStrip(held);
      return new Sold(amount, strip, strip.deviations(deviations));
    }

    Band margin(StandardMarket.Options settings, Band spot, Expiry near, Expiry far) {
      Band isolated =
          calls.value(near, far).plus(spot.times(calls.amount()).times(settings.maintenanceCall()));
      for (Sold put : puts) {
        Band worth = put.value(near, far);
        Band ofSpot = spot.times(put.amount()).times(settings.maintenancePut());
        Band charge = ofSpot.min(worth.times(settings.maintenancePutValue()));
        isolated = isolated.plus(charge).plus(worth);
      }
      Band lost = Band.constant(mostLost);
      if (netCalls.signum() < 0) {
        Band forward = Band.line(near.forward(), far.forward());
        lost = lost.plus(forward.times(settings.unpairedMaintenance()).times(netCalls));
      }
      return isolated.max(lost);
    }
  }

  /**
   * What is left after the maintenance requirement.
   *
   * @param near one state of the markets, in their order
   * @param far the other
   */
  public Band maintenance(BigInteger cash, List<StandardMarket> near, List<StandardMarket> far) {
    Band sum = Band.constant(cash);
    for (int i = 0; i < near.size(); i++) {
      sum = sum.plus(market(shorts.get(i), near.get(i), far.get(i)));
    }
    return sum.within(ROUNDINGS);
  }

  private static Band market(List<Shorts> shorts, StandardMarket near, StandardMarket far) {
    StandardMarket.Parameters settings = near.parameters();
    Band spot = Band.line(near.spot(), far.spot());
    Band perp =
        Band.line(near.perpPrice(), far.perpPrice())
            .times(near.perp().abs())
            .times(settings.perp().maintenance());
    Band sum =
        Band.line(near.perpValue(), far.perpValue())
            .minus(perp)
            .plus(spot.times(near.base()).times(settings.base().factor()));
    for (int i = 0; i < shorts.size(); i++) {
      sum =
          sum.plus(
              shorts
                  .get(i)
                  .margin(settings.options(), spot, near.expiries().get(i), far.expiries().get(i)));
    }
    return sum;
  }
}
