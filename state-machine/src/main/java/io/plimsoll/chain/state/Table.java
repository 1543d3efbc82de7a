package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.MalformedBytes;
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

  /**
   * Slots in the order of their keys, all of rows that are there; absent ones may be among them.
   */
  public abstract int[] inKeyOrder();

  /** Makes a row what its canonical bytes say. */
  abstract void restore(int slot, byte[] image);

  /** The slot of a key, whose tag has been read; made where there is none. */
  abstract int slotFor(ByteReader key);

  /**
   * Takes a leaf from elsewhere, without the journal.
   *
   * @return the row's slot
   * @throws MalformedBytes where the bytes are not those that this table would write
   * @throws IllegalArgumentException where a code in them stands for nothing
   */
  final int load(byte[] key, byte[] value) {
    if (value.length == 0 || value[0] != State.LEAF_VERSION) {
      throw new MalformedBytes(
          value.length == 0
              ? "an empty value is no leaf"
              : "version of the leaf is " + value[0] + "; it must be " + State.LEAF_VERSION);
    }
    ByteReader in = new ByteReader(key);
    in.u8();
    int slot = slotFor(in);
    in.end();
    restore(slot, value);
    if (!Arrays.equals(key, key(slot)) || !Arrays.equals(value, encode(slot))) {
      throw new MalformedBytes("the bytes are not the canonical form of what they say");
    }
    return slot;
  }
}
