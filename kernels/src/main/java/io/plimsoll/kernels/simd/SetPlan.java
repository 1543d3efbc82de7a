package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;

/**
 * A scenario set's weights, brought to the smallest whole numbers in the same proportion: with
 * weights of 100% and 35% these are 20 and 7, and the value of a raw sum is floor(raw * 20 / (20 *
 * 10^k)). Smaller numbers leave room in 64 bits.
 */
final class SetPlan {

  private final ScenarioSet set;

  /** The whole weight of each scenario, then 0 up to the stride. */
  final long[] weights;

  /** 0 for each scenario, then the largest long up to the stride: no sum there is the least. */
  final long[] padding;

  /** What a weight of 100% is. */
  final long one;

  /** The bits of the largest weight. */
  final int weightBits;

  /** Whether some scenario counts in part, so that sums must be multiplied by their weights. */
  final boolean weighs;

  SetPlan(ScenarioSet set, int stride) {
    this.set = set;
    int common = ScenarioSet.ONE_PPM;
    for (int s = 0; s < set.size(); s++) {
      common = gcd(common, set.weightPpm(s));
    }
    one = ScenarioSet.ONE_PPM / common;
    weights = new long[stride];
    padding = new long[stride];
    Arrays.fill(padding, set.size(), stride, Long.MAX_VALUE);
    long largest = 1;
    boolean partial = false;
    for (int s = 0; s < set.size(); s++) {
      weights[s] = set.weightPpm(s) / common;
      largest = Math.max(largest, weights[s]);
      partial |= weights[s] != one;
    }
    weightBits = Long.SIZE - Long.numberOfLeadingZeros(largest);
    weighs = partial;
  }

  /** Whether this is the plan of a set, which cannot change, for rows of a stride. */
  boolean isOf(ScenarioSet other, int stride) {
    return set == other && weights.length == stride;
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
