package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.VolShock;
import java.util.Arrays;
import java.util.function.BiPredicate;

/**
 * What the scenarios of a set share: which of them move the price alike, which leave an option with
 * the same volatility and time, and which with the same discount factor. Immutable.
 */
public final class SetGroups {

  /** How many groups a scenario is compared with, the latest first; a miss costs time alone. */
  private static final int SEARCHED = 64;

  private final ScenarioSet set;
  private final int stride;
  private final int[] moveGroup;
  private final int[] moveLeader;
  private final int[] volGroup;
  private final int[] volLeader;
  private final int[] discountGroup;
  private final int[] discountLeader;
  private final int unmovedVolGroup;
  private final int still;

  /**
   * The groups of a set.
   *
   * @param stride the number of columns; those beyond the scenarios are in group 0, but for one,
   *     see {@link #still}
   */
  SetGroups(ScenarioSet set, int stride) {
    this.set = set;
    this.stride = stride;
    moveGroup = new int[stride];
    moveLeader = group(moveGroup, SetGroups::moveAlike);
    volGroup = new int[stride];
    volLeader = group(volGroup, SetGroups::haveOneVol);
    discountGroup = new int[stride];
    discountLeader = group(discountGroup, SetGroups::haveOneDiscount);
    unmovedVolGroup = findUnmoved();
    int first = 0;
    while (first < set.size() && !set.get(first).isStill()) {
      first++;
    }
    still = unmovedVolGroup >= 0 && first < stride ? first : -1;
    if (still >= set.size()) {
      volGroup[still] = unmovedVolGroup;
    }
  }

  /** Fills each scenario's group, and gives the first scenario of each group. */
  private int[] group(int[] groups, BiPredicate<Scenario, Scenario> alike) {
    int[] leaders = new int[set.size()];
    int count = 0;
    for (int s = 0; s < set.size(); s++) {
      int g = count - 1;
      while (g >= 0 && g >= count - SEARCHED && !alike.test(set.get(leaders[g]), set.get(s))) {
        g--;
      }
      if (g < 0 || g < count - SEARCHED) {
        leaders[count] = s;
        g = count++;
      }
      groups[s] = g;
    }
    return Arrays.copyOf(leaders, count);
  }

  private int findUnmoved() {
    int g = volLeader.length - 1;
    while (g >= 0
        && (set.timeShiftMs(volLeader[g]) != 0
            || !set.volShock(volLeader[g]).equals(VolShock.NONE))) {
      g--;
    }
    return g;
  }

  private static boolean moveAlike(Scenario a, Scenario b) {
    return a.priceMovePpm() == b.priceMovePpm() && a.priceMove() == b.priceMove();
  }

  private static boolean haveOneVol(Scenario a, Scenario b) {
    return a.timeShiftMs() == b.timeShiftMs() && a.volShock().equals(b.volShock());
  }

  private static boolean haveOneDiscount(Scenario a, Scenario b) {
    return a.timeShiftMs() == b.timeShiftMs() && a.rateShiftPpm() == b.rateShiftPpm();
  }

  /** Whether these are the groups of a set, which cannot change, for rows of a stride. */
  boolean isOf(ScenarioSet other, int otherStride) {
    return set == other && stride == otherStride;
  }

  ScenarioSet set() {
    return set;
  }

  /** The number of columns, the scenarios' first. */
  public int stride() {
    return stride;
  }

  int[] moveGroup() {
    return moveGroup;
  }

  /** The first scenario of each group of equal price moves. */
  int[] moveLeader() {
    return moveLeader;
  }

  /** For each column its group of one volatility and time to expiry. */
  public int[] volGroup() {
    return volGroup;
  }

  /** The first scenario of each such group. */
  public int[] volLeader() {
    return volLeader;
  }

  int[] discountGroup() {
    return discountGroup;
  }

  int[] discountLeader() {
    return discountLeader;
  }

  /**
   * The first column in which nothing moves: a scenario's, or else one of the padding, which is
   * made so; -1 where there is neither.
   */
  public int still() {
    return still;
  }

  /** The group of scenarios that leave volatility and time as they are, or -1. */
  int unmovedVolGroup() {
    return unmovedVolGroup;
  }
}
