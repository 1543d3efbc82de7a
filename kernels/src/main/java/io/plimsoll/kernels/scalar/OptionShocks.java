package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;

/**
 * What the options of one scenario set need in every scenario, the costly parts computed once for
 * all cells that share them. One thread uses it: {@link #prepare} an option, then read.
 */
public final class OptionShocks {

  private final SetGroups groups;
  private final SetShocks shared;
  private final int count;
  private final long[] sQ54;
  private final long[] exponent;
  private final long[] reciprocalQ30;

  // Places instead of objects: the collector's barrier at each write would cost more than pricing.
  private int forwardSlot;
  private int discountSlot;
  private long strike;
  private long strikeLnQ44;
  private long price;
  private long stillVolPpm;
  private long stillRootYearsQ60;
  private long leastSQ54;

  OptionShocks(SetGroups groups) {
    this.groups = groups;
    shared = new SetShocks(groups);
    count = groups.volLeader().length;
    int room = Math.max(count, RiskArrays.PADDING);
    sQ54 = new long[room];
    exponent = new long[room];
    reciprocalQ30 = new long[room];
  }

  /** Whether it serves these groups. */
  boolean isOf(SetGroups of) {
    return groups == of;
  }

  /** Whether preparing option {@code i} leaves what is shared as it is. */
  boolean holds(PricingBatch in, int i) {
    return shared.holds(in.price()[i], in.exposed()[i], in.timeMs()[i], in.discountQ62()[i]);
  }

  /** Computes what option {@code i} needs. */
  void prepare(PricingBatch in, int i, PricingMemory memory) {
    long timeMs = in.timeMs()[i];
    long volPpm = in.volPpm()[i];
    price = in.price()[i];
    forwardSlot = shared.forwardSlot(price, in.exposed()[i]);
    ShockedForwards forwards = forwards();
    discountSlot = shared.discountSlot(timeMs, in.discountQ62()[i]);
    ShockedTimes times = shared.times(timeMs);
    strike = in.strike()[i];
    strikeLnQ44 = memory.strikeLnQ44(i, strike);
    long moneynessQ44 = strikeLnQ44 - forwards.priceLnQ44();
    leastSQ54 = Long.MAX_VALUE;
    for (int g = 0; g < count; g++) {
      long vol = times.volPpm(g, volPpm, moneynessQ44);
      long s = times.sQ54(g, vol);
      leastSQ54 = Math.min(leastSQ54, s);
      sQ54[g] = s;
      // A smaller s has an intrinsic price, which needs neither of these.
      int e = Black76Body.exponent(Math.max(Black76Body.LEAST_S_Q54, s));
      exponent[g] = e;
      reciprocalQ30[g] = Black76Body.reciprocalQ30(Math.max(Black76Body.LEAST_S_Q54, s), e);
    }
    stillVolPpm = volPpm;
    stillRootYearsQ60 = times.stillRootYearsQ60();
  }

  /** The groups of the scenario set. */
  public SetGroups groups() {
    return groups;
  }

  /** vol * sqrt(T) of each group of one volatility and time, Q54; at least one vector long. */
  public long[] sQ54() {
    return sQ54;
  }

  /** The exponent of each such s, of {@link Black76Body#exponent}. */
  public long[] exponent() {
    return exponent;
  }

  /** The reciprocal of each such s, of {@link Black76Body#reciprocalQ30}. */
  public long[] reciprocalQ30() {
    return reciprocalQ30;
  }

  /** The least s of all groups, Q54; 2^63 - 1 without scenarios. */
  public long leastSQ54() {
    return leastSQ54;
  }

  /** The forward in each scenario. */
  public ShockedForwards forwards() {
    return shared.forwards(forwardSlot);
  }

  /** The place of the forwards, where they stay until {@link #holds} says otherwise. */
  public int forwardSlot() {
    return forwardSlot;
  }

  /** The place of the discount factors, likewise. */
  public int discountSlot() {
    return discountSlot;
  }

  /** The forwards of a place. */
  public ShockedForwards forwards(int slot) {
    return shared.forwards(slot);
  }

  /** The discount factors of a place. */
  public ShockedDiscounts discounts(int slot) {
    return shared.discounts(slot);
  }

  /** The discount factor in each scenario. */
  public ShockedDiscounts discounts() {
    return shared.discounts(discountSlot);
  }

  /** The strike. */
  public long strike() {
    return strike;
  }

  /** Its natural logarithm, Q44. */
  public long strikeLnQ44() {
    return strikeLnQ44;
  }

  /** The undiscounted call before any shock. */
  public long stillCall() {
    long logQ44 = forwards().priceLnQ44() - strikeLnQ44;
    int g = groups.unmovedVolGroup();
    return g >= 0
        ? call(price, logQ44, sQ54[g], (int) exponent[g], reciprocalQ30[g])
        : Black76Body.call(price, strike, logQ44, Black76Body.sQ54(stillVolPpm, stillRootYearsQ60));
  }

  /**
   * Fills a row, from its start, with the undiscounted call in each scenario and the still column.
   */
  void calls(long[] out) {
    long[] forward = forwards().forward();
    long[] lnQ44 = forwards().lnQ44();
    int[] volGroup = groups.volGroup();
    int columns = Math.max(groups.set().size(), groups.still() + 1);
    for (int s = 0; s < columns; s++) {
      int g = volGroup[s];
      long logQ44 = lnQ44[s] - strikeLnQ44;
      out[s] = call(forward[s], logQ44, sQ54[g], (int) exponent[g], reciprocalQ30[g]);
    }
  }

  private long call(long forward, long logQ44, long s, int e, long reciprocal) {
    return s < Black76Body.LEAST_S_Q54 || forward == 0
        ? Math.max(0, forward - strike)
        : Black76Body.cell(forward, strike, Black76Body.d2Q54(logQ44, s, e, reciprocal), s);
  }
}
