package io.plimsoll.node.server.run;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;

/**
 * Is told of each block that is on disk, or no longer is, by the thread that writes: it must not
 * wait.
 */
@FunctionalInterface
public interface Listener {
  /** Takes a block and what it did. */
  void committed(Block block, BlockResult result);

  /** Blocks after a height were taken back. */
  default void undone(long height) {}
}
