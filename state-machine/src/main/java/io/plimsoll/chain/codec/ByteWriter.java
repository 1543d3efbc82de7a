package io.plimsoll.chain.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes fixed-width big-endian values into memory that grows and is reused. */
public final class ByteWriter {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  /** Nothing written. */
  public ByteWriter() {
    this(256);
  }

  /** Nothing written, with room for so many bytes. */
  public ByteWriter(int room) {
    bytes = new byte[Math.max(16, room)];
  }

  /** Forgets what was written and keeps the memory. */
  public ByteWriter clear() {
    size = 0;
    return this;
  }

  /** Forgets what was written after the first bytes. */
  public void truncate(int to) {
    size = to;
  }

  /** One byte: the low 8 bits. */
  public ByteWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Two bytes: the low 16 bits. */
  public ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  /** Four bytes. */
  public ByteWriter i32(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
    return this;
  }

  /** Eight bytes. */
  public ByteWriter i64(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  /** Bytes as they are, without a length. */
  public ByteWriter raw(byte[] from) {
    reserve(from.length);
    System.arraycopy(from, 0, bytes, size, from.length);
    size += from.length;
    return this;
  }

  /** Printable ASCII text after its length in one byte. */
  public ByteWriter text(String text) {
    u8(text.length());
    for (int i = 0; i < text.length(); i++) {
      u8(text.charAt(i));
    }
    return this;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (size + more));
    }
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** The memory; its first {@link #size} bytes are what was written. */
  public byte[] memory() {
    return bytes;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
