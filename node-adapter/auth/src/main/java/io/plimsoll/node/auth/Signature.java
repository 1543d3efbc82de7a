package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A recoverable signature over secp256k1: 65 bytes, r and s as 32 big-endian bytes each, then 27 or
 * 28.
 *
 * @param parity the last byte, unsigned
 */
public record Signature(BigInteger r, BigInteger s, int parity) {

  /** The number of bytes. */
  public static final int BYTES = 65;

  private static final int WORD = 32;

  /**
   * Reads 65 bytes, whatever they are.
   *
   * @throws io.plimsoll.chain.codec.MalformedBytes where there are fewer
   */
  public static Signature read(ByteReader in) {
    return new Signature(new BigInteger(1, in.raw(WORD)), new BigInteger(1, in.raw(WORD)), in.u8());
  }

  /**
   * Whose signature of a digest it is; null where nobody's, or not in the one form that is taken.
   *
   * @param digest 32 bytes
   */
  public @Nullable Address signerOf(byte[] digest) {
    Secp256k1.Recovered recovered = Secp256k1.recover(digest, this);
    return recovered.code() == AuthCode.OK ? recovered.signer() : null;
  }

  /** The 65 bytes. */
  public byte[] toBytes() {
    byte[] out = new byte[BYTES];
    put(r, out, 0);
    put(s, out, WORD);
    out[2 * WORD] = (byte) parity;
    return out;
  }

  private static void put(BigInteger word, byte[] out, int at) {
    byte[] bytes = word.toByteArray();
    int from = Math.max(0, bytes.length - WORD);
    byte[] tail = Arrays.copyOfRange(bytes, from, bytes.length);
    System.arraycopy(tail, 0, out, at + WORD - tail.length, tail.length);
  }
}
