package io.plimsoll.node.evm.proof;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.auth.Keccak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The root of the Merkle-Patricia trie whose keys are the places 0, 1, 2, ... of values, as a
 * header has it of its receipts (yellow paper, appendix D and 4.4.2).
 */
final class OrderedTrie {

  private static final int NIBBLE = 4;
  private static final int BRANCHES = 16;
  private static final int LEAF = 2;

  private OrderedTrie() {}

  /** A value and the way to it, in half bytes. */
  private static final class Entry {
    private final byte[] way;
    private final byte[] value;

    Entry(byte[] way, byte[] value) {
      this.way = way;
      this.value = value;
    }
  }

  /** The root over values in their order. */
  static Hash root(List<byte[]> values) {
    List<Entry> entries = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      entries.add(new Entry(nibbles(Rlp.number(i)), values.get(i)));
    }
    entries.sort((a, b) -> Arrays.compare(a.way, b.way));
    byte[] node = entries.isEmpty() ? Rlp.string(new byte[0]) : node(entries, 0);
    return Hash.of(Keccak.hash(node));
  }

  private static byte[] nibbles(byte[] key) {
    byte[] out = new byte[2 * key.length];
    for (int i = 0; i < key.length; i++) {
      out[2 * i] = (byte) ((key[i] >> NIBBLE) & 0xf);
      out[2 * i + 1] = (byte) (key[i] & 0xf);
    }
    return out;
  }

  /** The node over sorted entries that share their first half bytes; no way is another's start. */
  private static byte[] node(List<Entry> entries, int depth) {
    byte[] first = entries.get(0).way;
    if (entries.size() == 1) {
      byte[] path = path(first, depth, first.length, true);
      return Rlp.list(List.of(Rlp.string(path), Rlp.string(entries.get(0).value)));
    }
    byte[] last = entries.get(entries.size() - 1).way;
    int shared = depth + Arrays.mismatch(first, depth, first.length, last, depth, last.length);
    if (shared > depth) {
      byte[] path = path(first, depth, shared, false);
      return Rlp.list(List.of(Rlp.string(path), reference(node(entries, shared))));
    }
    return branch(entries, depth);
  }

  private static byte[] branch(List<Entry> entries, int depth) {
    List<byte[]> parts = new ArrayList<>(BRANCHES + 1);
    int from = 0;
    for (int nibble = 0; nibble < BRANCHES; nibble++) {
      int to = from;
      while (to < entries.size() && entries.get(to).way[depth] == nibble) {
        to++;
      }
      parts.add(
          from == to
              ? Rlp.string(new byte[0])
              : reference(node(entries.subList(from, to), depth + 1)));
      from = to;
    }
    parts.add(Rlp.string(new byte[0]));
    return Rlp.list(parts);
  }

  /** A node within another one: itself where it is short, else its hash. */
  private static byte[] reference(byte[] node) {
    return node.length < Hash.BYTES ? node : Rlp.string(Keccak.hash(node));
  }

  /** Half bytes with the prefix that says whether they end at a leaf, and whether they are odd. */
  private static byte[] path(byte[] way, int from, int to, boolean leaf) {
    int length = to - from;
    int odd = length % 2;
    byte[] out = new byte[1 + length / 2];
    int kind = (leaf ? LEAF : 0) + odd;
    out[0] = (byte) ((kind << NIBBLE) | (odd == 1 ? way[from] : 0));
    for (int i = 0; i < length / 2; i++) {
      int at = from + odd + 2 * i;
      out[1 + i] = (byte) ((way[at] << NIBBLE) | way[at + 1]);
    }
    return out;
  }
}
