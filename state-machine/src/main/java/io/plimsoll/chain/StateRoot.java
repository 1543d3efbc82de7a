package io.plimsoll.chain;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.root.StateTree;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;

/** The root of a state: its leaves in a tree, kept up to date with what blocks touch. */
public final class StateRoot {

  private final StateTree tree = new StateTree();
  private final ByteWriter key = new ByteWriter();
  private final ByteWriter value = new ByteWriter();

  /** The root of the empty state. */
  public StateRoot() {}

  /** Takes in the leaves that a block touched, as they are now. */
  public void put(Journal.Images touched) {
    for (int i = 0; i < touched.count(); i++) {
      put(touched.table(i), touched.slot(i));
    }
  }

  /** Takes in all leaves of a state. */
  public void putAll(State state) {
    for (Table table : state.tables()) {
      for (int slot = 0; slot < table.slots(); slot++) {
        put(table, slot);
      }
    }
  }

  private void put(Table table, int slot) {
    key.clear();
    table.writeKey(slot, key);
    value.clear();
    table.write(slot, value);
    tree.put(key.memory(), key.size(), value.memory(), value.size());
  }

  /** The root as it is now. */
  public Hash hash() {
    return Hash.of(tree.root());
  }

  /** The proof of what the state says of a leaf's key. */
  public Proof prove(byte[] leafKey) {
    return Proof.of(tree, leafKey);
  }
}
