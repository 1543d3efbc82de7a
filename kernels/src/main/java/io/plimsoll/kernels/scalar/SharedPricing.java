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
  private OptionShocks[] shocks = {};

  /** Over what an engine remembers. */
  public SharedPricing(PricingMemory memory) {
    this.memory = memory;
  }

  /** Makes ready for the batch that the memory was prepared for. */
  public void begin() {
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
    if (PriceLaw.isOption(in.kind()[i])) {
      price(in, i, prepare(in, i), out);
    } else {
      PriceLaw.linear(in, i, memory.worth(in, i), out);
      out.summarise(i);
    }
  }

  /** Whether preparing option {@code i} leaves what options share as it is. */
  public boolean holds(PricingBatch in, int i) {
    return shocks[in.scenarioSet()[i]].holds(in, i);
  }

  /** What pricing option {@code i} needs; good until the next one of its set is asked for. */
  public OptionShocks prepare(PricingBatch in, int i) {
    OptionShocks option = shocks[in.scenarioSet()[i]];
    option.prepare(in, i, memory);
    return option;
  }

  /** The same as {@link #price(PricingBatch, int, RiskArrays)} of an option that was prepared. */
  public void price(PricingBatch in, int i, OptionShocks option, RiskArrays out) {
    int first = i * out.stride();
    option.calls(out.entries(), first);
    int still = option.groups().still();
    long call = still >= 0 ? out.entries()[first + still] : option.stillCall();
    finish(in, i, option.forwards(), option.discounts(), PriceLaw.mark(in, i, call), out);
  }

  /** Makes entries of a row that holds undiscounted calls; sets the mark and the summary. */
  public void finish(
      PricingBatch in,
      int i,
      ShockedForwards forwards,
      ShockedDiscounts discounts,
      long mark,
      RiskArrays out) {
    long[] entries = out.entries();
    int first = i * out.stride();
    byte kind = in.kind()[i];
    boolean put = PriceLaw.isPut(kind);
    boolean inverse = PriceLaw.isInverse(kind);
    boolean whole = discounts.isOne();
    long price = in.price()[i];
    long strike = in.strike()[i];
    long[] forward = forwards.forward();
    long[] factorQ62 = discounts.factorQ62();
    LotValue worth = memory.worth(in, i);
    for (int s = 0; s < out.scenarios(); s++) {
      long call = entries[first + s];
      long value = put ? Black76Body.put(call, forward[s], strike) : call;
      if (!whole) {
        value = PriceLaw.discounted(value, factorQ62[s]);
      }
      long before = inverse ? PriceLaw.carried(mark, forward[s], price) : mark;
      entries[first + s] = worth.entry(value - before);
    }
    out.mark()[i] = mark;
    out.summarise(i);
  }
}
