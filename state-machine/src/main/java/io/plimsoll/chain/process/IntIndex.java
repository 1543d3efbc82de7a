package io.plimsoll.chain.process;

import java.util.Arrays;

/**
 * Numbers by int keys, without objects: an open-addressing table. It is only asked for single keys
 * and never walked, so its order cannot show anywhere.
 */
final class IntIndex {

  private static final int NOTHING = -1;

  private int[] keys = new int[16];
  private int[] values = new int[16];
  private int size;

  IntIndex() {
    Arrays.fill(values, NOTHING);
  }

  void clear() {
    size = 0;
    Arrays.fill(values, NOTHING);
  }

  /** Gives a key a number, 0 or more. */
  void put(int key, int value) {
    if (2 * size >= keys.length) {
      grow();
    }
    int at = find(key);
    size += values[at] == NOTHING ? 1 : 0;
    keys[at] = key;
    values[at] = value;
  }

  /** The number of a key, or -1. */
  int get(int key) {
    return values[find(key)];
  }

  private int find(int key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> Integer.SIZE) & mask;
    while (values[at] != NOTHING && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = new int[2 * oldKeys.length];
    Arrays.fill(values, NOTHING);
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != NOTHING) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }
}
