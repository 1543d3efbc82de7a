package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.margin.model.Requirement;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A subaccount's mode changes only where its positions and its equity allow the new one. */
class ModeChangeTest {

  private static final long ONE_BTC = 10_000;
  private static final long ONE_ETH = 1_000;
  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);

  private static TestChain funded(long usd) {
    TestChain chain = new TestChain().genesis();
    return chain.prices(100_000, 2_000, 80).deposit(1, usd).deposit(2, 100_000_000);
  }

  private static void buyBtc(TestChain chain, int instrument, long coins) {
    long lots = Math.abs(coins) * ONE_BTC;
    int buyer = coins > 0 ? 1 : 2;
    chain.fill(buyer, 3 - buyer, instrument, lots, 100_000 * TestChain.BTC_DOLLAR);
  }

  private static void buyEth(TestChain chain, long coins) {
    chain.fill(1, 2, TestChain.ETH_PERP, coins * ONE_ETH, 2_000 * TestChain.SMALL_DOLLAR);
  }

  private static ResultCode last(BlockResult result) {
    return result.results().getLast();
  }

  private static Mode mode(TestChain chain) {
    return chain.chain.state().accounts().mode(chain.handle(1));
  }

  private static Requirement requirement(TestChain chain) {
    return Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(1)));
  }

  @Test
  void isolatedAndCrossRequireTheSameOfOneMarket() {
    TestChain chain = funded(100_000);
    buyBtc(chain, TestChain.BTC_PERP, 10);
    buyBtc(chain, TestChain.BTC_FUTURE, -5);
    chain.commit();
    Requirement cross = requirement(chain);
    chain.prices(100_000, 2_000, 80).mode(1, Mode.ISOLATED);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(Mode.ISOLATED, mode(chain));
    Requirement isolated = requirement(chain);
    assertEquals(75_000 * TestChain.USD, isolated.initial());
    assertEquals(cross.initial(), isolated.initial());
    assertEquals(cross.maintenance(), isolated.maintenance());
    assertEquals(cross.equity(), isolated.equity());
    chain.prices(100_000, 2_000, 80).mode(1, Mode.CROSS);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(Mode.CROSS, mode(chain));
  }

  @Test
  void twoMarketsCannotBecomeIsolatedAndIsolatedTakesNoSecondMarket() {
    TestChain chain = funded(100_000);
    buyBtc(chain, TestChain.BTC_PERP, 1);
    buyEth(chain, 1);
    chain.mode(1, Mode.ISOLATED);
    assertEquals(ResultCode.MARKET_NOT_ALLOWED, last(chain.commit()));
    assertEquals(Mode.CROSS, mode(chain));

    TestChain isolated = funded(100_000).mode(1, Mode.ISOLATED);
    buyBtc(isolated, TestChain.BTC_PERP, 1);
    buyEth(isolated, 1);
    assertEquals(ResultCode.MARKET_NOT_ALLOWED, last(isolated.commit()));
    assertEquals(0, isolated.lots(1, TestChain.ETH_PERP));
  }

  /** 10 against 9 BTC: 18,000 in mode portfolio, 95,000 in the others. */
  @Test
  void aHedgeThatOnlyPortfolioModeAffordsCannotLeaveIt() {
    TestChain chain = funded(200_000).mode(1, Mode.PORTFOLIO);
    buyBtc(chain, TestChain.BTC_PERP, 10);
    buyBtc(chain, TestChain.BTC_FUTURE, -9);
    chain.commit();
    assertEquals(18_000 * TestChain.USD, requirement(chain).initial());
    takeOut(chain, 105_000 * TestChain.USD + 1);
    chain.prices(100_000, 2_000, 80).mode(1, Mode.CROSS);
    assertEquals(ResultCode.MODE_BELOW_INITIAL_MARGIN, last(chain.commit()));
    assertEquals(Mode.PORTFOLIO, mode(chain));
    chain.prices(100_000, 2_000, 80);
    chain.add(new Command.Deposit(TestChain.account(1), 1));
    chain.mode(1, Mode.CROSS);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(requirement(chain).initial(), requirement(chain).equity());
  }

  private static void takeOut(TestChain chain, long amount) {
    chain.prices(100_000, 2_000, 80);
    chain.add(TestChain.account(1).owner(), new Command.Withdraw(TestChain.account(1), amount));
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  @Test
  void theGateIsCheckedOnEntry() {
    TestChain chain = new TestChain().genesis();
    chain.set(Parameter.PORTFOLIO_GATE, 0, 100_000 * TestChain.USD).commit();
    chain.prices(100_000, 2_000, 80).deposit(1, 99_999).mode(1, Mode.PORTFOLIO);
    assertEquals(ResultCode.BELOW_PORTFOLIO_GATE, last(chain.commit()));
    assertEquals(Mode.CROSS, mode(chain));
    chain.prices(100_000, 2_000, 80).deposit(1, 1).mode(1, Mode.PORTFOLIO);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(Mode.PORTFOLIO, mode(chain));
  }

  /** The answer is yes where the new mode's requirement, read afterwards, is covered. */
  @Test
  void aChangeBetweenPortfolioAndCrossIsAllowedJustWhereItIsCovered() {
    System.out.println("ModeChangeTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    int[] answers = new int[2];
    for (int i = 0; i < 60; i++) {
      long perp = 1L + random.nextInt(20);
      long future = -1L - random.nextInt(20);
      long usd = 10_000L + random.nextInt(300_000);
      ResultCode answer = changed(usd, perp, future, Mode.CROSS);
      // Whatever the mode, the book of a rich account needs the same.
      TestChain rich = funded(10_000_000);
      buyBtc(rich, TestChain.BTC_PERP, perp);
      buyBtc(rich, TestChain.BTC_FUTURE, future);
      rich.commit();
      boolean covered = usd * TestChain.USD >= requirement(rich).initial();
      String which = "-Dplimsoll.seed=" + SEED + ", book " + i;
      assertEquals(covered ? ResultCode.OK : ResultCode.MODE_BELOW_INITIAL_MARGIN, answer, which);
      answers[covered ? 1 : 0]++;
    }
    assertTrue(answers[0] > 0 && answers[1] > 0, "seed " + SEED + " gave one answer only");
  }

  /** Opens a book in mode portfolio with much collateral, leaves some of it, and changes mode. */
  private static ResultCode changed(long usd, long perp, long future, Mode mode) {
    TestChain chain = funded(10_000_000).mode(1, Mode.PORTFOLIO);
    // Maintenance and requirement of the portfolio are tiny, so that any collateral may be left.
    chain.set(Parameter.RANGE_PPM, TestChain.BTC, 0);
    chain.set(Parameter.EXTREME_MOVE_PPM, TestChain.BTC, 0);
    chain.set(Parameter.BASIS_PPM, TestChain.BTC, 0);
    chain.set(Parameter.LIQUIDITY_PPM, TestChain.BTC, 0);
    buyBtc(chain, TestChain.BTC_PERP, perp);
    buyBtc(chain, TestChain.BTC_FUTURE, future);
    chain.commit();
    takeOut(chain, (10_000_000 - usd) * TestChain.USD);
    chain.prices(100_000, 2_000, 80).mode(1, mode);
    return last(chain.commit());
  }
}
