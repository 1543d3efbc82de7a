package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.scalar.RowLaw;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.ScenarioSet;

/**
 * A scenario set's weights, brought to the smallest whole numbers in the same proportion: with
 * weights of 100% and 35% these are 20 and 7, and the value of a raw sum is floor(raw * 20 / (20 *
 * 10^k)). Smaller numbers leave room in 64 bits.
 */
final class SetPlan {

  private static final int SCALES = 13;

  private final ScenarioSet set;
  private final FloorBy[] floorBy = new FloorBy[SCALES];

  /** The whole weight of each scenario, then 0 up to the stride. */
  final long[] weights;

  /** The bits of the largest weight. */
  final int weightBits;

  /** Whether some scenario counts in part, so that sums must be multiplied by their weights. */
  final boolean weighs;

  /** Whether weights are all there is: nothing is dampened and gains count whole. */
  final boolean plain;

  SetPlan(ScenarioSet set, int stride) {
    this.set = set;
    int common = ScenarioSet.ONE_PPM;
    for (int s = 0; s < set.size(); s++) {
      common = gcd(common, set.weightPpm(s));
    }
    long one = ScenarioSet.ONE_PPM / common;
    weights = new long[stride];
    long largest = 1;
    boolean partial = false;
    boolean weightsOnly = true;
    for (int s = 0; s < set.size(); s++) {
      weights[s] = set.weightPpm(s) / common;
      largest = Math.max(largest, weights[s]);
      partial |= weights[s] != one;
      weightsOnly &= set.transform(s).equals(PnlTransform.weight(set.weightPpm(s)));
    }
    weightBits = Long.SIZE - Long.numberOfLeadingZeros(largest);
    weighs = partial;
    plain = weightsOnly;
    for (int k = 0; k < SCALES; k++) {
      floorBy[k] = new FloorBy(one * RowLaw.powerOfTen(k));
    }
  }

  /** Whether this is the plan of a set, which cannot change, for rows of a stride. */
  boolean isOf(ScenarioSet other, int stride) {
    return set == other && weights.length == stride;
  }

  /** From the weighted sum of a row of unit scale {@code k} to quanta. */
  FloorBy floorBy(int k) {
    return floorBy[k];
  }

  /**
   * Turns a row's raw sums into profits and losses in quanta, in place.
   *
   * @param sums such that no weighted one has more than 62 bits
   */
  void toQuanta(long[] sums, int k) {
    FloorBy floor = floorBy[k];
    int scenarios = set.size();
    if (weighs) {
      for (int s = 0; s < scenarios; s++) {
        sums[s] = floor.of(sums[s] * weights[s]);
      }
    } else {
      for (int s = 0; s < scenarios; s++) {
        sums[s] = floor.of(sums[s]);
      }
    }
    if (!plain) {
      for (int s = 0; s < scenarios; s++) {
        sums[s] = RowLaw.transformed(sums[s], set.transform(s));
      }
    }
  }

  private static int gcd(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }
}
