package io.plimsoll.chain.state;

import io.plimsoll.margin.book.Positions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What rows were before they changed, as a stack: tables push what they need in {@link Table#save}
 * and pop it, in reverse, in {@link Table#load}. Memory is kept and reused.
 */
final class UndoLog {

  private static final int POSITION_LONGS = Positions.ROW_BYTES / Long.BYTES;

  private Table[] table = new Table[16];
  private int[] slot = new int[16];
  private int rows;
  private int[] begun = new int[8];
  private int levels;

  private long[] longs = new long[256];
  private int longCount;
  private @Nullable Object[] objects = new Object[16];
  private int objectCount;

  /** Begins a level. */
  void begin() {
    if (levels == begun.length) {
      begun = Arrays.copyOf(begun, 2 * levels);
    }
    begun[levels++] = rows;
  }

  void add(Table of, int row) {
    if (rows == slot.length) {
      table = Arrays.copyOf(table, 2 * rows);
      slot = Arrays.copyOf(slot, 2 * rows);
    }
    of.save(row, this);
    table[rows] = of;
    slot[rows] = row;
    rows++;
  }

  /** Puts back all rows of the level that began last, and ends it. */
  void undo() {
    levels--;
    while (rows > begun[levels]) {
      rows--;
      table[rows].load(slot[rows], this);
    }
  }

  /** Ends the level that began last; its rows are now those of the one before. */
  void keep() {
    levels--;
    if (levels == 0) {
      rows = 0;
      longCount = 0;
      objectCount = 0;
    }
  }

  void push(long value) {
    room(1);
    longs[longCount++] = value;
  }

  long pop() {
    return longs[--longCount];
  }

  /** Pushes positions. */
  void push(Positions from, int first, int count) {
    int length = count * POSITION_LONGS;
    room(length);
    from.copyTo(longs, longCount, first, count);
    longCount += length;
  }

  /** Pops positions. */
  void pop(Positions to, int first, int count) {
    longCount -= count * POSITION_LONGS;
    to.copyFrom(longs, longCount, first, count);
  }

  private void room(int more) {
    if (longCount + more > longs.length) {
      longs = Arrays.copyOf(longs, 2 * (longCount + more));
    }
  }

  void pushObject(@Nullable Object value) {
    if (objectCount == objects.length) {
      objects = Arrays.copyOf(objects, 2 * objectCount);
    }
    objects[objectCount++] = value;
  }

  @Nullable Object popObject() {
    return objects[--objectCount];
  }
}
