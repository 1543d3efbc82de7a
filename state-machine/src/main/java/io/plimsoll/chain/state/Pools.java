package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collateral pools, as columns, because every fee and every payment of funding changes one. A pool
 * that holds nothing has no leaf, whether or not it ever held something.
 */
public final class Pools extends Table {

  private static final int TAG = 9;
  private static final int NO_SLOT = -1;

  private int[] slotOf = {};
  private int[] ids = new int[4];
  private long[] balance = new long[4];
  private long[] clearing = new long[4];
  private long[] fund = new long[4];
  private long[] fees = new long[4];
  private int size;

  Pools(Journal journal) {
    super(journal);
  }

  private int find(int id) {
    return id < slotOf.length ? slotOf[id] : NO_SLOT;
  }

  private int findOrAdd(int id) {
    if (id >= slotOf.length) {
      int known = slotOf.length;
      slotOf = Arrays.copyOf(slotOf, Math.max(id + 1, 2 * known));
      Arrays.fill(slotOf, known, slotOf.length, NO_SLOT);
    }
    if (slotOf[id] == NO_SLOT) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
        balance = Arrays.copyOf(balance, 2 * size);
        clearing = Arrays.copyOf(clearing, 2 * size);
        fund = Arrays.copyOf(fund, 2 * size);
        fees = Arrays.copyOf(fees, 2 * size);
      }
      ids[size] = id;
      slotOf[id] = size++;
    }
    return slotOf[id];
  }

  /** A pool, zeros where it holds nothing. */
  public Rows.Pool get(int id) {
    int slot = find(id);
    return slot == NO_SLOT ? State.NO_POOL : row(slot);
  }

  private Rows.Pool row(int slot) {
    return new Rows.Pool(balance[slot], clearing[slot], fund[slot], fees[slot]);
  }

  /** The cash of a pool beside its fund and its fees, in quanta. */
  public long free(int id) {
    int slot = find(id);
    return slot == NO_SLOT ? 0 : balance[slot] - fund[slot] - fees[slot];
  }

  /** Adds to the parts of a pool, of which the clearing balance may wrap. */
  void add(int id, long moreBalance, long moreClearing, long moreFund, long moreFees) {
    int slot = findOrAdd(id);
    touch(slot);
    balance[slot] = Math.addExact(balance[slot], moreBalance);
    clearing[slot] += moreClearing;
    fund[slot] = Math.addExact(fund[slot], moreFund);
    fees[slot] = Math.addExact(fees[slot], moreFees);
  }

  /** Sets all of a pool. */
  void set(int id, Rows.Pool to) {
    int slot = findOrAdd(id);
    touch(slot);
    place(slot, to);
  }

  private void place(int slot, Rows.Pool to) {
    balance[slot] = to.balance();
    clearing[slot] = to.clearing();
    fund[slot] = to.fund();
    fees[slot] = to.fees();
  }

  private boolean exists(int slot) {
    return (balance[slot] | clearing[slot] | fund[slot] | fees[slot]) != 0;
  }

  /** All pools that hold something, by their id; a copy. */
  public SortedMap<Integer, Rows.Pool> rows() {
    SortedMap<Integer, Rows.Pool> rows = new TreeMap<>();
    for (int slot = 0; slot < size; slot++) {
      if (exists(slot)) {
        rows.put(ids[slot], row(slot));
      }
    }
    return rows;
  }

  /** The id of a slot's pool. */
  int idOf(int slot) {
    return ids[slot];
  }

  @Override
  public int slots() {
    return size;
  }

  @Override
  public int[] inKeyOrder() {
    return rows().keySet().stream().mapToInt(this::find).toArray();
  }

  @Override
  public void writeKey(int slot, ByteWriter out) {
    out.u8(TAG).u16(ids[slot]);
  }

  @Override
  public void write(int slot, ByteWriter out) {
    if (exists(slot)) {
      out.u8(State.LEAF_VERSION);
      out.i64(balance[slot]).i64(clearing[slot]).i64(fund[slot]).i64(fees[slot]);
    }
  }

  @Override
  int slotFor(ByteReader key) {
    return findOrAdd(key.u16());
  }

  @Override
  void restore(int slot, ByteReader in) {
    if (in.left() == 0) {
      place(slot, State.NO_POOL);
    } else {
      in.u8();
      place(slot, new Rows.Pool(in.i64(), in.i64(), in.i64(), in.i64()));
      in.end();
      if (!exists(slot)) {
        throw new MalformedBytes("a pool that holds nothing is no leaf");
      }
    }
  }

  @Override
  void save(int slot, UndoLog log) {
    log.push(balance[slot]);
    log.push(clearing[slot]);
    log.push(fund[slot]);
    log.push(fees[slot]);
  }

  @Override
  void load(int slot, UndoLog log) {
    fees[slot] = log.pop();
    fund[slot] = log.pop();
    clearing[slot] = log.pop();
    balance[slot] = log.pop();
  }
}
