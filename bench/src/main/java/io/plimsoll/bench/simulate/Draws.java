package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Population;
import java.util.List;

/**
 * Chance from a seed, the same on every machine and in every release of Java: SplitMix64 (Steele,
 * Lea and Flood, 2014). A draw below a bound takes the high half of the product, whose bias is at
 * most the bound over 2^64.
 */
final class Draws {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** A stream of its own for each seed and number. */
  Draws(long seed, long stream) {
    state = mix(mix(seed + GOLDEN) + stream * GOLDEN);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** 0 to bound, exclusive. */
  long below(long bound) {
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /** From least to most, both possible. */
  long between(long least, long most) {
    return least + below(most - least + 1);
  }

  /** True with a probability in ppm. */
  boolean chance(long ppm) {
    return below(ExactDecimal.ONE_PPM) < ppm;
  }

  /** An item by its weight. */
  <W extends Population.Weighted> W pick(List<W> items) {
    return Population.pick(items, below(Population.total(items)));
  }

  /** An item, all alike. */
  <T> T any(List<T> items) {
    return items.get((int) below(items.size()));
  }
}
