package io.plimsoll.chain.command;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;

/**
 * The key of a subaccount, ordered by owner, then by unsigned number.
 *
 * @param owner who owns it
 * @param number which of the owner's it is
 */
public record SubaccountId(Address owner, int number) implements Comparable<SubaccountId> {

  /** The number of bytes of a key. */
  public static final int BYTES = 24;

  /** Reads 24 bytes. */
  public static SubaccountId read(ByteReader in) {
    return new SubaccountId(Address.read(in), in.i32());
  }

  /** Writes 24 bytes. */
  public void write(ByteWriter out) {
    owner.write(out);
    out.i32(number);
  }

  @Override
  public int compareTo(SubaccountId other) {
    int byOwner = owner.compareTo(other.owner);
    return byOwner != 0 ? byOwner : Integer.compareUnsigned(number, other.number);
  }

  @Override
  public String toString() {
    return owner + "/" + Integer.toUnsignedString(number);
  }
}
