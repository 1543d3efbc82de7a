package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
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

  private long[] stamps = new long[16];

  Table(Journal journal) {
    this.journal = journal;
  }

  /** Lets the journal note the row as it is, the first time in a block or since a savepoint. */
  final void touch(int slot) {
    long before = stamp(slot);
    if (before < journal.since()) {
      setStamp(slot, journal.stamp());
      journal.note(this, slot, before);
    }
  }

  /** Whether a row was touched since the journal {@link Journal#begin began} a time. */
  final boolean isTouchedSince(int slot, long begun) {
    return stamp(slot) >= begun;
  }

  /** Begins a time for {@link #isTouchedSince}. */
  final long beginTime() {
    return journal.begin();
  }

  /** When a row was last noted, see {@link Journal#stamp}; a table may keep it with the row. */
  long stamp(int slot) {
    return slot < stamps.length ? stamps[slot] : 0;
  }

  /** Sets when a row was last noted. */
  void setStamp(int slot, long to) {
    if (slot >= stamps.length) {
      stamps = Arrays.copyOf(stamps, Math.max(slot + 1, stamps.length + stamps.length / 4));
    }
    stamps[slot] = to;
  }

  /** The number of slots; those of absent rows among them. */
  public abstract int slots();

  /** Appends the key of a row's leaf, with the table's tag in front. */
  public abstract void writeKey(int slot, ByteWriter out);

  /** Appends the canonical bytes of a row; none where it says nothing. */
  public abstract void write(int slot, ByteWriter out);

  /** Reads of a row what brings it near, for nothing else, and returns a sum of it. */
  public long read(int slot) {
    return 0;
  }

  /** The key of a row's leaf, in a new array. */
  public final byte[] key(int slot) {
    ByteWriter out = new ByteWriter();
    writeKey(slot, out);
    return out.toBytes();
  }

  /** The canonical bytes of a row, in a new array; none where it says nothing. */
  public final byte[] encode(int slot) {
    ByteWriter out = new ByteWriter();
    write(slot, out);
    return out.toBytes();
  }

  /**
   * Slots in the order of their keys, all of rows that are there; absent ones may be among them.
   */
  public abstract int[] inKeyOrder();

  /** Makes a row what its canonical bytes say; the reader has no others. */
  abstract void restore(int slot, ByteReader in);

  /** Notes what a row is, for {@link #load(int, UndoLog)}; a table may do so without bytes. */
  void save(int slot, UndoLog log) {
    log.pushObject(encode(slot));
  }

  /** Makes a row what {@link #save} noted. */
  void load(int slot, UndoLog log) {
    if (log.popObject() instanceof byte[] image) {
      restore(slot, new ByteReader(image));
    }
  }

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
    restore(slot, new ByteReader(value));
    if (!Arrays.equals(key, key(slot)) || !Arrays.equals(value, encode(slot))) {
      throw new MalformedBytes("the bytes are not the canonical form of what they say");
    }
    return slot;
  }
}
