package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
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
      OptionShocks option = prepare(in, i);
      option.calls(out.entries(), i * out.stride());
      finish(in, i, option, out);
    } else {
      linear(in, i, out);
    }
    out.summarise(i);
  }

  /** Fills the mark and the entries of what is linear. */
  public void linear(PricingBatch in, int i, RiskArrays out) {
    PriceLaw.linear(in, i, memory.worth(in, i), out);
  }

  /** What pricing option {@code i} needs; good until the next one is asked for. */
  public OptionShocks prepare(PricingBatch in, int i) {
    OptionShocks option = shocks[in.scenarioSet()[i]];
    option.prepare(in, i, memory);
    return option;
  }

  /** Makes entries of a row that holds undiscounted calls, and sets the mark. */
  public void finish(PricingBatch in, int i, OptionShocks option, RiskArrays out) {
    long[] entries = out.entries();
    int first = i * out.stride();
    byte kind = in.kind()[i];
    boolean put = PriceLaw.isPut(kind);
    boolean inverse = PriceLaw.isInverse(kind);
    boolean whole = option.discounts().isOne();
    long price = in.price()[i];
    long strike = option.strike();
    long[] forward = option.forwards().forward();
    long[] factorQ62 = option.discounts().factorQ62();
    long mark = mark(in, i, option, entries, first);
    LotValue worth = memory.worth(in, i);
    for (int s = 0; s < out.scenarios(); s++) {
      long value = put ? entries[first + s] - forward[s] + strike : entries[first + s];
      if (!whole) {
        value = PriceLaw.discounted(value, factorQ62[s]);
      }
      long before = inverse ? PriceLaw.carried(mark, forward[s], price) : mark;
      entries[first + s] = worth.entry(value - before);
    }
    out.mark()[i] = mark;
  }

  /** The discounted price before any shock, from a row of undiscounted calls where it has it. */
  public long mark(PricingBatch in, int i, OptionShocks option, long[] calls, int first) {
    long price = in.price()[i];
    int still = option.groups().still();
    long call = still >= 0 ? calls[first + still] : option.stillCall(price);
    long value = PriceLaw.isPut(in.kind()[i]) ? call - price + option.strike() : call;
    return PriceLaw.discounted(value, in.discountQ62()[i]);
  }
}
