package io.plimsoll.chain.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Key hashes for tests, some of them with common prefixes that SHA-256 would never show. */
final class KeyHashes {

  private KeyHashes() {}

  static byte[] random(Random random) {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return hash;
  }

  /** Each leaves an earlier one at a bit chosen with a bias to the edges of bytes and the ends. */
  static List<byte[]> clustered(Random random, int count) {
    List<byte[]> hashes = new ArrayList<>(List.of(random(random)));
    while (hashes.size() < count) {
      byte[] from = hashes.get(random.nextInt(hashes.size()));
      hashes.add(parting(random, from, depth(random)));
    }
    return hashes;
  }

  private static int depth(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(12);
      case 1 -> 255 - random.nextInt(12);
      case 2 -> Math.clamp(8L * random.nextInt(33) - 1 + random.nextInt(3), 0, 255);
      default -> random.nextInt(256);
    };
  }

  /** A hash that equals another before a bit, differs in it, and is random after it. */
  static byte[] parting(Random random, byte[] from, int depth) {
    byte[] hash = random(random);
    for (int i = 0; i <= depth; i++) {
      int mask = 0x80 >> (i & 7);
      int bit = from[i >> 3] & mask;
      int wanted = i < depth ? bit : bit ^ mask;
      hash[i >> 3] = (byte) ((hash[i >> 3] & ~mask) | wanted);
    }
    return hash;
  }
}
