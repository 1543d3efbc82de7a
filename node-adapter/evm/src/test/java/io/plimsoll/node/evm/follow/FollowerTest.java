package io.plimsoll.node.evm.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.evm.follow.FakeNode.Fault;
import io.plimsoll.node.evm.proof.FakeBlocks;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.server.run.SourceRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a follower makes of nodes that are honest, late, broken or lying. */
@Timeout(60)
class FollowerTest {

  private static List<Hash> hashes(Scene scene) {
    return scene.blocks().stream().map(Block::hash).toList();
  }

  /** What a chain leads to by the rule alone, with nobody who follows it. */
  private static List<Hash> control(List<FakeBlock> chain) {
    InboxCommands rule = new InboxCommands(Scene.terms(true));
    List<Hash> hashes = new ArrayList<>();
    long timeMs = -1;
    for (FakeBlock block : chain) {
      List<InboxEvent> events = new ArrayList<>();
      try {
        for (EvmLog log : block.logs()) {
          events.add(InboxLogs.read(log));
        }
      } catch (Malformed e) {
        throw new AssertionError(e);
      }
      int place = hashes.size();
      timeMs = Math.max((1_700_000_000L + block.number() / 2) * 1_000, timeMs + 1);
      Hash before = place == 0 ? Hash.ZERO : hashes.get(place - 1);
      Block made = new Block(place + 1L, timeMs, before, rule.of(events, place == 0).commands());
      hashes.add(made.hash());
    }
    return hashes;
  }

  @Test
  void eachBlockBecomesOneBlock() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(40, "");
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(node)) {
      scene.follow(40);
      long lastMs = -1;
      for (int i = 0; i < 40; i++) {
        Block block = scene.blocks().get(i);
        long stampMs = (1_700_000_000L + (10 + i) / 2) * 1_000;
        assertEquals(Math.max(stampMs, lastMs + 1), block.timeMs());
        int genesis = i == 0 ? 1 : 0;
        assertEquals(genesis + chain.get(i).logs().size(), block.commands().size());
        lastMs = block.timeMs();
      }
      assertTrue(scene.metrics().text().contains("plimsoll_evm_events_total 52\n"));
      assertFalse(scene.logged().contains("secret"), "an address' path is nobody's business");
    }
  }

  @Test
  void aReorganisationOfAnyDepthLeadsToTheChainThatNeverSawIt() throws InterruptedException {
    for (int depth : new int[] {1, 5, 64}) {
      List<FakeBlock> before = Scene.chain(80, "");
      List<FakeBlock> after = Scene.grow(before.subList(0, 80 - depth), depth, "aa");
      try (FakeNode node = new FakeNode(before);
          Scene scene = new Scene(node)) {
        scene.follow(80);
        // As long as before: no new number tells of it.
        node.serve(after);
        scene.step();
        assertEquals(80 - depth, scene.blocks().size());
        scene.follow(80);
        assertEquals(control(after), hashes(scene));
        assertEquals(depth, scene.undone());
      }
    }
  }

  @Test
  void aShorterChainIsTakenWhereItPartsAndWaitedForWhereItDoesNot() throws InterruptedException {
    List<FakeBlock> before = Scene.chain(30, "");
    List<FakeBlock> shorter = Scene.grow(before.subList(0, 20), 5, "bb");
    try (FakeNode node = new FakeNode(before);
        Scene scene = new Scene(node)) {
      scene.follow(30);
      node.stopAt(10 + 25);
      Thread waits = waiting(scene);
      waits.join(60);
      assertTrue(waits.isAlive(), "a node that forgets blocks is no reason to undo");
      waits.interrupt();
      waits.join();
      assertEquals(30, scene.blocks().size());
      node.stopAt(Long.MAX_VALUE);
      node.serve(shorter);
      scene.step();
      assertEquals(20, scene.blocks().size());
      scene.follow(25);
      assertEquals(control(shorter), hashes(scene));
    }
  }

  @Test
  void aReorganisationThatIsTooDeepIsRefused() throws InterruptedException {
    List<FakeBlock> before = Scene.chain(80, "");
    try (FakeNode node = new FakeNode(before);
        Scene scene = new Scene(node)) {
      scene.follow(80);
      node.serve(Scene.grow(before.subList(0, 15), 70, "cc"));
      SourceRefused refused = assertThrows(SourceRefused.class, scene::step);
      assertSays("more than 64 blocks deep", refused);
      assertEquals(80, scene.blocks().size());
    }
  }

  @Test
  void anotherFirstBlockIsRefused() throws InterruptedException {
    List<FakeBlock> before = Scene.chain(5, "");
    try (FakeNode node = new FakeNode(before);
        Scene scene = new Scene(node)) {
      scene.follow(5);
      node.serve(Scene.chain(9, "dd"));
      SourceRefused refused = assertThrows(SourceRefused.class, scene::step);
      assertSays("where the module begins", refused);
    }
  }

  /** One honest node beside the bad one is enough, where what is bad can be proven. */
  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void oneBadNodeIsNamedAndLeft(Fault fault) throws InterruptedException {
    oneIsBad(fault, 2);
  }

  @Test
  void oneBadNodeOfThreeIsNamedAndLeft() throws InterruptedException {
    oneIsBad(Fault.FEWER_LOGS, 3);
  }

  private static void oneIsBad(Fault fault, int nodes) throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(12, "");
    Endpoints.Rules rules =
        fault == Fault.FEWER_RECEIPTS
            ? new Endpoints.Rules(1, Endpoints.Prove.ALWAYS, -1)
            : Scene.RULES;
    try (FakeNode bad = new FakeNode(chain);
        FakeNode good = new FakeNode(chain);
        FakeNode better = new FakeNode(chain);
        Scene scene =
            nodes == 3
                ? new Scene(Scene.terms(true), rules, bad, good, better)
                : new Scene(Scene.terms(true), rules, bad, good)) {
      bad.stopAt(12);
      good.stopAt(12);
      better.stopAt(12);
      scene.follow(3);
      bad.does(fault);
      bad.stopAt(100);
      good.stopAt(100);
      better.stopAt(100);
      scene.follow(12);
      assertEquals(control(chain), hashes(scene));
      String left = "evm endpoint left endpoint=\"#1 http://127.0.0.1:";
      boolean isLeft = fault != Fault.OTHER_CHAIN;
      assertEquals(isLeft, scene.logged().contains(left), scene::logged);
      if (isLeft) {
        String reason =
            switch (fault) {
              case SLOW, HUGE, CLOSES, ERRORS -> "UNREACHABLE";
              default -> "LYING";
            };
        assertTrue(
            scene.metrics().text().contains("_left_total{reason=\"" + reason + "\"} 1"),
            scene.metrics()::text);
      }
    }
  }

  @Test
  void aNodeOfAnotherChainNeverServes() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(6, "");
    try (FakeNode other = new FakeNode(chain);
        FakeNode good = new FakeNode(chain);
        Scene scene = new Scene(other, good)) {
      other.does(Fault.OTHER_CHAIN);
      scene.follow(6);
      assertTrue(scene.logged().contains("its chain is 2, not 31337"), scene::logged);
      assertTrue(scene.metrics().text().contains("plimsoll_evm_endpoints_serving 1\n"));
    }
  }

  @Test
  void aNodeThatLagsIsLeftAndTakenBackWhenItHasCaughtUp() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(30, "");
    try (FakeNode late = new FakeNode(chain);
        FakeNode good = new FakeNode(chain);
        Scene scene = new Scene(late, good)) {
      late.stopAt(12);
      good.stopAt(19);
      scene.follow(10);
      assertTrue(scene.logged().contains("reason=LAGGING"), scene::logged);
      late.stopAt(19);
      Thread waits = waiting(scene);
      for (int i = 0; i < 100 && !serves(scene, 2); i++) {
        Thread.sleep(20);
      }
      waits.interrupt();
      waits.join();
      assertTrue(serves(scene, 2), scene::logged);
      good.stopAt(100);
      late.stopAt(100);
      scene.follow(30);
      assertEquals(control(chain), hashes(scene));
    }
  }

  private static void assertSays(String part, SourceRefused refused) {
    assertSays(part, String.valueOf(refused.getMessage()));
  }

  private static void assertSays(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  /** Waits until something keeps blocks from coming, and says what. */
  private static String troubled(Scene scene) throws InterruptedException {
    String trouble = scene.endpoints().trouble(0);
    for (int i = 0; i < 2_000 && trouble == null; i++) {
      Thread.sleep(5);
      trouble = scene.endpoints().trouble(0);
    }
    return String.valueOf(trouble);
  }

  /** Does a step in a thread of its own, until it is interrupted. */
  private static Thread waiting(Scene scene) {
    return Thread.startVirtualThread(() -> {
      try {
        scene.step();
      } catch (InterruptedException e) {
        // As the test wants it.
        Thread.currentThread().interrupt();
      }
    });
  }

  private static boolean serves(Scene scene, int count) {
    return scene.metrics().text().contains("plimsoll_evm_endpoints_serving " + count + "\n");
  }

  @Test
  void twoThatDifferAreWaitedForAndTheMajorityOfThreeWins() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(12, "");
    List<FakeBlock> fork = Scene.grow(chain.subList(0, 6), 6, "ee");
    try (FakeNode one = new FakeNode(fork);
        FakeNode two = new FakeNode(chain);
        FakeNode three = new FakeNode(chain)) {
      try (Scene scene = new Scene(one, two)) {
        scene.follow(6);
        Thread waits = waiting(scene);
        assertEquals(
            "endpoints to agree about block 16, of which no majority says one", troubled(scene));
        assertTrue(waits.isAlive(), "nobody can tell which of two is right");
        two.serve(fork);
        waits.join(2_000);
        assertFalse(waits.isAlive());
        two.serve(chain);
      }
      try (Scene scene = new Scene(one, two, three)) {
        scene.follow(12);
        assertEquals(control(chain), hashes(scene));
        assertTrue(scene.logged().contains("reason=LYING"), scene::logged);
      }
    }
  }

  /** Where headers prove nothing two of three decide about logs. */
  @Test
  void logsThatNothingProvesAreOutvoted() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(6, "");
    try (FakeNode one = new FakeNode(chain);
        FakeNode two = new FakeNode(chain);
        FakeNode three = new FakeNode(chain);
        Scene scene = new Scene(Scene.terms(false), Scene.RULES, one, two, three)) {
      two.does(Fault.OTHER_LOGS);
      scene.follow(6);
      // The terms differ from the control's, the blocks do not.
      assertEquals(control(chain), hashes(scene));
      assertTrue(scene.logged().contains("are not what most say"), scene::logged);
    }
  }

  @Test
  void fewerThanMustAgreeGiveNoBlock() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(6, "");
    Endpoints.Rules two = new Endpoints.Rules(2, Endpoints.Prove.AUTO, -1);
    try (FakeNode one = new FakeNode(chain);
        FakeNode other = new FakeNode(chain);
        Scene scene = new Scene(Scene.terms(true), two, one, other)) {
      other.does(Fault.CLOSES);
      Thread waits = waiting(scene);
      assertSays("2 endpoints that agree about block 10", troubled(scene));
      assertTrue(waits.isAlive());
      waits.interrupt();
      waits.join();
      other.does(Fault.NONE);
      scene.follow(6);
      assertEquals(control(chain), hashes(scene));
    }
  }

  /** A hole in the numbers of events, under a hash that proves the logs, is no node's lie. */
  @Test
  void aMissingEventEndsTheNode() throws InterruptedException {
    List<FakeBlock> chain = new ArrayList<>(Scene.chain(4, ""));
    FakeBlock last = chain.getLast();
    List<EvmLog> hole = List.of(Logs.deposited(0, 99, Logs.FEED, 0, 1, 5));
    chain.add(FakeBlocks.block(14, last.hash(), 1_800_000_000L, "", hole));
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(node)) {
      scene.follow(4);
      SourceRefused refused = assertThrows(SourceRefused.class, scene::step);
      assertSays("event 99 of the inbox", refused);
    }
  }

  /** One node that leaves logs out, believed without a proof, is found out by the numbers. */
  @Test
  void aNodeThatLeftLogsOutIsFoundOutByTheirNumbers() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(9, "");
    Endpoints.Rules never = new Endpoints.Rules(1, Endpoints.Prove.NEVER, -1);
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(Scene.terms(true), never, node)) {
      node.stopAt(11);
      node.does(Fault.FEWER_LOGS);
      scene.follow(2);
      node.does(Fault.NONE);
      node.stopAt(100);
      SourceRefused refused = assertThrows(SourceRefused.class, () -> scene.follow(9));
      assertSays("a block before lacks events", refused);
    }
  }

  @Test
  void aChainFromASnapshotIsGoneOnFromWhenItsBlockIsFinal() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(20, "");
    List<Block> all = new ArrayList<>();
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(node)) {
      scene.follow(20);
      all.addAll(scene.blocks());
    }
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(node)) {
      scene.begin(all.subList(0, 8));
      long events = chain.subList(0, 8).stream().mapToLong(block -> block.logs().size()).sum();
      node.saysOfSequence(events);
      scene.follow(20);
      assertEquals(all.stream().map(Block::hash).toList(), hashes(scene));
    }
  }

  @Test
  void otherTermsAreRefused() throws InterruptedException {
    List<FakeBlock> chain = Scene.chain(4, "");
    try (FakeNode node = new FakeNode(chain);
        Scene scene = new Scene(node)) {
      scene.follow(2);
      byte[] note = Objects.requireNonNull(scene.note(2));
      note[5] ^= 1;
      SourceRefused refused = assertThrows(SourceRefused.class, scene::step);
      assertSays("made under terms", refused);
    }
  }
}
