package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A side that ends before the other one, and what this program makes of the next block: an observer
 * that stopped in front of a block which came to something else here.
 */
final class Ahead implements Side {

  private final Side ended;
  private final Block block;
  private final Derivation next;

  Ahead(Side ended, Block block, Derivation next) {
    this.ended = ended;
    this.block = block;
    this.next = next;
  }

  @Override
  public String name() {
    return ended.name() + ", and this program after it";
  }

  @Override
  public long first() {
    return ended.first();
  }

  @Override
  public long last() {
    return block.height();
  }

  @Override
  public boolean isNear() {
    return ended.isNear();
  }

  @Override
  public @Nullable Claim claim(long height) throws IOException {
    return height == block.height() ? next.claim() : ended.claim(height);
  }

  @Override
  public @Nullable Block block(long height) throws IOException {
    return height == block.height() ? block : ended.block(height);
  }

  @Override
  public @Nullable MarginChain stateAt(long height) {
    return height == block.height() ? null : ended.stateAt(height);
  }

  @Override
  public @Nullable Derivation derivation(long height) {
    return height == block.height() ? next : ended.derivation(height);
  }

  @Override
  public void close() {
    ended.close();
  }
}
