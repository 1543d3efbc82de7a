package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;
import java.util.Arrays;

/**
 * Prices instruments one after another as {@link PriceLaw} says, computing what cells share once.
 * One thread uses it; several, each with its own, may share a {@link PricingMemory}.
 */
public final class SharedPricing {

  private final PricingMemory memory;
  private final Ratio carried = new Ratio();
  private OptionShocks[] shocks = {};

  // The undiscounted calls of the option priced last, or -1.
  private long[] calls = {};
  private int last = -1;

  /** Over what an engine remembers. */
  public SharedPricing(PricingMemory memory) {
    this.memory = memory;
  }

  /** Makes ready for the batch that the memory was prepared for. */
  public void begin() {
    last = -1;
    int sets = memory.sets();
    if (shocks.length != sets) {
      OptionShocks[] before = shocks;
      shocks = Arrays.copyOf(before, sets);
    }
    for (int i = 0; i < sets; i++) {
      if (shocks[i] == null || !shocks[i].isOf(memory.groups(i))) {
        shocks[i] = new OptionShocks(memory.groups(i));
      }
    }
  }

  /** Fills the mark, the entries and the summary of instrument {@code i}. */
  public void price(PricingBatch in, int i, RiskArrays out) {
    if (!PriceLaw.isOption(in.kind()[i])) {
      PriceLaw.linear(in, i, memory.worth(in, i), out);
      out.summarise(i);
    } else if (last >= 0 && isTwin(in, i, last)) {
      finishCalls(in, i, shocks[in.scenarioSet()[i]], out);
    } else {
      price(in, i, prepare(in, i), out);
    }
  }

  /** Whether two options have the same undiscounted calls: they may differ in call and put. */
  public static boolean isTwin(PricingBatch in, int i, int j) {
    return in.strike()[i] == in.strike()[j]
        && in.price()[i] == in.price()[j]
        && in.exposed()[i] == in.exposed()[j]
        && in.volPpm()[i] == in.volPpm()[j]
        && in.timeMs()[i] == in.timeMs()[j]
        && in.discountQ62()[i] == in.discountQ62()[j]
        && in.scenarioSet()[i] == in.scenarioSet()[j];
  }

  /** Whether preparing option {@code i} leaves what options share as it is. */
  public boolean holds(PricingBatch in, int i) {
    return shocks[in.scenarioSet()[i]].holds(in, i);
  }

  /** What the options of each scenario set need. */
  public OptionShocks[] shocks() {
    return shocks;
  }

  /** What pricing option {@code i} needs; good until the next one of its set is asked for. */
  public OptionShocks prepare(PricingBatch in, int i) {
    last = -1;
    OptionShocks option = shocks[in.scenarioSet()[i]];
    option.prepare(in, i, memory);
    return option;
  }

  /** The same as {@link #price(PricingBatch, int, RiskArrays)} of an option that was prepared. */
  public void price(PricingBatch in, int i, OptionShocks option, RiskArrays out) {
    if (calls.length < out.stride()) {
      calls = new long[out.stride()];
    }
    option.calls(calls);
    last = i;
    finishCalls(in, i, option, out);
  }

  private void finishCalls(PricingBatch in, int i, OptionShocks option, RiskArrays out) {
    int still = option.groups().still();
    long call = still >= 0 ? calls[still] : option.stillCall();
    long mark = PriceLaw.mark(in, i, call);
    finish(in, i, option.forwards(), option.discounts(), mark, calls, 0, out);
  }

  /**
   * Makes a row's entries of undiscounted calls, and sets its mark and summary.
   *
   * @param from the calls, from {@code at} on
   */
  public void finish(
      PricingBatch in,
      int i,
      ShockedForwards forwards,
      ShockedDiscounts discounts,
      long mark,
      long[] from,
      int at,
      RiskArrays out) {
    long[] entries = out.entries();
    int first = i * out.stride();
    byte kind = in.kind()[i];
    boolean put = PriceLaw.isPut(kind);
    boolean inverse = PriceLaw.isInverse(kind);
    boolean whole = discounts.isOne();
    long strike = in.strike()[i];
    if (inverse) {
      carried.set(mark, in.price()[i]);
    }
    long[] forward = forwards.forward();
    long[] factorQ62 = discounts.factorQ62();
    LotValue worth = memory.worth(in, i);
    for (int s = 0; s < out.scenarios(); s++) {
      long call = from[at + s];
      long value = put ? Black76Body.put(call, forward[s], strike) : call;
      if (!whole) {
        value = PriceLaw.discounted(value, factorQ62[s]);
      }
      long before =
          inverse ? Math.min(PriceLaw.LARGEST_CARRIED, carried.halfEven(forward[s])) : mark;
      entries[first + s] = worth.entry(value - before);
    }
    out.mark()[i] = mark;
    out.summarise(i);
  }
}
