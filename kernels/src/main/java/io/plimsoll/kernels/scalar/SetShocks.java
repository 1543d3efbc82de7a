package io.plimsoll.kernels.scalar;

/**
 * One thread's shocked forwards, times and discount factors of a scenario set, for the expiries
 * that it met last. A hash of what it is asked for chooses four slots, which remember what they
 * hold and are replaced in turn; with one, two expiries that met there would chase each other out.
 */
final class SetShocks {

  private static final int LARGEST_BITS = 5;
  private static final int LEAST_BITS = 2;

  /** Slots of a set are fewer where rows are long, so that they take some megabytes at most. */
  private static final int MOST_COLUMNS = 1 << 17;

  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  /** The slots in which a thing may be. */
  private static final int WAYS = 1 << LEAST_BITS;

  private int turn;
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
    return findForward(price, exposed) >= 0 && findDiscount(timeMs, discountQ62) >= 0;
  }

  /** The slot of a forward, which it fills. */
  int forwardSlot(long price, long exposed) {
    int found = findForward(price, exposed);
    if (found < 0) {
      found = slot(price, exposed) ^ nextWay();
      forwards[found].set(price, exposed);
    }
    return found;
  }

  private int findForward(long price, long exposed) {
    int first = slot(price, exposed);
    for (int way = 0; way < WAYS; way++) {
      if (forwards[first ^ way].isOf(price, exposed)) {
        return first ^ way;
      }
    }
    return -1;
  }

  ShockedForwards forwards(int slot) {
    return forwards[slot];
  }

  ShockedTimes times(long timeMs) {
    int first = slot(timeMs, 0);
    for (int way = 0; way < WAYS; way++) {
      ShockedTimes one = times[first ^ way];
      if (one.isOf(timeMs)) {
        return one;
      }
    }
    ShockedTimes replaced = times[first ^ nextWay()];
    replaced.set(timeMs);
    return replaced;
  }

  /** The slot of a discount factor, which it fills. */
  int discountSlot(long timeMs, long discountQ62) {
    int found = findDiscount(timeMs, discountQ62);
    if (found < 0) {
      found = slot(timeMs, discountQ62) ^ nextWay();
      discounts[found].set(timeMs, discountQ62);
    }
    return found;
  }

  private int findDiscount(long timeMs, long discountQ62) {
    int first = slot(timeMs, discountQ62);
    for (int way = 0; way < WAYS; way++) {
      if (discounts[first ^ way].isOf(timeMs, discountQ62)) {
        return first ^ way;
      }
    }
    return -1;
  }

  ShockedDiscounts discounts(int slot) {
    return discounts[slot];
  }

  private int nextWay() {
    return turn++ & (WAYS - 1);
  }
}
