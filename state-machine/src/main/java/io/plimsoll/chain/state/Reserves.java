package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subaccount's open orders are reserved for.
 *
 * @param of in the order of their instruments, each once; never empty
 */
public record Reserves(List<Reserve> of) {

  /**
   * The orders of one instrument: what all bids would buy at the highest of their prices, and what
   * all asks would sell at the lowest.
   *
   * @param bidPrice mantissa; 0 where there is no bid
   * @param askPrice mantissa; 0 where there is no ask
   * @param orders how many they are
   */
  public record Reserve(
      int instrument, long bidLots, long bidPrice, long askLots, long askPrice, int orders) {

    /** Whether it is for no order. */
    public boolean isEmpty() {
      return bidLots == 0 && askLots == 0;
    }

    /** What is left after a fill of so many lots, bought (positive) or sold. */
    public Reserve after(long lots) {
      long bids = Math.max(0, bidLots - Math.max(0, lots));
      long asks = Math.max(0, askLots - Math.max(0, -lots));
      return new Reserve(
          instrument, bids, bids == 0 ? 0 : bidPrice, asks, asks == 0 ? 0 : askPrice, orders);
    }

    /** Whether its numbers fit each other. */
    boolean isConsistent() {
      return bidLots >= 0
          && askLots >= 0
          && bidPrice > 0 == bidLots > 0
          && askPrice > 0 == askLots > 0
          && bidPrice >= 0
          && askPrice >= 0
          && orders > 0
          && !isEmpty();
    }
  }

  /** Copies the list. */
  public Reserves {
    of = List.copyOf(of);
  }

  /** The reserve of an instrument, or null. */
  public @Nullable Reserve get(int instrument) {
    for (Reserve each : of) {
      if (each.instrument == instrument) {
        return each;
      }
    }
    return null;
  }

  /** Open orders of all instruments. */
  public long orders() {
    long orders = 0;
    for (Reserve each : of) {
      orders += each.orders;
    }
    return orders;
  }

  /** The same with another reserve in the place of its instrument's; null where none is left. */
  public @Nullable Reserves with(Reserve changed) {
    List<Reserve> all = new ArrayList<>();
    boolean placed = changed.isEmpty();
    for (Reserve each : of) {
      if (!placed && each.instrument >= changed.instrument) {
        all.add(changed);
        placed = true;
      }
      if (each.instrument != changed.instrument) {
        all.add(each);
      }
    }
    if (!placed) {
      all.add(changed);
    }
    return all.isEmpty() ? null : new Reserves(all);
  }

  static final class Codec implements RowTable.Codec<SubaccountId, Reserves> {
    @Override
    public SubaccountId readKey(ByteReader in) {
      return SubaccountId.read(in);
    }

    @Override
    public void writeKey(SubaccountId key, ByteWriter out) {
      key.write(out);
    }

    @Override
    public void write(Reserves row, ByteWriter out) {
      out.u16(row.of.size());
      for (Reserve each : row.of) {
        out.i32(each.instrument).i64(each.bidLots).i64(each.bidPrice);
        out.i64(each.askLots).i64(each.askPrice).i32(each.orders);
      }
    }

    @Override
    public Reserves read(ByteReader in) {
      int size = in.u16();
      List<Reserve> of = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        of.add(new Reserve(in.i32(), in.i64(), in.i64(), in.i64(), in.i64(), in.i32()));
      }
      return new Reserves(of);
    }
  }
}
