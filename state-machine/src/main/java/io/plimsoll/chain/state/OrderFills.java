package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;

/** What has been filled of signed orders, until they expire. */
public final class OrderFills extends ExpiringTable<OrderFills.Key, OrderFills.Row> {

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
  public record Row(long filled, long expiresMs) implements ExpiringTable.Expiring {}

  OrderFills(Journal journal, int tag) {
    super(journal, tag, new Codec());
  }

  /** How many orders of a subaccount are known. */
  public int count(SubaccountId of) {
    return rows().subMap(new Key(of, 0), true, new Key(of, -1), true).size();
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
