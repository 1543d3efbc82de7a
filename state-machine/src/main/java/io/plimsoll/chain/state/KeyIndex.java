package io.plimsoll.chain.state;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.util.Arrays;

/**
 * Dense numbers for subaccount keys: an open-addressing table over columns, 28 bytes a key and its
 * slots. It is only asked for single keys and never walked, so its order cannot show anywhere.
 */
final class KeyIndex {

  private long[] high = new long[16];
  private long[] middle = new long[16];
  private int[] low = new int[16];
  private int[] number = new int[16];
  private int[] slots = new int[64];
  private int size;

  KeyIndex() {
    Arrays.fill(slots, -1);
  }

  int size() {
    return size;
  }

  SubaccountId key(int handle) {
    Address owner = new Address(high[handle], middle[handle], low[handle]);
    return new SubaccountId(owner, number[handle]);
  }

  /** The number of a key, or -1. */
  int find(SubaccountId key) {
    return slots[probe(key)];
  }

  /** The number of a key, which gets the next one where it has none. */
  int findOrAdd(SubaccountId key) {
    int at = probe(key);
    if (slots[at] >= 0) {
      return slots[at];
    }
    if (size == high.length) {
      grow();
      at = probe(key);
    }
    int handle = size++;
    high[handle] = key.owner().high();
    middle[handle] = key.owner().middle();
    low[handle] = key.owner().low();
    number[handle] = key.number();
    slots[at] = handle;
    return handle;
  }

  private int probe(SubaccountId key) {
    Address owner = key.owner();
    int mask = slots.length - 1;
    int at = mix(owner.high(), owner.middle(), owner.low(), key.number()) & mask;
    while (slots[at] >= 0) {
      int handle = slots[at];
      if (number[handle] == key.number()
          && low[handle] == owner.low()
          && middle[handle] == owner.middle()
          && high[handle] == owner.high()) {
        break;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    int capacity = 2 * size;
    high = Arrays.copyOf(high, capacity);
    middle = Arrays.copyOf(middle, capacity);
    low = Arrays.copyOf(low, capacity);
    number = Arrays.copyOf(number, capacity);
    slots = new int[4 * capacity];
    Arrays.fill(slots, -1);
    int mask = slots.length - 1;
    for (int handle = 0; handle < size; handle++) {
      int at = mix(high[handle], middle[handle], low[handle], number[handle]) & mask;
      while (slots[at] >= 0) {
        at = (at + 1) & mask;
      }
      slots[at] = handle;
    }
  }

  private static int mix(long high, long middle, int low, int number) {
    long h = (high * 0x9E3779B97F4A7C15L) ^ middle;
    h = ((h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L) ^ low;
    h = ((h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L) ^ number;
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (h >>> 32);
  }

  /** Compares two numbers by their keys. */
  int compare(int one, int other) {
    int c = Long.compareUnsigned(high[one], high[other]);
    if (c == 0) {
      c = Long.compareUnsigned(middle[one], middle[other]);
    }
    if (c == 0) {
      c = Integer.compareUnsigned(low[one], low[other]);
    }
    return c == 0 ? Integer.compareUnsigned(number[one], number[other]) : c;
  }
}
