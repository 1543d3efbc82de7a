package io.plimsoll.chain;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.root.StateTree;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;
import java.util.BitSet;
import java.util.List;

/** The root of a state: its leaves in a tree, kept up to date with what blocks touch. */
public final class StateRoot {

  /** Of all tables only that of subaccounts is large; its leaves have the even numbers. */
  private static final int TABLE_BITS = 6;

  private static final int MOST_SLOTS = (1 << (Integer.SIZE - 2 - TABLE_BITS)) - 2;
  private static final int TABLE_MASK = (1 << TABLE_BITS) - 1;

  /** Rows are read ahead so many at a time. */
  private static final int AHEAD = 32;

  private final List<Table> tables;
  private final int large;

  /** Which rows of each table have a leaf in the tree. */
  private final BitSet[] inTree;

  private final StateTree tree = new StateTree(new Leaves());
  private final Sha256 sha = new Sha256();
  private final ByteWriter key = new ByteWriter();
  private final ByteWriter value = new ByteWriter();

  /** A sum of what was read ahead, without which reads would be left out. */
  @SuppressWarnings("UnusedVariable") // That it is written is all that it is for.
  private long read;

  /** The root of an empty state, which is asked for its leaves from then on. */
  public StateRoot(State state) {
    tables = state.tables();
    large = tables.indexOf(state.accounts());
    inTree = new BitSet[tables.size()];
    for (int i = 0; i < inTree.length; i++) {
      inTree[i] = new BitSet();
    }
  }

  private int number(int table, int slot) {
    if (table != large && slot > MOST_SLOTS) {
      throw new IllegalStateException("table " + table + " has outgrown the numbers of its leaves");
    }
    return table == large ? slot << 1 : ((slot << TABLE_BITS | table) << 1) | 1;
  }

  private int table(int leaf) {
    return (leaf & 1) == 0 ? large : (leaf >> 1) & TABLE_MASK;
  }

  private static int slot(int leaf) {
    return (leaf & 1) == 0 ? leaf >> 1 : leaf >> (1 + TABLE_BITS);
  }

  /** What the tree asks for. */
  private final class Leaves implements StateTree.Leaves {

    private final ByteWriter bytes = new ByteWriter();

    @Override
    public void keyHash(int leaf, byte[] to, int offset) {
      tables.get(table(leaf)).writeKey(slot(leaf), bytes.clear());
      sha.update(bytes.memory(), 0, bytes.size()).digest(to, offset);
    }

    @Override
    public void valueHash(int leaf, byte[] to, int offset) {
      tables.get(table(leaf)).write(slot(leaf), bytes.clear());
      sha.update(bytes.memory(), 0, bytes.size()).digest(to, offset);
    }
  }

  /** Takes in the leaves that a block touched, as they are now. */
  public void put(Journal.Images touched) {
    Table last = tables.get(large);
    int index = large;
    for (int i = 0; i < touched.count(); i++) {
      if (i % AHEAD == 0) {
        readAhead(touched, i);
      }
      if (!touched.table(i).equals(last)) {
        last = touched.table(i);
        index = tables.indexOf(last);
      }
      put(index, touched.slot(i));
    }
    tree.apply();
  }

  /** Reads the next rows. Their waits for memory overlap here; later hashes lie between them. */
  private void readAhead(Journal.Images touched, int from) {
    int to = Math.min(from + AHEAD, touched.count());
    for (int i = from; i < to; i++) {
      read += touched.table(i).read(touched.slot(i));
    }
  }

  /** Takes in all leaves of a state. */
  public void putAll() {
    for (int table = 0; table < tables.size(); table++) {
      for (int slot = 0; slot < tables.get(table).slots(); slot++) {
        put(table, slot);
      }
    }
    tree.apply();
  }

  private void put(int table, int slot) {
    Table of = tables.get(table);
    of.writeKey(slot, key.clear());
    of.write(slot, value.clear());
    BitSet known = inTree[table];
    boolean there = known.get(slot);
    tree.put(number(table, slot), there, key.memory(), key.size(), value.memory(), value.size());
    if (there != value.size() > 0) {
      known.flip(slot);
    }
  }

  /** The root as it is now. */
  public Hash hash() {
    return Hash.of(tree.root());
  }

  /** The proof of what the state says of a leaf's key. */
  public Proof prove(byte[] leafKey) {
    return Proof.of(tree, leafKey);
  }

  /** The bytes that the tree takes. */
  public long memoryBytes() {
    return tree.memoryBytes();
  }
}
