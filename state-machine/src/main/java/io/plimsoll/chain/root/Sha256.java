package io.plimsoll.chain.root;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) of bytes given in pieces. One instance serves one caller at a time. */
public final class Sha256 {

  /** The number of bytes of a hash. */
  public static final int BYTES = 32;

  private final MessageDigest digest;

  /** Nothing given yet. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Forgets what was given. */
  public void reset() {
    digest.reset();
  }

  /** Gives one byte. */
  public void update(byte value) {
    digest.update(value);
  }

  /** Gives bytes. */
  public void update(byte[] from, int offset, int length) {
    digest.update(from, offset, length);
  }

  /** The hash of what was given; forgets it. */
  public byte[] digest() {
    return digest.digest();
  }

  /** Writes the hash of what was given; forgets it. */
  public void digest(byte[] to, int offset) {
    try {
      digest.digest(to, offset, BYTES);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash at " + offset, e);
    }
  }
}
