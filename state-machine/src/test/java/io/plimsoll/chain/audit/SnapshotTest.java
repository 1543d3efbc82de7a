package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.AnyCommand;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.KeyedTree;
import io.plimsoll.chain.root.NaiveProof;
import io.plimsoll.chain.root.NaiveSnapshot;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.snapshot.ChunkReader;
import io.plimsoll.chain.snapshot.ChunkWriter;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A chain that was restored is the chain of which the snapshot was taken; no other is taken up. */
class SnapshotTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 13);
  private static final int BLOCKS = 150;
  private static final int CHUNK = 700;

  private static final AuditRun RUN = new AuditRun(SEED);

  private static final class Leaf {
    private final byte[] key;
    private final byte[] value;

    Leaf(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }

  private record Snapshot(SnapshotHeader header, List<byte[]> chunks) {

    static Snapshot of(MarginChain chain, int chunkBytes) {
      List<byte[]> chunks = new ArrayList<>();
      SnapshotHeader header = chain.snapshot(chunkBytes, chunks::add);
      return new Snapshot(header, chunks);
    }

    MarginChain restore() {
      SnapshotHeader read = SnapshotHeader.ofBytes(header.toBytes());
      assertEquals(header, read);
      assertEquals(header.hash(), read.hash());
      return MarginChain.restore(Engines.create("scalar", 1), read, chunks);
    }

    List<Leaf> leaves() {
      List<Leaf> leaves = new ArrayList<>();
      new ChunkReader(header, (key, value) -> leaves.add(new Leaf(key, value))).readAll(chunks);
      return leaves;
    }

    /** These leaves under a header that fits them in all. */
    Snapshot with(List<Leaf> leaves) {
      List<byte[]> packed = new ArrayList<>();
      ChunkWriter writer = new ChunkWriter(header.chunkBytes(), packed::add);
      KeyedTree tree = new KeyedTree();
      for (Leaf leaf : leaves) {
        writer.add(leaf.key, leaf.value);
        tree.put(leaf.key, leaf.value);
      }
      Hash root = Hash.of(tree.root());
      return new Snapshot(
          new SnapshotHeader(
              header.height(),
              header.timeMs(),
              header.lastHash(),
              root,
              header.chunkBytes(),
              writer.end()),
          packed);
    }
  }

  @BeforeAll
  static void run() {
    System.out.println("SnapshotTest: -Dplimsoll.audit.seed=" + SEED);
    List<Comparison.Difference> differences = RUN.run(BLOCKS);
    assertTrue(differences.isEmpty(), () -> RUN.report(differences));
  }

  private static MarginChain at(int blocks) {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    RUN.blocks.subList(0, blocks).forEach(block -> step(chain, block));
    return chain;
  }

  private static BlockResult step(MarginChain chain, Block block) {
    BlockResult result = chain.execute(block);
    chain.commit();
    return result;
  }

  @Test
  void aRestartAtEveryBlockChangesNothing() {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    MarginChain still = new MarginChain(Engines.create("scalar", 1));
    for (int i = 0; i < BLOCKS; i++) {
      Snapshot snapshot = Snapshot.of(chain, i % 3 == 0 ? 1 << 20 : CHUNK + i);
      assertEquals(
          snapshot.header,
          still.snapshot(snapshot.header.chunkBytes(), chunk -> {}),
          "of two nodes, before block " + i);
      chain = snapshot.restore();
      assertEquals(still.root(), chain.root());
      assertEquals(0, chain.undoable());
      assertEquals(RUN.results.get(i), step(chain, RUN.blocks.get(i)), "block " + i);
      assertEquals(1, chain.undoable());
      step(still, RUN.blocks.get(i));
    }
  }

  /** One restart, then all blocks to the end on another engine, and back by undo. */
  @Test
  void aRestoredChainGoesOnAndBack() {
    int from = BLOCKS / 3;
    Snapshot snapshot = Snapshot.of(at(from), CHUNK);
    try (Engine simd = Engines.create("simd", 2)) {
      MarginChain chain = MarginChain.restore(simd, snapshot.header, snapshot.chunks);
      assertThrows(IllegalStateException.class, chain::undo, "no block can be undone yet");
      for (int i = from; i < from + 40; i++) {
        assertEquals(RUN.results.get(i), step(chain, RUN.blocks.get(i)), "block " + i);
      }
      for (int i = 0; i < 40; i++) {
        chain.undo();
      }
      assertEquals(snapshot.header.stateRoot(), chain.root());
      assertThrows(IllegalStateException.class, chain::undo);
      assertEquals(snapshot.header, chain.snapshot(CHUNK, chunk -> {}), "the same snapshot");
      for (int i = from; i < BLOCKS; i++) {
        assertEquals(RUN.results.get(i), step(chain, RUN.blocks.get(i)), "again, block " + i);
      }
    }
  }

  @Test
  void requirementsAreThoseOfTheOriginal() {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    int asked = 0;
    for (int i = 0; i < BLOCKS; i++) {
      step(chain, RUN.blocks.get(i));
      if (i % 5 != 0) {
        continue;
      }
      MarginChain restored = Snapshot.of(chain, CHUNK).restore();
      Map<SubaccountId, String> expected = requirements(chain);
      asked += expected.size();
      assertEquals(expected, requirements(restored), "block " + i);
    }
    assertTrue(asked > 100, asked + " requirements");
  }

  private static Map<SubaccountId, String> requirements(MarginChain chain) {
    Map<SubaccountId, String> all = new TreeMap<>();
    Accounts accounts = chain.state().accounts();
    for (int handle : accounts.inKeyOrder()) {
      Requirement of = chain.processor().requirement(handle);
      if (of != null) {
        all.put(accounts.id(handle), of.equity() + " " + of.initial() + " " + of.maintenance());
        if (chain.undoable() == 0) {
          Requirement kept = new Requirement();
          chain.processor().lastRequirement(handle, kept);
          assertEquals(of.equity(), kept.equity());
        }
      }
    }
    return all;
  }

  /** Someone who knows the description alone finds the same leaves, root and proofs. */
  @Test
  void anIndependentVerifierAgrees() {
    Random random = new Random(SEED);
    for (int blocks : new int[] {0, 1, 2, 50, BLOCKS}) {
      MarginChain chain = at(blocks);
      Snapshot snapshot = Snapshot.of(chain, CHUNK);
      NaiveSnapshot naive = NaiveSnapshot.of(snapshot.header.toBytes(), snapshot.chunks);
      assertEquals(blocks, naive.height);
      assertArrayEquals(naive.root(), naive.stateRoot);
      assertEquals(chain.root(), Hash.of(naive.stateRoot));
      assertEquals(snapshot.leaves().size(), naive.leaves.size());
      naive.leaves.forEach((digits, value) -> {
        byte[] key = NaiveSnapshot.key(digits);
        prove(chain, naive.stateRoot, key, value, true);
        prove(chain, naive.stateRoot, key, Arrays.copyOf(value, value.length + 1), false);
        prove(chain, naive.stateRoot, key, new byte[0], false);
      });
      for (int i = 0; i < 50; i++) {
        byte[] absent = new byte[25];
        random.nextBytes(absent);
        absent[0] = 8;
        prove(chain, naive.stateRoot, absent, new byte[0], true);
        prove(chain, naive.stateRoot, absent, new byte[] {1}, false);
      }
    }
  }

  private static void prove(
      MarginChain chain, byte[] root, byte[] key, byte[] value, boolean expected) {
    Proof proof = chain.prove(key);
    assertEquals(expected, NaiveProof.holds(root, key, value, proof.toBytes()));
    assertEquals(expected, Proof.verify(root, key, value, proof));
  }

  @Test
  void undoOf64BlocksGivesEachEarlierRoot() {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    for (int i = 0; i < BLOCKS; i++) {
      step(chain, RUN.blocks.get(i));
      assertEquals(Math.min(i + 1, MarginChain.UNDO_DEPTH), chain.undoable());
      if ((i + 1) % 67 != 0 || i < MarginChain.UNDO_DEPTH) {
        continue;
      }
      for (int back = 1; back <= MarginChain.UNDO_DEPTH; back++) {
        chain.undo();
        assertEquals(RUN.results.get(i - back).stateRoot(), chain.root(), back + " blocks back");
      }
      assertThrows(IllegalStateException.class, chain::undo, "one more");
      int first = i + 1 - MarginChain.UNDO_DEPTH;
      assertEquals(first, chain.height());
      assertEquals(Snapshot.of(at(first), CHUNK).header, Snapshot.of(chain, CHUNK).header);
      for (int again = first; again <= i; again++) {
        assertEquals(RUN.results.get(again), step(chain, RUN.blocks.get(again)), "again " + again);
      }
    }
  }

  @Test
  void aSnapshotIsOfACommittedBlockInChunksThatFit() {
    MarginChain chain = at(30);
    assertThrows(IllegalArgumentException.class, () -> chain.snapshot(0, chunk -> {}));
    assertThrows(IllegalArgumentException.class, () -> chain.snapshot(1 << 27, chunk -> {}));
    assertThrows(IllegalArgumentException.class, () -> chain.snapshot(20, chunk -> {}));
    chain.execute(RUN.blocks.get(30));
    assertThrows(IllegalStateException.class, () -> chain.snapshot(CHUNK, chunk -> {}));
  }

  private static void refused(String reason, SnapshotHeader header, List<byte[]> chunks) {
    Engine engine = Engines.create("scalar", 1);
    SnapshotRefused e =
        assertThrows(SnapshotRefused.class, () -> MarginChain.restore(engine, header, chunks));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  private static List<byte[]> edited(List<byte[]> chunks, int index, UnaryOperator<byte[]> edit) {
    List<byte[]> edited = new ArrayList<>(chunks);
    edited.set(index, edit.apply(chunks.get(index).clone()));
    return edited;
  }

  @Test
  void chunksThatAreNotTheHeadersAreRefused() {
    Snapshot snapshot = Snapshot.of(at(60), CHUNK);
    SnapshotHeader header = snapshot.header;
    List<byte[]> chunks = snapshot.chunks;
    int count = chunks.size();
    assertTrue(count > 5, count + " chunks");
    for (int i = 0; i < count; i++) {
      header.check(i, chunks.get(i));
      UnaryOperator<byte[]> damage =
          chunk -> {
            chunk[chunk.length / 2] ^= 4;
            return chunk;
          };
      refused("chunk " + i + " is not the header's", header, edited(chunks, i, damage));
      UnaryOperator<byte[]> cut = chunk -> Arrays.copyOf(chunk, chunk.length - 1);
      refused("chunk " + i + " is not the header's", header, edited(chunks, i, cut));
      UnaryOperator<byte[]> large = chunk -> Arrays.copyOf(chunk, CHUNK + 1);
      refused("chunk " + i + " has 701 bytes; the most are 700", header, edited(chunks, i, large));
    }
    refused("chunk " + (count - 1) + " is missing", header, chunks.subList(0, count - 1));
    refused("chunk 0 is missing", header, List.of());
    refused("chunk 0 is the header's chunk 1", header, chunks.subList(1, count));
    List<byte[]> swapped = new ArrayList<>(chunks);
    swapped.add(2, swapped.remove(4));
    refused("chunk 2 is the header's chunk 4", header, swapped);
    List<byte[]> twice = new ArrayList<>(chunks);
    twice.add(3, twice.get(2));
    refused("chunk 3 is the header's chunk 2", header, twice);
    twice = new ArrayList<>(chunks);
    twice.add(chunks.get(0));
    refused("chunk " + count + " is one too many", header, twice);
  }

  private static void refusedHeader(String reason, byte[] bytes) {
    SnapshotRefused e = assertThrows(SnapshotRefused.class, () -> SnapshotHeader.ofBytes(bytes));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] edited = bytes.clone();
    edited[at] = (byte) value;
    return edited;
  }

  @Test
  void headersThatAreNoneAreRefused() {
    Snapshot snapshot = Snapshot.of(at(60), CHUNK);
    byte[] bytes = snapshot.header.toBytes();
    refusedHeader("version is 2", with(bytes, 0, 2));
    refusedHeader("height is -", with(bytes, 1, 0x80));
    refusedHeader("time is -", with(bytes, 9, 0x80));
    refusedHeader("chunk size is -", with(bytes, 81, 0x80));
    refusedHeader("chunk size is 2097", with(bytes, 81, 0x7d));
    refusedHeader("number of chunks is -", with(bytes, 85, 0x80));
    refusedHeader("header: ends after", with(bytes, 85, 0x7f));
    refusedHeader("bytes after the end", with(bytes, 88, 1));
    byte[] first = bytes.clone();
    Arrays.fill(first, 1, 9, (byte) 0);
    Arrays.fill(first, 9, 17, (byte) -1);
    refusedHeader("at height 0", first);
    for (int length = 0; length < bytes.length; length++) {
      refusedHeader("header: ends after", Arrays.copyOf(bytes, length));
    }
    refusedHeader("bytes after the end", Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void aHeaderOfAnotherStateIsRefused() {
    MarginChain chain = at(60);
    Snapshot of = Snapshot.of(chain, CHUNK);
    SnapshotHeader header = of.header;
    Hash other = RUN.results.get(58).stateRoot();
    refused("header: state root is " + other.hex(), edited(header, 0, 0, other), of.chunks);
    refused("header: block is 61", edited(header, 1, 0, header.stateRoot()), of.chunks);
    refused("header: block is 60", edited(header, 0, 1, header.stateRoot()), of.chunks);
    // The last block's hash is the header's word alone, so another one is another header.
    SnapshotHeader forged =
        new SnapshotHeader(
            60, header.timeMs(), Hash.ZERO, header.stateRoot(), CHUNK, header.chunks());
    assertFalse(forged.hash().equals(header.hash()));
    MarginChain restored = new Snapshot(forged, of.chunks).restore();
    assertThrows(RuntimeException.class, () -> restored.execute(RUN.blocks.get(60)));
  }

  private static SnapshotHeader edited(SnapshotHeader of, int blocks, int ms, Hash root) {
    return new SnapshotHeader(
        of.height() + blocks, of.timeMs() + ms, of.lastHash(), root, of.chunkBytes(), of.chunks());
  }

  /** Leaves that are no state are refused, though a header and a root were made to fit them. */
  @Test
  void leavesOfNoStateAreRefusedUnderAnyHeader() {
    Snapshot snapshot = Snapshot.of(at(60), CHUNK);
    List<Leaf> leaves = snapshot.leaves();
    assertEquals(snapshot.header, snapshot.with(leaves).header, "the same from its leaves");
    List<Leaf> bad = new ArrayList<>(leaves);
    bad.add(5, bad.get(5));
    Snapshot of = snapshot.with(bad);
    refused("chunk 0, leaf 6: its key does not come after", of.header, of.chunks);
    bad = new ArrayList<>(leaves);
    bad.add(4, bad.remove(7));
    of = snapshot.with(bad);
    refused("its key does not come after", of.header, of.chunks);
    bad = new ArrayList<>(leaves.subList(1, leaves.size()));
    of = snapshot.with(bad);
    refused("header: block is 60", of.header, of.chunks);
    bad = new ArrayList<>(leaves);
    bad.removeIf(leaf -> leaf.key[0] == 9 && leaf.key[2] == 0);
    of = snapshot.with(bad);
    refused("no chain has such a state: invariant 1", of.header, of.chunks);
    bad = new ArrayList<>(leaves);
    bad.removeIf(leaf -> leaf.key[0] == 5);
    of = snapshot.with(bad);
    refused("market 1 is not there", of.header, of.chunks);
    for (int tag : new int[] {0, 0x7f, 0xff}) {
      bad = new ArrayList<>(leaves);
      bad.add(tag == 0 ? 0 : bad.size(), new Leaf(new byte[] {(byte) tag}, new byte[] {1}));
      of = snapshot.with(bad);
      refused(", which no table has", of.header, of.chunks);
    }
  }

  /** One leaf is changed under a header that fits: refused by name, or the state of that header. */
  @Test
  void changedLeavesAreRefusedOrTakenAsTheyAre() {
    Random random = new Random(SEED);
    Snapshot snapshot = Snapshot.of(at(120), 1 << 16);
    List<Leaf> leaves = snapshot.leaves();
    AnyCommand any = new AnyCommand(random);
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      List<Leaf> changed = new ArrayList<>(leaves);
      int at = random.nextInt(leaves.size());
      Leaf leaf = leaves.get(at);
      boolean inKey = random.nextInt(4) == 0;
      byte[] key = inKey ? any.mutated(leaf.key) : leaf.key;
      byte[] value = inKey ? leaf.value : any.mutated(leaf.value);
      changed.set(at, new Leaf(key, value));
      Snapshot of = snapshot.with(changed);
      MarginChain chain = restoredOrNull(of);
      if (chain == null) {
        refused++;
      } else {
        taken++;
        assertEquals(of.header, chain.snapshot(1 << 16, chunk -> {}));
      }
    }
    assertTrue(taken > 20 && refused > 200, taken + " taken, " + refused + " refused");
  }

  private static @Nullable MarginChain restoredOrNull(Snapshot of) {
    try {
      return MarginChain.restore(Engines.create("scalar", 1), of.header, of.chunks);
    } catch (SnapshotRefused e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 10);
      return null;
    }
  }

  private static byte[] grant(Address governor, Address to) {
    return CommandCodec.encode(new Authenticated(governor, new Command.GrantRole(to, Role.ALL)));
  }

  /** Blocks of bytes of every kind: each has one result a command, and nothing escapes. */
  @Test
  void noBytesStopABlock() {
    Random random = new Random(SEED);
    MarginChain chain = at(80);
    List<Address> known = new ArrayList<>();
    for (int number : new int[] {1, 2, 3, 900, 901, 902, 903}) {
      known.add(Address.ofNumber(number));
    }
    AnyCommand any = new AnyCommand(random, known);
    TreeMap<ResultCode, Integer> seen = new TreeMap<>();
    long timeMs = RUN.blocks.get(79).timeMs() + 1;
    byte[] governor = grant(Address.ofNumber(900), Address.ofNumber(950));
    step(chain, new Block(chain.height() + 1, timeMs, chain.lastHash(), List.of(governor)));
    for (int i = 0; i < 150; i++) {
      // All may do all in each block, so that commands reach further than their senders' roles.
      List<byte[]> commands = new ArrayList<>();
      known.forEach(address -> commands.add(grant(Address.ofNumber(950), address)));
      for (int c = 0; c < 60; c++) {
        commands.add(CommandCodec.encode(any.of(random.nextInt(AnyCommand.KINDS))));
        List<byte[]> recorded = RUN.blocks.get(random.nextInt(BLOCKS)).commands();
        byte[] valid = recorded.get(random.nextInt(recorded.size()));
        commands.add(random.nextInt(3) == 0 ? valid : any.mutated(valid));
      }
      timeMs += random.nextInt(100_000) + 1;
      BlockResult result =
          step(chain, new Block(chain.height() + 1, timeMs, chain.lastHash(), commands));
      assertEquals(commands.size(), result.results().size());
      result.results().forEach(code -> seen.merge(code, 1, Integer::sum));
      MarginChain restored = Snapshot.of(chain, 1 << 20).restore();
      assertEquals(chain.root(), restored.root());
      chain = i % 2 == 0 ? restored : chain;
    }
    System.out.println("SnapshotTest: " + seen);
    assertTrue(seen.size() > 20, "" + seen);
  }
}
