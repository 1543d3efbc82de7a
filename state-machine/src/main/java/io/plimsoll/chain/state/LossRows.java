package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import org.jspecify.annotations.Nullable;

/** The rows of tables about losses, few of which there ever are, and their canonical bytes. */
public final class LossRows {

  private LossRows() {}

  /**
   * A subaccount that owed at the end of the last block: one without positions whose cash is
   * negative, or one with positions that nobody takes and negative equity.
   *
   * @param since height of the block that saw it first; later while a price of it was stale
   * @param tried height of the last block in which deleveraging took it up and could not take up
   *     all; 0 for none
   * @param pool in which it owes
   * @param market in which it was lost; -1 where no position says it
   * @param owed its equity without the sign, in quanta
   * @param maintenance its maintenance margin
   */
  public record Debt(long since, long tried, int pool, int market, long owed, long maintenance) {

    /** The same after a part was paid. */
    public Debt less(long paid) {
      return new Debt(since, tried, pool, market, owed - paid, maintenance);
    }

    static final class Codec implements RowTable.Codec<SubaccountId, Debt> {
      @Override
      public SubaccountId readKey(ByteReader in) {
        return SubaccountId.read(in);
      }

      @Override
      public void writeKey(SubaccountId key, ByteWriter out) {
        key.write(out);
      }

      @Override
      public void write(Debt row, ByteWriter out) {
        out.i64(row.since).i64(row.tried).u16(row.pool).i32(row.market);
        out.i64(row.owed).i64(row.maintenance);
      }

      @Override
      public Debt read(ByteReader in) {
        return new Debt(in.i64(), in.i64(), in.u16(), in.i32(), in.i64(), in.i64());
      }
    }
  }

  /**
   * What guards a pool after a loss.
   *
   * @param seen height at which a bankrupt subaccount was last seen in it; 0 for never
   * @param outage height of the first block after the last outage, in pool 0 alone; 0 for none
   * @param sharing what is still to be taken from the cash of those in it, in quanta
   * @param shared the last of those who have paid; null where nobody has, or nothing is shared
   */
  public record Guard(long seen, long outage, long sharing, @Nullable SubaccountId shared) {

    /** Of a pool in which nothing happened; it has no row. */
    static final Guard NONE = new Guard(0, 0, 0, null);

    /** The same with a bankrupt subaccount seen. */
    public Guard withSeen(long height) {
      return new Guard(height, outage, sharing, shared);
    }

    /** The same after an outage. */
    public Guard withOutage(long height) {
      return new Guard(seen, height, sharing, shared);
    }

    /** The same with so much to be shared by those after a subaccount; all where it is null. */
    public Guard withSharing(long left, @Nullable SubaccountId after) {
      return new Guard(seen, outage, left, left == 0 ? null : after);
    }

    static final class Codec implements RowTable.Codec<Integer, Guard> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Guard row, ByteWriter out) {
        out.i64(row.seen).i64(row.outage).i64(row.sharing).u8(row.shared == null ? 0 : 1);
        if (row.shared != null) {
          row.shared.write(out);
        }
      }

      @Override
      public Guard read(ByteReader in) {
        return new Guard(in.i64(), in.i64(), in.i64(), in.bool() ? SubaccountId.read(in) : null);
      }
    }
  }

  /** What a fund has paid for subaccounts of a market while that had a cap, in quanta. */
  public record Claim(long paid) {

    static final class Codec implements RowTable.Codec<Integer, Claim> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Claim row, ByteWriter out) {
        out.i64(row.paid);
      }

      @Override
      public Claim read(ByteReader in) {
        return new Claim(in.i64());
      }
    }
  }

  /**
   * What few instruments need.
   *
   * @param shortOffset funding index of short positions less that of long ones, in 10^-6 quanta a
   *     lot; losses that were shared make it
   * @param previousMark mark of the last block, where deleveraging is at that; 0 for none
   */
  public record Aside(long shortOffset, long previousMark) {

    /** Of most instruments, which have no row. */
    static final Aside NONE = new Aside(0, 0);

    static final class Codec implements RowTable.Codec<Integer, Aside> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.i32();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.i32(key);
      }

      @Override
      public void write(Aside row, ByteWriter out) {
        out.i64(row.shortOffset).i64(row.previousMark);
      }

      @Override
      public Aside read(ByteReader in) {
        return new Aside(in.i64(), in.i64());
      }
    }
  }
}
