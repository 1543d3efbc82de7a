package io.plimsoll.chain.root;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Checks the bytes of a proof by what {@link Proof}'s description says, over characters of bits; it
 * shares no code with the product.
 */
public final class NaiveProof {

  private NaiveProof() {}

  /** Whether a proof shows that a key has a value, or, where that is empty, that it has none. */
  public static boolean holds(byte[] root, byte[] key, byte[] value, byte[] proof) {
    return holdsHashed(root, NaiveTrie.sha256(key), value, proof);
  }

  /** As {@link #holds}, for a key of this hash. */
  static boolean holdsHashed(byte[] root, byte[] keyHash, byte[] value, byte[] proof) {
    if (proof.length < 3) {
      return false;
    }
    int kind = proof[0];
    int levels = new BigInteger(1, Arrays.copyOfRange(proof, 1, 3)).intValueExact();
    int end = 3 + 32 * levels;
    if (levels > 256 || proof.length != end + (kind == 2 ? 64 : 0)) {
      return false;
    }
    String way = NaiveTrie.bits(keyHash);
    byte[] hash;
    if (kind == 0 && value.length == 0) {
      hash = new byte[32];
    } else if (kind == 1 && value.length > 0) {
      hash = NaiveTrie.sha256(new byte[] {0}, keyHash, NaiveTrie.sha256(value));
    } else if (kind == 2 && value.length == 0) {
      byte[] other = Arrays.copyOfRange(proof, end, end + 32);
      String otherWay = NaiveTrie.bits(other);
      if (otherWay.equals(way) || !otherWay.startsWith(way.substring(0, levels))) {
        return false;
      }
      hash = NaiveTrie.sha256(new byte[] {0}, other, Arrays.copyOfRange(proof, end + 32, end + 64));
    } else {
      return false;
    }
    for (int level = levels; level-- > 0; ) {
      byte[] beside = Arrays.copyOfRange(proof, 3 + 32 * level, 35 + 32 * level);
      hash =
          way.charAt(level) == '0'
              ? NaiveTrie.sha256(new byte[] {1}, hash, beside)
              : NaiveTrie.sha256(new byte[] {1}, beside, hash);
    }
    return Arrays.equals(hash, root);
  }
}
