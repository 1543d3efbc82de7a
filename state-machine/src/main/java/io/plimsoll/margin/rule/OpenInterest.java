package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * Initial margin that grows with a market's open interest, and what a trade does to that, as dYdX
 * v4 has them.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, perpetuals/types/liquidity_tier.go and
 * subaccounts/lib/oimf.go.
 */
public final class OpenInterest {

  private static final long ONE_PPM = 1_000_000;

  private OpenInterest() {}

  /**
   * The initial margin fraction in ppm: the base at or below the lower cap, all of the notional at
   * or above the upper one, and linear between them, Floor.
   *
   * @param basePpm base initial margin fraction, 0 to 1e6
   * @param openInterest one side's open interest at the index price, in quanta
   * @param lowerCap lower cap in quanta
   * @param upperCap upper cap in quanta; 0 switches scaling off
   */
  public static int scaledPpm(int basePpm, long openInterest, long lowerCap, long upperCap) {
    if (upperCap == 0 || openInterest <= lowerCap) {
      return basePpm;
    }
    if (openInterest >= upperCap) {
      return (int) ONE_PPM;
    }
    long rise = MulDiv.floor(ONE_PPM - basePpm, openInterest - lowerCap, upperCap - lowerCap);
    return Math.toIntExact(basePpm + rise);
  }

  /** The same without limits. */
  public static BigInteger scaledPpm(
      BigInteger basePpm, BigInteger openInterest, BigInteger lowerCap, BigInteger upperCap) {
    if (upperCap.signum() == 0 || openInterest.compareTo(lowerCap) <= 0) {
      return basePpm;
    }
    if (openInterest.compareTo(upperCap) >= 0) {
      return Exact.MILLION;
    }
    BigInteger above = openInterest.subtract(lowerCap);
    BigInteger scale = Exact.MILLION.subtract(basePpm);
    return basePpm.add(Exact.floor(scale.multiply(above), upperCap.subtract(lowerCap)));
  }

  /**
   * By how much one account's change of a position changes open interest: only what is long counts,
   * so that a trade adds the changes of both its sides.
   *
   * @param before lots before, signed; neither is the least {@code long}
   * @param after lots after, signed
   */
  public static long change(long before, long after) {
    return Math.max(after, 0) - Math.max(before, 0);
  }

  /** The same without limits. */
  public static BigInteger change(BigInteger before, BigInteger after) {
    return after.max(BigInteger.ZERO).subtract(before.max(BigInteger.ZERO));
  }
}
