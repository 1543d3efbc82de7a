package io.plimsoll.node.keys;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;

/**
 * scrypt (RFC 7914) on Bouncy Castle's Salsa20 and PBKDF2. Bouncy Castle's own refuses n of 65,536
 * and more where r is 1, as the RFC does; the example in the definition of key files has that, and
 * geth and others read it. This one also overwrites its memory.
 */
final class ScryptFunction {

  /** Ints of half of a block. */
  private static final int HALF = 16;

  private static final int ROUNDS = 8;

  private ScryptFunction() {}

  /** The most memory that it takes, in bytes. */
  static long memory(long n, long r) {
    return 128 * r * n;
  }

  /**
   * Derives a key.
   *
   * @param n cost, a power of two
   * @param r size of a block, in 128 bytes
   * @param p how often it is done, one after the other
   * @param length bytes to derive
   */
  static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
    int ints = 2 * HALF * r;
    byte[] blocks = Pbkdf2Function.derive(password, salt, 1, p * ints * Integer.BYTES);
    int[] block = new int[ints];
    int[] mixed = new int[ints];
    int[] seen = new int[n * ints];
    try {
      for (int i = 0; i < p; i++) {
        int at = i * ints * Integer.BYTES;
        read(blocks, at, block);
        mix(block, mixed, seen, n, r);
        write(block, blocks, at);
      }
      return Pbkdf2Function.derive(password, blocks, 1, length);
    } finally {
      Arrays.fill(blocks, (byte) 0);
      Arrays.fill(block, 0);
      Arrays.fill(mixed, 0);
      Arrays.fill(seen, 0);
    }
  }

  /** The RFC's ROMix: n blocks are remembered, then n are read in an order that they make. */
  private static void mix(int[] block, int[] mixed, int[] seen, int n, int r) {
    int ints = block.length;
    for (int i = 0; i < n; i++) {
      System.arraycopy(block, 0, seen, i * ints, ints);
      mixBlock(block, mixed, r);
    }
    for (int i = 0; i < n; i++) {
      int from = (block[ints - HALF] & (n - 1)) * ints;
      for (int j = 0; j < ints; j++) {
        block[j] ^= seen[from + j];
      }
      mixBlock(block, mixed, r);
    }
  }

  /** The RFC's BlockMix: halves with an even number come first, then those with an odd one. */
  private static void mixBlock(int[] block, int[] mixed, int r) {
    int[] half = Arrays.copyOfRange(block, block.length - HALF, block.length);
    int[] next = new int[HALF];
    for (int i = 0; i < 2 * r; i++) {
      for (int j = 0; j < HALF; j++) {
        half[j] ^= block[i * HALF + j];
      }
      Salsa20Engine.salsaCore(ROUNDS, half, next);
      System.arraycopy(next, 0, half, 0, HALF);
      System.arraycopy(next, 0, mixed, ((i >> 1) + (i & 1) * r) * HALF, HALF);
    }
    System.arraycopy(mixed, 0, block, 0, block.length);
  }

  private static void read(byte[] from, int at, int[] to) {
    for (int i = 0; i < to.length; i++) {
      int b = at + i * Integer.BYTES;
      to[i] =
          (from[b] & 0xff)
              | ((from[b + 1] & 0xff) << 8)
              | ((from[b + 2] & 0xff) << 16)
              | (from[b + 3] << 24);
    }
  }

  private static void write(int[] from, byte[] to, int at) {
    for (int i = 0; i < from.length; i++) {
      for (int b = 0; b < Integer.BYTES; b++) {
        to[at + i * Integer.BYTES + b] = (byte) (from[i] >>> (b * Byte.SIZE));
      }
    }
  }
}
