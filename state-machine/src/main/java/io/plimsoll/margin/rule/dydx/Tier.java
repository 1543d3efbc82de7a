package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.OpenInterest;
import io.plimsoll.margin.rule.PositionMargin;
import java.math.BigInteger;

/**
 * Margin parameters that markets share.
 *
 * <p>Source: perpetuals/types/liquidity_tier.go.
 *
 * @param initialPpm initial margin fraction before it is scaled, in ppm
 * @param maintenancePpm maintenance margin as a part of that, in ppm
 * @param lowerCap open interest in quote quanta to which the fraction is not scaled
 * @param upperCap open interest from which it is all of the notional; 0 for no scaling
 */
public record Tier(
    BigInteger initialPpm, BigInteger maintenancePpm, BigInteger lowerCap, BigInteger upperCap) {

  /** The initial margin fraction at an open interest in quote quanta, in ppm, Floor. */
  public BigInteger scaledPpm(BigInteger openInterest) {
    return OpenInterest.scaledPpm(initialPpm, openInterest, lowerCap, upperCap);
  }

  /**
   * Initial margin of a notional without its sign, in quote quanta, Ceil.
   *
   * @param ownPpm the user's own fraction, 0 for none
   */
  public BigInteger initial(BigInteger notional, BigInteger openInterest, BigInteger ownPpm) {
    BigInteger ppm = PositionMargin.userPpm(scaledPpm(openInterest), ownPpm);
    return PositionMargin.initial(notional, ppm);
  }

  /** Maintenance margin of a notional without its sign, in quote quanta, Ceil twice. */
  public BigInteger maintenance(BigInteger notional) {
    return PositionMargin.maintenance(notional, initialPpm, maintenancePpm);
  }

  /** Maintenance margin as a part of the notional, in ppm, Floor. */
  public BigInteger maintenanceOfNotionalPpm() {
    return Exact.floorOfPpm(initialPpm, maintenancePpm);
  }

  /**
   * How far from 0 a funding rate or a premium vote may be: factor * (initial - maintenance), in
   * ppm, Floor.
   */
  public BigInteger fundingClampPpm(BigInteger factorPpm) {
    return Exact.floorOfPpm(factorPpm, initialPpm.subtract(maintenanceOfNotionalPpm()));
  }
}
