package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarginChainTest {

  /** One BTC in lots. */
  private static final long ONE_BTC = 10_000;

  private static TestChain traded() {
    TestChain chain = new TestChain().genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 100_000).deposit(3, 1_000_000);
    chain.fill(1, 2, BTC_PERP, ONE_BTC, 100_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK), "" + result);
    return chain;
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void aFillMovesLotsAndKeepsMoney() {
    TestChain chain = traded();
    assertEquals(ONE_BTC, chain.lots(1, BTC_PERP));
    assertEquals(-ONE_BTC, chain.lots(2, BTC_PERP));
    chain.prices(101_000, 2_000, 80).fill(2, 1, BTC_PERP, ONE_BTC, 101_000 * BTC_DOLLAR);
    chain.commit();
    assertEquals(11_000 * USD, chain.cash(1));
    assertEquals(99_000 * USD, chain.cash(2));
  }

  @Test
  void aFillBeyondInitialMarginIsRefusedAndChangesNothing() {
    TestChain chain = traded();
    chain.prices(100_000, 2_000, 80);
    chain.fill(1, 2, BTC_PERP, 2 * ONE_BTC, 100_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, result.results().get(3));
    assertEquals(ONE_BTC, chain.lots(1, BTC_PERP));
  }

  @Test
  void discardAndUndoBringBackTheRoot() {
    TestChain chain = traded();
    Hash before = chain.chain.root();
    chain.prices(99_000, 2_000, 80).fill(2, 1, BTC_PERP, ONE_BTC / 2, 99_000 * BTC_DOLLAR);
    Block block = chain.nextBlock();
    Hash first = chain.chain.execute(block).stateRoot();
    assertNotEquals(before, first);
    chain.chain.discard();
    assertEquals(before, chain.chain.root());
    assertEquals(first, chain.chain.execute(block).stateRoot());
    chain.chain.commit();
    chain.chain.undo();
    assertEquals(before, chain.chain.root());
    assertEquals(first, chain.chain.execute(block).stateRoot());
  }

  @Test
  void aReplayOfTheBlocksGivesTheSameRoots() {
    TestChain chain = traded();
    chain.prices(93_000, 2_000, 80).quote(3, BTC_PERP, true, ONE_BTC, 92_900 * BTC_DOLLAR);
    BlockResult last = chain.commit();
    TestChain again = new TestChain();
    BlockResult result = null;
    for (Block block : chain.blocks) {
      result = again.chain.execute(block);
      again.chain.commit();
    }
    assertEquals(last, result);
  }

  @Test
  void anAccountBelowMaintenanceIsSoldToTheQuote() {
    TestChain chain = traded();
    chain.prices(92_000, 2_000, 80).quote(3, BTC_PERP, true, ONE_BTC, 91_900 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    // Equity 2,000 against a maintenance margin of 92,000 * 5% * 60% = 2,760.
    assertEquals(1, result.totals().belowMaintenance());
    Event.LiquidationFill fill = events(result, Event.LiquidationFill.class).get(0);
    assertEquals(-ONE_BTC, fill.lots());
    assertEquals(91_900 * USD, fill.quote());
    // The penalty is 1.5% of the quote, and less than what is left of the equity: 1,900.
    assertEquals(1_378_500_000, fill.penalty());
    assertEquals(1_900 * USD - 1_378_500_000, chain.cash(1));
    assertEquals(1_378_500_000, chain.chain.state().pool(0).fund());
    assertEquals(ONE_BTC, chain.lots(3, BTC_PERP));
  }

  @Test
  void theFundPaysTheShortfallAndWithoutOneTheOppositeSideIsDeleveraged() {
    TestChain chain = traded();
    chain.prices(89_000, 2_000, 80).quote(3, BTC_PERP, true, ONE_BTC, 89_000 * BTC_DOLLAR);
    chain.add(new Command.FundInsurance(0, 5_000 * USD));
    BlockResult paid = chain.commit();
    Event.LiquidationFill fill = events(paid, Event.LiquidationFill.class).get(0);
    assertEquals(1_000 * USD, fill.fundPaid());
    assertEquals(0, chain.cash(1));
    assertEquals(4_000 * USD, chain.chain.state().pool(0).fund());

    TestChain poor = traded();
    poor.prices(89_000, 2_000, 80).quote(3, BTC_PERP, true, ONE_BTC, 89_000 * BTC_DOLLAR);
    BlockResult deleveraged = poor.commit();
    assertEquals(1, events(deleveraged, Event.FundTooSmall.class).size());
    Event.Deleveraged closed = events(deleveraged, Event.Deleveraged.class).get(0);
    assertEquals(TestChain.account(2), closed.holder());
    assertEquals(1_000 * USD, closed.holderGave());
    assertEquals(0, poor.cash(1));
    assertEquals(110_000 * USD, poor.cash(2));
  }

  @Test
  void aPremiumIsPaidInFullAndBacksNothingElse() {
    TestChain chain = new TestChain().genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 1_000).deposit(2, 100_000).commit();
    chain.prices(100_000, 2_000, 80);
    // A call on one BTC is worth some 3,000 dollars: too much for the first subaccount.
    chain.fill(1, 2, BTC_CALL, ONE_BTC, 3_000 * BTC_DOLLAR);
    chain.fill(1, 2, BTC_CALL, ONE_BTC / 10, 300 * BTC_DOLLAR);
    assertEquals(
        List.of(ResultCode.BELOW_INITIAL_MARGIN, ResultCode.OK),
        chain.commit().results().subList(3, 5));
    Requirement requirement = chain.chain.processor().requirement(chain.handle(1), Mode.CROSS);
    long cash = chain.cash(1);
    assertTrue(cash > 0 && cash < 1_000 * USD, "cash is " + cash);
    assertEquals(cash, requirement.equity() - requirement.initial());
    assertEquals(requirement.initial(), requirement.maintenance());
  }

  @Test
  void anIsolatedMarketKeepsItsOwnPool() {
    TestChain chain = traded();
    chain.prices(100_000, 2_000, 80).deposit(4, 1_000).deposit(5, 1_000);
    chain.fill(4, 5, LUNA_PERP, 1_000, 80 * SMALL_DOLLAR);
    chain.fill(4, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.OK, result.results().get(5));
    assertEquals(ResultCode.MARKET_NOT_ALLOWED, result.results().get(6));
    assertEquals(2_000 * USD, chain.chain.state().pool(TestChain.LUNA).balance());
    chain.prices(100_000, 2_000, 80).fill(5, 4, LUNA_PERP, 1_000, 81 * SMALL_DOLLAR);
    chain.commit();
    assertEquals(0, chain.chain.state().pool(TestChain.LUNA).balance());
    assertEquals(1_100 * USD, chain.cash(4));
  }

  @Test
  void fundingIsPaidAtTheHourAndSettledOnTouch() {
    TestChain chain = traded();
    chain.prices(100_000, 2_000, 80).add(new Command.Funding(BTC_PERP, 800));
    chain.commit();
    chain.nowMs += 3_600_000;
    chain.prices(100_000, 2_000, 80);
    chain.fill(2, 1, BTC_PERP, ONE_BTC, 100_000 * BTC_DOLLAR);
    chain.commit();
    // 100,000 USD * 0.08% of eight hours / 8 = 10 USD.
    assertEquals(9_990 * USD, chain.cash(1));
    assertEquals(100_010 * USD, chain.cash(2));
    assertEquals(0, chain.chain.state().pool(0).clearing());
  }

  @Test
  void expiriesSettleAtTheAverageIndex() {
    TestChain chain = traded();
    chain.mode(3, Mode.PORTFOLIO).mode(2, Mode.PORTFOLIO).prices(100_000, 2_000, 80);
    chain.fill(3, 2, BTC_CALL, ONE_BTC, 3_000 * BTC_DOLLAR);
    BlockResult opened = chain.commit();
    assertEquals(ResultCode.OK, opened.results().get(5));
    assertEquals(997_000 * USD, chain.cash(3));
    chain.set(Parameter.BAND_PPM, BTC, 1_000_000_000).set(Parameter.STALE_AFTER_MS, 0, 1L << 50);
    chain.commit();
    chain.nowMs = TestChain.EXPIRY_MS - 120_000;
    chain.prices(120_000, 2_000, 80);
    chain.commit();
    chain.prices(122_000, 2_000, 80);
    BlockResult ended = chain.commit();
    // The block at the expiry is in the window too, and settles.
    assertEquals(121_000 * BTC_DOLLAR, events(ended, Event.InstrumentEnded.class).get(0).price());
    assertEquals(0, chain.lots(3, BTC_CALL));
  }

  @Test
  void onlyRolesAndOwnersMayAct() {
    TestChain chain = traded();
    Address stranger = Address.ofNumber(77);
    chain.add(stranger, new Command.Deposit(TestChain.account(77), USD));
    chain.add(stranger, new Command.Withdraw(TestChain.account(2), USD));
    chain.add(ADMIN, new Command.Genesis(8, ADMIN));
    chain.waiting.add(new byte[] {1, 2, 3});
    BlockResult result = chain.commit();
    assertEquals(
        List.of(
            ResultCode.NOT_AUTHORISED,
            ResultCode.NOT_OWNER,
            ResultCode.GENESIS_MISPLACED,
            ResultCode.MALFORMED),
        result.results());
  }

  @Test
  void aBlockThatDoesNotFollowIsRefused() {
    TestChain chain = traded();
    Hash root = chain.chain.root();
    Block wrong = new Block(9, chain.nowMs + 1, chain.chain.lastHash(), List.of());
    assertThrows(BlockRefused.class, () -> chain.chain.execute(wrong));
    Block early =
        new Block(chain.chain.height() + 1, chain.nowMs, chain.chain.lastHash(), List.of());
    assertThrows(BlockRefused.class, () -> chain.chain.execute(early));
    assertEquals(root, chain.chain.root());
  }
}
