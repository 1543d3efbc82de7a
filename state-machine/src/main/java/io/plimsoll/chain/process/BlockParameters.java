package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Parameters;
import java.util.Arrays;

/**
 * Parameters as they stand in one block, each looked up once: a change takes effect in the next
 * block at the earliest, so what was read stays right. Asking again allocates nothing.
 */
final class BlockParameters {

  private static final long NO_KEY = -1;

  private final Parameters parameters;
  private long[] keys = new long[256];
  private long[] values = new long[256];
  private int size;
  private long height;

  BlockParameters(Parameters parameters) {
    this.parameters = parameters;
    Arrays.fill(keys, NO_KEY);
  }

  void begin(long height) {
    this.height = height;
    size = 0;
    Arrays.fill(keys, NO_KEY);
  }

  long get(Parameter parameter, int subject) {
    // A code has 16 bits, so no key is -1.
    long key = ((long) parameter.code() << Integer.SIZE) | (subject & 0xffff_ffffL);
    int at = find(key);
    if (keys[at] == key) {
      return values[at];
    }
    if (2 * size >= keys.length) {
      grow();
      at = find(key);
    }
    keys[at] = key;
    values[at] = parameters.at(height, parameter, subject);
    size++;
    return values[at];
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> Integer.SIZE) & mask;
    while (keys[at] != key && keys[at] != NO_KEY) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new long[2 * oldKeys.length];
    Arrays.fill(keys, NO_KEY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NO_KEY) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
