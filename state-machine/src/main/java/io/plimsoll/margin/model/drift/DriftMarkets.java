package io.plimsoll.margin.model.drift;

import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.drift.Contract;
import io.plimsoll.margin.rule.drift.PerpMargin;
import io.plimsoll.margin.rule.drift.PerpMarket;
import io.plimsoll.margin.rule.drift.SpotMarket;
import java.math.BigInteger;

/** The markets of a parameter set, as Drift's rules take them. */
final class DriftMarkets {

  /** A ratio's or weight's unit of 10^-4 at 18 decimals. */
  private static final BigInteger WEIGHT = BigInteger.TEN.pow(14);

  /** A size factor's, a price's and a value's unit of 10^-6 at 18 decimals. */
  static final BigInteger MICRO = BigInteger.TEN.pow(12);

  /** A balance's unit of 10^-9 at 18 decimals. */
  static final BigInteger NANO = BigInteger.TEN.pow(9);

  /** What a deposit has grown to before it has grown. */
  private static final BigInteger NO_INTEREST = BigInteger.TEN.pow(10);

  private static final int MOST_DECIMALS = 18;

  private final ParameterSet set;

  DriftMarkets(ParameterSet set) {
    this.set = set;
  }

  /** The values of a coin. */
  ParameterSet of(String coin) {
    if (!set.units().contains(coin)) {
      throw new IllegalArgumentException(
          "parameter set " + set.name() + " has no values of " + coin);
    }
    return set.part(coin);
  }

  /** A coin's perpetual. */
  PerpMarket perp(String coin) {
    ParameterSet own = of(coin);
    return perp(
        own, weight(own, "profit_initial_weight"), weight(own, "profit_maintenance_weight"));
  }

  /** The same where all of a profit counts. */
  PerpMarket unweighted(String coin) {
    return perp(of(coin), 10_000, 10_000);
  }

  private static PerpMarket perp(ParameterSet own, long initialWeight, long maintenanceWeight) {
    boolean isCapped = own.has("max_imbalance");
    BigInteger most = isCapped ? own.natural("max_imbalance").divide(MICRO) : BigInteger.ZERO;
    BigInteger net = isCapped ? own.decimal("net_user_profit").divide(MICRO) : BigInteger.ZERO;
    return new PerpMarket(
        Contract.PERPETUAL,
        0,
        weight(own, "initial_ratio"),
        weight(own, "maintenance_ratio"),
        units(own, "imf_factor", MICRO),
        units(own, "profit_imf_factor", MICRO),
        initialWeight,
        maintenanceWeight,
        most,
        net,
        BigInteger.ZERO,
        BigInteger.ZERO);
  }

  /** What an account's terms are: it asks nothing of itself, and has no orders. */
  PerpMargin.Terms terms() {
    BigInteger cap = set.part("account").natural("initial_profit_cap").divide(MICRO);
    return new PerpMargin.Terms(0, 0, cap);
  }

  /** A coin as a token. */
  SpotMarket token(String coin) {
    ParameterSet own = of(coin);
    boolean isScaled = own.has("scale_start");
    return new SpotMarket(
        weight(own, "asset_initial_weight"),
        weight(own, "asset_maintenance_weight"),
        weight(own, "liability_initial_weight"),
        weight(own, "liability_maintenance_weight"),
        units(own, "spot_imf_factor", MICRO),
        own.count("decimals", MOST_DECIMALS),
        isScaled ? own.natural("scale_start").divide(MICRO) : BigInteger.ZERO,
        isScaled ? own.natural("deposits").divide(NANO) : BigInteger.ZERO,
        NO_INTEREST);
  }

  private static long weight(ParameterSet of, String key) {
    return units(of, key, WEIGHT);
  }

  /** A number in whole units that are not finer than the venue's. */
  private static long units(ParameterSet of, String key, BigInteger unit) {
    BigInteger[] parts = of.natural(key).divideAndRemainder(unit);
    if (parts[1].signum() != 0 || parts[0].bitLength() > 31) {
      throw new IllegalArgumentException(
          "parameter set "
              + of.name()
              + ": "
              + of.unit()
              + "."
              + key
              + " must be below 200000 and have no more decimals than the venue's own");
    }
    return parts[0].longValueExact();
  }
}
