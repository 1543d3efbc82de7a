package io.plimsoll.chain.state;

import java.util.ArrayList;
import java.util.List;

/**
 * What the leaves that a block touches were before it. It undoes the block, and it names the leaves
 * whose hashes the root needs anew.
 */
public final class Journal {

  private int epoch = 1;
  private List<Entry> entries = new ArrayList<>();

  /** An empty journal. */
  public Journal() {}

  /** One leaf as it was. */
  public static final class Entry {

    private final Table table;
    private final int slot;
    private final byte[] image;

    Entry(Table table, int slot, byte[] image) {
      this.table = table;
      this.slot = slot;
      this.image = image;
    }

    /** The table in which it stands. */
    public Table table() {
      return table;
    }

    /** Its slot there. */
    public int slot() {
      return slot;
    }

    /** Its bytes; empty where it was absent. */
    public byte[] image() {
      return image;
    }

    /** Puts the leaf back. */
    public void restore() {
      table.restore(slot, image);
    }
  }

  int epoch() {
    return epoch;
  }

  void record(Table table, int slot) {
    entries.add(new Entry(table, slot, table.encode(slot)));
  }

  /** The leaves touched since the last {@link #take}, in the order of their first touch. */
  public List<Entry> entries() {
    return entries;
  }

  /** Hands over the entries and starts the next block's. */
  public List<Entry> take() {
    List<Entry> taken = entries;
    entries = new ArrayList<>();
    epoch++;
    return taken;
  }
}
