package io.plimsoll.node.auth;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum has it, which is not SHA3-256: the padding differs. */
public final class Keccak {

  /** The number of bytes of a hash. */
  public static final int BYTES = 32;

  private static final int BITS = 8 * BYTES;

  private Keccak() {}

  /** The hash of bytes, one part after the other. */
  public static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[BYTES];
    digest.doFinal(out, 0);
    return out;
  }
}
