package io.plimsoll.kernels.scalar;

/**
 * One thread's shocked forwards, times and discount factors of a scenario set, for the expiries
 * that it met last. A slot is chosen by a hash of what it is asked for and remembers what it holds.
 */
final class SetShocks {

  private static final int LARGEST_BITS = 5;
  private static final int LEAST_BITS = 2;

  /** Slots of a set are fewer where rows are long, so that they take some megabytes at most. */
  private static final int MOST_COLUMNS = 1 << 17;

  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final int shift;
  private final ShockedForwards[] forwards;
  private final ShockedTimes[] times;
  private final ShockedDiscounts[] discounts;

  SetShocks(SetGroups groups) {
    int bits = LARGEST_BITS;
    while (bits > LEAST_BITS && groups.stride() << bits > MOST_COLUMNS) {
      bits--;
    }
    shift = Long.SIZE - bits;
    int slots = 1 << bits;
    forwards = new ShockedForwards[slots];
    times = new ShockedTimes[slots];
    discounts = new ShockedDiscounts[slots];
    for (int i = 0; i < slots; i++) {
      forwards[i] = new ShockedForwards(groups);
      times[i] = new ShockedTimes(groups);
      discounts[i] = new ShockedDiscounts(groups);
    }
  }

  private int slot(long a, long b) {
    return (int) (((a * MIX + b) * MIX) >>> shift);
  }

  /** Whether asking for these sets nothing anew. */
  boolean holds(long price, long exposed, long timeMs, long discountQ62) {
    return forwards[slot(price, exposed)].isOf(price, exposed)
        && discounts[slot(timeMs, discountQ62)].isOf(timeMs, discountQ62);
  }

  ShockedForwards forwards(long price, long exposed) {
    ShockedForwards found = forwards[slot(price, exposed)];
    if (!found.isOf(price, exposed)) {
      found.set(price, exposed);
    }
    return found;
  }

  ShockedTimes times(long timeMs) {
    ShockedTimes found = times[slot(timeMs, 0)];
    if (!found.isOf(timeMs)) {
      found.set(timeMs);
    }
    return found;
  }

  ShockedDiscounts discounts(long timeMs, long discountQ62) {
    ShockedDiscounts found = discounts[slot(timeMs, discountQ62)];
    if (!found.isOf(timeMs, discountQ62)) {
      found.set(timeMs, discountQ62);
    }
    return found;
  }
}
