package io.plimsoll.node.storage;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A chain that outlives its process: what {@link #commit} has returned from is on disk. One thread
 * writes.
 *
 * {@snippet :
 * try (StoredChain stored = StoredChain.open(folder, engine)) {
 *   BlockResult result = stored.execute(block);
 *   stored.commit(); // from here on, no crash loses the block
 * }
 * }
 */
public final class StoredChain implements AutoCloseable {

  /** No note. */
  public static final byte[] NO_NOTE = {};

  private final ChainStore store;
  private final MarginChain chain;
  private @Nullable Block pending;
  private @Nullable BlockResult executed;

  private StoredChain(ChainStore store, MarginChain chain) {
    this.store = store;
    this.chain = chain;
  }

  /**
   * Opens a folder, or makes one, and goes on after its last block; the last 64 can be undone as
   * before.
   *
   * @throws StoreRefused where the folder holds something else than a chain up to its tip record
   * @throws StoreFailed where it cannot be read or written, or another process uses it
   */
  public static StoredChain open(Path folder, Engine engine) {
    return open(ChainStore.open(folder), engine);
  }

  /**
   * The same for a chain that may name other models than those that ship.
   *
   * @param models what its numbers of models stand for
   */
  public static StoredChain open(Path folder, Engine engine, ModelCatalogue models) {
    return open(ChainStore.open(folder, models), engine);
  }

  static StoredChain open(ChainStore store, Engine engine) {
    try {
      return new StoredChain(store, store.restore(engine, MarginChain.UNDO_DEPTH));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The chain, to read; who writes to it does so past the disk. */
  public MarginChain chain() {
    return chain;
  }

  /** What is on disk. */
  public ChainStore store() {
    return store;
  }

  /** Applies a block, see {@link MarginChain#execute}; nothing is written yet. */
  public BlockResult execute(Block block) {
    BlockResult result = chain.execute(block);
    pending = block;
    executed = result;
    return result;
  }

  /**
   * Writes the block that waits, then publishes it.
   *
   * @throws StoreFailed where it cannot be written; the block is discarded, and the folder must be
   *     opened anew
   * @throws IllegalStateException where no block waits
   */
  public void commit() {
    commit(NO_NOTE);
  }

  /**
   * The same, and keeps a note beside the block for whoever gave it: {@link ChainStore#note} has it
   * as long as the block is kept, and an undo takes it back with the block.
   *
   * @throws StoreFailed where it cannot be written
   * @throws IllegalStateException where no block waits
   */
  public void commit(byte[] note) {
    if (pending == null || executed == null) {
      throw new IllegalStateException("no block waits for commit or discard");
    }
    try {
      store.append(pending, executed, chain.changes(), note);
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
    chain.commit();
    forget();
  }

  /** Forgets the block that waits. */
  public void discard() {
    chain.discard();
    forget();
  }

  private void forget() {
    pending = null;
    executed = null;
  }

  /**
   * Takes the last block back, on disk and here.
   *
   * @throws IllegalStateException where a block waits, or none is left that can be undone
   * @throws StoreFailed where that cannot be written; the folder must be opened anew
   */
  public void undo() {
    if (pending != null) {
      throw new IllegalStateException("a block waits; commit or discard it first");
    }
    if (chain.undoable() == 0) {
      throw new IllegalStateException("no block is left to undo");
    }
    store.undo();
    chain.undo();
  }

  @Override
  public void close() {
    store.close();
  }
}
