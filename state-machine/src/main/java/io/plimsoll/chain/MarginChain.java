package io.plimsoll.chain;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.root.StateTree;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chain: takes blocks, and after each says what it did and the root of the state.
 *
 * <p>{@link #execute} applies a block without publishing it; {@link #commit} or {@link #discard}
 * follows. {@link #undo} takes committed blocks back, the last first, at most {@link #UNDO_DEPTH}
 * of them. One thread writes; the engine is the caller's, who closes it.
 */
public final class MarginChain {

  /** How many committed blocks can be undone. */
  public static final int UNDO_DEPTH = 64;

  private final State state = new State();
  private final StateTree tree = new StateTree();
  private final BlockProcessor processor;
  private final ArrayDeque<Past> past = new ArrayDeque<>();
  private Tip tip = new Tip(0, -1, Hash.ZERO);
  private @Nullable Tip pending;

  /** Where the chain stands. */
  private record Tip(long height, long timeMs, Hash hash) {}

  /** How to get back to an earlier tip. */
  private record Past(Tip tip, List<Journal.Entry> entries) {}

  /** A chain before its first block. */
  public MarginChain(Engine engine) {
    processor = new BlockProcessor(state, engine);
  }

  /**
   * Applies a block, which waits for {@link #commit} or {@link #discard}.
   *
   * @throws BlockRefused where it does not follow the last block, or one is still waiting; nothing
   *     has changed
   * @throws InvariantBroken where an invariant does not hold, a fault of this program; nothing has
   *     changed
   */
  public BlockResult execute(Block block) {
    if (pending != null) {
      throw new BlockRefused("block " + pending.height + " waits for commit or discard");
    }
    if (block.height() != tip.height + 1) {
      throw new BlockRefused(
          "block height is " + block.height() + "; it must be " + (tip.height + 1));
    }
    if (block.timeMs() <= tip.timeMs) {
      throw new BlockRefused(
          "time of block "
              + block.height()
              + " is "
              + block.timeMs()
              + " ms; it must be later than "
              + tip.timeMs);
    }
    if (!block.previous().equals(tip.hash)) {
      throw new BlockRefused(
          "block "
              + block.height()
              + " follows "
              + block.previous().hex()
              + "; the last block is "
              + tip.hash.hex());
    }
    BlockResult result;
    try {
      result = processor.process(block);
    } catch (RuntimeException e) {
      restore(state.journal().take());
      throw e;
    }
    for (Journal.Entry entry : state.journal().entries()) {
      putLeaf(entry, entry.table().encode(entry.slot()));
    }
    pending = new Tip(block.height(), block.timeMs(), block.hash());
    return new BlockResult(
        result.height(),
        result.timeMs(),
        root(),
        result.marginDigest(),
        result.phaseDigests(),
        result.results(),
        result.events(),
        result.totals());
  }

  private void putLeaf(Journal.Entry entry, byte[] value) {
    byte[] key = entry.table().key(entry.slot());
    if (value.length == 0) {
      tree.remove(key);
    } else {
      tree.put(key, value);
    }
  }

  /** Puts leaves back, the last touched first. */
  private static void restore(List<Journal.Entry> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      entries.get(i).restore();
    }
  }

  private void restoreWithTree(List<Journal.Entry> entries) {
    restore(entries);
    for (Journal.Entry entry : entries) {
      putLeaf(entry, entry.image());
    }
  }

  /**
   * Publishes the block that waits.
   *
   * @throws IllegalStateException where none does
   */
  public void commit() {
    Tip next = requirePending();
    past.addLast(new Past(tip, state.journal().take()));
    if (past.size() > UNDO_DEPTH) {
      past.removeFirst();
    }
    tip = next;
    pending = null;
  }

  /**
   * Forgets the block that waits: all is as it was before it.
   *
   * @throws IllegalStateException where none does
   */
  public void discard() {
    requirePending();
    restoreWithTree(state.journal().take());
    pending = null;
  }

  /**
   * Takes the last committed block back.
   *
   * @throws IllegalStateException where a block waits, or none is left that can be undone
   */
  public void undo() {
    if (pending != null) {
      throw new IllegalStateException("block " + pending.height + " waits; discard it first");
    }
    Past last = past.pollLast();
    if (last == null) {
      throw new IllegalStateException(
          "no block is left to undo; the last " + UNDO_DEPTH + " at most can be");
    }
    restoreWithTree(last.entries);
    tip = last.tip;
  }

  private Tip requirePending() {
    if (pending == null) {
      throw new IllegalStateException("no block waits for commit or discard");
    }
    return pending;
  }

  /** Height of the last committed block; 0 before the first. */
  public long height() {
    return tip.height;
  }

  /** Hash of the last committed block; zeros before the first. */
  public Hash lastHash() {
    return tip.hash;
  }

  /** Merkle root of the state, of a block that waits where there is one. */
  public Hash root() {
    return Hash.of(tree.root());
  }

  /** The state, to read; of a block that waits where there is one. */
  public State state() {
    return state;
  }

  /** The processor, to ask for requirements against the last executed block's market. */
  public BlockProcessor processor() {
    return processor;
  }
}
