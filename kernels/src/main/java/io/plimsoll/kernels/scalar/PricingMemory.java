package io.plimsoll.kernels.scalar;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;

/**
 * What an engine remembers from one launch to the next because it seldom changes: the groups of
 * scenario sets, the logarithms of strikes and the worth of lots. Each is known by what it was made
 * from, so whether it was remembered cannot show in a result.
 *
 * <p>After {@link #prepare} several threads may ask at once, each about its own instruments.
 */
public final class PricingMemory {

  private SetGroups[] groups = {};
  private LotValue[] worth = {};
  private long[] strike = {};
  private long[] strikeLnQ44 = {};

  /** Remembers nothing yet. */
  public PricingMemory() {}

  /** Makes room for a batch whose rows have a stride. */
  public void prepare(PricingBatch in, int stride) {
    int sets = in.scenarioSetCount();
    boolean known = sets == groups.length;
    for (int i = 0; known && i < sets; i++) {
      known = groups[i].isOf(in.scenarioSetAt(i), stride);
    }
    if (!known) {
      SetGroups[] before = groups;
      groups = new SetGroups[sets];
      for (int i = 0; i < sets; i++) {
        groups[i] = find(before, in.scenarioSetAt(i), stride);
      }
    }
    int count = in.count();
    if (worth.length < count) {
      int room = Math.max(count, 2 * worth.length);
      int first = worth.length;
      worth = Arrays.copyOf(worth, room);
      for (int i = first; i < room; i++) {
        worth[i] = new LotValue();
      }
      strike = Arrays.copyOf(strike, room);
      strikeLnQ44 = Arrays.copyOf(strikeLnQ44, room);
    }
  }

  private static SetGroups find(SetGroups[] among, ScenarioSet set, int stride) {
    for (SetGroups one : among) {
      if (one.isOf(set, stride)) {
        return one;
      }
    }
    return new SetGroups(set, stride);
  }

  /** The groups of the batch's scenario sets. */
  public SetGroups groups(int set) {
    return groups[set];
  }

  /** How many scenario sets there are. */
  public int sets() {
    return groups.length;
  }

  /** What a lot of instrument {@code i} is worth. */
  public LotValue worth(PricingBatch in, int i) {
    worth[i].set(in, i);
    return worth[i];
  }

  /** The logarithm of the strike of option {@code i}, Q44. */
  long strikeLnQ44(int i, long ofStrike) {
    if (strike[i] != ofStrike) {
      strikeLnQ44[i] = Black76Body.lnQ44(ofStrike);
      strike[i] = ofStrike;
    }
    return strikeLnQ44[i];
  }
}
