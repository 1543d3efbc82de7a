package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Selects the few smallest of many values: a sorted list of as many as are needed, and a scan for
 * values below its last. After the first few such values are rare, so the scan is all the cost.
 */
final class TailLanes {

  /** Of longer tails the law's sort takes less time. */
  private static final int LONGEST = 256;

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private final long[] smallest = new long[LONGEST];
  private final int[] scenario = new int[LONGEST];
  private long[] sorted = {};

  /** Sets one account from its profit or loss in each scenario. */
  void reduce(long[] pnl, int scenarios, TailRule rule, TailTable out, int account) {
    int needed = scenarios == 0 ? 0 : rule.needed(scenarios);
    if (needed == 0 || needed > LONGEST) {
      if (sorted.length < scenarios) {
        sorted = new long[scenarios];
      }
      out.reduce(account, pnl, scenarios, rule, sorted);
      return;
    }
    for (int s = 0; s < needed; s++) {
      insert(pnl[s], s, s);
    }
    int s = needed;
    int whole = scenarios - WIDTH;
    while (s <= whole) {
      VectorMask<Long> below =
          LongVector.fromArray(LANES, pnl, s).compare(VectorOperators.LT, smallest[needed - 1]);
      if (below.anyTrue()) {
        take(pnl, s, s + WIDTH, needed);
      }
      s += WIDTH;
    }
    take(pnl, s, scenarios, needed);
    out.set(
        account,
        rule.quantile(smallest, scenarios),
        scenario[rule.position(scenarios)],
        rule.shortfall(smallest, scenarios));
  }

  private void take(long[] pnl, int from, int to, int needed) {
    for (int s = from; s < to; s++) {
      // Of equal values the earlier scenario comes first, so an equal one is not let in.
      if (pnl[s] < smallest[needed - 1]) {
        insert(pnl[s], s, needed - 1);
      }
    }
  }

  /** Inserts a value into the sorted list's first {@code count}; what was there last falls out. */
  private void insert(long value, int s, int count) {
    int at = count;
    while (at > 0 && smallest[at - 1] > value) {
      smallest[at] = smallest[at - 1];
      scenario[at] = scenario[at - 1];
      at--;
    }
    smallest[at] = value;
    scenario[at] = s;
  }
}
