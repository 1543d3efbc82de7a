package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.util.Arrays;

/**
 * Dense numbers for subaccount keys: an open-addressing table over rows of eight longs, with 8 to
 * 16 bytes of slots a key. The first three longs of a row are the key, the others are its user's,
 * so that who looks up a key has brought the rest of its row from memory. It is only asked for
 * single keys and never walked, so its order cannot show anywhere.
 */
final class KeyIndex {

  /** How many longs of a row are the key. */
  static final int KEY_LONGS = 3;

  private static final int ROW_BITS = 3;
  private static final int MIDDLE = 1;

  /** The low part of the owner above the number of the subaccount. */
  private static final int LOW_AND_NUMBER = 2;

  private long[] rows = new long[16 << ROW_BITS];
  private int[] slots = new int[64];
  private int size;

  KeyIndex() {
    Arrays.fill(slots, -1);
  }

  int size() {
    return size;
  }

  /** All rows; another array whenever a key was added. */
  long[] rows() {
    return rows;
  }

  /** Where the row of a key begins. */
  static int at(int handle) {
    return handle << ROW_BITS;
  }

  private static long lowAndNumber(int low, int number) {
    return ((long) low << Integer.SIZE) | (number & 0xffff_ffffL);
  }

  SubaccountId key(int handle) {
    int at = at(handle);
    long lowAndNumber = rows[at + LOW_AND_NUMBER];
    Address owner = new Address(rows[at], rows[at + MIDDLE], (int) (lowAndNumber >>> Integer.SIZE));
    return new SubaccountId(owner, (int) lowAndNumber);
  }

  /** Appends the 24 bytes of a key. */
  void write(int handle, ByteWriter out) {
    int at = at(handle);
    out.i64(rows[at]).i64(rows[at + MIDDLE]).i64(rows[at + LOW_AND_NUMBER]);
  }

  /** The number of a key, or -1. */
  int find(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    return slots[probe(keyHigh, keyMiddle, lowAndNumber(keyLow, keyNumber))];
  }

  /** Reads the slot in which a key is looked for first. */
  int readSlot(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    int slot = mix(keyHigh, keyMiddle, lowAndNumber(keyLow, keyNumber));
    return slots[slot & (slots.length - 1)];
  }

  /** The number of a key, which gets the next one, and a row of zeros, where it has none. */
  int findOrAdd(long keyHigh, long keyMiddle, int keyLow, int keyNumber) {
    long lowAndNumber = lowAndNumber(keyLow, keyNumber);
    int at = probe(keyHigh, keyMiddle, lowAndNumber);
    if (slots[at] >= 0) {
      return slots[at];
    }
    if (2 * size >= slots.length) {
      rehash();
      at = probe(keyHigh, keyMiddle, lowAndNumber);
    }
    if (at(size) == rows.length) {
      rows = Arrays.copyOf(rows, at(size + size / 8 + 16));
    }
    int handle = size++;
    rows[at(handle)] = keyHigh;
    rows[at(handle) + MIDDLE] = keyMiddle;
    rows[at(handle) + LOW_AND_NUMBER] = lowAndNumber;
    slots[at] = handle;
    return handle;
  }

  private int probe(long keyHigh, long keyMiddle, long lowAndNumber) {
    int mask = slots.length - 1;
    int slot = mix(keyHigh, keyMiddle, lowAndNumber) & mask;
    while (slots[slot] >= 0) {
      int at = at(slots[slot]);
      if (rows[at + LOW_AND_NUMBER] == lowAndNumber
          && rows[at + MIDDLE] == keyMiddle
          && rows[at] == keyHigh) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    Arrays.fill(slots, -1);
    int mask = slots.length - 1;
    for (int handle = 0; handle < size; handle++) {
      int at = at(handle);
      int slot = mix(rows[at], rows[at + MIDDLE], rows[at + LOW_AND_NUMBER]) & mask;
      while (slots[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = handle;
    }
  }

  private static int mix(long high, long middle, long lowAndNumber) {
    long h = (high * 0x9E3779B97F4A7C15L) ^ middle;
    h = ((h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L) ^ lowAndNumber;
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (h >>> 32);
  }

  /** Compares two numbers by their keys. */
  int compare(int one, int other) {
    int oneAt = at(one);
    int otherAt = at(other);
    int c = Long.compareUnsigned(rows[oneAt], rows[otherAt]);
    if (c == 0) {
      c = Long.compareUnsigned(rows[oneAt + MIDDLE], rows[otherAt + MIDDLE]);
    }
    return c == 0
        ? Long.compareUnsigned(rows[oneAt + LOW_AND_NUMBER], rows[otherAt + LOW_AND_NUMBER])
        : c;
  }
}
