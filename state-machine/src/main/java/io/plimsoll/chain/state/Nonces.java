package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;

/**
 * The largest nonce that each sender has used. Nonces are times, and a command's expiry is bounded
 * by its nonce, so a row can be forgotten when all that was signed with its nonce or a smaller one
 * has expired, brought or not.
 */
public final class Nonces extends ExpiringTable<Address, Nonces.Row> {

  /**
   * What is known of a sender.
   *
   * @param last its largest nonce, 1 or more
   * @param expiresMs the latest that any command of that nonce or a smaller one may expire
   */
  public record Row(long last, long expiresMs) implements ExpiringTable.Expiring {}

  Nonces(Journal journal, int tag) {
    super(journal, tag, new Codec());
  }

  /** The largest nonce, of a row's canonical bytes. */
  public static long lastOf(byte[] leaf) {
    ByteReader in = new ByteReader(leaf);
    in.u8();
    return in.i64();
  }

  private static final class Codec implements RowTable.Codec<Address, Row> {
    @Override
    public Address readKey(ByteReader in) {
      return Address.read(in);
    }

    @Override
    public void writeKey(Address key, ByteWriter out) {
      key.write(out);
    }

    @Override
    public void write(Row row, ByteWriter out) {
      out.i64(row.last).i64(row.expiresMs);
    }

    @Override
    public Row read(ByteReader in) {
      return new Row(in.i64(), in.i64());
    }
  }
}
