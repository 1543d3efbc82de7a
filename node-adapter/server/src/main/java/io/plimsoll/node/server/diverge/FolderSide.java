package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.Outcome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A node's data folder, on which no node runs. Its state can be seen some blocks back. */
final class FolderSide implements Side {

  private final String name;
  private final ChainStore store;
  private final Engine engine;

  FolderSide(Path folder, Engine engine, ModelCatalogue models) {
    name = folder.toString();
    this.engine = engine;
    store = ChainStore.open(folder, models);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long first() {
    return store.firstBlock();
  }

  @Override
  public long last() {
    return store.height();
  }

  @Override
  public @Nullable Claim claim(long height) {
    Outcome outcome = store.outcome(height);
    return outcome == null ? null : Claim.of(outcome);
  }

  @Override
  public @Nullable Block block(long height) {
    return store.block(height);
  }

  @Override
  public @Nullable MarginChain stateAt(long height) {
    return store.stateAt(engine, height);
  }

  @Override
  public void close() {
    store.close();
  }
}
