package io.plimsoll.node.server.run;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.log.BlockLogWriter;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a node goes on, when it stops, and what it takes from whom. */
class NodeTest {

  @TempDir private Path folder;

  private static Upgrades upgrades(String text) {
    return Upgrades.of(text, Upgrades.carried());
  }

  @Test
  void aNodeThatWasHaltedGoesOnAsOneThatWasNot() {
    Hash whole;
    try (TestNode node = new TestNode(folder.resolve("whole"), 12)) {
      assertTrue(node.run());
      assertEquals(Node.Condition.HALTED, node.node().condition());
      assertEquals(12, node.chain().chain().height());
      whole = node.chain().chain().root();
    }
    for (long height : new long[] {3, 7, 12}) {
      try (TestNode node = new TestNode(folder.resolve("parts"), height)) {
        assertTrue(node.run());
        assertEquals(height, node.chain().chain().height());
      }
    }
    try (TestNode node = new TestNode(folder.resolve("parts"), 12)) {
      assertTrue(node.run(), "nothing is left to do");
      assertEquals(whole, node.chain().chain().root());
      assertEquals(12, node.chain().chain().height());
    }
  }

  @Test
  void aStopEndsAWaitingNode() throws InterruptedException {
    BlockSource never =
        new BlockSource() {
          @Override
          public String name() {
            return "never";
          }

          @Override
          public Block next(ChainView after) throws InterruptedException {
            Thread.sleep(1_000_000);
            throw new AssertionError("the wait was to be interrupted");
          }
        };
    try (TestNode node = new TestNode(folder, 0, upgrades(""), never)) {
      Thread runs = new Thread(node::run);
      runs.start();
      while (node.node().condition() != Node.Condition.RUNNING) {
        Thread.onSpinWait();
      }
      node.node().stop();
      runs.join();
      assertEquals(Node.Condition.STOPPED, node.node().condition());
    }
  }

  /** The scenario until a height; then what the test does. */
  private static final class Until implements BlockSource {
    private final BlockSource honest = TestNode.scenario(upgrades(""));
    private final CountDownLatch there = new CountDownLatch(1);
    private final long height;
    private final Callable<@Nullable Block> then;

    Until(long height, Callable<@Nullable Block> then) {
      this.height = height;
      this.then = then;
    }

    @Override
    public String name() {
      return "until " + height;
    }

    @Override
    public @Nullable Block next(ChainView after) throws InterruptedException, IOException {
      if (after.height() == height) {
        there.countDown();
        try {
          then.call();
        } catch (InterruptedException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
      return honest.next(after);
    }
  }

  private static @Nullable Block waitForEver() throws InterruptedException {
    Thread.sleep(1_000_000);
    throw new AssertionError("the wait was to be interrupted");
  }

  @Test
  void aHaltThatComesWhileABlockIsWaitedForLetsNoneIn() throws InterruptedException {
    Until waits = new Until(3, NodeTest::waitForEver);
    try (TestNode node = new TestNode(folder.resolve("waits"), 0, upgrades(""), waits)) {
      Thread runs = new Thread(node::run);
      runs.start();
      waits.there.await();
      node.node().haltAt(3);
      runs.join();
      assertEquals(Node.Condition.HALTED, node.node().condition());
      assertEquals(3, node.chain().chain().height());
    }
    TestNode[] holder = new TestNode[1];
    Until comes =
        new Until(
            3,
            () -> {
              holder[0].node().haltAt(3);
              return null;
            });
    try (TestNode node = new TestNode(folder.resolve("comes"), 0, upgrades(""), comes)) {
      holder[0] = node;
      assertTrue(node.run());
      assertEquals(3, node.chain().chain().height(), "the block that came is not taken");
    }
  }

  @Test
  void aSnapshotIsTakenWhileABlockIsWaitedFor() throws InterruptedException {
    Until waits = new Until(3, NodeTest::waitForEver);
    try (TestNode node = new TestNode(folder, 0, upgrades(""), waits)) {
      Thread runs = new Thread(node::run);
      runs.start();
      waits.there.await();
      assertEquals(3, node.node().snapshot().height());
      assertEquals(3, node.node().snapshot().height());
      node.node().stop();
      runs.join();
      assertEquals(Node.Condition.STOPPED, node.node().condition());
      assertThrows(IllegalStateException.class, () -> node.node().snapshot());
    }
  }

  @Test
  void anErrorIsAFailure() {
    Until breaks =
        new Until(
            2,
            () -> {
              throw new OutOfMemoryError("made up");
            });
    try (TestNode node = new TestNode(folder, 0, upgrades(""), breaks)) {
      assertFalse(node.run());
      assertEquals(Node.Condition.FAILED, node.node().condition());
      assertTrue(node.logged().contains("made up"), node.logged());
    }
  }

  private Path log(int blocks) throws IOException {
    Path file = folder.resolve("chain.log");
    try (TestNode node = new TestNode(folder.resolve("made"), blocks)) {
      assertTrue(node.run());
      try (BlockLogWriter writer = BlockLogWriter.create(file)) {
        for (int height = 1; height <= blocks; height++) {
          writer.write(requireNonNull(node.chain().store().block(height)));
        }
        writer.finish();
      }
    }
    return file;
  }

  @Test
  void anObserverOfALogComesToTheSameAndGoesOnAfterARestart() throws IOException {
    Path file = log(8);
    Hash made;
    try (TestNode node = new TestNode(folder.resolve("made"), 8)) {
      made = node.chain().chain().root();
    }
    for (long height : new long[] {5, 8}) {
      try (LogSource source = new LogSource(file);
          TestNode node = new TestNode(folder.resolve("seen"), height, upgrades(""), source)) {
        assertTrue(node.run());
        assertEquals(height, node.chain().chain().height());
      }
    }
    try (TestNode node = new TestNode(folder.resolve("seen"), 8)) {
      assertEquals(made, node.chain().chain().root());
    }
  }

  @Test
  void anObserverRefusesALogOfAnotherChainAndADamagedOne() throws IOException {
    Path file = log(4);
    Upgrades other = upgrades("cross-by-scenarios@3");
    try (TestNode node = new TestNode(folder.resolve("other"), 3, other)) {
      assertTrue(node.run());
    }
    try (LogSource source = new LogSource(file);
        TestNode node = new TestNode(folder.resolve("other"), 0, upgrades(""), source)) {
      assertFalse(node.run());
      assertEquals(Node.Condition.FAILED, node.node().condition());
      assertEquals(3, node.chain().chain().height());
      assertTrue(node.logged().contains("the chain here has"), node.logged());
    }
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"timeMs\":1", "\"timeMs\":2"));
    try (LogSource source = new LogSource(file);
        TestNode node = new TestNode(folder.resolve("damaged"), 0, upgrades(""), source)) {
      assertFalse(node.run());
      assertEquals(0, node.chain().chain().height());
    }
  }

  @Test
  void whatComesToSomethingElseThanTheSourceSaysIsNotKept() {
    BlockSource lies =
        new BlockSource() {
          private final BlockSource honest = TestNode.scenario(upgrades(""));

          @Override
          public String name() {
            return "lies";
          }

          @Override
          public @Nullable Block next(ChainView after) throws InterruptedException, IOException {
            return honest.next(after);
          }

          @Override
          public void check(Outcome outcome) {
            if (outcome.height() == 3) {
              throw new SourceRefused("another root");
            }
          }
        };
    try (TestNode node = new TestNode(folder, 0, upgrades(""), lies)) {
      assertFalse(node.run());
      assertEquals(2, node.chain().chain().height());
      assertEquals(2, node.node().store().height());
    }
  }

  /** Takes back blocks when it is at a height, once. */
  private static final class Turns implements BlockSource {
    private final BlockSource honest = TestNode.scenario(upgrades(""));
    private final long at;
    private final long backTo;
    private boolean turned;

    Turns(long at, long backTo) {
      this.at = at;
      this.backTo = backTo;
    }

    @Override
    public String name() {
      return "turns";
    }

    @Override
    public @Nullable Block next(ChainView after) throws InterruptedException, IOException {
      if (after.height() == at && !turned) {
        turned = true;
        throw new Reorganised(backTo, "as the test wants it");
      }
      return honest.next(after);
    }

    @Override
    public byte[] note() {
      return new byte[] {1};
    }
  }

  @Test
  void whatTheSourceTakesBackIsUndoneToWhatItWas() {
    List<String> heard = new ArrayList<>();
    try (TestNode control = new TestNode(folder.resolve("control"), 80);
        TestNode node = new TestNode(folder.resolve("turns"), 80, upgrades(""), new Turns(70, 6))) {
      node.node()
          .listen(
              new Listener() {
                @Override
                public void committed(Block block, BlockResult result) {}

                @Override
                public void undone(long height) {
                  heard.add(
                      height
                          + " "
                          + node.node().views().latest().stateRoot()
                          + " "
                          + Arrays.toString(node.node().store().note(height + 1)));
                }
              });
      assertTrue(control.run());
      assertTrue(node.run());
      Outcome before = requireNonNull(control.node().store().outcome(6));
      assertEquals(List.of("6 " + before.stateRoot() + " null"), heard);
      assertEquals(control.node().store().outcome(80), node.node().store().outcome(80));
      assertTrue(node.metrics().text().contains("plimsoll_undone_blocks_total 64\n"));
    }
  }

  @Test
  void whatIsTakenBackTooDeepEndsTheNode() {
    Turns turns = new Turns(70, 5);
    try (TestNode node = new TestNode(folder, 0, upgrades(""), turns)) {
      assertFalse(node.run());
      assertEquals(70, node.chain().chain().height());
      assertTrue(node.logged().contains("takes back 65 blocks; 64 can be undone"), node::logged);
    }
  }

  @Test
  void anUpgradeThatIsNotCarriedHaltsInFrontOfItsHeight() {
    Upgrades unknown = upgrades("not-yet-made@5");
    for (int i = 0; i < 2; i++) {
      try (TestNode node = new TestNode(folder, 0, unknown)) {
        assertTrue(node.run());
        assertEquals(Node.Condition.HALTED, node.node().condition());
        assertEquals(4, node.chain().chain().height());
        assertTrue(node.logged().contains("upgrade=not-yet-made"), node.logged());
      }
    }
    // The program that carries it takes over at the same block.
    TreeMap<String, Upgrades.Migration> carried = new TreeMap<>();
    carried.put("not-yet-made", height -> List.of());
    try (TestNode node = new TestNode(folder, 6, Upgrades.of("not-yet-made@5", carried))) {
      assertTrue(node.run());
      assertEquals(6, node.chain().chain().height());
    }
  }

  @Test
  void anUpgradesMigrationTakesEffectAtItsHeightAndIsInTheBlocks() throws IOException {
    Upgrades upgrade = upgrades("cross-by-scenarios@6");
    Hash before;
    Hash plain;
    try (TestNode node = new TestNode(folder.resolve("plain"), 6)) {
      assertTrue(node.run());
      plain = requireNonNull(node.chain().store().outcome(6)).marginDigest();
    }
    try (TestNode node = new TestNode(folder.resolve("made"), 8, upgrade)) {
      assertTrue(node.run());
      before = node.chain().chain().root();
      assertNotEquals(plain, requireNonNull(node.chain().store().outcome(6)).marginDigest());
    }
    // Who knows the blocks alone, and of no upgrade, comes to the same.
    Path file = folder.resolve("chain.log");
    try (TestNode node = new TestNode(folder.resolve("made"), 8);
        BlockLogWriter writer = BlockLogWriter.create(file)) {
      for (int height = 1; height <= 8; height++) {
        writer.write(requireNonNull(node.chain().store().block(height)));
      }
      writer.finish();
    }
    try (LogSource source = new LogSource(file);
        TestNode node = new TestNode(folder.resolve("seen"), 8, upgrades(""), source)) {
      assertTrue(node.run());
      assertEquals(before, node.chain().chain().root());
    }
  }

  @Test
  void upgradesAreReadOrRefused() {
    for (String text : List.of("a", "a@0", "@5", "A@5", "a@5,b@5", "a@5,", "a@-1", "a@5@6")) {
      assertThrows(Failure.class, () -> upgrades(text), text);
    }
    assertEquals("b", upgrades("a@5, b@6").at(6));
  }
}
