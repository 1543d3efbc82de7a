package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a database whole and compares it with itself. */
final class Verifier {

  private final KeyValues db;
  private final long first;
  private final TipRecord tip;
  private long leaves;
  private int headers;

  Verifier(KeyValues db, long first, TipRecord tip) {
    this.db = db;
    this.first = first;
    this.tip = tip;
  }

  ChainStore.Verification run() {
    db.verifyChecksums();
    try (KeyValues.View view = db.view()) {
      checkBlocks(view);
      int undone = checkLeaves(view);
      checkSnapshots(view);
      return new ChainStore.Verification(tip.height() - first + 1, leaves, undone, headers);
    } catch (SnapshotRefused e) {
      throw new StoreRefused("a stored snapshot is damaged: " + e.getMessage(), e);
    }
  }

  private void checkBlocks(KeyValues.View view) {
    Hash last = null;
    long lastMs = -1;
    Outcome before = outcome(view, first - 1);
    if (before != null) {
      last = before.hash();
      lastMs = before.timeMs();
    } else if (first == 1) {
      last = Hash.ZERO;
    } else {
      throw new StoreRefused("the database lacks the outcome before its first block, " + first);
    }
    for (long height = first; height <= tip.height(); height++) {
      byte[] bytes = view.get(Column.BLOCKS, Records.key(height));
      Outcome outcome = outcome(view, height);
      if (bytes == null || outcome == null) {
        throw new StoreRefused("the database lacks block " + height);
      }
      Block block = Records.block(height, bytes);
      Hash hash = block.hash();
      if (!block.previous().equals(last) || block.timeMs() <= lastMs) {
        throw new StoreRefused("block " + height + " does not follow the block before");
      }
      if (!hash.equals(outcome.hash())
          || outcome.height() != height
          || outcome.timeMs() != block.timeMs()) {
        throw new StoreRefused("block " + height + " and its outcome are not of one block");
      }
      checkCommands(view, block);
      last = hash;
      lastMs = block.timeMs();
    }
    if (!tip.hash().equals(last)) {
      throw new StoreRefused("the last block is not the database's tip");
    }
    view.scan(
        Column.COMMANDS,
        new byte[0],
        (key, value) -> {
          long height = Inclusion.ofBytes(value).height();
          if (height > tip.height()) {
            throw new StoreRefused("a command is kept of a block behind the tip, " + tip.height());
          }
          if (height < first) {
            throw new StoreRefused("a command is kept of block " + height + ", which is not");
          }
        });
    for (Column column :
        new Column[] {Column.BLOCKS, Column.OUTCOMES, Column.JOURNAL, Column.NOTES}) {
      view.scan(
          column,
          Records.key(tip.height() + 1),
          (key, value) -> {
            throw new StoreRefused("the database goes on behind its tip, " + tip.height());
          });
    }
  }

  /** What is kept of a command, where anything is, says of this block what stands in it. */
  private static void checkCommands(KeyValues.View view, Block block) {
    for (int i = 0; i < block.commands().size(); i++) {
      byte[] command = block.commands().get(i);
      if (CommandCodec.countsOnce(command)) {
        byte[] bytes = view.get(Column.COMMANDS, Inclusion.key(Inclusion.hash(command)));
        Inclusion there = bytes == null ? null : Inclusion.ofBytes(bytes);
        // A block before may have it, too, and one after.
        if (there != null && there.height() == block.height() && !stands(block, there, command)) {
          throw new StoreRefused(
              "command " + i + " of block " + block.height() + " is kept as another one");
        }
      }
    }
  }

  private static boolean stands(Block block, Inclusion there, byte[] command) {
    return there.index() < block.commands().size()
        && Arrays.equals(block.commands().get(there.index()), command);
  }

  private static @Nullable Outcome outcome(KeyValues.View view, long height) {
    byte[] bytes = view.get(Column.OUTCOMES, Records.key(height));
    return bytes == null ? null : Outcome.ofBytes(bytes);
  }

  /** Returns how many blocks the journals take back to the roots that they had. */
  private int checkLeaves(KeyValues.View view) {
    LeafTree tree = new LeafTree();
    view.scan(Column.LEAVES, new byte[0], tree::put);
    checkRoot(view, tree, tip.height());
    leaves = tree.size();
    int undone = 0;
    for (long height = tip.height(); height > 0; height--) {
      byte[] journal = view.get(Column.JOURNAL, Records.key(height));
      if (journal == null) {
        break;
      }
      Records.journal(height, journal, tree::put);
      checkRoot(view, tree, height - 1);
      undone++;
    }
    return undone;
  }

  private void checkRoot(KeyValues.View view, LeafTree tree, long height) {
    Hash root = tree.root();
    Outcome outcome = outcome(view, height);
    Hash kept = height == 0 ? new LeafTree().root() : null;
    if (outcome != null) {
      kept = outcome.stateRoot();
    }
    if (!root.equals(kept)) {
      throw new StoreRefused(
          "the leaves after block "
              + height
              + " have root "
              + root.hex()
              + "; it must be "
              + (kept == null ? "known" : kept.hex()));
    }
  }

  private void checkSnapshots(KeyValues.View view) {
    view.scan(
        Column.SNAPSHOTS,
        new byte[0],
        (key, value) -> {
          if (Records.isHeaderKey(key)) {
            checkSnapshot(view, Records.heightOf(key), SnapshotHeader.ofBytes(value));
            headers++;
          }
        });
  }

  private static void checkSnapshot(KeyValues.View view, long height, SnapshotHeader header) {
    if (header.height() != height) {
      throw new StoreRefused("the snapshot of block " + height + " says " + header.height());
    }
    for (int i = 0; i < header.chunks().size(); i++) {
      byte[] chunk = view.get(Column.SNAPSHOTS, Records.key(height, i));
      if (chunk == null) {
        throw new StoreRefused("the snapshot of block " + height + " lacks chunk " + i);
      }
      header.check(i, chunk);
    }
    Outcome outcome = outcome(view, height);
    if (outcome != null
        && !(outcome.stateRoot().equals(header.stateRoot())
            && outcome.hash().equals(header.lastHash()))) {
      throw new StoreRefused("the snapshot of block " + height + " is of another block");
    }
  }
}
