package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of which somebody has had a page and not the last one: whoever takes a large block page by
 * page would otherwise read all of it from disk for each. Few are kept, those that were asked of
 * last, and none that is beside others too large. Any thread may ask.
 */
final class PagedBlocks {

  private static final int MOST = 8;
  private static final long MOST_BYTES = 1L << 28;

  private final LongFunction<@Nullable Block> store;
  private final Map<Hash, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** A block, and the bytes of its commands. */
  private record Kept(Block block, long bytes) {}

  /** Reads what is not kept from a store, which says null of what it has not. */
  PagedBlocks(LongFunction<@Nullable Block> store) {
    this.store = store;
  }

  /**
   * The block of a height.
   *
   * @param hash of it, for another one may have come in its place
   */
  @Nullable Block get(long height, Hash hash) {
    synchronized (kept) {
      Kept there = kept.get(hash);
      if (there != null) {
        return there.block;
      }
    }
    return store.apply(height);
  }

  /** Notes that a page of a block was given, and whether there are more. */
  void gave(Hash hash, Block block, boolean more) {
    synchronized (kept) {
      Kept old = kept.remove(hash);
      bytes -= old == null ? 0 : old.bytes;
      if (!more) {
        return;
      }
      long size = old == null ? sizeOf(block) : old.bytes;
      kept.put(hash, new Kept(block, size));
      bytes += size;
      Iterator<Kept> eldest = kept.values().iterator();
      while (kept.size() > MOST || (bytes > MOST_BYTES && kept.size() > 1)) {
        bytes -= eldest.next().bytes;
        eldest.remove();
      }
    }
  }

  private static long sizeOf(Block block) {
    long size = 0;
    for (byte[] command : block.commands()) {
      size += command.length;
    }
    return size;
  }

  /** How many are kept. */
  int size() {
    synchronized (kept) {
      return kept.size();
    }
  }
}
