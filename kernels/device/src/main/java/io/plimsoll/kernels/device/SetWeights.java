package io.plimsoll.kernels.device;

import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.ScenarioSet;

/**
 * A scenario set's weights in the smallest whole numbers of the same proportion: with weights of
 * 100% and 35% these are 20 and 7, and a raw sum's quanta are floor(raw * 20 / (20 * 10^k)).
 *
 * @param common the largest number that divides all weights and 1e6
 * @param one what a weight of 100% is, 1 to 1e6
 */
record SetWeights(int common, int one) {

  static SetWeights of(ScenarioSet set) {
    int common = ScenarioSet.ONE_PPM;
    for (int s = 0; s < set.size(); s++) {
      common = gcd(common, set.weightPpm(s));
    }
    return new SetWeights(common, ScenarioSet.ONE_PPM / common);
  }

  /** Whether a set's profits and losses count at their weights and nothing else happens to them. */
  static boolean isAll(ScenarioSet set) {
    for (int s = 0; s < set.size(); s++) {
      if (!set.transform(s).equals(PnlTransform.weight(set.weightPpm(s)))) {
        return false;
      }
    }
    return true;
  }

  long weight(ScenarioSet set, int s) {
    return set.weightPpm(s) / common;
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
