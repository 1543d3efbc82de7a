package io.plimsoll.chain.command;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.HexFormat;

/**
 * Who owns subaccounts or holds roles: 20 bytes, ordered as unsigned big-endian numbers.
 *
 * @param high the first 8 bytes
 * @param middle the next 8
 * @param low the last 4
 */
public record Address(long high, long middle, int low) implements Comparable<Address> {

  /** The number of bytes. */
  public static final int BYTES = 20;

  /** An address that differs from others by a number alone, for tests and simulations. */
  public static Address ofNumber(long number) {
    return new Address(0, number >>> Integer.SIZE, (int) number);
  }

  /** Reads 20 bytes. */
  public static Address read(ByteReader in) {
    return new Address(in.i64(), in.i64(), in.i32());
  }

  /** Writes the 20 bytes. */
  public void write(ByteWriter out) {
    out.i64(high).i64(middle).i32(low);
  }

  @Override
  public int compareTo(Address other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    if (byHigh != 0) {
      return byHigh;
    }
    int byMiddle = Long.compareUnsigned(middle, other.middle);
    return byMiddle != 0 ? byMiddle : Integer.compareUnsigned(low, other.low);
  }

  /** 0x and 40 hexadecimal digits. */
  @Override
  public String toString() {
    ByteWriter bytes = new ByteWriter();
    write(bytes);
    return "0x" + HexFormat.of().formatHex(bytes.toBytes());
  }
}
