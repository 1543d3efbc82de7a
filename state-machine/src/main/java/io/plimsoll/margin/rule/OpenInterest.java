package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;

/** Initial margin that grows with a market's open interest, as dYdX v4 has it. */
public final class OpenInterest {

  private static final long ONE_PPM = 1_000_000;

  private OpenInterest() {}

  /**
   * The initial margin fraction in ppm: the base at or below the lower cap, all of the notional at
   * or above the upper one, and linear between them, Floor.
   *
   * <p>Source: dYdX v4-chain, perpetuals, open-interest margin fraction.
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
}
