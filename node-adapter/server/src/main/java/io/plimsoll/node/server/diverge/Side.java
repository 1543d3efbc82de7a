package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One of two chains that are compared, as much of it as can be seen from outside. */
interface Side extends AutoCloseable {

  /** As a person named it. */
  String name();

  /** The first block of which it says something. */
  long first();

  /** The last one. */
  long last();

  /** Whether asking for each block is quick. */
  default boolean isNear() {
    return true;
  }

  /** What it says of a block; null where it says nothing. */
  @Nullable Claim claim(long height) throws IOException;

  /** A block's bytes; null where it has none. */
  default @Nullable Block block(long height) throws IOException {
    return null;
  }

  /**
   * Applies its blocks to a chain up to a height.
   *
   * @throws BlockRefused where one does not follow
   */
  default void replay(MarginChain chain, long to) throws IOException {
    while (chain.height() < to) {
      Block block = block(chain.height() + 1);
      if (block == null) {
        throw new BlockRefused("block " + (chain.height() + 1) + " is not there");
      }
      chain.execute(block);
      chain.commit();
    }
  }

  /** The chain as it stood after a block there; null where that cannot be seen. */
  default @Nullable MarginChain stateAt(long height) {
    return null;
  }

  /**
   * The chain as it stood after a block there, by what the block changed.
   *
   * @param before the state before it
   * @param claim what the side says of the block
   * @return null where that cannot be seen
   * @throws Failure where its leaves do not have the root that it says
   */
  default @Nullable MarginChain stateAfter(MarginChain before, Claim claim) throws IOException {
    return stateAt(claim.height());
  }

  /** What it says in full of a block; null where it says no more than {@link #claim}. */
  default @Nullable Derivation derivation(long height) {
    return null;
  }

  @Override
  void close();
}
