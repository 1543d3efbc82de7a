package io.plimsoll.node.evm.proof;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Writes recursive length prefix encoding (Ethereum yellow paper, appendix B). */
public final class Rlp {

  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;
  private static final int SHORT = 55;

  private Rlp() {}

  /** A string of bytes. */
  public static byte[] string(byte[] bytes) {
    if (bytes.length == 1 && bytes[0] >= 0) {
      return bytes;
    }
    return prefixed(STRING, bytes);
  }

  /** A number that is not negative: its bytes without leading zeros. */
  public static byte[] number(long number) {
    return string(shortest(number));
  }

  private static byte[] shortest(long number) {
    int length = (Long.SIZE - Long.numberOfLeadingZeros(number) + Byte.SIZE - 1) / Byte.SIZE;
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) (number >>> (Byte.SIZE * (length - 1 - i)));
    }
    return out;
  }

  /** A number given by big-endian bytes, of which leading zeros are left out. */
  public static byte[] number(byte[] bigEndian) {
    int from = 0;
    while (from < bigEndian.length && bigEndian[from] == 0) {
      from++;
    }
    return string(Arrays.copyOfRange(bigEndian, from, bigEndian.length));
  }

  /** A list of what is encoded already. */
  public static byte[] list(List<byte[]> encoded) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    encoded.forEach(payload::writeBytes);
    return prefixed(LIST, payload.toByteArray());
  }

  private static byte[] prefixed(int base, byte[] payload) {
    byte[] length = payload.length <= SHORT ? new byte[0] : shortest(payload.length);
    byte[] out = new byte[1 + length.length + payload.length];
    out[0] = (byte) (base + (length.length == 0 ? payload.length : SHORT + length.length));
    System.arraycopy(length, 0, out, 1, length.length);
    System.arraycopy(payload, 0, out, 1 + length.length, payload.length);
    return out;
  }
}
