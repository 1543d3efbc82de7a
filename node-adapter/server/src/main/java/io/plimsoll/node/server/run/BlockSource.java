package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.storage.Outcome;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a node has its blocks from. One thread asks. */
public interface BlockSource extends AutoCloseable {

  /** In words, for the log. */
  String name();

  /**
   * The block after a view's; waits until there is one. Null where there will be none.
   *
   * @throws InterruptedException where the node is told to stop
   * @throws IOException where the source cannot be read
   * @throws SourceRefused where what the source has is not this chain's next block
   * @throws Reorganised where blocks that it gave are no longer its own
   */
  @Nullable Block next(ChainView after) throws InterruptedException, IOException;

  /** What is to be kept beside the block that was given last, see {@link StoredChain#commit}. */
  default byte[] note() {
    return StoredChain.NO_NOTE;
  }

  /** What keeps blocks from coming, where that has lasted for long; else null. */
  default @Nullable String trouble() {
    return null;
  }

  /** The state as a block left it that is not the last one; null where it is not kept. */
  default @Nullable ChainView viewAt(long height) {
    return null;
  }

  /** What this node has signed of a block, 0 for the last one it has; null where there is none. */
  default @Nullable SignedRoot signedRoot(long height) {
    return null;
  }

  /** Whether {@link #next} may wait for long, and bears being interrupted and asked again. */
  default boolean mayWait() {
    return true;
  }

  /** Whether commands that are brought to this node come into its blocks. */
  default boolean takesCommands() {
    return false;
  }

  /**
   * Looks at what a block came to before it is kept.
   *
   * @throws SourceRefused where the source knows that it must come to something else
   */
  default void check(Outcome outcome) throws InterruptedException, IOException {}

  @Override
  default void close() throws IOException {}
}
