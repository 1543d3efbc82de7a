package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scenario.ScenarioSet;

/** One forward in every scenario of a set, with logarithms: what the options of an expiry share. */
public final class ShockedForwards {

  private final SetGroups groups;
  private final long[] forward;
  private final long[] lnQ44;
  private final long[] ofMove;
  private final long[] lnOfMove;
  private long price;
  private long exposed;
  private long priceLnQ44;
  private long largest;

  ShockedForwards(SetGroups groups) {
    this.groups = groups;
    forward = new long[groups.stride()];
    lnQ44 = new long[groups.stride()];
    ofMove = new long[groups.moveLeader().length];
    lnOfMove = new long[ofMove.length];
  }

  boolean isOf(long ofPrice, long ofExposed) {
    return price == ofPrice && exposed == ofExposed;
  }

  /** Moves a price, at least 1, in every scenario. */
  void set(long newPrice, long newExposed) {
    price = newPrice;
    exposed = newExposed;
    priceLnQ44 = Black76Body.lnQ44(newPrice);
    largest = newPrice;
    ScenarioSet set = groups.set();
    int[] leader = groups.moveLeader();
    for (int g = 0; g < leader.length; g++) {
      int s = leader[g];
      long moved =
          PriceLaw.shockedForward(newPrice, newExposed, set.priceMovePpm(s), set.priceMove(s));
      ofMove[g] = moved;
      // Without a forward the logarithm does not matter.
      lnOfMove[g] = Black76Body.lnQ44(Math.max(1, moved));
      largest = Math.max(largest, moved);
    }
    int[] group = groups.moveGroup();
    for (int s = 0; s < set.size(); s++) {
      forward[s] = ofMove[group[s]];
      lnQ44[s] = lnOfMove[group[s]];
    }
    int still = groups.still();
    if (still >= set.size()) {
      forward[still] = newPrice;
      lnQ44[still] = priceLnQ44;
    }
  }

  /** The forward in each scenario, and in the still column; 0 in the others beyond them. */
  public long[] forward() {
    return forward;
  }

  /** Its natural logarithm, Q44; of a forward of 0, that of 1. */
  public long[] lnQ44() {
    return lnQ44;
  }

  /** The logarithm of the forward that has not moved, Q44. */
  long priceLnQ44() {
    return priceLnQ44;
  }

  /** The largest of the forwards, the one that has not moved among them. */
  public long largest() {
    return largest;
  }
}
