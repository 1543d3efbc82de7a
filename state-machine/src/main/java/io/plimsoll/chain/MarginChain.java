package io.plimsoll.chain;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.DeleveragingPlace;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.snapshot.ChunkReader;
import io.plimsoll.chain.snapshot.ChunkWriter;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.chain.state.LeafChange;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;
import io.plimsoll.kernels.engine.Engine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chain: takes blocks, and after each says what it did and the root of the state.
 *
 * <p>{@link #execute} applies a block without publishing it; {@link #commit} or {@link #discard}
 * follows. {@link #undo} takes committed blocks back, the last first, at most {@link #UNDO_DEPTH}
 * of them. {@link #snapshot} writes the state of the last committed block, and {@link #restore}
 * goes on from there. One thread writes; the engine is the caller's, who closes it. Others read
 * {@link #views}, which a block never changes and which never wait for one.
 */
public final class MarginChain {

  /** How many committed blocks can be undone. */
  public static final int UNDO_DEPTH = 64;

  private final State state = new State();
  private final StateRoot root = new StateRoot(state);
  private final ModelCatalogue models;
  private final BlockProcessor processor;
  private final ArrayDeque<Past> past = new ArrayDeque<>();
  private Tip tip = new Tip(0, -1, Hash.ZERO);
  private @Nullable Tip pending;
  private @Nullable ChainViews views;

  /** Where the chain stands. */
  private record Tip(long height, long timeMs, Hash hash) {}

  /** How to get back to an earlier tip. */
  private record Past(Tip tip, Journal.Images images) {}

  /** A chain before its first block, which has the chain's own models alone. */
  public MarginChain(Engine engine) {
    this(engine, ModelCatalogue.NONE);
  }

  /**
   * A chain before its first block.
   *
   * @param models that governance may choose beside the chain's own, by their numbers. What is not
   *     there may be chosen as well; this chain refuses the blocks that are margined by it
   */
  public MarginChain(Engine engine, ModelCatalogue models) {
    this.models = models;
    processor = new BlockProcessor(state, engine, models);
  }

  /**
   * A chain that goes on from a snapshot as the one of which it was taken: the same blocks give the
   * same roots, digests, results and events. None of its blocks can be undone before it has
   * committed some of its own.
   *
   * @param engine as in the constructor; it prices the last block's market once, so that
   *     requirements can be asked for
   * @param header whose {@link SnapshotHeader#hash} the caller trusts
   * @param chunks the header's, in their order; each is asked for when those before are taken
   * @throws SnapshotRefused where the chunks are not the header's, a leaf is not canonical, or the
   *     leaves do not have the header's state root, height and time, or break an invariant
   */
  public static MarginChain restore(Engine engine, SnapshotHeader header, Iterable<byte[]> chunks) {
    return restore(engine, ModelCatalogue.NONE, header, chunks);
  }

  /**
   * The same with models beside the chain's own.
   *
   * @throws SnapshotRefused also where the last block was margined by one that is not among them
   */
  public static MarginChain restore(
      Engine engine, ModelCatalogue models, SnapshotHeader header, Iterable<byte[]> chunks) {
    return restore(
        engine, models, header, leaves -> new ChunkReader(header, leaves).readAll(chunks));
  }

  /**
   * A chain that goes on from the leaves of a state, as from a snapshot; the header's chunks are
   * not looked at.
   *
   * @param models beside the chain's own
   * @param leaves gives all leaves, in the order of their keys
   * @throws SnapshotRefused as for a snapshot
   */
  public static MarginChain restore(
      Engine engine,
      ModelCatalogue models,
      SnapshotHeader header,
      Consumer<ChunkReader.Leaves> leaves) {
    MarginChain chain = new MarginChain(engine, models);
    try {
      leaves.accept(chain.state::load);
    } catch (MalformedBytes e) {
      throw new SnapshotRefused("a leaf is damaged: " + e.getMessage(), e);
    }
    chain.root.putAll();
    if (!chain.root().equals(header.stateRoot())) {
      throw new SnapshotRefused(
          "header: state root is "
              + header.stateRoot().hex()
              + "; that of the leaves is "
              + chain.root().hex());
    }
    Rows.Chain row = chain.state.chain();
    if (header.height() > 0
        && (row.height() != header.height() || row.timeMs() != header.timeMs())) {
      throw new SnapshotRefused(
          "header: block is "
              + header.height()
              + " at "
              + header.timeMs()
              + " ms; the leaves are of block "
              + row.height()
              + " at "
              + row.timeMs()
              + " ms");
    }
    chain.tip = new Tip(header.height(), header.timeMs(), header.lastHash());
    chain.resume();
    return chain;
  }

  private void resume() {
    if (tip.height == 0) {
      return;
    }
    try {
      processor.resume(tip.height, tip.timeMs);
    } catch (BlockRefused e) {
      throw new SnapshotRefused(Objects.requireNonNull(e.getMessage()), e);
    } catch (InvariantBroken e) {
      throw new SnapshotRefused("no chain has such a state: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Numbers outside of all ranges, under a header that nobody should trust, lead to anything.
      throw new SnapshotRefused("the last block's market cannot be built: " + e.getMessage(), e);
    }
  }

  /**
   * Takes a snapshot of the last committed block: hands its chunks on, in their order, and returns
   * the header by which they are known.
   *
   * @param chunkBytes the most bytes that a chunk has; 1 MiB suits
   * @throws IllegalStateException where a block waits
   * @throws IllegalArgumentException where the chunk size is outside of its range, or a leaf does
   *     not fit a chunk
   */
  public SnapshotHeader snapshot(int chunkBytes, Consumer<byte[]> chunks) {
    requireNonePending();
    ChunkWriter out = new ChunkWriter(chunkBytes, chunks);
    for (Table table : state.tables()) {
      for (int slot : table.inKeyOrder()) {
        byte[] value = table.encode(slot);
        if (value.length > 0) {
          out.add(table.key(slot), value);
        }
      }
    }
    return new SnapshotHeader(tip.height, tip.timeMs, tip.hash, root(), chunkBytes, out.end());
  }

  /**
   * Applies a block, which waits for {@link #commit} or {@link #discard}.
   *
   * @throws BlockRefused where it does not follow the last block, or one is still waiting, or it is
   *     margined by a model that is not there; nothing has changed
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
    processor.requireModels(block.height());
    BlockResult result;
    try {
      result = processor.process(block);
    } catch (RuntimeException e) {
      Journal.Images images = state.journal().take();
      images.restore();
      state.journal().recycle(images);
      throw e;
    }
    root.put(state.journal().images());
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

  private void putBack(Journal.Images images) {
    images.restore();
    root.put(images);
  }

  /**
   * Immutable views of the state after the last committed block, for any number of threads beside
   * the one that writes. From the first call on each {@link #commit} and {@link #undo} publishes
   * one: its cost is that of the leaves that the block touched, and of the leaves' bytes in memory
   * a second time. The writing thread calls it first, while no block waits; what it returns may be
   * shared.
   *
   * @throws IllegalStateException where it is the first call and a block waits
   */
  public ChainViews views() {
    if (views == null) {
      requireNonePending();
      views = new ChainViews(state, models, tip.height, tip.timeMs, tip.hash, root());
    }
    return views;
  }

  private void publish(Journal.Images images) {
    if (views != null) {
      views.publish(images, tip.height, tip.timeMs, tip.hash, root());
    }
  }

  /**
   * The leaves that the block that waits has changed, in the order of their first touch.
   *
   * @throws IllegalStateException where none waits
   */
  public List<LeafChange> changes() {
    requirePending();
    List<LeafChange> changes = new ArrayList<>();
    Journal.Images images = state.journal().images();
    for (int i = 0; i < images.count(); i++) {
      Table table = images.table(i);
      byte[] before = images.bytes(i);
      byte[] after = table.encode(images.slot(i));
      if (!Arrays.equals(before, after)) {
        changes.add(new LeafChange(table.key(images.slot(i)), before, after));
      }
    }
    return changes;
  }

  /**
   * Publishes the block that waits.
   *
   * @throws IllegalStateException where none does
   */
  public void commit() {
    Tip next = requirePending();
    Journal.Images images = state.journal().take();
    past.addLast(new Past(tip, images));
    if (past.size() > UNDO_DEPTH) {
      state.journal().recycle(past.removeFirst().images);
    }
    tip = next;
    pending = null;
    publish(images);
  }

  /**
   * Forgets the block that waits: all is as it was before it.
   *
   * @throws IllegalStateException where none does
   */
  public void discard() {
    requirePending();
    Journal.Images images = state.journal().take();
    putBack(images);
    state.journal().recycle(images);
    pending = null;
  }

  /**
   * Takes the last committed block back.
   *
   * @throws IllegalStateException where a block waits, or none is left that can be undone
   */
  public void undo() {
    requireNonePending();
    Past last = past.pollLast();
    if (last == null) {
      throw new IllegalStateException(
          "no block is left to undo; the last " + UNDO_DEPTH + " at most can be");
    }
    putBack(last.images);
    tip = last.tip;
    publish(last.images);
    state.journal().recycle(last.images);
  }

  private void requireNonePending() {
    if (pending != null) {
      throw new IllegalStateException(
          "block " + pending.height + " waits; commit or discard it first");
    }
  }

  private Tip requirePending() {
    if (pending == null) {
      throw new IllegalStateException("no block waits for commit or discard");
    }
    return pending;
  }

  /** How many committed blocks {@link #undo} can take back now. */
  public int undoable() {
    return past.size();
  }

  /**
   * The proof of what the state says of a leaf's key, as of {@link #root}: of its value, or that it
   * has none.
   *
   * @param key the table's tag and the row's key, see {@link State#tables}
   */
  public Proof prove(byte[] key) {
    return root.prove(key);
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
    return root.hash();
  }

  /**
   * Where a subaccount stands among those against whom a bankrupt subaccount would be closed, in
   * each of its instruments and with all that its rank is made of, by the policy of the last
   * executed block and what that left; nothing where it has no positions.
   */
  public List<DeleveragingPlace> deleveragingPlaces(SubaccountId id) {
    int handle = state.accounts().find(id);
    return handle < 0 || (tip.height == 0 && pending == null)
        ? List.of()
        : processor.deleveragingPlaces(handle);
  }

  /**
   * What an owner's fills cost in the next block where fees are by tiers, by what was traded up to
   * the last executed one.
   */
  public FeeTerms feeTerms(Address owner) {
    return processor.feeTerms(owner);
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
