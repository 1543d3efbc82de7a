package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.scalar.SetGroups;
import java.util.Arrays;

/** How what the scenarios of a set share is spread over lanes. */
final class SetPattern {

  private final SetGroups groups;

  /** The group of one volatility and time of each column. */
  final int[] group;

  /** The pass that makes use of it. */
  final int head;

  /** The column in which nothing moves, or -1. */
  final int still;

  /** The same as the lane of a vector of groups; empty where one can't hold all groups. */
  final long[] spread;

  /** -1 for a scenario, 0 for a column of padding. */
  final long[] valid;

  SetPattern(SetGroups groups, int scenarios) {
    this.groups = groups;
    group = groups.volGroup();
    still = groups.still();
    boolean few = groups.volLeader().length <= PriceTile.WIDTH;
    head = few ? PricePasses.HEAD_OF_FEW : PricePasses.HEAD_OF_MANY;
    spread = few ? Arrays.stream(group).asLongStream().toArray() : new long[0];
    valid = new long[groups.stride()];
    Arrays.fill(valid, 0, scenarios, -1);
  }

  boolean isOf(SetGroups of) {
    return groups == of;
  }
}
