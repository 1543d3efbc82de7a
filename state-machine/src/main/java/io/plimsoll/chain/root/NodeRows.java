package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * A column of pairs of hashes, one for each node of a tree: those of its two sides. It grows by
 * pages, so that a large column is neither copied nor half empty.
 */
final class NodeRows {

  /** The number of bytes of a row. */
  static final int BYTES = 2 * Sha256.BYTES;

  private static final int ROW_BITS = 6;
  private static final int PAGE_BITS = 10;
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

  /** Where a row begins in its page; the hash of side 1 is 32 bytes later. */
  static int offset(int row) {
    return (row & PAGE_MASK) << ROW_BITS;
  }

  /** The bytes that the pages take. */
  long memoryBytes() {
    return (long) count << (PAGE_BITS + ROW_BITS);
  }
}
