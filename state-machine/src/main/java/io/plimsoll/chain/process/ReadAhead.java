package io.plimsoll.chain.process;

import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.state.Accounts;

/**
 * Reads what the next fills will ask for: a key's slot, its row, its positions, each of which says
 * where the next one lies. One fill after the other waits for memory at each of these steps; here
 * each step is taken for some fills at once, whose waits overlap. Nothing comes of what is read.
 */
final class ReadAhead {

  /** So many fills at once: few enough for a near cache. */
  static final int FILLS = 32;

  private final Accounts accounts;
  private final FillReader fill = new FillReader();
  private final byte[][] next = new byte[FILLS][];
  private final int[] handles = new int[2 * FILLS];
  private int count;

  /** A sum of what was read, without which reads would be left out. */
  @SuppressWarnings("UnusedVariable") // That it is written is all that it is for.
  private long read;

  ReadAhead(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Takes one more of at most {@link #FILLS} fills. */
  void add(byte[] bytes) {
    next[count++] = bytes;
  }

  /** Reads for all that were taken. */
  void run() {
    for (int i = 0; i < count; i++) {
      fill.at(next[i]);
      read += fill.sellerFee() + slot(fill.buyer()) + slot(fill.seller());
    }
    for (int i = 0; i < count; i++) {
      fill.at(next[i]);
      handles[2 * i] = find(fill.buyer());
      handles[2 * i + 1] = find(fill.seller());
    }
    for (int i = 0; i < 2 * count; i++) {
      read += handles[i] < 0 ? 0 : accounts.read(handles[i]);
    }
    count = 0;
  }

  private int slot(int key) {
    return accounts.readSlot(
        fill.ownerHigh(key), fill.ownerMiddle(key), fill.ownerLow(key), fill.number(key));
  }

  private int find(int key) {
    return accounts.find(
        fill.ownerHigh(key), fill.ownerMiddle(key), fill.ownerLow(key), fill.number(key));
  }
}
