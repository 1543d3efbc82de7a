package io.plimsoll.node.auth;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum has it, which is not SHA3-256: the padding differs. */
final class Keccak {

  static final int BYTES = 32;

  private static final int BITS = 8 * BYTES;

  private Keccak() {}

  static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[BYTES];
    digest.doFinal(out, 0);
    return out;
  }
}
