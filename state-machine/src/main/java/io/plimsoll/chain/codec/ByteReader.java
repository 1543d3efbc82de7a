package io.plimsoll.chain.codec;

import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. */
public final class ByteReader {

  private final byte[] bytes;
  private final int from;
  private final int to;
  private int at;

  /** Reads from the first byte. */
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a part of an array, from {@code from} to before {@code to}. */
  public ByteReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    at = from;
  }

  /**
   * One byte, 0 to 255.
   *
   * @throws MalformedBytes where nothing is left, as for the other reads
   */
  public int u8() {
    if (at == to) {
      throw new MalformedBytes("ends after " + (at - from) + " bytes, in the middle of a value");
    }
    return bytes[at++] & 0xff;
  }

  /** Two bytes, 0 to 65,535. */
  public int u16() {
    return (u8() << 8) | u8();
  }

  /** Four bytes, signed. */
  public int i32() {
    return (u16() << 16) | u16();
  }

  /** Eight bytes, signed. */
  public long i64() {
    return ((long) i32() << Integer.SIZE) | (i32() & 0xffff_ffffL);
  }

  /** A yes or no, in one byte that is 1 or 0. */
  public boolean bool() {
    int value = u8();
    if (value > 1) {
      throw new MalformedBytes("a yes or no is " + value + "; it must be 0 or 1");
    }
    return value == 1;
  }

  /** Printable ASCII text after its length in one byte. */
  public String text() {
    int length = u8();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int c = u8();
      if (c < 0x20 || c > 0x7e) {
        throw new MalformedBytes("a text holds byte " + c + "; it must be printable ASCII");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  /**
   * So many bytes as they are.
   *
   * @throws MalformedBytes where fewer are left, or the number is negative
   */
  public byte[] raw(int length) {
    if (length < 0 || length > left()) {
      throw new MalformedBytes("a length is " + length + "; " + left() + " bytes are left");
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /** The number of bytes that were not read. */
  public int left() {
    return to - at;
  }

  /**
   * Checks that all was read.
   *
   * @throws MalformedBytes where bytes are left
   */
  public void end() {
    if (at != to) {
      throw new MalformedBytes((to - at) + " bytes after the end");
    }
  }
}
