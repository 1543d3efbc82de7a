package io.plimsoll.chain.root;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 (FIPS 180-4) of bytes and big-endian integers given in pieces. Allocates nothing but what
 * {@link #digest()} returns. One instance serves one thread.
 */
public final class Sha256 {

  /** The length of a hash in bytes. */
  public static final int BYTES = 32;

  private final MessageDigest digest;
  private final byte[] word = new byte[Long.BYTES];

  /** Ready for the first piece. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must provide SHA-256", e);
    }
  }

  /** Forgets the pieces given so far. */
  public Sha256 reset() {
    digest.reset();
    return this;
  }

  /** Appends one byte. */
  public Sha256 update(byte value) {
    digest.update(value);
    return this;
  }

  /** Appends {@code length} bytes of {@code from}, beginning at {@code offset}. */
  public Sha256 update(byte[] from, int offset, int length) {
    digest.update(from, offset, length);
    return this;
  }

  /** Appends the four bytes of a number, highest first. */
  public Sha256 updateInt(int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      word[i] = (byte) (value >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
    }
    digest.update(word, 0, Integer.BYTES);
    return this;
  }

  /** Appends the eight bytes of a number, highest first. */
  public Sha256 updateLong(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      word[i] = (byte) (value >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    digest.update(word, 0, Long.BYTES);
    return this;
  }

  /** Returns the hash of the pieces in the order given, and forgets them. */
  public byte[] digest() {
    return digest.digest();
  }

  /**
   * Writes the hash of the pieces to {@code to[offset .. offset + 31]}, and forgets them.
   *
   * @throws IllegalArgumentException if there is no room for 32 bytes
   */
  public void digest(byte[] to, int offset) {
    try {
      digest.digest(to, offset, BYTES);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash at offset " + offset, e);
    }
  }
}
