package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The subaccounts. What is known of one lies in its key's row, which is 64 bytes, a line of a
 * cache; its positions lie next to each other, sorted by underlying id, then by instrument id. So a
 * fill waits for few lines of memory, whatever it asks. A subaccount is named by a dense handle
 * that stays while the process lives.
 *
 * <p>A subaccount that has nothing and is in mode cross has no leaf.
 */
public final class Accounts extends Table {

  /** The pool that all cross markets share. */
  public static final int CROSS_POOL = 0;

  /** A subaccount that is no backstop. */
  public static final int NO_BACKSTOP = -1;

  private static final int TAG = 8;

  /** Up to so many positions a subaccount has exactly the room that it needs. */
  private static final int EXACT_ROOM = 16;

  private static final int SOME_ROOM = 64;
  private static final int NOTHING = -1;
  private static final long LOW_HALF = 0xffff_ffffL;
  private static final int POSITION_BYTES = Integer.BYTES + 3 * Long.BYTES;

  private final KeyIndex keys = new KeyIndex();
  private final RowTable<Integer, Rows.Instrument> instruments;

  // Where things lie in a row, after the key. Two ints share a long, the first one above.
  private static final int CASH = KeyIndex.KEY_LONGS;
  private static final int START_COUNT = CASH + 1;
  private static final int BACKSTOP_POOL = CASH + 2;
  private static final int ROOM_MODE = CASH + 3;
  private static final int STAMP = CASH + 4;

  private long[] rows = keys.rows();
  private Positions all = new Positions(64);
  private int inAll;

  /** Rooms that were given up, by their size: each one's first instrument is where the next is. */
  private int[] free = new int[EXACT_ROOM + 1];

  private int freed;
  private long[] instrumentOrder = new long[16];

  private int[] sorted = {};

  // What may have changed: what was touched since a time began, and what was marked.
  private final BitSet marked = new BitSet();
  private long unchangedBefore;

  Accounts(Journal journal, RowTable<Integer, Rows.Instrument> instruments) {
    super(journal);
    this.instruments = instruments;
    Arrays.fill(free, NOTHING);
  }

  /** Says where an instrument stands in the order of positions. */
  public void orderInstrument(int slot, int underlyingId, int instrumentId) {
    if (slot >= instrumentOrder.length) {
      instrumentOrder = Arrays.copyOf(instrumentOrder, Math.max(slot + 1, 2 * slot));
    }
    instrumentOrder[slot] = ((long) underlyingId << Integer.SIZE) | (instrumentId & 0xffff_ffffL);
  }

  /**
   * Whether a handle's subaccount is part of the state. A handle may be left from a command that
   * failed or a block that was taken back, on which nothing that the chain decides may depend.
   */
  public boolean exists(int handle) {
    return positions(handle) != 0
        || cash(handle) != 0
        || modeCode(handle) != Mode.CROSS.code()
        || pool(handle) != CROSS_POOL
        || backstop(handle) != NO_BACKSTOP;
  }

  /** The handle of a key, or -1. */
  public int find(SubaccountId id) {
    Address owner = id.owner();
    return keys.find(owner.high(), owner.middle(), owner.low(), id.number());
  }

  /** As {@link #find(SubaccountId)}, of the parts of a key. */
  public int find(long ownerHigh, long ownerMiddle, int ownerLow, int number) {
    return keys.find(ownerHigh, ownerMiddle, ownerLow, number);
  }

  /** The handle of a key, made where there is none. */
  public int findOrAdd(SubaccountId id) {
    Address owner = id.owner();
    return findOrAdd(owner.high(), owner.middle(), owner.low(), id.number());
  }

  /** As {@link #findOrAdd(SubaccountId)}, of the parts of a key. */
  public int findOrAdd(long ownerHigh, long ownerMiddle, int ownerLow, int number) {
    int known = keys.size();
    int handle = keys.findOrAdd(ownerHigh, ownerMiddle, ownerLow, number);
    if (handle == known) {
      rows = keys.rows();
      reset(handle);
    }
    return handle;
  }

  private void reset(int handle) {
    setSecond(handle, ROOM_MODE, Mode.CROSS.code());
    setFirst(handle, BACKSTOP_POOL, NO_BACKSTOP);
    setSecond(handle, BACKSTOP_POOL, CROSS_POOL);
    rows[KeyIndex.at(handle) + CASH] = 0;
  }

  private int first(int handle, int field) {
    return (int) (rows[KeyIndex.at(handle) + field] >>> Integer.SIZE);
  }

  private int second(int handle, int field) {
    return (int) rows[KeyIndex.at(handle) + field];
  }

  private void setFirst(int handle, int field, int to) {
    int at = KeyIndex.at(handle) + field;
    rows[at] = ((long) to << Integer.SIZE) | (rows[at] & LOW_HALF);
  }

  private void setSecond(int handle, int field, int to) {
    int at = KeyIndex.at(handle) + field;
    rows[at] = (rows[at] & ~LOW_HALF) | (to & LOW_HALF);
  }

  @Override
  long stamp(int handle) {
    return rows[KeyIndex.at(handle) + STAMP];
  }

  @Override
  void setStamp(int handle, long to) {
    rows[KeyIndex.at(handle) + STAMP] = to;
  }

  /** Reads where a key's row is looked for first, for nothing but to have it near. */
  public int readSlot(long ownerHigh, long ownerMiddle, int ownerLow, int number) {
    return keys.readSlot(ownerHigh, ownerMiddle, ownerLow, number);
  }

  @Override
  public long read(int handle) {
    return all.read(from(handle), to(handle));
  }

  /** Appends the key of a handle. */
  public void writeId(int handle, ByteWriter out) {
    keys.write(handle, out);
  }

  /** The key of a handle. */
  public SubaccountId id(int handle) {
    return keys.key(handle);
  }

  /** Compares two handles by their keys. */
  public int compareKeys(int one, int other) {
    return keys.compare(one, other);
  }

  /** All handles in the order of their keys; the array is this table's own. */
  @Override
  public int[] inKeyOrder() {
    int size = keys.size();
    if (sorted.length != size) {
      List<Integer> fresh = new ArrayList<>();
      for (int handle = sorted.length; handle < size; handle++) {
        fresh.add(handle);
      }
      fresh.sort(keys::compare);
      int[] merged = new int[size];
      int old = 0;
      int out = 0;
      for (int handle : fresh) {
        while (old < sorted.length && keys.compare(sorted[old], handle) < 0) {
          merged[out++] = sorted[old++];
        }
        merged[out++] = handle;
      }
      System.arraycopy(sorted, old, merged, out, sorted.length - old);
      sorted = merged;
    }
    return sorted;
  }

  /**
   * Whether a subaccount may differ from what it was at the last {@link #forgetChanges}, or has
   * been {@link #mark marked} since.
   */
  public boolean mayHaveChanged(int handle) {
    return marked.get(handle) || isTouchedSince(handle, unchangedBefore);
  }

  /** Lets a subaccount count as changed, until changes are forgotten. */
  public void mark(int handle) {
    marked.set(handle);
  }

  /** From here on subaccounts count as unchanged; no savepoint is open. */
  public void forgetChanges() {
    marked.clear();
    unchangedBefore = beginTime();
  }

  /** Mode. */
  public Mode mode(int handle) {
    return Mode.of(modeCode(handle));
  }

  /** Code of the mode. */
  public int modeCode(int handle) {
    return second(handle, ROOM_MODE);
  }

  /** Sets the mode. */
  public void setMode(int handle, Mode to) {
    touch(handle);
    setSecond(handle, ROOM_MODE, to.code());
  }

  /** The collateral pool in which the cash lies. */
  public int pool(int handle) {
    return second(handle, BACKSTOP_POOL);
  }

  /** Sets the pool. */
  public void setPool(int handle, int to) {
    touch(handle);
    setSecond(handle, BACKSTOP_POOL, to);
  }

  /** The pool whose backstop it is, or {@link #NO_BACKSTOP}. */
  public int backstop(int handle) {
    return first(handle, BACKSTOP_POOL);
  }

  /** Makes it a backstop of a pool, or of none. */
  public void setBackstop(int handle, int ofPool) {
    touch(handle);
    setFirst(handle, BACKSTOP_POOL, ofPool);
  }

  /** Cash in quanta. */
  public long cash(int handle) {
    return rows[KeyIndex.at(handle) + CASH];
  }

  /** Adds to cash. */
  public void addCash(int handle, long amount) {
    touch(handle);
    int at = KeyIndex.at(handle) + CASH;
    rows[at] = Math.addExact(rows[at], amount);
  }

  /** Index of the first position among those of all subaccounts. */
  public int from(int handle) {
    return first(handle, START_COUNT);
  }

  /** Index after the last position. */
  public int to(int handle) {
    return from(handle) + positions(handle);
  }

  /** The number of positions of all subaccounts. */
  public int positionsInAll() {
    return inAll;
  }

  /** The number of positions. */
  public int positions(int handle) {
    return second(handle, START_COUNT);
  }

  private void setPositions(int handle, int start, int count) {
    rows[KeyIndex.at(handle) + START_COUNT] = ((long) start << Integer.SIZE) | count;
  }

  /** Lets a book see the positions, until any of them change. */
  public void shareWith(Book book) {
    book.share(all);
  }

  /** Lets a book that sees the positions stand on a subaccount. */
  public void moveTo(int handle, Book book) {
    int from = from(handle);
    book.moveTo(cash(handle), from, from + positions(handle));
  }

  /** The slot of the instrument of the position at an index. */
  public int instrument(int position) {
    return all.instrument(position);
  }

  /** Signed lots of the position at an index. */
  public long lots(int position) {
    return all.lots(position);
  }

  /** Quote balance of the position at an index. */
  public long quote(int position) {
    return all.quote(position);
  }

  /** Funding index of the position at an index. */
  public long fundingIndex(int position) {
    return all.fundingIndex(position);
  }

  /** Sets up to which funding index the position at an index has paid. */
  public void setFundingIndex(int handle, int position, long to) {
    touch(handle);
    all.setFundingIndex(position, to);
  }

  /** The index of a subaccount's position in an instrument, or -1. */
  public int position(int handle, int instrumentSlot) {
    int to = to(handle);
    for (int p = from(handle); p < to; p++) {
      if (all.instrument(p) == instrumentSlot) {
        return p;
      }
    }
    return -1;
  }

  /** Sets a position; 0 lots removes it. */
  public void setPosition(
      int handle, int instrumentSlot, long newLots, long newQuote, long newFundingIndex) {
    int p = position(handle, instrumentSlot);
    setPosition(handle, p, instrumentSlot, newLots, newQuote, newFundingIndex);
  }

  /**
   * The same for who has looked the position up.
   *
   * @param position as {@link #position} says
   */
  public void setPosition(
      int handle,
      int position,
      int instrumentSlot,
      long newLots,
      long newQuote,
      long newFundingIndex) {
    touch(handle);
    if (newLots != 0) {
      int p = position < 0 ? insert(handle, instrumentSlot) : position;
      all.set(p, instrumentSlot, newLots, newQuote, newFundingIndex);
    } else if (position >= 0) {
      int count = positions(handle) - 1;
      all.copy(all, position + 1, position, to(handle) - position - 1);
      setPositions(handle, from(handle), count);
      shrink(handle, count);
      inAll--;
    }
  }

  /** Makes a place for a position in an instrument and returns its index. */
  private int insert(int handle, int instrumentSlot) {
    int count = positions(handle);
    reserve(handle, count + 1);
    int from = from(handle);
    int p = from;
    long order = instrumentOrder[instrumentSlot];
    while (p < from + count && instrumentOrder[all.instrument(p)] < order) {
      p++;
    }
    all.copy(all, p, p + 1, from + count - p);
    setPositions(handle, from, count + 1);
    inAll++;
    return p;
  }

  /** Makes room for so many positions. */
  private void reserve(int handle, int count) {
    if (count > first(handle, ROOM_MODE)) {
      move(handle, room(count));
    }
  }

  /** Gives up room that is more than twice what is needed. */
  private void shrink(int handle, int count) {
    int room = room(count);
    if (2 * room <= first(handle, ROOM_MODE)) {
      move(handle, room);
    }
  }

  private static int room(int positions) {
    int step = positions <= EXACT_ROOM ? 1 : positions <= SOME_ROOM ? 4 : 16;
    return (positions + step - 1) & -step;
  }

  /** Moves a subaccount's positions to a room of a size. */
  private void move(int handle, int room) {
    int from = from(handle);
    int count = positions(handle);
    int old = first(handle, ROOM_MODE);
    int to = allocate(room);
    all.copy(all, from, to, count);
    setPositions(handle, to, count);
    setFirst(handle, ROOM_MODE, room);
    if (old > 0) {
      all.set(from, free[old], 0, 0, 0);
      free[old] = from;
      freed += old;
    }
  }

  private int allocate(int room) {
    if (room == 0) {
      return 0;
    }
    if (room >= free.length) {
      int known = free.length;
      free = Arrays.copyOf(free, room + 1);
      Arrays.fill(free, known, free.length, NOTHING);
    }
    int at = free[room];
    if (at == NOTHING) {
      return all.extend(room);
    }
    free[room] = all.instrument(at);
    freed -= room;
    return at;
  }

  /** Moves the positions together where more than a fifth of the room was given up. */
  public void compact() {
    if (freed <= 1024 || 4L * freed <= all.size() - freed) {
      return;
    }
    int needed = 0;
    for (int handle = 0; handle < keys.size(); handle++) {
      needed += room(positions(handle));
    }
    Positions together = new Positions(Math.max(64, needed + needed / 8));
    for (int handle = 0; handle < keys.size(); handle++) {
      int count = positions(handle);
      int room = room(count);
      int at = together.extend(room);
      together.copy(all, from(handle), at, count);
      setPositions(handle, at, count);
      setFirst(handle, ROOM_MODE, room);
    }
    all = together;
    freed = 0;
    Arrays.fill(free, NOTHING);
  }

  @Override
  int slotFor(ByteReader key) {
    return findOrAdd(SubaccountId.read(key));
  }

  @Override
  public int slots() {
    return keys.size();
  }

  @Override
  public void writeKey(int slot, ByteWriter out) {
    out.u8(TAG);
    keys.write(slot, out);
  }

  @Override
  public void write(int slot, ByteWriter out) {
    if (!exists(slot)) {
      return;
    }
    int count = positions(slot);
    out.u8(State.LEAF_VERSION).u8(modeCode(slot)).u16(pool(slot)).i32(backstop(slot));
    out.i64(cash(slot)).u16(count);
    int from = from(slot);
    for (int p = from; p < from + count; p++) {
      out.i32((int) instrumentOrder[all.instrument(p)]);
      out.i64(all.lots(p)).i64(all.quote(p)).i64(all.fundingIndex(p));
    }
  }

  @Override
  void save(int slot, UndoLog log) {
    int count = positions(slot);
    log.push(all, from(slot), count);
    log.push(cash(slot));
    log.push(rows[KeyIndex.at(slot) + BACKSTOP_POOL]);
    log.push(modeCode(slot));
    log.push(count);
  }

  @Override
  void load(int slot, UndoLog log) {
    int count = (int) log.pop();
    setSecond(slot, ROOM_MODE, (int) log.pop());
    rows[KeyIndex.at(slot) + BACKSTOP_POOL] = log.pop();
    rows[KeyIndex.at(slot) + CASH] = log.pop();
    inAll += count - positions(slot);
    setPositions(slot, from(slot), 0);
    reserve(slot, count);
    setPositions(slot, from(slot), count);
    log.pop(all, from(slot), count);
  }

  @Override
  void restore(int slot, ByteReader in) {
    mark(slot);
    reset(slot);
    inAll -= positions(slot);
    setPositions(slot, from(slot), 0);
    if (in.left() == 0) {
      return;
    }
    in.u8();
    setSecond(slot, ROOM_MODE, in.u8());
    setSecond(slot, BACKSTOP_POOL, in.u16());
    setFirst(slot, BACKSTOP_POOL, in.i32());
    rows[KeyIndex.at(slot) + CASH] = in.i64();
    int count = in.u16();
    if (in.left() != count * POSITION_BYTES) {
      throw new MalformedBytes(count + " positions do not take " + in.left() + " bytes");
    }
    reserve(slot, count);
    for (int i = 0; i < count; i++) {
      int id = in.i32();
      int instrumentSlot = instruments.slotOf(id);
      if (instrumentSlot < 0) {
        throw new MalformedBytes("a position is in instrument " + id + ", which is not there");
      }
      all.set(insert(slot, instrumentSlot), instrumentSlot, in.i64(), in.i64(), in.i64());
    }
    in.end();
  }
}
