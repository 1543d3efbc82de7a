package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the leaves that a block touches were before it. It undoes the block, and it names the leaves
 * whose hashes the root needs anew.
 *
 * <p>Within a block a {@link #savepoint} notes what rows are before they change, so that {@link
 * #rollback} can take back a command that turns out not to be allowed. Savepoints nest. All tables
 * take part, and in the steady state nothing is allocated: notes lie in columns that are reused.
 */
public final class Journal {

  private int epoch = 1;
  private Images images = new Images();
  private final List<Images> spare = new ArrayList<>();
  private final UndoLog log = new UndoLog();

  /** Numbers of what began last: a savepoint, or the time after a rollback. */
  private int last;

  /** The number from which on a change counts as noted, for each savepoint that is open. */
  private int[] base = new int[8];

  private int open;

  /** The number of what {@link #begin} began last in this block. */
  private int begun;

  /** An empty journal. */
  public Journal() {}

  /** Leaves as they were before a block, in the order in which it touched them first. */
  public static final class Images {

    private Table[] table = new Table[16];
    private int[] slot = new int[16];
    private int[] end = new int[16];
    private final ByteWriter bytes = new ByteWriter();
    private int count;

    private Images() {}

    private void add(Table of, int row) {
      if (count == slot.length) {
        table = Arrays.copyOf(table, 2 * count);
        slot = Arrays.copyOf(slot, 2 * count);
        end = Arrays.copyOf(end, 2 * count);
      }
      of.write(row, bytes);
      table[count] = of;
      slot[count] = row;
      end[count] = bytes.size();
      count++;
    }

    private void clear() {
      count = 0;
      bytes.clear();
    }

    /** The number of leaves. */
    public int count() {
      return count;
    }

    /** The table of a leaf. */
    public Table table(int i) {
      return table[i];
    }

    /** A leaf's slot in its table. */
    public int slot(int i) {
      return slot[i];
    }

    /** The bytes of a leaf; none where it was absent. */
    public byte[] bytes(int i) {
      return Arrays.copyOfRange(bytes.memory(), i == 0 ? 0 : end[i - 1], end[i]);
    }

    /** Puts all leaves back, the one that was touched last first. */
    public void restore() {
      for (int i = count - 1; i >= 0; i--) {
        int from = i == 0 ? 0 : end[i - 1];
        table[i].restore(slot[i], new ByteReader(bytes.memory(), from, end[i]));
      }
    }
  }

  /**
   * Begins a time of which it is known later who was touched in it: rows touched from now on are
   * noted again, so that they have this stamp or a later one.
   */
  long begin() {
    begun = ++last;
    return stamp(begun);
  }

  /** The least stamp of a row that needs no note. */
  long since() {
    return stamp(open == 0 ? begun : base[open - 1]);
  }

  /** The stamp of a row that is noted now. */
  long stamp() {
    return stamp(last);
  }

  private long stamp(int number) {
    return ((long) epoch << Integer.SIZE) | number;
  }

  /**
   * Notes a row before it changes.
   *
   * @param stamped the stamp of its last note
   */
  void note(Table table, int slot, long stamped) {
    if (stamped >>> Integer.SIZE != epoch) {
      images.add(table, slot);
    }
    if (open > 0) {
      log.add(table, slot);
    }
  }

  /** From here on changes can be taken back by {@link #rollback}, or kept by {@link #release}. */
  public void savepoint() {
    if (open == base.length) {
      base = Arrays.copyOf(base, 2 * open);
    }
    base[open++] = ++last;
    log.begin();
  }

  /** Takes back all changes since the savepoint that was opened last, and closes it. */
  public void rollback() {
    log.undo();
    open--;
    if (open > 0) {
      // Notes that are gone were the outer savepoint's too, so it must note those rows again.
      base[open - 1] = ++last;
    }
  }

  /** Keeps the changes since the savepoint that was opened last, and closes it. */
  public void release() {
    log.keep();
    open--;
  }

  /** The leaves touched since the last {@link #take}. */
  public Images images() {
    return images;
  }

  /** Hands over the images and starts the next block's. */
  public Images take() {
    Images taken = images;
    images = spare.isEmpty() ? new Images() : spare.removeLast();
    while (open > 0) {
      // An exception left it open; the images undo the block as a whole.
      release();
    }
    last = 0;
    begun = 0;
    epoch++;
    return taken;
  }

  /** Takes back the memory of images that nobody needs any more. */
  public void recycle(Images taken) {
    taken.clear();
    spare.addLast(taken);
  }
}
