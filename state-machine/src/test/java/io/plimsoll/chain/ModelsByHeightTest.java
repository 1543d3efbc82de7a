package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_FUTURE;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.model.Requirement;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which model serves a mode is a parameter with a height: margins before it and from it on. */
class ModelsByHeightTest {

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private void change(Parameter parameter, int subject, long value, long height) {
    chain.add(new Command.ChangeParameter(parameter, subject, value, height, 0));
  }

  private BlockResult next() {
    BlockResult result = chain.prices(100_000, 2_000, 80).commit();
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
    return result;
  }

  private void assertMargin(int account, long initial, long maintenance) {
    Requirement of =
        Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(account)));
    assertEquals(initial * USD, of.initial());
    assertEquals(maintenance * USD, of.maintenance());
  }

  /**
   * Account 1 is long 10 and short 9 BTC: 5% of 1,900,000 is 95,000, of which 60% is to be kept; as
   * a portfolio 15% of the 100,000 that are open, 0.3% of the 900,000 that are matched and 0.3% of
   * the 100,000, of which 80% is to be kept. Account 3 is long 10 ETH: 5% of 20,000, or 15.3% of
   * it.
   */
  private void open() {
    chain.genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 200_000).deposit(2, 10_000_000).deposit(3, 2_000);
    chain.fill(1, 2, BTC_PERP, 100_000, 100_000 * BTC_DOLLAR);
    chain.fill(2, 1, BTC_FUTURE, 90_000, 100_000 * BTC_DOLLAR);
    chain.fill(3, 2, ETH_PERP, 10_000, 2_000 * SMALL_DOLLAR);
    BlockResult result = chain.commit();
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
    assertMargin(1, 95_000, 57_000);
    assertMargin(3, 1_000, 600);
  }

  @Test
  void fromItsHeightOnCrossMarginIsThatOfThePortfolio() {
    open();
    long height = chain.chain.height() + 3;
    change(Parameter.CROSS_MODEL, 0, 2, height);
    // Who is to be liquidated in that block is given collateral before it.
    chain.deposit(3, 2_000);
    next();
    assertMargin(1, 95_000, 57_000);
    assertMargin(3, 1_000, 600);
    next();
    assertMargin(1, 95_000, 57_000);
    next();
    assertEquals(height, chain.chain.height());
    assertMargin(1, 18_000, 14_400);
    assertMargin(3, 3_060, 2_448);
    // And back again.
    change(Parameter.CROSS_MODEL, 0, 1, height + 2);
    next();
    assertMargin(1, 18_000, 14_400);
    next();
    assertMargin(1, 95_000, 57_000);
    assertMargin(3, 1_000, 600);
  }

  /** 2,000 dollars are more than 600 and less than 2,448: in the block of the height it is sold. */
  @Test
  void whoHasTooLittleUnderTheNewModelIsLiquidatedInItsFirstBlock() {
    open();
    change(Parameter.CROSS_MODEL, 0, 2, chain.chain.height() + 2);
    assertFalse(isLiquidated(next()));
    assertEquals(10_000, chain.lots(3, ETH_PERP));
    chain.quote(2, ETH_PERP, true, 100_000, 2_000 * SMALL_DOLLAR);
    assertTrue(isLiquidated(next()));
    assertTrue(chain.lots(3, ETH_PERP) < 10_000);
  }

  private static boolean isLiquidated(BlockResult result) {
    return result.events().stream()
        .anyMatch(event ->
            event instanceof Event.LiquidationStarted started
                && started.subaccount().equals(account(3)));
  }

  /** Nothing is withdrawn before the height that only the new model would leave free. */
  @Test
  void whatTheNewModelFreesIsFreeFromItsHeightOn() {
    open();
    change(Parameter.CROSS_MODEL, 0, 2, chain.chain.height() + 2);
    chain.prices(100_000, 2_000, 80);
    Command.Withdraw out = new Command.Withdraw(account(1), 180_000 * USD);
    chain.add(account(1).owner(), out);
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, chain.commit().results().getLast());
    chain.deposit(3, 2_000).prices(100_000, 2_000, 80).add(account(1).owner(), out);
    assertEquals(ResultCode.OK, chain.commit().results().getLast());
    assertMargin(1, 18_000, 14_400);
  }

  /** A mode has a model of its own: another mode's stays. */
  @Test
  void anotherModesModelStays() {
    open();
    chain.deposit(4, 10_000).mode(4, Mode.ISOLATED).deposit(3, 2_000);
    chain.prices(100_000, 2_000, 80).fill(4, 2, ETH_PERP, 10_000, 2_000 * SMALL_DOLLAR);
    chain.commit();
    change(Parameter.CROSS_MODEL, 0, 2, chain.chain.height() + 2);
    next();
    next();
    assertMargin(3, 3_060, 2_448);
    assertMargin(4, 1_000, 600);
  }

  /**
   * A market's own policy has a height, too: with a factor of 0.01 10 ETH require 5% less a fifth
   * and 3.1622%, and to stay 3% less a fifth and 3.1622%, each in whole hundredths of a percent.
   */
  @Test
  void aMarketsPolicyHoldsFromItsHeightOn() {
    open();
    long height = chain.chain.height() + 2;
    change(Parameter.SIZE_FACTOR, ETH, 10_000, height);
    change(Parameter.MARGIN_POLICY, ETH, 1, height);
    next();
    assertMargin(3, 1_000, 600);
    next();
    // 7.16% and 5.56% of 20,000.
    assertMargin(3, 1_432, 1_112);
    assertMargin(1, 95_000, 57_000);
  }
}
