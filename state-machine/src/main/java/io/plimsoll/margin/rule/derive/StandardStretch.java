package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.OptionBand;
import java.math.BigInteger;
import java.util.List;

/**
 * The maintenance margin of {@link StandardManager} between two states of one account that differ
 * in prices, which move along straight lines from one to the other. Numbers have 18 decimals.
 */
public final class StandardStretch {

  /** More 18th decimals than the rule's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private StandardStretch() {}

  /** What is left after the maintenance requirement; the markets of both states are the same. */
  public static Band maintenance(
      BigInteger cash, List<StandardMarket> near, List<StandardMarket> far) {
    Band sum = Band.constant(cash);
    for (int i = 0; i < near.size(); i++) {
      sum = sum.plus(market(near.get(i), far.get(i)));
    }
    return sum.within(ROUNDINGS);
  }

  private static Band market(StandardMarket near, StandardMarket far) {
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
    for (int i = 0; i < near.expiries().size(); i++) {
      sum = sum.plus(options(settings, spot, near.expiries().get(i), far.expiries().get(i)));
    }
    return sum;
  }

  private static Band options(StandardMarket.Parameters of, Band spot, Expiry near, Expiry far) {
    StandardMarket.Options settings = of.options();
    BigInteger root = Black76.rootOfYears(near.seconds());
    Band isolated = Band.ZERO;
    BigInteger calls = BigInteger.ZERO;
    // What is brought at expiry depends on no price of today.
    BigInteger mostLost = new HeldExpiry(near, null).mostLost();
    for (OptionHolding option : near.options()) {
      calls = option.isCall() ? calls.add(option.amount()) : calls;
      if (option.amount().signum() >= 0) {
        continue;
      }
      OptionBand value = new OptionBand();
      BigInteger deviation = option.volatility().multiply(root).divide(E18.ONE);
      value.add(
          option.amount(),
          near.forward(),
          far.forward(),
          option.strike(),
          option.isCall(),
          deviation);
      Band worth = value.band();
      Band ofSpot =
          spot.times(option.amount())
              .times(option.isCall() ? settings.maintenanceCall() : settings.maintenancePut());
      Band charge =
          option.isCall() ? ofSpot : ofSpot.min(worth.times(settings.maintenancePutValue()));
      isolated = isolated.plus(charge).plus(worth);
    }
    Band lost = Band.constant(mostLost);
    if (calls.signum() < 0) {
      Band forward = Band.line(near.forward(), far.forward());
      lost = lost.plus(forward.times(settings.unpairedMaintenance()).times(calls));
    }
    return isolated.max(lost);
  }
}
