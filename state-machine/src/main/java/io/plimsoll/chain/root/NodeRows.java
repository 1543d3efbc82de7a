package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * A column of what nodes of a tree are hashed from, one after the other: a tag, and the hashes of
 * the two sides. It grows by pages, so that a large column is neither copied nor half empty.
 */
final class NodeRows {

  /** The number of bytes of a row. */
  static final int BYTES = 1 + 2 * Sha256.BYTES;

  private static final int PAGE_BITS = 10;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

  private final byte tag;
  private byte[][] pages = new byte[4][];
  private int count;

  /** No rows; each will begin with a tag. */
  NodeRows(byte tag) {
    this.tag = tag;
  }

  /** Makes room for a row; rows are asked for in rising order, one page at most ahead. */
  void ensure(int row) {
    int page = row >> PAGE_BITS;
    if (page < count) {
      return;
    }
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, 2 * page);
    }
    byte[] fresh = new byte[BYTES << PAGE_BITS];
    for (int at = 0; at < fresh.length; at += BYTES) {
      fresh[at] = tag;
    }
    pages[page] = fresh;
    count = page + 1;
  }

  /** The array that holds a row, at {@link #offset}. */
  byte[] page(int row) {
    return pages[row >> PAGE_BITS];
  }

  /** Where a row begins in its page. */
  static int offset(int row) {
    return (row & PAGE_MASK) * BYTES;
  }

  /** Where the hash of a side of a row begins in its page. */
  static int offset(int row, int side) {
    return offset(row) + 1 + side * Sha256.BYTES;
  }

  /** The bytes that the pages take. */
  long memoryBytes() {
    return (long) count * (BYTES << PAGE_BITS);
  }
}
