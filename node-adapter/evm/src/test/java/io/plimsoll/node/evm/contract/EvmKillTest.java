package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.child.ChildJvm;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.evm.follow.SourceNote;
import io.plimsoll.node.evm.follow.TermsFile;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code plimsoll node --evm}, a process that is killed, comes to what a node comes to that saw the
 * final chain alone: block for block the same roots, of the same events. {@code
 * -Dplimsoll.evm.kills} says how often, not at all in a plain build, {@code -Dplimsoll.seed} when.
 */
@Timeout(1_200)
class EvmKillTest extends NodesOnAnvil {

  private static final int KILLS = Integer.getInteger("plimsoll.evm.kills", 0);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);
  private static final int DEEPEST = 64;
  private static final int MOST_LINES = 25;
  private static final int MOST_WAITS = 6_000;

  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Assumptions.assumeTrue(
        KILLS > 0, "no process was killed: -Dplimsoll.evm.kills=N, as in .ci/run evm");
    file = folder.resolve("terms.json");
    String change = "{\"command\":\"ChangeParameter\",\"members\":{\"parameter\":\"";
    String at = ",\"activationHeight\":0,\"rampBlocks\":0}},";
    Files.writeString(
        file,
        "{\"schema\":\"plimsoll-evm/1\",\"moduleChain\":\"7\",\"evmChain\":\"31337\",\"inbox\":\""
            + bridge.inbox
            + "\",\"commitments\":\""
            + bridge.commitments
            + "\",\"firstBlock\":\"0\",\"firstHash\":\"0x"
            + terms.firstHash().hex()
            + "\",\"headers\":\"ethereum\",\"every\":\"4\",\"governor\":\""
            + BOSS.address()
            + "\",\"genesis\":["
            + role(BOSS.address().toString(), 31)
            + role(bridge.inbox.toString(), 16)
            + role(feed.toString(), 2)
            + change
            + "WITHDRAWALS\",\"subject\":0,\"value\":1000"
            + at
            + "{\"command\":\"ListUnderlying\",\"members\":{\"id\":1,\"name\":\"BTC\","
            + "\"priceExponent\":-2}},"
            + "{\"command\":\"ListMarket\",\"members\":{\"id\":1,\"underlying\":1,"
            + "\"isolated\":false,\"multiplierNum\":10,\"multiplierDen\":1}},"
            + change
            + "INITIAL_PPM\",\"subject\":1,\"value\":50000"
            + at
            + "{\"command\":\"ListInstrument\",\"members\":{\"id\":1,\"market\":1,"
            + "\"kind\":\"PERPETUAL\",\"expiryMs\":0,\"strike\":0}}]}");
    terms = TermsFile.read(file);
  }

  private static String role(String of, int roles) {
    return "{\"command\":\"GrantRole\",\"members\":{\"address\":\""
        + of
        + "\",\"roles\":"
        + roles
        + "}},";
  }

  /** The command in a process of its own. */
  private ChildJvm run() throws IOException {
    return ChildJvm.start(
        ChildJvm.command(
            List.of(),
            Main.class.getName(),
            "node",
            "--evm=" + evm.url(),
            "--evm-terms=" + file,
            "--evm-poll-ms=20",
            "--engine=scalar",
            "--log-level=debug",
            "--rpc-port=0",
            "--data=" + folder.resolve("data")),
        (_, _) -> {});
  }

  /** Kills a process at the line that comes. */
  private static ChildJvm.Listener killsAt(Predicate<String> which) {
    return (child, line) -> {
      if (which.test(line)) {
        child.kill();
      }
    };
  }

  private static void untilBlock(ChildJvm child, long height) throws InterruptedException {
    String block = " block height=" + height + " ";
    BooleanSupplier holds = () -> child.lines().stream().anyMatch(line -> line.contains(block));
    for (int i = 0; i < MOST_WAITS && !holds.getAsBoolean(); i++) {
      assertTrue(child.isAlive() || holds.getAsBoolean(), () -> "ended before" + child.lines());
      Thread.sleep(10);
    }
    assertTrue(holds.getAsBoolean(), () -> "not yet" + block + child.lines());
  }

  private static boolean isBegun(String line) {
    return line.contains(" evm endpoint serves ");
  }

  /** How high the chain in the folder is. */
  private long height() {
    try (Engine engine = Engines.create("scalar", 1);
        StoredChain chain = StoredChain.open(folder.resolve("data"), engine)) {
      return chain.chain().height();
    }
  }

  /** Lets a node go on in the folder, and compares it with one that begins now. */
  private void compare() throws InterruptedException {
    try (EvmNode node = new EvmNode(folder.resolve("data"), terms, endpoints(), null);
        EvmNode control = new EvmNode(folder.resolve("control"), terms, endpoints(), null)) {
      untilSame(node);
      untilSame(control);
      long height = node.height();
      assertEquals(roots(control, height), roots(node, height));
      long sequence = 0;
      for (long i = 1; i <= height; i++) {
        byte[] note = Objects.requireNonNull(node.chain().store().note(i));
        assertArrayEquals(control.chain().store().note(i), note, "block " + i);
        assertTrue(SourceNote.of(note).sequence() >= sequence, "block " + i);
        sequence = SourceNote.of(note).sequence();
      }
      assertEquals(evm.number(bridge.inbox, "sequence"), sequence, "all events and no other");
    }
  }

  private void begin(SplittableRandom random, int blocks) {
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    fund(evm.account(4), BOB.address(), 100_000 * USD);
    life(random, blocks);
  }

  @Test
  void killedAtAnyMoment() throws IOException, InterruptedException {
    System.out.println("EvmKillTest: -Dplimsoll.seed=" + SEED + ", " + KILLS + " kills");
    SplittableRandom random = new SplittableRandom(SEED);
    begin(random, 25);
    for (int kill = 0; kill < KILLS; kill++) {
      int after = 1 + random.nextInt(MOST_LINES);
      AtomicInteger count = new AtomicInteger();
      try (ChildJvm child = run()) {
        child.listen(
            killsAt(line ->
                (line.contains(" block height=") || line.contains(" undoing "))
                    && count.incrementAndGet() == after));
        // The chain goes on, and back, until then; not before, as anvil forgets what it was after
        // some hundred blocks, and then takes back more than it is told to.
        while (child.isAlive() && child.lines().stream().noneMatch(EvmKillTest::isBegun)) {
          Thread.sleep(10);
        }
        while (child.isAlive()) {
          life(random, 1 + random.nextInt(3));
          if (random.nextInt(3) == 0) {
            evm.node("anvil_reorg", 1 + random.nextInt(25), List.of());
          }
        }
        child.goneKilled();
      }
      if (random.nextBoolean()) {
        evm.node("anvil_reorg", 1 + random.nextInt(25), List.of());
      }
    }
    compare();
  }

  /**
   * It is killed when it has undone a part of 64 blocks; meanwhile the 64 are other ones again.
   * Then it is killed when it has taken a part of those.
   */
  @Test
  void killedInAReorganisationOfTheDeepestKind() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    begin(random, 30);
    evm.node("anvil_mine", 30);
    life(random, 15);
    long tip = lastNumber() + 1;
    try (ChildJvm child = run()) {
      untilBlock(child, tip);
      long part = tip - 5 - random.nextInt(15);
      child.listen(killsAt(line -> line.contains(" undoing height=" + part)));
      evm.node("anvil_reorg", DEEPEST, List.of());
      child.goneKilled();
    }
    long left = height();
    assertTrue(left < tip && left > tip - DEEPEST, "it was killed in between, at " + left);
    evm.node("anvil_reorg", DEEPEST, List.of());
    life(random, 2);
    String part = " block height=" + (tip - DEEPEST + 1 + random.nextInt(DEEPEST));
    try (ChildJvm child = run()) {
      child.listen(killsAt(line -> line.contains(part)));
      child.goneKilled();
    }
    // While nobody looks.
    evm.node("anvil_reorg", 10 + random.nextInt(40), List.of());
    life(random, 1);
    compare();
  }
}
