package io.plimsoll.node.evm.proof;

import io.plimsoll.node.auth.Keccak;

/** The filter of 2,048 bits that a header has over its logs (yellow paper, 4.3.1). */
final class Bloom {

  static final int BYTES = 256;

  private static final int BITS_OF_ITEM = 3;
  private static final int MASK = 0x7ff;

  private Bloom() {}

  /** Whether the filter has an address or topic; if it has not, no log of the block has. */
  static boolean mayHold(byte[] bloom, byte[] item) {
    byte[] hash = Keccak.hash(item);
    for (int i = 0; i < BITS_OF_ITEM; i++) {
      int bit = (((hash[2 * i] & 0xff) << Byte.SIZE) | (hash[2 * i + 1] & 0xff)) & MASK;
      int at = BYTES - 1 - bit / Byte.SIZE;
      if ((bloom[at] & (1 << bit % Byte.SIZE)) == 0) {
        return false;
      }
    }
    return true;
  }
}
