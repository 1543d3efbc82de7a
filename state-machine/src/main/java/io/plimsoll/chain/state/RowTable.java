package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small table of immutable rows in key order: a change puts a new row in the place of the old
 * one.
 *
 * @param <K> key, whose natural order is that of its canonical bytes
 * @param <V> row
 */
public class RowTable<K extends Comparable<K>, V> extends Table {

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
  private final List<@Nullable V> bySlot = new ArrayList<>();
  private int version;

  private final @Nullable Column<V> column;
  private long[] number = {};
  private boolean[] behind = {};
  private int[] behindSlots = {};
  private int behindCount;

  /**
   * A number of each row that changes far more often than the rest. It has a column of its own,
   * which is right at any time; rows are brought up to date when somebody asks for one.
   */
  interface Column<V> {
    long of(V row);

    V with(V row, long number);
  }

  RowTable(Journal journal, int tag, Codec<K, V> codec) {
    this(journal, tag, codec, null);
  }

  RowTable(Journal journal, int tag, Codec<K, V> codec, @Nullable Column<V> column) {
    super(journal);
    this.tag = tag;
    this.codec = codec;
    this.column = column;
  }

  /** The number in the column, of a slot. */
  long number(int slot) {
    return number[slot];
  }

  /** Adds to the number in the column, of a slot that has a row. */
  void addToNumber(int slot, long change) {
    touch(slot);
    number[slot] = Math.addExact(number[slot], change);
    lag(slot);
  }

  private void lag(int slot) {
    if (!behind[slot]) {
      behind[slot] = true;
      behindSlots[behindCount++] = slot;
    }
  }

  private void catchUp() {
    while (behindCount > 0) {
      int slot = behindSlots[--behindCount];
      behind[slot] = false;
      V row = bySlot.get(slot);
      if (row != null && column != null && column.of(row) != number[slot]) {
        V now = column.with(row, number[slot]);
        bySlot.set(slot, now);
        rows.put(keys.get(slot), now);
      }
    }
  }

  private void place(int slot, @Nullable V row) {
    bySlot.set(slot, row);
    if (row == null) {
      rows.remove(keys.get(slot));
    } else {
      rows.put(keys.get(slot), row);
    }
    if (column != null) {
      number[slot] = row == null ? 0 : column.of(row);
    }
    version++;
    changed(keys.get(slot), row);
  }

  /** The row of a key, or null. */
  public @Nullable V get(K key) {
    catchUp();
    return rows.get(key);
  }

  /**
   * The row of a key that is there.
   *
   * @throws IllegalStateException where it is not, which is a fault of this program
   */
  public V require(K key) {
    V row = get(key);
    if (row == null) {
      throw new IllegalStateException("table " + tag + " has no row " + key);
    }
    return row;
  }

  /** Sets the row of a key. */
  public void put(K key, V row) {
    catchUp();
    int slot = slotFor(key);
    touch(slot);
    place(slot, row);
  }

  /** Removes the row of a key. */
  public void remove(K key) {
    catchUp();
    if (rows.containsKey(key)) {
      int slot = slotFor(key);
      touch(slot);
      place(slot, null);
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
      bySlot.add(null);
      slotOf.put(key, slot);
      if (column != null && slot >= number.length) {
        int size = 2 * slot + 8;
        number = Arrays.copyOf(number, size);
        behind = Arrays.copyOf(behind, size);
        behindSlots = Arrays.copyOf(behindSlots, size);
      }
    }
    return slot;
  }

  /** All rows in key order; a view. */
  public NavigableMap<K, V> rows() {
    catchUp();
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
  public void writeKey(int slot, ByteWriter out) {
    out.u8(tag);
    codec.writeKey(keys.get(slot), out);
  }

  @Override
  public void write(int slot, ByteWriter out) {
    catchUp();
    V row = bySlot.get(slot);
    if (row != null) {
      out.u8(State.LEAF_VERSION);
      codec.write(row, out);
    }
  }

  @Override
  void restore(int slot, ByteReader in) {
    catchUp();
    if (in.left() == 0) {
      place(slot, null);
    } else {
      in.u8();
      place(slot, codec.read(in));
      in.end();
    }
  }

  @Override
  void save(int slot, UndoLog log) {
    log.pushObject(bySlot.get(slot));
    if (column != null) {
      log.push(number[slot]);
    }
  }

  @Override
  void load(int slot, UndoLog log) {
    long then = column == null ? 0 : log.pop();
    @SuppressWarnings("unchecked") // This table pushed it.
    V row = (V) log.popObject();
    place(slot, row);
    if (column != null) {
      number[slot] = then;
      lag(slot);
    }
  }

  /** Is told what a row has become, by undo too; for what is derived of the table. */
  void changed(K key, @Nullable V row) {}
}
