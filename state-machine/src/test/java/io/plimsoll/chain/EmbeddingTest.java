package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.Explanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example of embedding is the code below, line by line, and does what it says. */
class EmbeddingTest {

  private static final Path README = Path.of("..", "README.md");

  /** From the module's folder, as Maven runs tests. */
  private static final Path SOURCE =
      Path.of("src", "test", "java", "io", "plimsoll", "chain", "EmbeddingTest.java");

  private final List<byte[]> chunks = new ArrayList<>();

  /** What the example found, in its order. */
  private record Found(
      BlockResult result,
      AccountMargin margin,
      Explanation why,
      WhatIf after,
      Proof proof,
      ChainView view,
      MarginChain other) {}

  private Found embed(List<Block> blocks, SubaccountId trader, int instrument) {
    BlockResult result = null;
    // The README begins here.
    try (Engine engine = Engines.create("auto", 2)) {
      MarginChain chain = new MarginChain(engine);
      ChainViews views = chain.views(); // what other threads read; no block waits for them
      for (Block block : blocks) {
        result = chain.execute(block); // phases, liquidations, invariants; not published yet
        chain.commit(); // or discard(); undo() takes back up to 64 blocks
      }
      ViewReader reader = views.reader(Engines.create("scalar", 1)); // one for each thread
      AccountMargin margin = reader.margin(trader); // equity, initial, maintenance
      Explanation why = reader.explain(trader); // components, the scenario that drives each
      HypotheticalTrade buy = new HypotheticalTrade(instrument, 5, 0, 0); // 5 lots at the mark
      WhatIf after = reader.whatIf(trader, 0, List.of(buy), null);
      ChainView view = reader.view(); // immutable: the state after one block
      Proof proof = view.prove(ChainView.subaccountKey(trader)); // for who knows the root
      SnapshotHeader header = chain.snapshot(1 << 20, chunks::add);
      MarginChain other = MarginChain.restore(engine, header, chunks); // goes on as this one
      // The README ends here.
      assertNotNull(result);
      assertNotNull(margin);
      assertNotNull(why);
      return new Found(result, margin, why, after, proof, view, other);
    }
  }

  @Test
  void theExampleDoesWhatItSays() {
    TestChain made = new TestChain();
    made.genesis();
    made.prices(100_000, 4_000, 80).deposit(1, 50_000).deposit(2, 50_000).commit();
    made.fill(1, 2, TestChain.BTC_PERP, 1_000, 100_000 * TestChain.BTC_DOLLAR).commit();
    SubaccountId trader = TestChain.account(1);
    Found found = embed(made.blocks, trader, TestChain.BTC_PERP);
    assertEquals(made.chain.root(), found.result.stateRoot());
    // 0.1 BTC at 100,000 USD: 10,000 USD at 5% and at 60% of that.
    assertEquals(
        new AccountMargin(
            50_000 * TestChain.USD, 500 * TestChain.USD, 300 * TestChain.USD, true, false),
        found.margin);
    assertEquals(500 * TestChain.USD, found.why.initial());
    assertEquals(ResultCode.OK, found.after.code());
    assertEquals(found.margin, found.after.before());
    // Five lots more are 50 USD more, of which 5% are 2.5.
    assertEquals(502_500_000, found.after.after().initial());
    byte[] key = ChainView.subaccountKey(trader);
    byte[] root = HexFormat.of().parseHex(found.result.stateRoot().hex());
    assertTrue(Proof.verify(root, key, found.view.leaf(key), found.proof));
    assertEquals(made.chain.root(), found.other.root());
  }

  @Test
  void theReadmeHasTheExample() throws IOException {
    List<String> example = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(SOURCE)) {
      if (line.endsWith("// The README ends here.")) {
        break;
      }
      if (inside) {
        example.add(line.substring(4));
      }
      inside |= line.endsWith("// The README begins here.");
    }
    example.add("}");
    String text = "```java\n" + String.join("\n", example) + "\n```\n";
    assertTrue(example.size() > 15 && example.size() <= 20, text);
    assertTrue(
        Files.readString(README).contains(text), "README.md must have, to the letter:\n" + text);
  }
}
