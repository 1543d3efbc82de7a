package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;

/** Rows of what has left the chain and is to be paid elsewhere. */
public final class WithdrawalRows {

  /** The one key of {@link Given}. */
  static final int THE_LAST = 0;

  private WithdrawalRows() {}

  /**
   * What is to be paid; its key is a sequence number, 1 and more, which no other withdrawal ever
   * has. Its bytes do not change, since contracts elsewhere read them.
   *
   * @param subaccount whose it was; of a pool's money, the sender's own with number 0
   * @param recipient who is to have it
   * @param asset a coin's id, or -1 for USD
   * @param amount in quanta
   * @param height of the block in which it left
   */
  public record Withdrawal(
      SubaccountId subaccount, Address recipient, int asset, long amount, long height) {

    /** Keys have 8 bytes, rows 64 beside the version. */
    static final class Codec implements RowTable.Codec<Long, Withdrawal> {
      @Override
      public Long readKey(ByteReader in) {
        return in.i64();
      }

      @Override
      public void writeKey(Long key, ByteWriter out) {
        out.i64(key);
      }

      @Override
      public void write(Withdrawal row, ByteWriter out) {
        row.subaccount.write(out);
        row.recipient.write(out);
        out.i32(row.asset).i64(row.amount).i64(row.height);
      }

      @Override
      public Withdrawal read(ByteReader in) {
        return new Withdrawal(
            SubaccountId.read(in), Address.read(in), in.i32(), in.i64(), in.i64());
      }
    }
  }

  /**
   * The last sequence number given, whether or not its row is still there.
   *
   * @param last 1 or more
   */
  public record Given(long last) {

    /** One row, as the chain's. */
    static final class Codec implements RowTable.Codec<Integer, Given> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u8();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u8(key);
      }

      @Override
      public void write(Given row, ByteWriter out) {
        out.i64(row.last);
      }

      @Override
      public Given read(ByteReader in) {
        return new Given(in.i64());
      }
    }
  }
}
