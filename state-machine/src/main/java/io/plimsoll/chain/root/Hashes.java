package io.plimsoll.chain.root;

import java.util.Arrays;

/** What the bits of hashes say. */
final class Hashes {

  private Hashes() {}

  /** The first bit in which the hash in an array differs from another, or 256 where none does. */
  static int firstDifference(byte[] in, int offset, byte[] other, int otherOffset) {
    int at =
        Arrays.mismatch(
            in, offset, offset + Sha256.BYTES, other, otherOffset, otherOffset + Sha256.BYTES);
    if (at < 0) {
      return Sha256.BYTES * Byte.SIZE;
    }
    int differences = (in[offset + at] ^ other[otherOffset + at]) & 0xff;
    return at * Byte.SIZE + Integer.numberOfLeadingZeros(differences) - (Integer.SIZE - Byte.SIZE);
  }

  /** The bit of a hash at a depth, 0 or 1; depth 0 is the highest bit of the first byte. */
  static int bit(byte[] hash, int offset, int depth) {
    return (hash[offset + (depth >> 3)] >> (7 - (depth & 7))) & 1;
  }
}
