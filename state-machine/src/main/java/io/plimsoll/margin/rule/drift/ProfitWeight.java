package io.plimsoll.margin.rule.drift;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Sqrt;
import io.plimsoll.fixed.raw.Raw;

/**
 * What a position's unrealised profit counts for in blocks under Drift's policy: {@link
 * PerpMargin}'s weighted profit of a position, for weights in ppm, where the quote asset is worth 1
 * and no market's users together have more profit than counts.
 *
 * <p>A weight is in whole 10^-4, Floor. To open, it is less for a large profit by {@link
 * SizeScaling#discountWeight(long, int, int)}, and what counts is at most a cap. A product is cut
 * TowardZero; a loss counts in full.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/margin.rs and state/perp_market.rs.
 */
public final class ProfitWeight {

  /** Ppm of the 10^-4 in which the venue has weights. */
  private static final int UNIT_PPM = 100;

  /** Quote units are in 10^-6 and sizes in 10^-9, and a root is that of ten times a size. */
  private static final long TO_ROOT = Scale.BASE_TO_QUOTE * 10;

  private ProfitWeight() {}

  /**
   * What of a profit counts to open, in quanta; a loss as it is.
   *
   * @param profit in quanta, signed
   * @param weightPpm at most 1e6
   * @param factor how the weight falls with the root of the profit, in 10^-6, at least 0
   * @param cap the most that counts, in quanta
   */
  public static long toOpen(long profit, int weightPpm, int factor, long cap) {
    return profit <= 0 ? profit : Math.min(cap, counted(profit, weight(profit, weightPpm, factor)));
  }

  /** What of a profit counts to stay, in quanta; a loss as it is. */
  public static long toStay(long profit, int weightPpm) {
    return profit <= 0 ? profit : counted(profit, (int) Raw.floorDiv(weightPpm, UNIT_PPM));
  }

  /** The weight of a profit above 0 to open, in 10^-4. */
  public static int weight(long profit, int weightPpm, int factor) {
    int weight = (int) Raw.floorDiv(weightPpm, UNIT_PPM);
    if (factor == 0) {
      return weight;
    }
    // The product is even, so that adding one never carries.
    long root = Sqrt.floor(Raw.mulHigh(profit, TO_ROOT), profit * TO_ROOT + 1);
    return SizeScaling.discounted(root, factor, weight);
  }

  private static long counted(long profit, int weight) {
    return MulDiv.floor(profit, weight, Scale.WEIGHT);
  }
}
