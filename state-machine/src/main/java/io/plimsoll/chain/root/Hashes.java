package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * A column of 32-byte hashes that grows by pages, so that a large column is neither copied nor half
 * empty.
 */
final class Hashes {

  private static final int ROW_BITS = 5;
  private static final int PAGE_BITS = 12;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

  private byte[][] pages = new byte[4][];
  private int count;

  /** Makes room for a row; rows are asked for in rising order, one page at most ahead. */
  void ensure(int row) {
    int page = row >> PAGE_BITS;
    if (page < count) {
      return;
    }
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, 2 * page);
    }
    pages[page] = new byte[1 << (PAGE_BITS + ROW_BITS)];
    count = page + 1;
  }

  /** The array that holds a row, at {@link #offset}. */
  byte[] page(int row) {
    return pages[row >> PAGE_BITS];
  }

  /** Where a row begins in its page. */
  static int offset(int row) {
    return (row & PAGE_MASK) << ROW_BITS;
  }

  /** The bytes that the pages take. */
  long memoryBytes() {
    return (long) count << (PAGE_BITS + ROW_BITS);
  }

  void set(int row, byte[] from, int offset) {
    System.arraycopy(from, offset, page(row), offset(row), Sha256.BYTES);
  }

  void get(int row, byte[] to, int offset) {
    System.arraycopy(page(row), offset(row), to, offset, Sha256.BYTES);
  }

  /** Whether a row is the given hash. */
  boolean equal(int row, byte[] hash) {
    return firstDifference(page(row), offset(row), hash) == Sha256.BYTES * Byte.SIZE;
  }

  /** The first bit in which the hash in an array differs from another, or 256 where none does. */
  static int firstDifference(byte[] in, int offset, byte[] hash) {
    int at = Arrays.mismatch(in, offset, offset + Sha256.BYTES, hash, 0, Sha256.BYTES);
    if (at < 0) {
      return Sha256.BYTES * Byte.SIZE;
    }
    int differences = (in[offset + at] ^ hash[at]) & 0xff;
    return at * Byte.SIZE + Integer.numberOfLeadingZeros(differences) - (Integer.SIZE - Byte.SIZE);
  }

  /** The number kept in a row that is free. */
  int link(int row) {
    byte[] page = page(row);
    int from = offset(row);
    int link = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      link = (link << Byte.SIZE) | (page[from + i] & 0xff);
    }
    return link;
  }

  /** Keeps a number in a row that is free. */
  void link(int row, int link) {
    byte[] page = page(row);
    int from = offset(row);
    for (int i = 0; i < Integer.BYTES; i++) {
      page[from + i] = (byte) (link >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
    }
  }

  /** The bit of a row at a depth, 0 or 1; depth 0 is the highest bit of the first byte. */
  int bit(int row, int depth) {
    return bit(page(row), offset(row), depth);
  }

  /** The bit of a hash at a depth, 0 or 1. */
  static int bit(byte[] hash, int offset, int depth) {
    return (hash[offset + (depth >> 3)] >> (7 - (depth & 7))) & 1;
  }
}
