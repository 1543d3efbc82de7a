package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.util.Arrays;

/**
 * Dense numbers for subaccount keys: an open-addressing table over columns, 24 bytes a key and 8 to
 * 16 of slots. It is only asked for single keys and never walked, so its order cannot show
 * anywhere.
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

  /** Appends the 24 bytes of a key. */
  void write(int handle, ByteWriter out) {
    out.i64(high[handle]).i64(middle[handle]).i32(low[handle]).i32(number[handle]);
  }

  /** The number of a key, or -1. */
  int find(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    return slots[probe(keyHigh, keyMiddle, keyLow, keyNumber)];
  }

  /** The number of a key, which gets the next one where it has none. */
  int findOrAdd(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    int at = probe(keyHigh, keyMiddle, keyLow, keyNumber);
    if (slots[at] >= 0) {
      return slots[at];
    }
    if (2 * size >= slots.length) {
      rehash();
      at = probe(keyHigh, keyMiddle, keyLow, keyNumber);
    }
    if (size == high.length) {
      int capacity = size + size / 8 + 16;
      high = Arrays.copyOf(high, capacity);
      middle = Arrays.copyOf(middle, capacity);
      low = Arrays.copyOf(low, capacity);
      number = Arrays.copyOf(number, capacity);
    }
    int handle = size++;
    high[handle] = keyHigh;
    middle[handle] = keyMiddle;
    low[handle] = keyLow;
    number[handle] = keyNumber;
    slots[at] = handle;
    return handle;
  }

  private int probe(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    int mask = slots.length - 1;
    int at = mix(keyHigh, keyMiddle, keyLow, keyNumber) & mask;
    while (slots[at] >= 0) {
      int handle = slots[at];
      if (number[handle] == keyNumber
          && low[handle] == keyLow
          && middle[handle] == keyMiddle
          && high[handle] == keyHigh) {
        break;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
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
