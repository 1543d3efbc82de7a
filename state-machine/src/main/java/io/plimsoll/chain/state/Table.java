package io.plimsoll.chain.state;

import java.util.Arrays;

/**
 * A table of the state. Its rows have dense slots, which never enter the state's bytes, and keys,
 * which do: a leaf's key is the table's tag and the row's key, its value the row's canonical bytes.
 * A row that says nothing has no leaf.
 *
 * <p>Every method that changes a row calls {@link #touch} before it does.
 */
public abstract class Table {

  private final Journal journal;
  private int[] touchedIn = new int[16];

  Table(Journal journal) {
    this.journal = journal;
  }

  /** Remembers the row as it is, the first time in a block. */
  final void touch(int slot) {
    if (slot >= touchedIn.length) {
      touchedIn = Arrays.copyOf(touchedIn, Math.max(slot + 1, 2 * touchedIn.length));
    }
    if (touchedIn[slot] != journal.epoch()) {
      touchedIn[slot] = journal.epoch();
      journal.record(this, slot);
    }
  }

  /** The number of slots; those of absent rows among them. */
  public abstract int slots();

  /** The key of a row's leaf, with the table's tag in front. */
  public abstract byte[] key(int slot);

  /** The canonical bytes of a row; none where it says nothing. */
  public abstract byte[] encode(int slot);

  /** Makes a row what its canonical bytes say. */
  abstract void restore(int slot, byte[] image);
}
