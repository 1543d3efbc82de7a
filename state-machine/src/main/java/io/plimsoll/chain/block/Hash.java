package io.plimsoll.chain.block;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.HexFormat;

/** 32 bytes, as a value. */
public record Hash(long first, long second, long third, long fourth) {

  /** 32 zero bytes. */
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  /** The number of bytes. */
  public static final int BYTES = 32;

  /**
   * The value of 32 bytes.
   *
   * @throws IllegalArgumentException where there are not 32
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
    }
    return read(new ByteReader(bytes));
  }

  /** Reads 32 bytes. */
  public static Hash read(ByteReader in) {
    return new Hash(in.i64(), in.i64(), in.i64(), in.i64());
  }

  /**
   * The value of 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException where the text is something else
   */
  public static Hash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** Writes the 32 bytes. */
  public void write(ByteWriter out) {
    out.i64(first).i64(second).i64(third).i64(fourth);
  }

  /** 64 hexadecimal digits. */
  public String hex() {
    ByteWriter bytes = new ByteWriter();
    write(bytes);
    return HexFormat.of().formatHex(bytes.toBytes());
  }

  @Override
  public String toString() {
    return hex();
  }
}
