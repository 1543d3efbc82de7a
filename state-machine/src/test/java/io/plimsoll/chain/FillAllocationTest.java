package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.kernels.engine.Engines;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the phase of commands allocates for fills, by the JVM's own count for this thread. */
class FillAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ACCOUNTS = 40;
  private static final int FILLS = 2_000;

  private TestChain test = new TestChain();

  /** Settlements of funding in the last block. */
  private long settled;

  private void begin(Mode mode) {
    begin(mode, "scalar");
  }

  private void begin(Mode mode, String engine) {
    test = new TestChain(Engines.create(engine, 1));
    test.genesis().set(Parameter.STALE_AFTER_MS, 0, 1L << 50);
    test.commit();
    test.prices(100_000, 4_000, 100);
    for (int account = 1; account <= ACCOUNTS; account++) {
      test.deposit(account, 1_000_000);
      if (mode == Mode.PORTFOLIO) {
        test.mode(account, mode);
      }
    }
    test.commit();
  }

  /** Fills that open, enlarge, reduce, close and turn positions, some with fees. */
  private Block fills() {
    for (int i = 0; i < FILLS; i++) {
      int buyer = 1 + (i * 7) % ACCOUNTS;
      int seller = 1 + (i * 7 + 1 + i % 3) % ACCOUNTS;
      int instrument = 1 + i % 2;
      long price =
          instrument == 1 ? 100_000 * TestChain.BTC_DOLLAR : 4_000 * TestChain.SMALL_DOLLAR;
      test.add(
          new Command.Fill(
              TestChain.account(buyer),
              TestChain.account(seller),
              instrument,
              1 + i % 5,
              price,
              i % 4,
              0));
    }
    return test.nextBlock();
  }

  private long allocated(Block block) {
    test.chain.processor().open(block);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    test.chain.processor().applyCommands();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    test.chain.processor().remargin();
    BlockResult result = test.chain.processor().close();
    settled = result.events().stream().filter(Event.FundingSettled.class::isInstance).count();
    test.chain.state().journal().recycle(test.chain.state().journal().take());
    assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK));
    return allocated;
  }

  @ParameterizedTest
  @CsvSource({"CROSS,scalar", "PORTFOLIO,scalar", "PORTFOLIO,simd"})
  void aFillAllocatesNothing(Mode mode, String engine) {
    begin(mode, engine);
    // Columns grow, and what the interpreter boxes the compiler does not, once it has come to it.
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 25 || (least >= FILLS && i < 1_000); i++) {
      least = Math.min(least, allocated(fills()));
    }
    // The phase's digest and what belongs to the block are a few hundred bytes, not bytes a fill.
    assertTrue(least < FILLS, least + " bytes for " + FILLS + " fills");
  }

  /** The same where each side of each fill has funding to settle, and an event of each position. */
  @Test
  void norDoesAFillThatSettlesFunding() {
    begin(Mode.CROSS);
    allocated(fills());
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 25; i++) {
      test.nowMs += 3_600_000;
      test.add(new Command.Funding(1, 1 + i)).add(new Command.Funding(2, 3 + i));
      test.prices(100_000, 4_000, 100);
      long bytes = allocated(fills());
      least = i < 20 ? least : Math.min(least, bytes);
    }
    // Each subaccount settles at its first fill of the block, both of its positions.
    assertEquals(2 * ACCOUNTS, settled);
    assertTrue(least < FILLS, least + " bytes for " + FILLS + " fills");
  }

  /**
   * The same under fees by tiers: an owner is looked up once in a block and has one row more after
   * it, some 1,500 bytes, which fills do not add to.
   */
  @Test
  void norDoesOneWhoseFeesAreByTiers() {
    begin(Mode.CROSS);
    test.set(Parameter.FEE_POLICY, 0, 1).set(Parameter.FEE_MAKER_PPM, 0, 0);
    test.set(Parameter.FEE_TAKER_PPM, 0, 1).commit();
    long few = leastByTiers(FILLS / 10);
    long many = leastByTiers(FILLS);
    assertTrue(many - few < FILLS, few + " bytes for a tenth, " + many + " for all fills");
    assertTrue(many < 3_000L * ACCOUNTS, many + " bytes for " + ACCOUNTS + " owners");
  }

  private long leastByTiers(int fills) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 25; i++) {
      for (int j = 0; j < fills; j++) {
        int buyer = 1 + (j * 7) % ACCOUNTS;
        int seller = 1 + (j * 7 + 1 + j % 3) % ACCOUNTS;
        test.add(
            new Command.Fill(
                TestChain.account(buyer),
                TestChain.account(seller),
                2,
                5,
                4_000 * TestChain.SMALL_DOLLAR,
                20,
                0));
      }
      long bytes = allocated(test.nextBlock());
      least = i < 20 ? least : Math.min(least, bytes);
    }
    return least;
  }

  @Test
  void theCountSeesWhatIsAllocated() {
    begin(Mode.CROSS);
    Set<Object> kept = new HashSet<>();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < FILLS; i++) {
      kept.add(new byte[16]);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(FILLS, kept.size());
    assertTrue(allocated >= 32L * FILLS, "counted " + allocated);
  }

  @Test
  void aTradeIsAnObjectOnceSomebodyAsks() {
    begin(Mode.CROSS);
    Block block = fills();
    BlockResult result = test.chain.execute(block);
    assertEquals(FILLS, result.events().size());
    Event first = result.events().get(0);
    assertEquals(
        new Event.Traded(
            TestChain.account(1),
            TestChain.account(2),
            1,
            1,
            100_000 * TestChain.BTC_DOLLAR,
            10 * TestChain.USD),
        first);
  }
}
