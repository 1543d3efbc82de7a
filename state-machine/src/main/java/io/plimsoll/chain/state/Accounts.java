package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.book.Book;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The subaccounts, as columns; their positions lie in shared columns, each subaccount's next to
 * each other and sorted by underlying id, then by instrument id. A subaccount is named by a dense
 * handle that stays while the process lives.
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
  private static final int POSITION_BYTES = Integer.BYTES + 3 * Long.BYTES;

  private final KeyIndex keys = new KeyIndex();
  private final RowTable<Integer, Rows.Instrument> instruments;

  private byte[] mode = new byte[16];
  private int[] pool = new int[16];
  private int[] backstop = new int[16];
  private long[] cash = new long[16];
  private int[] start = new int[16];
  private int[] count = new int[16];
  private int[] capacity = new int[16];

  private int used;
  private int inAll;

  /** Rooms that were given up, by their size: each one's first instrument is where the next is. */
  private int[] free = new int[EXACT_ROOM + 1];

  private int freed;
  private int[] instrument = new int[64];
  private long[] lots = new long[64];
  private long[] quote = new long[64];
  private long[] fundingIndex = new long[64];
  private long[] instrumentOrder = new long[16];

  private int[] sorted = {};

  // What may have changed: what was touched since an epoch, and what was marked.
  private final BitSet marked = new BitSet();
  private int unchangedBefore;

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
    return count[handle] != 0
        || cash[handle] != 0
        || mode[handle] != Mode.CROSS.code()
        || pool[handle] != CROSS_POOL
        || backstop[handle] != NO_BACKSTOP;
  }

  /** The handle of a key, or -1. */
  public int find(SubaccountId id) {
    Address owner = id.owner();
    return keys.find(owner.high(), owner.middle(), owner.low(), id.number());
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
      if (handle >= cash.length) {
        int size = handle + handle / 8 + 16;
        mode = Arrays.copyOf(mode, size);
        pool = Arrays.copyOf(pool, size);
        backstop = Arrays.copyOf(backstop, size);
        cash = Arrays.copyOf(cash, size);
        start = Arrays.copyOf(start, size);
        count = Arrays.copyOf(count, size);
        capacity = Arrays.copyOf(capacity, size);
      }
      reset(handle);
    }
    return handle;
  }

  private void reset(int handle) {
    mode[handle] = (byte) Mode.CROSS.code();
    pool[handle] = CROSS_POOL;
    backstop[handle] = NO_BACKSTOP;
    cash[handle] = 0;
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

  /**
   * From here on subaccounts count as unchanged, but for those that were touched in the block that
   * is being processed: a row is noted but once in a block, so these may change again unseen.
   */
  public void forgetChanges() {
    marked.clear();
    unchangedBefore = epoch();
  }

  /** Mode. */
  public Mode mode(int handle) {
    return Mode.of(mode[handle]);
  }

  /** Sets the mode. */
  public void setMode(int handle, Mode to) {
    touch(handle);
    mode[handle] = (byte) to.code();
  }

  /** The collateral pool in which the cash lies. */
  public int pool(int handle) {
    return pool[handle];
  }

  /** Sets the pool. */
  public void setPool(int handle, int to) {
    touch(handle);
    pool[handle] = to;
  }

  /** The pool whose backstop it is, or {@link #NO_BACKSTOP}. */
  public int backstop(int handle) {
    return backstop[handle];
  }

  /** Makes it a backstop of a pool, or of none. */
  public void setBackstop(int handle, int ofPool) {
    touch(handle);
    backstop[handle] = ofPool;
  }

  /** Cash in quanta. */
  public long cash(int handle) {
    return cash[handle];
  }

  /** Adds to cash. */
  public void addCash(int handle, long amount) {
    touch(handle);
    cash[handle] = Math.addExact(cash[handle], amount);
  }

  /** Index of the first position in the shared columns. */
  public int from(int handle) {
    return start[handle];
  }

  /** Index after the last position. */
  public int to(int handle) {
    return start[handle] + count[handle];
  }

  /** The number of positions of all subaccounts. */
  public int positionsInAll() {
    return inAll;
  }

  /** The number of positions. */
  public int positions(int handle) {
    return count[handle];
  }

  /**
   * Codes of the modes of all subaccounts, by handle; the column itself, for a pass that only
   * reads.
   */
  public byte[] mode() {
    return mode;
  }

  /** Pools, as {@link #mode()}. */
  public int[] pool() {
    return pool;
  }

  /** Cash in quanta, as {@link #mode()}. */
  public long[] cash() {
    return cash;
  }

  /** Index of the first position, as {@link #mode()}. */
  public int[] start() {
    return start;
  }

  /** Number of positions, as {@link #mode()}. */
  public int[] count() {
    return count;
  }

  /** Slots of the instruments of all positions, by index; the column itself, which may move. */
  public int[] instrument() {
    return instrument;
  }

  /** Signed lots, as {@link #instrument()}. */
  public long[] lots() {
    return lots;
  }

  /** Quote balances in quanta, as {@link #instrument()}. */
  public long[] quote() {
    return quote;
  }

  /** Lets a book see the shared columns; columns may move with any change of positions. */
  public void shareWith(Book book) {
    book.share(instrument, lots, quote, fundingIndex);
  }

  /** Lets a book that sees the columns stand on a subaccount. */
  public void moveTo(int handle, Book book) {
    book.moveTo(cash[handle], start[handle], start[handle] + count[handle]);
  }

  /** The instrument's slot at an index of the shared columns. */
  public int instrument(int position) {
    return instrument[position];
  }

  /** Signed lots at an index of the shared columns. */
  public long lots(int position) {
    return lots[position];
  }

  /** Quote balance at an index of the shared columns. */
  public long quote(int position) {
    return quote[position];
  }

  /** Funding index at an index of the shared columns. */
  public long fundingIndex(int position) {
    return fundingIndex[position];
  }

  /** Sets up to which funding index the position at an index has paid. */
  public void setFundingIndex(int handle, int position, long to) {
    touch(handle);
    fundingIndex[position] = to;
  }

  /** The index of a subaccount's position in an instrument, or -1. */
  public int position(int handle, int instrumentSlot) {
    for (int p = start[handle]; p < to(handle); p++) {
      if (instrument[p] == instrumentSlot) {
        return p;
      }
    }
    return -1;
  }

  /** Sets a position; 0 lots removes it. */
  public void setPosition(
      int handle, int instrumentSlot, long newLots, long newQuote, long newFundingIndex) {
    touch(handle);
    int p = position(handle, instrumentSlot);
    if (newLots == 0) {
      if (p >= 0) {
        copy(p + 1, p, to(handle) - p - 1);
        count[handle]--;
        shrink(handle);
        inAll--;
      }
      return;
    }
    if (p < 0) {
      p = insert(handle, instrumentSlot);
    }
    lots[p] = newLots;
    quote[p] = newQuote;
    fundingIndex[p] = newFundingIndex;
  }

  private int insert(int handle, int instrumentSlot) {
    reserve(handle, count[handle] + 1);
    int p = start[handle];
    long order = instrumentOrder[instrumentSlot];
    while (p < to(handle) && instrumentOrder[instrument[p]] < order) {
      p++;
    }
    copy(p, p + 1, to(handle) - p);
    count[handle]++;
    inAll++;
    instrument[p] = instrumentSlot;
    return p;
  }

  /** Makes room for so many positions. */
  private void reserve(int handle, int positions) {
    if (positions > capacity[handle]) {
      move(handle, room(positions));
    }
  }

  /** Gives up room that is more than twice what is needed. */
  private void shrink(int handle) {
    int room = room(count[handle]);
    if (2 * room <= capacity[handle]) {
      move(handle, room);
    }
  }

  private static int room(int positions) {
    int step = positions <= EXACT_ROOM ? 1 : positions <= SOME_ROOM ? 4 : 16;
    return (positions + step - 1) & -step;
  }

  /** Moves a subaccount's positions to a room of a size. */
  private void move(int handle, int room) {
    int from = start[handle];
    int old = capacity[handle];
    int to = allocate(room);
    copy(from, to, count[handle]);
    start[handle] = to;
    capacity[handle] = room;
    if (old > 0) {
      instrument[from] = free[old];
      free[old] = from;
      freed += old;
    }
  }

  private void copy(int from, int to, int length) {
    System.arraycopy(instrument, from, instrument, to, length);
    System.arraycopy(lots, from, lots, to, length);
    System.arraycopy(quote, from, quote, to, length);
    System.arraycopy(fundingIndex, from, fundingIndex, to, length);
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
    if (at != NOTHING) {
      free[room] = instrument[at];
      freed -= room;
      return at;
    }
    if (used + room > instrument.length) {
      resize(Math.max(used + room, instrument.length + instrument.length / 8));
    }
    at = used;
    used += room;
    return at;
  }

  private void resize(int size) {
    instrument = Arrays.copyOf(instrument, size);
    lots = Arrays.copyOf(lots, size);
    quote = Arrays.copyOf(quote, size);
    fundingIndex = Arrays.copyOf(fundingIndex, size);
  }

  /** Moves the positions together where more than a fifth of the room was given up. */
  public void compact() {
    if (freed <= 1024 || 4L * freed <= used - freed) {
      return;
    }
    int[] oldInstrument = instrument;
    long[] oldLots = lots;
    long[] oldQuote = quote;
    long[] oldFundingIndex = fundingIndex;
    int needed = 0;
    for (int handle = 0; handle < keys.size(); handle++) {
      needed += room(count[handle]);
    }
    int size = Math.max(64, needed + needed / 8);
    instrument = new int[size];
    lots = new long[size];
    quote = new long[size];
    fundingIndex = new long[size];
    used = 0;
    freed = 0;
    Arrays.fill(free, NOTHING);
    for (int handle = 0; handle < keys.size(); handle++) {
      int at = used;
      System.arraycopy(oldInstrument, start[handle], instrument, at, count[handle]);
      System.arraycopy(oldLots, start[handle], lots, at, count[handle]);
      System.arraycopy(oldQuote, start[handle], quote, at, count[handle]);
      System.arraycopy(oldFundingIndex, start[handle], fundingIndex, at, count[handle]);
      start[handle] = at;
      capacity[handle] = room(count[handle]);
      used += capacity[handle];
    }
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
    out.u8(State.LEAF_VERSION).u8(mode[slot]).u16(pool[slot]).i32(backstop[slot]);
    out.i64(cash[slot]).u16(count[slot]);
    for (int p = start[slot]; p < to(slot); p++) {
      out.i32(instruments.keyOf(instrument[p]));
      out.i64(lots[p]).i64(quote[p]).i64(fundingIndex[p]);
    }
  }

  @Override
  void save(int slot, UndoLog log) {
    int from = start[slot];
    int positions = count[slot];
    for (int p = from; p < from + positions; p++) {
      log.push(instrument[p]);
    }
    log.push(lots, from, positions);
    log.push(quote, from, positions);
    log.push(fundingIndex, from, positions);
    log.push(cash[slot]);
    log.push(mode[slot]);
    log.push(pool[slot]);
    log.push(backstop[slot]);
    log.push(positions);
  }

  @Override
  void load(int slot, UndoLog log) {
    int positions = (int) log.pop();
    backstop[slot] = (int) log.pop();
    pool[slot] = (int) log.pop();
    mode[slot] = (byte) log.pop();
    cash[slot] = log.pop();
    inAll += positions - count[slot];
    count[slot] = 0;
    reserve(slot, positions);
    count[slot] = positions;
    int from = start[slot];
    log.pop(fundingIndex, from, positions);
    log.pop(quote, from, positions);
    log.pop(lots, from, positions);
    for (int p = from + positions - 1; p >= from; p--) {
      instrument[p] = (int) log.pop();
    }
  }

  @Override
  void restore(int slot, ByteReader in) {
    mark(slot);
    reset(slot);
    inAll -= count[slot];
    count[slot] = 0;
    if (in.left() == 0) {
      return;
    }
    in.u8();
    mode[slot] = (byte) in.u8();
    pool[slot] = in.u16();
    backstop[slot] = in.i32();
    cash[slot] = in.i64();
    int positions = in.u16();
    if (in.left() != positions * POSITION_BYTES) {
      throw new MalformedBytes(positions + " positions do not take " + in.left() + " bytes");
    }
    reserve(slot, positions);
    for (int i = 0; i < positions; i++) {
      int id = in.i32();
      int instrumentSlot = instruments.slotOf(id);
      if (instrumentSlot < 0) {
        throw new MalformedBytes("a position is in instrument " + id + ", which is not there");
      }
      int p = insert(slot, instrumentSlot);
      lots[p] = in.i64();
      quote[p] = in.i64();
      fundingIndex[p] = in.i64();
    }
    in.end();
  }
}
