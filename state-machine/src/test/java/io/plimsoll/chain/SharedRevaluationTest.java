package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * So many books that threads share the revaluation, which an engine does from some 2,000 rows on:
 * every root and margin digest is that of one thread and of the law.
 */
class SharedRevaluationTest {

  private static final int BOOKS = 1_200;
  private static final int UNITS = 2;
  private static final int MAKER = 5_000;

  @Test
  void threadsThatShareTheRowsChangeNothing() {
    TestChain chain = new TestChain(Engines.create("scalar", 1));
    List<BlockResult> expected = trade(chain);
    BlockResult last = expected.get(expected.size() - 1);
    assertTrue(last.totals().subaccounts() * UNITS > 2_000, "" + last.totals());
    assertTrue(last.totals().belowMaintenance() > 0, "nobody was liquidated");
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine engine = Engines.create("simd", threads)) {
        assertEquals(expected, replay(engine, chain.blocks, false), threads + " threads");
      }
    }
    try (Engine engine = Engines.create("simd", 2)) {
      assertEquals(expected, replay(engine, chain.blocks, true), "a restart after each block");
    }
  }

  /** Books of a perpetual and a call on one underlying and a perpetual on another, then a fall. */
  private static List<BlockResult> trade(TestChain chain) {
    chain.genesis().prices(100_000, 2_000, 80).deposit(MAKER, 1_000_000_000);
    for (int book = 1; book <= BOOKS; book++) {
      chain.deposit(book, 2_000 + book % 700).mode(book, Mode.PORTFOLIO);
      chain.fill(book, MAKER, BTC_PERP, 900 + book % 100, 100_000 * BTC_DOLLAR);
      chain.fill(MAKER, book, BTC_CALL, 10 + book % 7, 3_000 * BTC_DOLLAR);
      chain.fill(MAKER, book, ETH_PERP, 50 + book, 2_000 * SMALL_DOLLAR);
    }
    List<BlockResult> results = new ArrayList<>();
    results.add(chain.commit());
    long refused = results.get(0).results().stream().filter(code -> code != ResultCode.OK).count();
    assertTrue(refused < BOOKS / 2, refused + " commands were refused");
    for (long btc : new long[] {99_000, 93_000, 90_000}) {
      chain.prices(btc, 2_010, 80).quote(MAKER, BTC_PERP, true, 100_000, btc * BTC_DOLLAR);
      results.add(chain.commit());
    }
    return results;
  }

  private static List<BlockResult> replay(Engine engine, List<Block> blocks, boolean restarts) {
    MarginChain chain = new MarginChain(engine);
    List<BlockResult> results = new ArrayList<>();
    for (Block block : blocks) {
      BlockResult result = chain.execute(block);
      chain.commit();
      if (restarts) {
        List<byte[]> chunks = new ArrayList<>();
        SnapshotHeader header = chain.snapshot(1 << 16, chunks::add);
        chain = MarginChain.restore(engine, header, chunks);
      }
      if (block.height() > 1) {
        results.add(result);
      }
    }
    return results;
  }
}
