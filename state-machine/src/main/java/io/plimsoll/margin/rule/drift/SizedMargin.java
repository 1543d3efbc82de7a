package io.plimsoll.margin.rule.drift;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;

/**
 * What a position in a perpetual requires in blocks under Drift's policy: {@link PerpMargin}'s
 * requirement of a position without open orders, for fractions in ppm.
 *
 * <p>The ratio is the fraction's in whole 10^-4 with the premium of {@link
 * SizeScaling#premiumRatio(long, int, int)}, or the fraction itself, which may be finer than at the
 * venue, where that is larger; or an owner's own. The requirement is Floor(liability * ratio), as
 * at the venue.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/margin.rs.
 */
public final class SizedMargin {

  private static final long ONE_PPM = 1_000_000;

  /** Ppm of the 10^-4 in which the venue has ratios. */
  private static final int UNIT_PPM = 100;

  private SizedMargin() {}

  /**
   * The margin to open.
   *
   * @param liability value of the position without a sign, in quanta
   * @param size without a sign, in 10^-9 coins
   * @param factor size factor in 10^-6, at least 0
   * @param initialPpm the market's fraction
   * @param ownPpm what the owner has set, 0 for nothing
   * @return in quanta; the largest {@code long} where it does not fit
   */
  public static long initial(long liability, long size, int factor, int initialPpm, int ownPpm) {
    return required(liability, Math.max(ratioPpm(size, factor, initialPpm), ownPpm));
  }

  /**
   * The margin to stay, in quanta, whose fraction is a part of the initial one, Floor.
   *
   * @param partPpm maintenance as a part of the initial fraction
   */
  public static long maintenance(
      long liability, long size, int factor, int initialPpm, int partPpm) {
    int ppm = (int) MulDiv.floor(initialPpm, partPpm, ONE_PPM);
    return required(liability, ratioPpm(size, factor, ppm));
  }

  /** The ratio of a size, in ppm: at least the fraction, of which nothing is cut. */
  public static long ratioPpm(long size, int factor, int ppm) {
    int ratio = (int) Raw.floorDiv(ppm, UNIT_PPM);
    long grown = SizeScaling.premiumRatio(size, factor, ratio);
    return Math.max(ppm, Checked.multiplySaturated(grown, UNIT_PPM));
  }

  private static long required(long liability, long ppm) {
    return MulDiv.floorSaturated(liability, ppm, ONE_PPM);
  }
}
