package io.plimsoll.node.storage;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.ChunkReader;
import io.plimsoll.chain.snapshot.ChunkWriter;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.chain.state.LeafChange;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.parameters.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One chain on disk, in a folder with the database {@code db} and the tip record {@code TIP}.
 *
 * <p>A block is one atomic, synced write: its bytes, its outcome, the leaves that it changed and
 * what they were. The tip record follows it, and goes before an {@link #undo}; so whenever the
 * process dies, the database holds the recorded block, or one more. {@link #open} refuses anything
 * else: a database behind its tip, on another hash, or without a record.
 *
 * <p>One thread writes. Blocks, outcomes and snapshots may be read by others beside it.
 */
public final class ChainStore implements AutoCloseable {

  /** The version of what is on disk. */
  public static final int FORMAT = 1;

  /** The least number of blocks that pruning keeps: as many as can be undone. */
  public static final int LEAST_KEPT = MarginChain.UNDO_DEPTH;

  /** The most blocks that one call prunes: the thread that makes blocks waits for it. */
  private static final int MOST_PRUNED = 1_024;

  /** Blocks that are removed with one write: what it deletes is held in memory until then. */
  static final int PRUNED_AT_ONCE = 64;

  private static final byte[] FORMAT_KEY = name("format");
  private static final byte[] TIP_KEY = name("tip");
  private static final byte[] FIRST_KEY = name("first");
  private static final TipRecord NOTHING = new TipRecord(0, Hash.ZERO);

  private final KeyValues db;
  private final Path tipFile;
  private final ModelCatalogue models;
  private TipRecord tip;
  private volatile long first;
  private boolean failed;

  private ChainStore(KeyValues db, Path tipFile, ModelCatalogue models, TipRecord tip, long first) {
    this.db = db;
    this.tipFile = tipFile;
    this.models = models;
    this.tip = tip;
    this.first = first;
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(long number) {
    return new ByteWriter().i64(number).toBytes();
  }

  /**
   * Opens a folder, or makes one.
   *
   * @throws StoreRefused where it holds something else than a chain up to its tip record
   * @throws StoreFailed where it cannot be read or written, or another process uses it
   */
  public static ChainStore open(Path folder) {
    return open(folder, Models.catalogue());
  }

  /**
   * The same for a chain that may name other models than those that ship.
   *
   * @param models what its numbers of models stand for
   */
  public static ChainStore open(Path folder, ModelCatalogue models) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new StoreFailed(folder + ": is no folder", e);
    } catch (IOException e) {
      throw new StoreFailed(folder + ": cannot be made: " + e.getMessage(), e);
    }
    Path tipFile = folder.resolve("TIP");
    Path database = folder.resolve("db");
    TipRecord recorded = TipRecord.read(tipFile);
    if (recorded != null && recorded.height() > 0 && !Files.isDirectory(database)) {
      throw new StoreRefused(
          database + ": there is no database; the tip record says block " + recorded.height());
    }
    KeyValues db = RocksKeyValues.open(database);
    try {
      return open(db, tipFile, models, recorded);
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  /** Opens a database beside a tip record, null where there is none. */
  static ChainStore open(
      KeyValues db, Path tipFile, ModelCatalogue models, @Nullable TipRecord recorded) {
    byte[] format = db.get(Column.META, FORMAT_KEY);
    if (format == null) {
      if (recorded != null && recorded.height() > 0) {
        throw new StoreRefused(
            tipFile + ": says block " + recorded.height() + "; the database holds nothing");
      }
      db.write(
          new Batch()
              .put(Column.META, FORMAT_KEY, number(FORMAT))
              .put(Column.META, TIP_KEY, Records.tip(NOTHING))
              .put(Column.META, FIRST_KEY, number(1)));
      NOTHING.write(tipFile);
      return new ChainStore(db, tipFile, models, NOTHING, 1);
    }
    long version = Records.heightOf(format);
    if (version != FORMAT) {
      throw new StoreRefused(
          "the database has format " + version + "; this program reads format " + FORMAT);
    }
    TipRecord tip = Records.tip(require(db.get(Column.META, TIP_KEY), "its tip"));
    long first = Records.heightOf(require(db.get(Column.META, FIRST_KEY), "its first block"));
    ChainStore store = new ChainStore(db, tipFile, models, tip, first);
    store.checkTip(recorded);
    return store;
  }

  private static byte[] require(byte @Nullable [] value, String what) {
    if (value == null) {
      throw new StoreRefused("the database lacks " + what);
    }
    return value;
  }

  private void checkTip(@Nullable TipRecord recorded) {
    if (recorded == null) {
      if (tip.height() > 0) {
        throw new StoreRefused(
            tipFile
                + ": there is no tip record, beside a database with "
                + tip.height()
                + " blocks; whether it has all that were acknowledged cannot be known");
      }
      tip.write(tipFile);
      return;
    }
    if (tip.height() < recorded.height()) {
      throw new StoreRefused(
          tipFile
              + ": block "
              + recorded.height()
              + " was acknowledged; the database ends at "
              + tip.height()
              + ", its newest writes are lost");
    }
    if (tip.height() > recorded.height() + 1) {
      throw new StoreRefused(
          tipFile
              + ": the last block acknowledged is "
              + recorded.height()
              + "; the database is at "
              + tip.height()
              + ", so the record is not its own");
    }
    Hash there = recorded.height() == tip.height() ? tip.hash() : previousOfTip();
    if (!there.equals(recorded.hash())) {
      throw new StoreRefused(
          tipFile
              + ": block "
              + recorded.height()
              + " was acknowledged as "
              + recorded.hash().hex()
              + "; the database has "
              + there.hex());
    }
    if (tip.height() > recorded.height()) {
      tip.write(tipFile);
    }
  }

  private Hash previousOfTip() {
    Block last = block(tip.height());
    if (last == null) {
      throw new StoreRefused("the database lacks its last block, " + tip.height());
    }
    return last.previous();
  }

  /** What the chain's numbers of models stand for. */
  public ModelCatalogue models() {
    return models;
  }

  /** Height of the last block; 0 before the first. */
  public long height() {
    return tip.height();
  }

  /** Hash of the last block; zeros before the first. */
  public Hash hash() {
    return tip.hash();
  }

  /** Height of the oldest block that is kept; one more than the last where none is. */
  public long firstBlock() {
    return first;
  }

  /**
   * A block; null where it is not kept, or not there yet.
   *
   * @throws StoreRefused where its bytes are damaged
   */
  public @Nullable Block block(long height) {
    byte[] bytes = db.get(Column.BLOCKS, Records.key(height));
    return bytes == null ? null : Records.block(height, bytes);
  }

  /** What a block came to; null where it is not kept. */
  public @Nullable Outcome outcome(long height) {
    byte[] bytes = db.get(Column.OUTCOMES, Records.key(height));
    return bytes == null ? null : Outcome.ofBytes(bytes);
  }

  /** What its source had kept beside a block; null where there is nothing. */
  public byte @Nullable [] note(long height) {
    return db.get(Column.NOTES, Records.key(height));
  }

  /**
   * Where a command that counts once stands, by the SHA-256 of its canonical bytes; null where no
   * block that is kept has it.
   */
  public @Nullable Inclusion inclusion(Hash command) {
    byte[] bytes = db.get(Column.COMMANDS, Inclusion.key(command));
    return bytes == null ? null : Inclusion.ofBytes(bytes);
  }

  /**
   * Keeps the next block, and returns when it and the tip record are on disk.
   *
   * @param result what it came to
   * @param changes the leaves that it changed
   * @param note of its source, empty for none
   * @throws StoreFailed where that cannot be; the store takes nothing more then
   */
  void append(Block block, BlockResult result, List<LeafChange> changes, byte[] note) {
    if (block.height() != tip.height() + 1 || !block.previous().equals(tip.hash())) {
      throw new IllegalArgumentException(
          "block " + block.height() + " does not follow block " + tip.height());
    }
    Outcome outcome = Outcome.of(block, result);
    byte[] key = Records.key(block.height());
    Batch batch =
        new Batch()
            .put(Column.BLOCKS, key, Records.block(block))
            .put(Column.OUTCOMES, key, outcome.toBytes())
            .put(Column.JOURNAL, key, Records.journal(changes));
    for (LeafChange change : changes) {
      putLeaf(batch, change.key(), change.after());
    }
    Inclusion.of(block, result, this::inclusion)
        .forEach((hash, there) -> batch.put(Column.COMMANDS, Inclusion.key(hash), there.toBytes()));
    if (note.length > 0) {
      batch.put(Column.NOTES, key, note);
    }
    if (block.height() > MarginChain.UNDO_DEPTH) {
      batch.delete(Column.JOURNAL, Records.key(block.height() - MarginChain.UNDO_DEPTH));
    }
    TipRecord next = new TipRecord(block.height(), outcome.hash());
    batch.put(Column.META, TIP_KEY, Records.tip(next));
    guarded(() -> {
      db.write(batch);
      next.write(tipFile);
    });
    tip = next;
  }

  private static void putLeaf(Batch batch, byte[] key, byte[] value) {
    if (value.length == 0) {
      batch.delete(Column.LEAVES, key);
    } else {
      batch.put(Column.LEAVES, key, value);
    }
  }

  /**
   * Forgets where commands stand that stand in this block; an earlier one may have them.
   *
   * @param floor the first block that is kept from now on
   */
  private void deleteCommands(Batch batch, long height, long floor) {
    Block block = block(height);
    if (block == null) {
      return;
    }
    for (byte[] command : block.commands()) {
      if (CommandCodec.countsOnce(command)) {
        Hash hash = Inclusion.hash(command);
        Inclusion there = inclusion(hash);
        if (there == null || there.height() != height) {
          continue;
        }
        Inclusion earlier = there.earlier();
        if (earlier != null && earlier.height() >= floor) {
          batch.put(Column.COMMANDS, Inclusion.key(hash), earlier.toBytes());
        } else {
          batch.delete(Column.COMMANDS, Inclusion.key(hash));
        }
      }
    }
  }

  /** After a failed write nobody knows what is on disk until the folder is opened anew. */
  private void guarded(Runnable writes) {
    if (failed) {
      throw new IllegalStateException("an earlier write failed; open the folder anew");
    }
    failed = true;
    writes.run();
    failed = false;
  }

  /**
   * What a block did to the state.
   *
   * @param hash of the block
   * @param leaves that it changed, in the order of their keys, before it and after it
   */
  public record Changes(Hash hash, List<LeafChange> leaves) {}

  /**
   * What a block changed; null where its journal is not kept. Others may ask beside the thread that
   * writes, and get the hash and the leaves of one and the same block, even while it is taken back
   * and another one comes.
   */
  public @Nullable Changes changes(long height) {
    try (KeyValues.View view = db.view()) {
      TipRecord at = Records.tip(require(view.get(Column.META, TIP_KEY), "its tip"));
      byte[] journal = view.get(Column.JOURNAL, Records.key(height));
      byte[] outcome = view.get(Column.OUTCOMES, Records.key(height));
      if (journal == null || outcome == null) {
        return null;
      }
      TreeMap<byte[], byte[]> before = new TreeMap<>(Arrays::compareUnsigned);
      Records.journal(height, journal, before::put);
      TreeMap<byte[], byte[]> after = new TreeMap<>(Arrays::compareUnsigned);
      // What the next block that changed a leaf found is what this one left.
      for (long later = height + 1; later <= at.height(); later++) {
        byte[] next = view.get(Column.JOURNAL, Records.key(later));
        Records.journal(
            later,
            require(next, "the journal of block " + later),
            (key, value) -> {
              if (before.containsKey(key)) {
                after.putIfAbsent(key, value);
              }
            });
      }
      List<LeafChange> changes = new ArrayList<>();
      before.forEach((key, was) -> {
        byte[] is = after.get(key);
        byte[] now = is == null ? view.get(Column.LEAVES, key) : is;
        changes.add(new LeafChange(key, was, now == null ? new byte[0] : now));
      });
      return new Changes(Outcome.ofBytes(outcome).hash(), changes);
    }
  }

  /** How many blocks can be undone now. */
  public int undoable() {
    int depth = 0;
    while (depth < MarginChain.UNDO_DEPTH
        && db.get(Column.JOURNAL, Records.key(tip.height() - depth)) != null) {
      depth++;
    }
    return depth;
  }

  /**
   * Takes the last block back.
   *
   * @throws IllegalStateException where it has no journal
   * @throws StoreFailed where that cannot be written
   */
  void undo() {
    byte[] key = Records.key(tip.height());
    byte[] journal = db.get(Column.JOURNAL, key);
    if (journal == null) {
      throw new IllegalStateException("no block is left to undo");
    }
    TipRecord last = new TipRecord(tip.height() - 1, previousOfTip());
    Batch batch =
        new Batch()
            .delete(Column.BLOCKS, key)
            .delete(Column.OUTCOMES, key)
            .delete(Column.JOURNAL, key)
            .delete(Column.NOTES, key)
            .put(Column.META, TIP_KEY, Records.tip(last));
    Records.journal(tip.height(), journal, (leaf, before) -> putLeaf(batch, leaf, before));
    deleteCommands(batch, tip.height(), first);
    deleteSnapshots(batch, tip.height(), tip.height() + 1);
    guarded(() -> {
      last.write(tipFile);
      db.write(batch);
    });
    tip = last;
  }

  /**
   * The chain as it stood after the last block. It is rebuilt some blocks earlier and those are
   * applied again, so that they can be undone; each must come to what is kept of it.
   *
   * @param depth how many blocks are to be undoable, as far as journals go
   * @throws StoreRefused where the leaves have another root than the outcome, or a block comes to
   *     something else than it did
   */
  public MarginChain restore(Engine engine, int depth) {
    long from = tip.height() - Math.min(depth, undoable());
    MarginChain chain;
    try (KeyValues.View view = db.view()) {
      chain = from == 0 ? new MarginChain(engine, models) : restoreAt(view, engine, from);
    } catch (SnapshotRefused e) {
      throw refused(e);
    }
    for (long height = from + 1; height <= tip.height(); height++) {
      applyAgain(chain, height);
    }
    return chain;
  }

  /**
   * The chain as it stood after a block, by its leaves alone: nothing is applied again, so that
   * what another program wrote can be looked at. Null where the journals do not reach back so far.
   *
   * @throws StoreRefused where the leaves have another root than the outcome
   */
  public @Nullable MarginChain stateAt(Engine engine, long height) {
    if (height < tip.height() - undoable() || height > tip.height()) {
      return null;
    }
    try (KeyValues.View view = db.view()) {
      return height == 0 ? new MarginChain(engine, models) : restoreAt(view, engine, height);
    } catch (SnapshotRefused e) {
      throw refused(e);
    }
  }

  /** A state whose model this program lacks is not damaged. */
  private static StoreRefused refused(SnapshotRefused of) {
    String said =
        of.getCause() instanceof BlockRefused block && lacksModel(block)
            ? "the stored state cannot be taken up: "
            : "the stored state is damaged: ";
    return new StoreRefused(said + of.getMessage(), of);
  }

  private static boolean lacksModel(BlockRefused of) {
    return of.reason() == BlockRefused.Reason.MODEL_MISSING;
  }

  private MarginChain restoreAt(KeyValues.View view, Engine engine, long height) {
    Outcome outcome = outcome(height);
    if (outcome == null) {
      throw new StoreRefused("the database lacks the outcome of block " + height);
    }
    SnapshotHeader head =
        new SnapshotHeader(
            height, outcome.timeMs(), outcome.hash(), outcome.stateRoot(), 1, List.of());
    return MarginChain.restore(engine, models, head, leaves -> scanLeaves(view, height, leaves));
  }

  private void applyAgain(MarginChain chain, long height) {
    Block block = block(height);
    Outcome kept = outcome(height);
    if (block == null || kept == null) {
      throw new StoreRefused("the database lacks block " + height);
    }
    Outcome again;
    try {
      again = Outcome.of(block, chain.execute(block));
    } catch (BlockRefused e) {
      String said =
          lacksModel(e)
              ? "a stored block cannot be taken up: "
              : "a stored block does not follow: ";
      throw new StoreRefused(said + e.getMessage(), e);
    }
    if (!again.equals(kept)) {
      throw new StoreRefused(
          "block "
              + height
              + " comes to root "
              + again.stateRoot().hex()
              + " and margin digest "
              + again.marginDigest().hex()
              + "; kept are "
              + kept.stateRoot().hex()
              + " and "
              + kept.marginDigest().hex()
              + ": this program differs from the one that wrote it,"
              + " or the database is damaged");
    }
    chain.commit();
  }

  /** The leaves as they were after a block, in the order of their keys. */
  private void scanLeaves(KeyValues.View view, long height, ChunkReader.Leaves to) {
    TreeMap<byte[], byte[]> before = new TreeMap<>(Arrays::compareUnsigned);
    for (long later = height + 1; later <= tip.height(); later++) {
      byte[] journal = view.get(Column.JOURNAL, Records.key(later));
      if (journal == null) {
        throw new StoreRefused("the database lacks the journal of block " + later);
      }
      Records.journal(later, journal, before::putIfAbsent);
    }
    view.scan(
        Column.LEAVES,
        new byte[0],
        (key, value) -> {
          while (!before.isEmpty() && Arrays.compareUnsigned(before.firstKey(), key) < 0) {
            give(before, to);
          }
          if (!before.isEmpty() && Arrays.equals(before.firstKey(), key)) {
            give(before, to);
          } else {
            to.take(key, value);
          }
        });
    while (!before.isEmpty()) {
      give(before, to);
    }
  }

  private static void give(NavigableMap<byte[], byte[]> before, ChunkReader.Leaves to) {
    var leaf = before.pollFirstEntry();
    if (leaf.getValue().length > 0) {
      to.take(leaf.getKey(), leaf.getValue());
    }
  }

  /**
   * Takes a snapshot of the last block and keeps it; the writer's thread calls it.
   *
   * @param chunkBytes the most bytes of a chunk; 1 MiB suits
   */
  public SnapshotHeader takeSnapshot(int chunkBytes) {
    try (KeyValues.View view = db.view()) {
      TipRecord at = Records.tip(require(view.get(Column.META, TIP_KEY), "its tip"));
      byte[] bytes = view.get(Column.OUTCOMES, Records.key(at.height()));
      if (bytes == null) {
        throw new IllegalStateException("there is no block yet to take a snapshot of");
      }
      Outcome outcome = Outcome.ofBytes(bytes);
      SnapshotChunks chunks = new SnapshotChunks(at.height());
      ChunkWriter out = new ChunkWriter(chunkBytes, chunks);
      view.scan(
          Column.LEAVES,
          new byte[0],
          (key, value) -> {
            out.add(key, value);
          });
      SnapshotHeader header =
          new SnapshotHeader(
              at.height(),
              outcome.timeMs(),
              outcome.hash(),
              outcome.stateRoot(),
              chunkBytes,
              out.end());
      db.write(new Batch().put(Column.SNAPSHOTS, Records.key(at.height()), header.toBytes()));
      return header;
    }
  }

  /** Keeps a snapshot's chunks as they come; they are one only when its header is there. */
  private final class SnapshotChunks implements Consumer<byte[]> {

    private final long height;
    private int count;

    SnapshotChunks(long height) {
      this.height = height;
    }

    @Override
    public void accept(byte[] chunk) {
      db.write(new Batch().put(Column.SNAPSHOTS, Records.key(height, count++), chunk));
    }
  }

  /** The heights of the snapshots that are kept, the oldest first. */
  public List<Long> snapshots() {
    List<Long> heights = new ArrayList<>();
    try (KeyValues.View view = db.view()) {
      // From header to header: what is between them, all of the state, is not read.
      byte[] key = view.seek(Column.SNAPSHOTS, Records.key(0));
      while (key != null) {
        long height = Records.heightOf(key);
        if (Records.isHeaderKey(key)) {
          heights.add(height);
        }
        key = view.seek(Column.SNAPSHOTS, Records.key(height + 1));
      }
    }
    return heights;
  }

  /** The header of a snapshot; null where none is kept of that block. */
  public @Nullable SnapshotHeader snapshot(long height) {
    byte[] bytes = db.get(Column.SNAPSHOTS, Records.key(height));
    return bytes == null ? null : SnapshotHeader.ofBytes(bytes);
  }

  /** A chunk of a snapshot; null where there is none. */
  public byte @Nullable [] chunk(long height, int index) {
    return db.get(Column.SNAPSHOTS, Records.key(height, index));
  }

  private static void deleteSnapshots(Batch batch, long from, long to) {
    batch.deleteRange(Column.SNAPSHOTS, Records.key(from), Records.key(to));
  }

  /**
   * Removes old blocks with their outcomes, at most {@value #MOST_PRUNED} of them, and old
   * snapshots. The next call goes on where this one ended.
   *
   * @param keepBlocks how many of the last blocks stay, at least {@link #LEAST_KEPT}
   * @param keepSnapshots how many of the last snapshots stay
   * @return how many blocks were removed
   */
  public long prune(long keepBlocks, int keepSnapshots) {
    return prune(keepBlocks, keepSnapshots, MOST_PRUNED);
  }

  /** The same with another number of blocks at most. */
  long prune(long keepBlocks, int keepSnapshots, int most) {
    long removed = pruneBlocks(keepBlocks, most);
    pruneSnapshots(keepSnapshots);
    return removed;
  }

  /**
   * Removes old blocks and snapshots as {@link #prune} does, however many there are; nobody waits
   * for blocks meanwhile.
   *
   * @return how many blocks were removed
   */
  public long pruneAll(long keepBlocks, int keepSnapshots) {
    long removed = 0;
    long some;
    do {
      some = pruneBlocks(keepBlocks, MOST_PRUNED);
      removed += some;
    } while (some > 0);
    pruneSnapshots(keepSnapshots);
    return removed;
  }

  private long pruneBlocks(long keepBlocks, int most) {
    if (keepBlocks < LEAST_KEPT) {
      throw new IllegalArgumentException(
          "blocks to keep are " + keepBlocks + "; they must be " + LEAST_KEPT + " or more");
    }
    long from = first;
    long end = Math.min(tip.height() - keepBlocks + 1, from + most);
    while (first < end) {
      pruneTo(Math.min(end, first + PRUNED_AT_ONCE));
    }
    return first - from;
  }

  /** Makes a block the first; whoever is killed between two writes finds one of them the first. */
  private void pruneTo(long next) {
    Batch batch = new Batch();
    for (long height = first; height < next; height++) {
      deleteCommands(batch, height, next);
    }
    // The outcome before the first block stays: it is what the block's own state began with.
    batch
        .deleteRange(Column.BLOCKS, Records.key(first), Records.key(next))
        .deleteRange(Column.OUTCOMES, Records.key(0), Records.key(next - 1))
        .deleteRange(Column.NOTES, Records.key(0), Records.key(next - 1))
        .put(Column.META, FIRST_KEY, number(next));
    guarded(() -> db.write(batch));
    first = next;
  }

  private void pruneSnapshots(int keepSnapshots) {
    List<Long> heights = snapshots();
    if (heights.size() > keepSnapshots) {
      long oldest =
          keepSnapshots == 0 ? Long.MAX_VALUE : heights.get(heights.size() - keepSnapshots);
      Batch batch = new Batch();
      deleteSnapshots(batch, 0, oldest);
      guarded(() -> db.write(batch));
    }
  }

  /**
   * Fills an empty folder with the state of a snapshot; the chain goes on from its block.
   *
   * @param header whose hash the caller trusts
   * @param engine to build the state with once, before anything is written
   * @throws StoreRefused where the folder holds a chain
   * @throws SnapshotRefused where the chunks are not the header's
   */
  public void load(Engine engine, SnapshotHeader header, List<byte[]> chunks) {
    if (tip.height() > 0) {
      throw new StoreRefused("the folder holds a chain already, up to block " + tip.height());
    }
    MarginChain.restore(engine, models, header, chunks);
    Batch batch = new Batch();
    new ChunkReader(header, (key, value) -> batch.put(Column.LEAVES, key, value)).readAll(chunks);
    TipRecord next = new TipRecord(header.height(), header.lastHash());
    Outcome outcome =
        new Outcome(
            header.height(),
            header.timeMs(),
            header.lastHash(),
            header.stateRoot(),
            Hash.ZERO,
            List.of());
    batch
        .put(Column.OUTCOMES, Records.key(header.height()), outcome.toBytes())
        .put(Column.META, FIRST_KEY, number(header.height() + 1))
        .put(Column.META, TIP_KEY, Records.tip(next));
    guarded(() -> {
      db.write(batch);
      next.write(tipFile);
    });
    tip = next;
    first = header.height() + 1;
  }

  /**
   * Reads everything and compares it with itself: checksums of the database, hashes and links of
   * all blocks, the root of the leaves, the root after each undo that the journals allow, and the
   * chunks of snapshots.
   *
   * @throws StoreRefused where something is not what it must be, naming it
   * @throws StoreFailed where the database is damaged
   */
  public Verification verify() {
    return new Verifier(db, first, tip).run();
  }

  /**
   * What a verification read.
   *
   * @param blocks whose hashes and links hold
   * @param leaves whose root is the last block's
   * @param undone blocks whose journal leads to the root before them
   * @param snapshots whose chunks are their headers'
   */
  public record Verification(long blocks, long leaves, int undone, int snapshots) {}

  @Override
  public void close() {
    db.close();
  }
}
