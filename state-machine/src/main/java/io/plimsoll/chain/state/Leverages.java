package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.book.OwnFractions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The initial margin fractions that a subaccount's owner has set.
 *
 * @param of in the order of their markets, each once; never empty
 */
public record Leverages(List<Leverage> of) {

  /** The fraction of a market, in ppm, 1 to 1e6. */
  public record Leverage(int market, int ppm) {}

  /** Copies the list. */
  public Leverages {
    of = List.copyOf(of);
  }

  /** The same with another fraction of a market, none where that is 0; null where none is left. */
  public @Nullable Leverages with(int market, int ppm) {
    List<Leverage> all = new ArrayList<>();
    boolean placed = ppm == 0;
    for (Leverage each : of) {
      if (!placed && each.market >= market) {
        all.add(new Leverage(market, ppm));
        placed = true;
      }
      if (each.market != market) {
        all.add(each);
      }
    }
    if (!placed) {
      all.add(new Leverage(market, ppm));
    }
    return all.isEmpty() ? null : new Leverages(all);
  }

  /** What margin models read. */
  OwnFractions fractions() {
    return new OwnFractions(
        of.stream().mapToInt(Leverage::market).toArray(),
        of.stream().mapToInt(Leverage::ppm).toArray());
  }

  static final class Codec implements RowTable.Codec<SubaccountId, Leverages> {
    @Override
    public SubaccountId readKey(ByteReader in) {
      return SubaccountId.read(in);
    }

    @Override
    public void writeKey(SubaccountId key, ByteWriter out) {
      key.write(out);
    }

    @Override
    public void write(Leverages row, ByteWriter out) {
      out.u16(row.of.size());
      for (Leverage each : row.of) {
        out.u16(each.market).i32(each.ppm);
      }
    }

    @Override
    public Leverages read(ByteReader in) {
      int size = in.u16();
      List<Leverage> of = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        of.add(new Leverage(in.u16(), in.i32()));
      }
      return new Leverages(of);
    }
  }
}
