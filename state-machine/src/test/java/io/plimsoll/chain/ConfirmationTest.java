package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.event.Event;
import io.plimsoll.kernels.batch.LossTable;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A device whose results pass all checks of sums lies about who is safe: nobody is liquidated on
 * its word, and nobody spared whom it still calls near maintenance. (One whom it calls far from it
 * only the random rows of a device engine can find.) Each lie is also told to a chain that believes
 * it, where it shows.
 */
class ConfirmationTest {

  private static final int SAFE = 1;
  private static final int BRINK = 2;
  private static final int MAKER = 3;
  private static final int ROW_OF_SAFE = 0;
  private static final int ROW_OF_BRINK = 1;

  private final TestChain honest = new TestChain();

  /** Two portfolios of one row each; after the fall one of them is just below maintenance. */
  private BlockResult fall() {
    honest.genesis().prices(100_000, 2_000, 80).deposit(MAKER, 1_000_000);
    honest.deposit(SAFE, 20_000).mode(SAFE, Mode.PORTFOLIO);
    honest.deposit(BRINK, 2_000).mode(BRINK, Mode.PORTFOLIO);
    honest.fill(SAFE, MAKER, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    honest.fill(BRINK, MAKER, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    honest.commit();
    honest.prices(89_000, 2_000, 80).quote(MAKER, BTC_PERP, true, 5_000, 89_000 * BTC_DOLLAR);
    return honest.commit();
  }

  private BlockResult replay(LyingEngine engine) {
    MarginChain chain = new MarginChain(engine);
    BlockResult last = null;
    for (Block block : honest.blocks) {
      last = chain.execute(block);
      chain.commit();
    }
    engine.close();
    return Objects.requireNonNull(last);
  }

  private static boolean liquidates(BlockResult result) {
    return result.events().stream().anyMatch(Event.LiquidationStarted.class::isInstance);
  }

  @Test
  void whoIsBelowIsNotSparedByAMilderScenario() {
    BlockResult truth = fall();
    assertTrue(liquidates(truth));
    LyingEngine.Lie lie = (table, row, pnl) -> milder(table, row, pnl, ROW_OF_BRINK);
    BlockResult believed = replay(new LyingEngine(lie, false));
    assertFalse(liquidates(believed), "the lie must matter");
    LyingEngine liar = new LyingEngine(lie, true);
    assertEquals(truth, replay(liar));
    assertEquals(1, liar.caught());
  }

  @Test
  void whoIsSafeIsNotLiquidated() {
    BlockResult truth = fall();
    LyingEngine.Lie lie = (table, row, pnl) -> harsher(table, row, ROW_OF_SAFE);
    BlockResult believed = replay(new LyingEngine(lie, false));
    assertEquals(truth.totals().belowMaintenance() + 1, believed.totals().belowMaintenance());
    LyingEngine liar = new LyingEngine(lie, true);
    assertEquals(truth, replay(liar));
    assertTrue(liar.caught() > 0);
  }

  /** The next larger profit or loss passed off as the smallest: a true one of a true scenario. */
  private static void milder(LossTable table, int row, long[] pnl, int victim) {
    if (row == victim) {
      long worst = table.worstPnl()[row];
      long next = Arrays.stream(pnl).filter(each -> each > worst).min().orElse(worst);
      table.worstPnl()[row] = next;
      table.worst()[row] = Arrays.stream(pnl).boxed().toList().indexOf(next);
    }
  }

  private static void harsher(LossTable table, int row, int victim) {
    if (row == victim) {
      table.worstPnl()[row] *= 50;
    }
  }
}
