package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has been filled of signed orders, until they expire. */
public final class OrderFills extends RowTable<OrderFills.Key, OrderFills.Row> {

  /** What stands for all of an order: it was cancelled. */
  public static final long CANCELLED = Long.MAX_VALUE;

  /** A signed order: numbers are its subaccount's own. */
  public record Key(SubaccountId subaccount, long id) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int bySubaccount = subaccount.compareTo(other.subaccount);
      return bySubaccount != 0 ? bySubaccount : Long.compareUnsigned(id, other.id);
    }
  }

  /**
   * What is known of an order.
   *
   * @param filled lots, or {@link #CANCELLED}
   * @param expiresMs block time from which on it is forgotten
   */
  public record Row(long filled, long expiresMs) {}

  /** When an order is to be forgotten. */
  private record Due(long expiresMs, Key key) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(expiresMs, other.expiresMs);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  private final TreeMap<Key, Due> dueOf = new TreeMap<>();
  private final TreeSet<Due> due = new TreeSet<>();

  OrderFills(Journal journal, int tag) {
    super(journal, tag, new Codec());
  }

  /** Of the orders that have expired at a time, the one that did first; null where none has. */
  public @Nullable Key firstExpired(long nowMs) {
    return due.isEmpty() || due.first().expiresMs > nowMs ? null : due.first().key;
  }

  /** How many orders of a subaccount are known. */
  public int count(SubaccountId of) {
    return rows().subMap(new Key(of, 0), true, new Key(of, -1), true).size();
  }

  @Override
  void changed(Key key, @Nullable Row row) {
    Due old = dueOf.remove(key);
    if (old != null) {
      due.remove(old);
    }
    if (row != null) {
      Due then = new Due(row.expiresMs, key);
      dueOf.put(key, then);
      due.add(then);
    }
  }

  private static final class Codec implements RowTable.Codec<Key, Row> {
    @Override
    public Key readKey(ByteReader in) {
      return new Key(SubaccountId.read(in), in.i64());
    }

    @Override
    public void writeKey(Key key, ByteWriter out) {
      key.subaccount.write(out);
      out.i64(key.id);
    }

    @Override
    public void write(Row row, ByteWriter out) {
      out.i64(row.filled).i64(row.expiresMs);
    }

    @Override
    public Row read(ByteReader in) {
      return new Row(in.i64(), in.i64());
    }
  }
}
