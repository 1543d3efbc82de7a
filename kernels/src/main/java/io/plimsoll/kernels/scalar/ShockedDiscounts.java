package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.scenario.ScenarioSet;

/** One discount factor in every scenario of a set: what the options of an expiry share. */
public final class ShockedDiscounts {

  private final SetGroups groups;
  private final long[] factorQ62;
  private final long[] ofGroup;
  private boolean filled;
  private boolean one;
  private long timeMs;
  private long discountQ62;

  ShockedDiscounts(SetGroups groups) {
    this.groups = groups;
    factorQ62 = new long[groups.stride()];
    ofGroup = new long[groups.discountLeader().length];
  }

  boolean isOf(long ofTimeMs, long ofDiscountQ62) {
    return filled && timeMs == ofTimeMs && discountQ62 == ofDiscountQ62;
  }

  void set(long newTimeMs, long newDiscountQ62) {
    filled = false;
    one = true;
    ScenarioSet set = groups.set();
    for (int g = 0; g < ofGroup.length; g++) {
      int s = groups.discountLeader()[g];
      ofGroup[g] =
          PriceLaw.discountQ62(newDiscountQ62, newTimeMs, set.timeShiftMs(s), set.rateShiftPpm(s));
      one &= ofGroup[g] == PricingBatch.NO_DISCOUNT_Q62;
    }
    for (int s = 0; s < set.size(); s++) {
      factorQ62[s] = ofGroup[groups.discountGroup()[s]];
    }
    timeMs = newTimeMs;
    discountQ62 = newDiscountQ62;
    filled = true;
  }

  /** Whether all factors are 1. */
  public boolean isOne() {
    return one;
  }

  /** The factor in each scenario, Q62; 0 in the columns beyond them. */
  public long[] factorQ62() {
    return factorQ62;
  }
}
