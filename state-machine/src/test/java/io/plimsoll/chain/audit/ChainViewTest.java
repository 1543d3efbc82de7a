package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Table;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.Explanation;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What views say beside a chain is what the chain says, block by block, under a hostile workload.
 */
class ChainViewTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 29);
  private static final int BLOCKS = 120;
  private static final AuditRun RUN = new AuditRun(SEED);

  @BeforeAll
  static void run() {
    System.out.println("ChainViewTest: -Dplimsoll.audit.seed=" + SEED);
    List<Comparison.Difference> differences = RUN.run(BLOCKS);
    assertTrue(differences.isEmpty(), () -> RUN.report(differences));
  }

  private static MarginChain newChain() {
    return new MarginChain(Engines.create("scalar", 1));
  }

  private static ViewReader reader(ChainViews views) {
    return views.reader(Engines.create("scalar", 1));
  }

  private static void apply(MarginChain chain, Block block) {
    chain.execute(block);
    chain.commit();
  }

  @Test
  void eachBlocksViewSaysWhatTheChainSays() {
    MarginChain chain = newChain();
    ChainViews views = chain.views();
    ViewReader reader = reader(views);
    int compared = 0;
    for (Block block : RUN.blocks) {
      ChainView before = views.latest();
      chain.execute(block);
      assertEquals(before, views.latest(), "a block that waits is in no view");
      chain.commit();
      compared += compare(chain, reader.at(views.latest()));
    }
    assertTrue(compared > 1_000, () -> "margins were compared of too few");
  }

  @Test
  void aViewThatBeganLateSaysTheSame() {
    MarginChain chain = newChain();
    RUN.blocks.subList(0, 60).forEach(block -> apply(chain, block));
    ChainViews views = chain.views();
    compare(chain, reader(views));
    RUN.blocks.subList(60, 70).forEach(block -> apply(chain, block));
    compare(chain, reader(views));
  }

  /** Returns how many margins were compared. */
  private static int compare(MarginChain chain, ViewReader reader) {
    ChainView view = reader.view();
    assertEquals(chain.height(), view.height());
    assertEquals(chain.root(), view.stateRoot());
    assertEquals(chain.lastHash(), view.lastHash());
    Accounts accounts = chain.state().accounts();
    int compared = 0;
    for (int handle = 0; handle < accounts.slots(); handle++) {
      SubaccountId id = accounts.id(handle);
      String what = "block " + view.height() + ", " + id;
      assertEquals(accounts.exists(handle), reader.has(id), what);
      if (!accounts.exists(handle)) {
        assertNull(reader.margin(id), what);
        assertNull(reader.explain(id), what);
        assertNull(reader.subaccount(id), what);
        continue;
      }
      assertEquals(chain.processor().margin(handle), reader.margin(id), what);
      compareExplanations(chain, chain.processor().explain(handle), reader, id);
      ViewReader.Subaccount held = reader.subaccount(id);
      assertNotNull(held);
      assertEquals(accounts.cash(handle), held.cash(), what);
      assertEquals(accounts.positions(handle), held.positions().size(), what);
      compared++;
    }
    return compared;
  }

  /** Explanations name instruments by numbers of their own, which stand for the same ids. */
  private static void compareExplanations(
      MarginChain chain, Explanation expected, ViewReader reader, SubaccountId id) {
    Explanation got = reader.explain(id);
    assertNotNull(got);
    assertEquals(expected.equity(), got.equity());
    assertEquals(expected.components(), got.components());
    assertEquals(expected.contributions().size(), got.contributions().size());
    for (int i = 0; i < got.contributions().size(); i++) {
      Explanation.Contribution one = expected.contributions().get(i);
      Explanation.Contribution other = got.contributions().get(i);
      assertEquals(
          chain.state().instruments().keyOf(one.instrument()),
          reader.instrument(other.instrument()));
      assertEquals(one.amount(), other.amount());
    }
    for (int i = 0; i < got.drivers().size(); i++) {
      assertEquals(
          chain.state().underlyings().keyOf(expected.drivers().get(i).unit()),
          reader.underlying(got.drivers().get(i).unit()));
      assertEquals(expected.drivers().get(i).loss(), got.drivers().get(i).loss());
    }
  }

  @Test
  void proofsOfAViewAreTheChainsAndStayWhenItGoesOn() {
    MarginChain chain = newChain();
    ChainViews views = chain.views();
    RUN.blocks.subList(0, 50).forEach(block -> apply(chain, block));
    ChainView view = views.latest();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> proofs = new ArrayList<>();
    for (Table table : chain.state().tables()) {
      for (int slot : table.inKeyOrder()) {
        keys.add(table.key(slot));
      }
    }
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      byte[] absent = new byte[25];
      random.nextBytes(absent);
      keys.add(absent);
    }
    keys.forEach(key -> proofs.add(chain.prove(key).toBytes()));
    Hash root = chain.root();
    RUN.blocks.subList(50, 60).forEach(block -> apply(chain, block));
    assertEquals(root, view.stateRoot());
    for (int i = 0; i < keys.size(); i++) {
      Proof proof = view.prove(keys.get(i));
      assertArrayEquals(proofs.get(i), proof.toBytes());
      assertTrue(Proof.verify(hash(root), keys.get(i), view.leaf(keys.get(i)), proof));
    }
  }

  private static byte[] hash(Hash of) {
    return HexFormat.of().parseHex(of.hex());
  }

  @Test
  void undoPublishesWhatWasThere() {
    MarginChain chain = newChain();
    ChainViews views = chain.views();
    List<List<AccountMargin>> margins = new ArrayList<>();
    ViewReader reader = reader(views);
    margins.add(List.of());
    for (Block block : RUN.blocks.subList(0, 70)) {
      apply(chain, block);
      margins.add(all(chain, reader.at(views.latest())));
    }
    for (int i = 69; i >= 70 - MarginChain.UNDO_DEPTH; i--) {
      chain.undo();
      assertEquals(chain.root(), views.latest().stateRoot());
      byte[] key = {1, 0};
      ChainView view = views.latest();
      assertTrue(Proof.verify(hash(chain.root()), key, view.leaf(key), view.prove(key)));
      assertEquals(margins.get(i), all(chain, reader.at(views.latest())), "after undoing to " + i);
    }
    for (Block block : RUN.blocks.subList(70 - MarginChain.UNDO_DEPTH, 75)) {
      apply(chain, block);
      compare(chain, reader.at(views.latest()));
    }
  }

  private static List<AccountMargin> all(MarginChain chain, ViewReader reader) {
    List<AccountMargin> margins = new ArrayList<>();
    Accounts accounts = chain.state().accounts();
    for (int handle : accounts.inKeyOrder().clone()) {
      AccountMargin margin = reader.margin(accounts.id(handle));
      if (margin != null) {
        margins.add(margin);
      }
    }
    return margins;
  }

  @Test
  void questionsChangeNothingAndAnyTradeHasAnAnswer() {
    MarginChain chain = newChain();
    ChainViews views = chain.views();
    ViewReader reader = reader(views);
    Random random = new Random(SEED);
    int allowed = 0;
    int refused = 0;
    for (Block block : RUN.blocks) {
      apply(chain, block);
      reader.at(views.latest());
      for (int i = 0; i < 30; i++) {
        WhatIf answer = ask(chain, reader, random);
        allowed += answer.code() == ResultCode.OK ? 1 : 0;
        refused += answer.code() == ResultCode.OK ? 0 : 1;
      }
      compare(chain, reader);
    }
    assertTrue(allowed > 100 && refused > 100, allowed + " allowed, " + refused + " refused");
  }

  private static WhatIf ask(MarginChain chain, ViewReader reader, Random random) {
    Accounts accounts = chain.state().accounts();
    SubaccountId id =
        accounts.slots() == 0 || random.nextInt(8) == 0
            ? new SubaccountId(Address.ofNumber(random.nextInt(5)), 77)
            : accounts.id(random.nextInt(accounts.slots()));
    List<HypotheticalTrade> trades = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      long lots = random.nextLong() >> random.nextInt(64);
      long price = random.nextBoolean() ? 0 : random.nextLong() >>> random.nextInt(64);
      long fee = random.nextInt(4) == 0 ? random.nextLong() >> random.nextInt(64) : 0;
      trades.add(new HypotheticalTrade(random.nextInt(20), lots, price, fee));
    }
    long collateral = random.nextBoolean() ? 0 : random.nextLong() >> random.nextInt(64);
    Mode mode = random.nextInt(3) == 0 ? Mode.of(random.nextInt(3)) : null;
    return reader.whatIf(id, collateral, trades, mode);
  }

  /** Readers of other threads see whole blocks only, while the chain goes on. */
  @Test
  void threadsReadWhileTheChainGoesOn() throws InterruptedException {
    MarginChain chain = newChain();
    ChainViews views = chain.views();
    List<Hash> roots = RUN.results.stream().map(result -> result.stateRoot()).toList();
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread = new Thread(() -> readUntil(over, views, roots));
      thread.setUncaughtExceptionHandler((t, e) -> failed.set(e));
      thread.start();
      threads.add(thread);
    }
    RUN.blocks.forEach(block -> apply(chain, block));
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failed.get(), () -> String.valueOf(failed.get()));
  }

  private static void readUntil(AtomicBoolean over, ChainViews views, List<Hash> roots) {
    ViewReader reader = reader(views);
    do {
      ChainView view = reader.at(views.latest()).view();
      if (view.height() > 0) {
        assertEquals(roots.get((int) view.height() - 1), view.stateRoot());
        byte[] key = {1, 0};
        assertTrue(
            Proof.verify(hash(view.stateRoot()), key, view.leaf(key), view.prove(key)),
            () -> "the chain's own row at block " + view.height());
      }
    } while (!over.get());
  }
}
