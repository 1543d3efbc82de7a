package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small table of immutable rows in key order: a change puts a new row in the place of the old
 * one.
 *
 * @param <K> key, whose natural order is that of its canonical bytes
 * @param <V> row
 */
public final class RowTable<K extends Comparable<K>, V> extends Table {

  /** Canonical bytes of a table's keys and rows. */
  interface Codec<K, V> {
    K readKey(ByteReader in);

    void writeKey(K key, ByteWriter out);

    void write(V row, ByteWriter out);

    V read(ByteReader in);
  }

  private final int tag;
  private final Codec<K, V> codec;
  private final TreeMap<K, Integer> slotOf = new TreeMap<>();
  private final TreeMap<K, V> rows = new TreeMap<>();
  private final List<K> keys = new ArrayList<>();
  private final ByteWriter writer = new ByteWriter();
  private int version;

  RowTable(Journal journal, int tag, Codec<K, V> codec) {
    super(journal);
    this.tag = tag;
    this.codec = codec;
  }

  /** The row of a key, or null. */
  public @Nullable V get(K key) {
    return rows.get(key);
  }

  /**
   * The row of a key that is there.
   *
   * @throws IllegalStateException where it is not, which is a fault of this program
   */
  public V require(K key) {
    V row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("table " + tag + " has no row " + key);
    }
    return row;
  }

  /** Sets the row of a key. */
  public void put(K key, V row) {
    touch(slotFor(key));
    rows.put(key, row);
    version++;
  }

  /** Removes the row of a key. */
  public void remove(K key) {
    if (rows.containsKey(key)) {
      touch(slotFor(key));
      rows.remove(key);
      version++;
    }
  }

  /** The dense number of a key, which stays while the process lives; -1 for one never seen. */
  public int slotOf(K key) {
    Integer slot = slotOf.get(key);
    return slot == null ? -1 : slot;
  }

  /** The key of a slot. */
  public K keyOf(int slot) {
    return keys.get(slot);
  }

  /**
   * The row of a slot that has one.
   *
   * @throws IllegalStateException where it has none, which is a fault of this program
   */
  V rowAt(int slot) {
    return require(keyOf(slot));
  }

  private int slotFor(K key) {
    Integer slot = slotOf.get(key);
    if (slot == null) {
      slot = keys.size();
      keys.add(key);
      slotOf.put(key, slot);
    }
    return slot;
  }

  /** All rows in key order; a view. */
  public Map<K, V> rows() {
    return rows;
  }

  /** Grows with every change, undone ones too; what is derived from the table remembers it. */
  public int version() {
    return version;
  }

  @Override
  public int slots() {
    return keys.size();
  }

  @Override
  public int[] inKeyOrder() {
    return rows.keySet().stream().mapToInt(slotOf::get).toArray();
  }

  @Override
  int slotFor(ByteReader key) {
    return slotFor(codec.readKey(key));
  }

  @Override
  public byte[] key(int slot) {
    writer.clear().u8(tag);
    codec.writeKey(keys.get(slot), writer);
    return writer.toBytes();
  }

  @Override
  public byte[] encode(int slot) {
    V row = rows.get(keys.get(slot));
    writer.clear();
    if (row != null) {
      writer.u8(State.LEAF_VERSION);
      codec.write(row, writer);
    }
    return writer.toBytes();
  }

  @Override
  void restore(int slot, byte[] image) {
    if (image.length == 0) {
      rows.remove(keys.get(slot));
    } else {
      ByteReader in = new ByteReader(image);
      in.u8();
      rows.put(keys.get(slot), codec.read(in));
      in.end();
    }
    version++;
  }
}
