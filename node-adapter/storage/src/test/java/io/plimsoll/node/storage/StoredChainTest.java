package io.plimsoll.node.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.LeafChange;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stored chain goes on after a restart as if there had been none. */
class StoredChainTest {

  private static final Engine ENGINE = Engines.create("scalar", 1);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static BlockResult next(StoredChain stored, int branch) {
    MarginChain chain = stored.chain();
    Block block = TestBlocks.block(chain.height() + 1, branch, chain.lastHash());
    BlockResult result = stored.execute(block);
    stored.commit();
    return result;
  }

  private static BlockResult next(MarginChain chain, int branch) {
    Block block = TestBlocks.block(chain.height() + 1, branch, chain.lastHash());
    BlockResult result = chain.execute(block);
    chain.commit();
    return result;
  }

  @Test
  void theBlocksDoSomething() {
    MarginChain chain = new MarginChain(ENGINE);
    int done = 0;
    for (int i = 0; i < 20; i++) {
      BlockResult result = next(chain, 0);
      done += (int) result.results().stream().filter(code -> code == ResultCode.OK).count();
    }
    assertTrue(done > 100, "only " + done + " commands were done");
    assertTrue(chain.state().accounts().slots() >= 20);
  }

  /** After each of the first blocks, and where the first can no longer be undone. */
  @Test
  void aRestartAfterEachBlockChangesNothing() {
    MarginChain control = new MarginChain(ENGINE);
    while (control.height() < 68) {
      try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
        assertEquals(control.height(), stored.chain().height());
        assertEquals(control.root(), stored.chain().root());
        assertEquals(Math.min(control.height(), 64), stored.chain().undoable());
        do {
          assertEquals(next(control, 0), next(stored, 0));
        } while (control.height() >= 6 && control.height() < 62);
      }
    }
  }

  @Test
  void aNoteIsKeptAndUndoneWithItsBlock() {
    for (int branch = 0; branch < 2; branch++) {
      try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
        while (stored.chain().height() < 5) {
          MarginChain chain = stored.chain();
          long height = chain.height() + 1;
          stored.execute(TestBlocks.block(height, branch, chain.lastHash()));
          // The third has none.
          stored.commit(height == 3 ? StoredChain.NO_NOTE : new byte[] {(byte) branch});
        }
      }
      try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
        assertArrayEquals(new byte[] {(byte) branch}, stored.store().note(5));
        assertNull(stored.store().note(3));
        assertNull(stored.store().note(6));
        stored.store().verify();
        while (stored.chain().height() > 1) {
          stored.undo();
        }
        assertNull(stored.store().note(2));
        assertArrayEquals(new byte[] {0}, stored.store().note(1));
      }
    }
  }

  @Test
  void blocksAreUndoneAfterARestartAndAnotherBranchIsTaken() {
    MarginChain control = new MarginChain(ENGINE);
    List<Hash> roots = new ArrayList<>();
    roots.add(control.root());
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      for (int i = 0; i < 70; i++) {
        next(stored, 0);
        roots.add(next(control, 0).stateRoot());
      }
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      for (int i = 0; i < 64; i++) {
        stored.undo();
        control.undo();
        assertEquals(roots.get(69 - i), stored.chain().root());
      }
      assertThrows(IllegalStateException.class, stored::undo);
      for (int i = 0; i < 10; i++) {
        assertEquals(next(control, 1), next(stored, 1));
      }
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(control.root(), stored.chain().root());
      assertEquals(16, stored.chain().height());
      assertNull(stored.store().block(17));
      assertEquals(control.lastHash(), stored.store().hash());
    }
  }

  @Test
  void aDiscardedBlockLeavesNothing() {
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      next(stored, 0);
      next(stored, 0);
      Hash root = stored.chain().root();
      stored.execute(TestBlocks.block(3, 0, stored.chain().lastHash()));
      stored.discard();
      assertEquals(root, stored.chain().root());
      assertNull(stored.store().block(3));
      assertThrows(IllegalStateException.class, stored::commit);
      next(stored, 1);
      stored.store().verify();
    }
  }

  @Test
  void verificationCountsWhatItRead() {
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(new ChainStore.Verification(0, 0, 0, 0), stored.store().verify());
      for (int i = 0; i < 70; i++) {
        next(stored, 0);
      }
      stored.store().takeSnapshot(1_000);
      ChainStore.Verification read = stored.store().verify();
      assertEquals(70, read.blocks());
      assertEquals(64, read.undone());
      assertEquals(1, read.snapshots());
      assertTrue(read.leaves() > 20, read::toString);
    }
  }

  @Test
  void pruningKeepsWhatCanBeUndone() {
    MarginChain control = new MarginChain(ENGINE);
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      for (int i = 0; i < 150; i++) {
        next(control, 0);
        next(stored, 0);
        if (i % 25 == 24) {
          stored.store().takeSnapshot(4_096);
        }
      }
      assertThrows(IllegalArgumentException.class, () -> stored.store().prune(63, 1));
      assertEquals(86, stored.store().prune(64, 2));
      assertEquals(0, stored.store().prune(64, 2));
      assertEquals(87, stored.store().firstBlock());
      assertEquals(List.of(125L, 150L), stored.store().snapshots());
      assertNull(stored.store().block(86));
      assertNotNull(stored.store().block(87));
      assertNull(stored.store().chunk(100, 0));
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(64, stored.chain().undoable());
      assertEquals(next(control, 0), next(stored, 0));
    }
  }

  /** The thread that makes blocks prunes, too: it does not stop for all that was ever kept. */
  @Test
  void oneCallPrunesSoManyBlocksAndTheNextGoesOn() {
    int most = ChainStore.PRUNED_AT_ONCE + 6;
    int kept = most + ChainStore.LEAST_KEPT + 30;
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      for (int i = 0; i < kept; i++) {
        next(stored, 0);
      }
      assertEquals(most, stored.store().prune(ChainStore.LEAST_KEPT, 1, most));
      assertEquals(most + 1, stored.store().firstBlock());
      assertNull(stored.store().block(most));
      assertNotNull(stored.store().block(most + 1));
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(10, stored.store().prune(ChainStore.LEAST_KEPT + 20, 1));
      assertEquals(20, stored.store().pruneAll(ChainStore.LEAST_KEPT, 1));
      assertEquals(0, stored.store().pruneAll(ChainStore.LEAST_KEPT, 1));
      stored.store().verify();
    }
  }

  private static int digest(ChainStore.Changes of) {
    int digest = 1;
    for (LeafChange leaf : of.leaves()) {
      digest = 31 * digest + Arrays.hashCode(leaf.key());
      digest = 31 * digest + Arrays.hashCode(leaf.after());
    }
    return digest;
  }

  /** Who reads beside the writer never gets the hash of one block and the leaves of another. */
  @Test
  void aBlocksHashAndItsLeavesAreOfOneBlock() throws InterruptedException {
    Map<Hash, Set<Integer>> seen = new ConcurrentHashMap<>();
    AtomicBoolean ended = new AtomicBoolean();
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      for (int i = 0; i < 5; i++) {
        next(stored, 0);
      }
      Thread reader =
          new Thread(() -> {
            while (!ended.get()) {
              ChainStore.Changes there = stored.store().changes(5);
              if (there != null) {
                seen.computeIfAbsent(there.hash(), hash -> ConcurrentHashMap.newKeySet())
                    .add(digest(there));
              }
            }
          });
      reader.start();
      for (int i = 0; i < 50; i++) {
        stored.undo();
        next(stored, i % 2);
      }
      ended.set(true);
      reader.join();
    }
    assertEquals(2, seen.size());
    seen.forEach((hash, digests) -> assertEquals(1, digests.size()));
  }

  @Test
  void aFolderIsFilledFromASnapshot() {
    MarginChain control = new MarginChain(ENGINE);
    Path other = folder.resolve("other");
    SnapshotHeader header;
    List<byte[]> chunks = new ArrayList<>();
    try (StoredChain stored = StoredChain.open(folder.resolve("one"), ENGINE)) {
      for (int i = 0; i < 30; i++) {
        next(control, 0);
        next(stored, 0);
      }
      header = stored.store().takeSnapshot(500);
      for (int i = 0; i < header.chunks().size(); i++) {
        byte[] chunk = stored.store().chunk(30, i);
        assertNotNull(chunk);
        chunks.add(chunk);
      }
    }
    assertTrue(chunks.size() > 1);
    assertEquals(control.snapshot(500, chunk -> {}).hash(), header.hash());
    try (ChainStore store = ChainStore.open(other)) {
      store.load(ENGINE, header, chunks);
      assertThrows(StoreRefused.class, () -> store.load(ENGINE, header, chunks));
      store.verify();
    }
    try (StoredChain stored = StoredChain.open(other, ENGINE)) {
      assertEquals(control.root(), stored.chain().root());
      assertEquals(0, stored.chain().undoable());
      assertThrows(IllegalStateException.class, stored::undo);
      for (int i = 0; i < 70; i++) {
        assertEquals(next(control, 0), next(stored, 0));
      }
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(other, ENGINE)) {
      assertEquals(64, stored.chain().undoable());
      assertEquals(next(control, 0), next(stored, 0));
    }
  }

  private static void next(StoredChain stored, byte[]... more) {
    MarginChain chain = stored.chain();
    Block block = TestBlocks.block(chain.height() + 1, 0, chain.lastHash());
    stored.execute(TestBlocks.with(block, more));
    stored.commit();
  }

  private static String found(StoredChain in, byte[] command) {
    Inclusion there = in.store().inclusion(Inclusion.hash(command));
    return there == null ? "none" : there.height() + "/" + there.index() + " " + there.code();
  }

  @Test
  void whereACommandStandsIsKnownAsLongAsItsBlockIsKept() {
    byte[] one = TestBlocks.once(3, 1);
    byte[] other = TestBlocks.once(4, 1);
    byte[] junk = {1, 70, 3};
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      next(stored, 0);
      next(stored, 0);
      // Whoever brings it again, in the same block or later, does not hide what it did.
      next(stored, one, junk, one);
      next(stored, one);
      next(stored, other);
      assertEquals("3/6 OK", found(stored, one));
      assertEquals("5/6 OK", found(stored, other));
      assertEquals("none", found(stored, junk));
      assertEquals("none", found(stored, TestBlocks.once(5, 1)));
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals("3/6 OK", found(stored, one));
      Inclusion there = stored.store().inclusion(Inclusion.hash(other));
      assertNotNull(there);
      assertEquals(CommandCodec.decode(other).sender(), there.sender());
      assertEquals(CommandCodec.decode(other).once(), there.once());
      stored.undo();
      assertEquals("none", found(stored, other));
      stored.undo();
      assertEquals("3/6 OK", found(stored, one), "only its second place was undone");
      stored.undo();
      assertEquals("none", found(stored, one));
      next(stored, one);
      assertEquals("3/6 OK", found(stored, one));
      for (int i = 0; i < 67; i++) {
        next(stored, 0);
      }
      next(stored, TestBlocks.once(3, 1_000_000));
      assertEquals(7, stored.store().prune(64, 1));
      assertEquals("none", found(stored, one));
      assertEquals("71/6 OK", found(stored, TestBlocks.once(3, 1_000_000)));
      stored.store().verify();
    }
  }

  /**
   * A block refused the command, a later one took it, and is taken back: the earlier one has it.
   */
  @Test
  void anUndoneInclusionLeavesTheOneBefore() {
    long farMs = 10_000_000_000L;
    byte[] command = TestBlocks.once(3, farMs, TestBlocks.FIRST_MS + farMs + 10);
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      next(stored, 0);
      next(stored, 0);
      next(stored, command);
      assertEquals("3/6 NONCE_TOO_FAR", found(stored, command));
      Hash previous = stored.chain().lastHash();
      stored.execute(new Block(4, TestBlocks.FIRST_MS + farMs, previous, List.of(command)));
      stored.commit();
      assertTrue(found(stored, command).startsWith("4/0 "), found(stored, command));
    }
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      stored.store().verify();
      stored.undo();
      assertEquals("3/6 NONCE_TOO_FAR", found(stored, command));
      stored.store().verify();
      stored.undo();
      assertEquals("none", found(stored, command));
    }
  }

  /** A command that block 3 refuses and block 4 takes, both long ago. */
  private static byte[] refusedThenTaken(StoredChain stored, int blocks) {
    long farMs = 10_000_000_000L;
    byte[] command = TestBlocks.once(3, farMs, TestBlocks.FIRST_MS + farMs + 10);
    next(stored, 0);
    next(stored, 0);
    next(stored, command);
    for (int height = 4; height <= blocks; height++) {
      Hash previous = stored.chain().lastHash();
      List<byte[]> commands = height == 4 ? List.of(command) : List.of();
      stored.execute(new Block(height, TestBlocks.FIRST_MS + farMs + height, previous, commands));
      stored.commit();
    }
    assertTrue(found(stored, command).startsWith("4/0 "), found(stored, command));
    return command;
  }

  /** Neither of both outlives its block, whether they are pruned together or not. */
  @Test
  void aCommandThatWasRefusedAndTakenIsPrunedWithItsBlocks() {
    try (StoredChain stored = StoredChain.open(folder.resolve("one"), ENGINE)) {
      byte[] command = refusedThenTaken(stored, 70);
      assertEquals(3, stored.store().prune(67, 1));
      assertTrue(found(stored, command).startsWith("4/0 "), found(stored, command));
      stored.store().verify();
      assertEquals(3, stored.store().prune(64, 1));
      assertEquals("none", found(stored, command));
      stored.store().verify();
    }
    try (StoredChain stored = StoredChain.open(folder.resolve("other"), ENGINE)) {
      byte[] command = refusedThenTaken(stored, 68);
      assertEquals(4, stored.store().prune(64, 1));
      assertEquals("none", found(stored, command));
      stored.store().verify();
    }
  }

  @Test
  void anotherProcessIsKeptOut() {
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      next(stored, 0);
      StoreFailed failed = assertThrows(StoreFailed.class, () -> StoredChain.open(folder, ENGINE));
      assertTrue(
          String.valueOf(failed.getMessage()).contains("uses this database"), failed::toString);
    }
  }
}
