package io.plimsoll.node.grpc;

import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.chain.state.Parameters;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.parameters.MissingModel;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import io.plimsoll.node.storage.StoredChain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The chain in its folder and who writes it: the connection that wrote first, until it ends. What
 * it left waiting is discarded then.
 */
final class HeldChain implements AutoCloseable {

  private static final long NOBODY = -1;
  private static final int NOTHING_YET = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Path folder;
  private final Engine engine;
  private final ModelCatalogue models;
  private final Runnable whenFailed;
  private StoredChain stored;
  private volatile ChainViews views;
  private long writer = NOBODY;
  private @Nullable Block waiting;
  private @Nullable String failure;
  private List<MissingModel> missingModels = List.of();
  private int warnedOf = NOTHING_YET;

  /**
   * Opens a folder.
   *
   * @param models that the chain may name
   * @param whenFailed is told when the disk does not take any more
   */
  HeldChain(Path folder, Engine engine, ModelCatalogue models, Runnable whenFailed) {
    this.folder = folder;
    this.engine = engine;
    this.models = models;
    this.whenFailed = whenFailed;
    stored = StoredChain.open(folder, engine, models);
    views = stored.chain().views();
    warn();
  }

  /** Says on standard error which models the chain has named since that this program lacks. */
  private void warn() {
    Parameters parameters = stored.chain().state().parameters();
    if (parameters.version() == warnedOf) {
      return;
    }
    warnedOf = parameters.version();
    List<MissingModel> missing = MissingModel.of(parameters, stored.chain().height(), models);
    for (MissingModel model : missing) {
      if (!missingModels.contains(model)) {
        System.err.println("plimsoll: warning: " + model);
      }
    }
    missingModels = missing;
  }

  ChainViews views() {
    return views;
  }

  /** Where the chain stands. */
  record Standing(
      long height, long timeMs, Hash hash, Hash root, int undoable, long waitingHeight) {}

  Standing standing() {
    lock.lock();
    try {
      var view = views.latest();
      return new Standing(
          view.height(),
          view.timeMs(),
          view.lastHash(),
          view.stateRoot(),
          stored.chain().undoable(),
          waiting == null ? 0 : waiting.height());
    } finally {
      lock.unlock();
    }
  }

  /** Does what only the writer may do. */
  private <T> T writing(long connection, LongPredicate isOpen, Supplier<T> work) {
    lock.lock();
    try {
      if (failure != null) {
        throw new Problem(Problem.Reason.STORE_FAILED, failure);
      }
      if ((writer != NOBODY && writer != connection) || !isOpen.test(connection)) {
        throw new Problem(
            Problem.Reason.ANOTHER_WRITES,
            "another connection writes; it must end before this one can");
      }
      writer = connection;
      return work.get();
    } catch (StoreFailed e) {
      failure = folder + ": " + e.getMessage();
      waiting = null;
      whenFailed.run();
      throw new Problem(Problem.Reason.STORE_FAILED, failure);
    } finally {
      lock.unlock();
    }
  }

  /** A connection that writes, for the calls that do. */
  Writing by(long connection, LongPredicate isOpen) {
    return new Writing(connection, isOpen);
  }

  /** A connection has ended. */
  void gone(long connection) {
    lock.lock();
    try {
      if (writer == connection) {
        writer = NOBODY;
        if (waiting != null) {
          stored.discard();
          waiting = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable SnapshotHeader snapshot(long height) {
    return reading(() -> stored.store().snapshot(height));
  }

  List<SnapshotHeader> snapshots() {
    return reading(() -> {
      List<SnapshotHeader> out = new ArrayList<>();
      for (long height : stored.store().snapshots()) {
        SnapshotHeader header = stored.store().snapshot(height);
        if (header != null) {
          out.add(header);
        }
      }
      return out;
    });
  }

  byte @Nullable [] chunk(long height, int index) {
    lock.lock();
    try {
      return stored.store().chunk(height, index);
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T reading(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      stored.close();
    } finally {
      lock.unlock();
    }
  }

  /** What a connection may do that nobody else does meanwhile. */
  final class Writing {

    private final long connection;
    private final LongPredicate isOpen;

    private Writing(long connection, LongPredicate isOpen) {
      this.connection = connection;
      this.isOpen = isOpen;
    }

    /** What a block did, and its hash. */
    record Executed(BlockResult result, Hash hash) {}

    Executed execute(long height, long timeMs, @Nullable Hash previous, List<byte[]> commands) {
      return writing(
          connection,
          isOpen,
          () -> {
            Hash last = previous == null ? stored.chain().lastHash() : previous;
            try {
              Block block = new Block(height, timeMs, last, commands);
              BlockResult result = stored.execute(block);
              waiting = block;
              return new Executed(result, block.hash());
            } catch (BlockRefused e) {
              throw new Problem(Problem.Reason.BLOCK_REFUSED, String.valueOf(e.getMessage()));
            } catch (InvariantBroken e) {
              throw new Problem(Problem.Reason.FAULT, String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
              throw new Problem(Problem.Reason.BAD_FIELD, String.valueOf(e.getMessage()));
            }
          });
    }

    Hash commit(long height) {
      return writing(
          connection,
          isOpen,
          () -> {
            if (waiting == null || waiting.height() != height) {
              String which = waiting == null ? "none" : "block " + waiting.height();
              throw new Problem(
                  Problem.Reason.NOT_WAITING,
                  "block " + height + " does not wait; " + which + " does");
            }
            stored.commit();
            waiting = null;
            warn();
            return stored.chain().root();
          });
    }

    void discard() {
      writing(
          connection,
          isOpen,
          () -> {
            if (waiting == null) {
              throw new Problem(Problem.Reason.NOT_WAITING, "no block waits");
            }
            stored.discard();
            waiting = null;
            return true;
          });
    }

    void undo(long height) {
      writing(
          connection,
          isOpen,
          () -> {
            requireNoneWaits();
            MarginChain chain = stored.chain();
            if (chain.height() != height) {
              throw new Problem(
                  Problem.Reason.NOT_UNDOABLE,
                  "block " + height + " is not the last one, which is " + chain.height());
            }
            if (chain.undoable() == 0) {
              throw new Problem(Problem.Reason.NOT_UNDOABLE, "no block is left to undo");
            }
            stored.undo();
            return true;
          });
    }

    private void requireNoneWaits() {
      if (waiting != null) {
        throw new Problem(
            Problem.Reason.WAITING,
            "block " + waiting.height() + " waits; commit or discard it first");
      }
    }

    SnapshotHeader takeSnapshot(int chunkBytes) {
      return writing(
          connection,
          isOpen,
          () -> {
            requireNoneWaits();
            if (stored.chain().height() == 0) {
              throw new Problem(Problem.Reason.NOT_THERE, "there is no block yet");
            }
            try {
              return stored.store().takeSnapshot(chunkBytes);
            } catch (IllegalArgumentException e) {
              throw new Problem(Problem.Reason.BAD_FIELD, String.valueOf(e.getMessage()));
            }
          });
    }

    void requireEmpty() {
      writing(
          connection,
          isOpen,
          () -> {
            requireNoneWaits();
            if (stored.chain().height() != 0) {
              throw new Problem(
                  Problem.Reason.NOT_EMPTY, "the chain stands at block " + stored.chain().height());
            }
            return true;
          });
    }

    void restore(SnapshotHeader header, List<byte[]> chunks) {
      writing(
          connection,
          isOpen,
          () -> {
            requireEmpty();
            stored.close();
            try (ChainStore store = ChainStore.open(folder, models)) {
              store.load(engine, header, chunks);
            } catch (SnapshotRefused | StoreRefused e) {
              throw new Problem(Problem.Reason.SNAPSHOT_REFUSED, String.valueOf(e.getMessage()));
            } finally {
              stored = StoredChain.open(folder, engine, models);
              views = stored.chain().views();
            }
            warnedOf = NOTHING_YET;
            warn();
            return true;
          });
    }
  }
}
