package io.plimsoll.chain.root;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Changes of leaves that wait to be made at once, in the order of their key hashes. Columns are
 * kept for the next batch unless they are large.
 */
final class LeafBatch {

  private static final int HASH = Sha256.BYTES;

  /** Columns for more changes than this are given up after use. */
  private static final int KEPT = 1 << 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] keys = new byte[16 * HASH];
  private byte[] hashes = new byte[16 * HASH];
  private int[] leaves = new int[16];
  private boolean[] removed = new boolean[16];
  private boolean[] known = new boolean[16];
  private long[] order = new long[16];
  private long indexMask;
  private int sortedBits;
  private int size;

  /** Adds a change, whose hashes the caller writes to {@link #keys} and {@link #hashes}. */
  int add(int leaf, boolean isKnown, boolean isRemoved) {
    if (size == leaves.length) {
      int capacity = 2 * size;
      keys = Arrays.copyOf(keys, capacity * HASH);
      hashes = Arrays.copyOf(hashes, capacity * HASH);
      leaves = Arrays.copyOf(leaves, capacity);
      removed = Arrays.copyOf(removed, capacity);
      known = Arrays.copyOf(known, capacity);
      order = new long[capacity];
    }
    leaves[size] = leaf;
    known[size] = isKnown;
    removed[size] = isRemoved;
    return size++;
  }

  int size() {
    return size;
  }

  /** Key hashes, each at {@link #at}. */
  byte[] keys() {
    return keys;
  }

  /** Hashes of leaves, each at {@link #at}. */
  byte[] hashes() {
    return hashes;
  }

  /** Where the hashes of a change begin. */
  static int at(int change) {
    return change * HASH;
  }

  int leaf(int change) {
    return leaves[change];
  }

  boolean isRemoved(int change) {
    return removed[change];
  }

  boolean isKnown(int change) {
    return known[change];
  }

  /** The change at a place in the order of key hashes; after {@link #sort}. */
  int ordered(int place) {
    return (int) (order[place] & indexMask);
  }

  /**
   * Sorts. Numbers made of the first bits of a key hash and the change's index do nearly all of it;
   * where these bits are equal the whole hashes decide.
   */
  void sort() {
    int indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
    indexMask = (1L << indexBits) - 1;
    sortedBits = Long.SIZE - indexBits;
    for (int i = 0; i < size; i++) {
      // Signs are turned, so that numbers sort as the unsigned bytes do.
      long first = (long) LONG.get(keys, at(i)) ^ Long.MIN_VALUE;
      order[i] = (first & ~indexMask) | i;
    }
    Arrays.sort(order, 0, size);
    for (int i = 1; i < size; i++) {
      for (int j = i; j > 0 && follows(j - 1, j); j--) {
        long swapped = order[j];
        order[j] = order[j - 1];
        order[j - 1] = swapped;
      }
    }
  }

  /** Whether of two neighbours in the order the first must follow the second. */
  private boolean follows(int place, int next) {
    if ((order[place] & ~indexMask) != (order[next] & ~indexMask)) {
      return false;
    }
    int one = at(ordered(place));
    int other = at(ordered(next));
    return Arrays.compareUnsigned(keys, one, one + HASH, keys, other, other + HASH) > 0;
  }

  /**
   * The first place from {@code from} to {@code to} whose key has a 1 at a depth, or {@code to}.
   */
  int split(int from, int to, int depth) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bit(middle, depth) == 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The bit of the key hash at a place; the first ones are those by which all is sorted. */
  private int bit(int place, int depth) {
    return depth < sortedBits
        ? (int) ((order[place] ^ Long.MIN_VALUE) >>> (Long.SIZE - 1 - depth)) & 1
        : Hashes.bit(keys, at(ordered(place)), depth);
  }

  /** Forgets all changes. */
  void clear() {
    size = 0;
    if (leaves.length > KEPT) {
      keys = new byte[16 * HASH];
      hashes = new byte[16 * HASH];
      leaves = new int[16];
      removed = new boolean[16];
      known = new boolean[16];
      order = new long[16];
    }
  }
}
