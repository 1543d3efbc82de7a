package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Coins at their strict price, by hand: blocks are a minute apart, so that a new price weighs a
 * fifth of five minutes. A quantum is 10^-8 BTC; the haircut is 10%, to stay 5%.
 */
class StrictPriceTest {

  private static final int COIN = 21;
  private static final int ASSET = 1;
  private static final int INVERSE = 23;
  private static final long ONE_COIN = 100_000_000;

  private final TestChain chain = new TestChain();

  @BeforeEach
  void oneCoin() {
    chain.genesis();
    chain.add(new Command.ListAsset(ASSET, "BTC", -8, BTC, COIN, COIN));
    chain.add(
        new Command.ListInstrument(INVERSE, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD));
    chain.set(Parameter.HAIRCUT_PPM, ASSET, 100_000);
    chain.set(Parameter.HAIRCUT_MAINTENANCE_PPM, ASSET, 50_000);
    chain.set(Parameter.BAND_PPM, BTC, 1_000_000_000);
    chain.set(Parameter.STRICT_PRICE, ASSET, 1);
    allSucceed(chain.commit());
    chain.add(new Command.DepositAsset(account(1), ASSET, ONE_COIN));
    at(100_000);
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static void allSucceed(BlockResult result) {
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
  }

  private void at(long dollars) {
    allSucceed(chain.prices(dollars, 2_000, 80).commit());
  }

  private Requirement requirement(int account) {
    return Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(account)));
  }

  private long average() {
    return chain.chain.state().averages().require(BTC).price();
  }

  /** (100,000 * 240 + 120,000 * 60) / 300 = 104,000, and a unit of 10^-5 USD up. */
  @Test
  void coinsHeldCountAtTheAverageWhereThatIsLower() {
    assertEquals(100_000 * BTC_DOLLAR, average(), "it begins as the index");
    assertEquals(10_000 * USD, requirement(1).initial());
    at(120_000);
    assertEquals(104_000 * BTC_DOLLAR + 1, average());
    assertEquals(120_000 * USD, requirement(1).equity());
    // 10 quanta of USD are a unit of the price for a whole coin.
    long strict = 104_000 * USD + 10;
    assertEquals(120_000 * USD - strict + strict / 10, requirement(1).initial());
    assertEquals(6_000 * USD, requirement(1).maintenance());
    String said = chain.chain.processor().explain(chain.handle(1)).toString();
    assertTrue(said.contains("which is 15999999990 more than at the strict price"), said);
  }

  /** When it falls the price itself is the lower one. */
  @Test
  void coinsHeldCountAtThePriceWhereThatIsLower() {
    at(80_000);
    assertEquals(96_000 * BTC_DOLLAR + 1, average());
    assertEquals(8_000 * USD, requirement(1).initial());
    assertEquals(4_000 * USD, requirement(1).maintenance());
  }

  /** Who owes coins owes them at the higher one: a tenth of a coin at 96,000.00001. */
  @Test
  void coinsOwedCountAtTheHigherOne() {
    chain.deposit(2, 100_000).deposit(3, 100_000);
    // Lots of 10 USD: a long owes coins, and has those of its entry.
    chain.fill(2, 3, INVERSE, 1_000, 100_000 * BTC_DOLLAR);
    at(100_000);
    at(80_000);
    // 10,000 USD are 0.125 coins now, against 0.1 at entry: it owes 0.025.
    assertEquals(98_000 * USD, requirement(2).equity());
    long owed = 2_400 * USD + 1;
    assertEquals(owed - 2_000 * USD + owed / 10 + 1 + 500 * USD, requirement(2).initial());
    assertEquals(100 * USD + 300 * USD, requirement(2).maintenance());
  }

  /** One who could open by the price alone may not by the strict one; a fill is checked by it. */
  @Test
  void aFillIsJudgedAtTheStrictPrice() {
    chain.deposit(2, 10_000_000);
    at(120_000);
    // At 107,200 less a tenth a coin is 96,480; at the price alone it would be 108,000.
    chain.fill(1, 2, BTC_PERP, 160_000, 120_000 * BTC_DOLLAR);
    chain.fill(1, 2, BTC_PERP, 5_000, 120_000 * BTC_DOLLAR);
    chain.prices(120_000, 2_000, 80);
    BlockResult result = chain.commit();
    assertEquals(107_200 * BTC_DOLLAR + 1, average());
    assertEquals(ResultCode.OK, result.results().get(0));
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, result.results().get(1));
  }

  /** Without a report the index that there was is averaged; it comes near to it in minutes. */
  @Test
  void anIndexThatIsNotReportedWeighsToo() {
    at(120_000);
    chain.commit();
    assertEquals(107_200 * BTC_DOLLAR + 1, average());
    chain.nowMs += 3_600_000;
    chain.commit();
    // 12,800 of it are still missing by one part in 3,660,001, TowardZero.
    assertEquals(120_000 * BTC_DOLLAR - 350, average());
  }

  @Test
  void whereItIsOffThereIsNoAverage() {
    chain.set(Parameter.STRICT_PRICE, ASSET, 0);
    chain.commit();
    at(120_000);
    assertNull(chain.chain.state().averages().get(BTC));
    assertEquals(12_000 * USD, requirement(1).initial());
    chain.set(Parameter.STRICT_PRICE, ASSET, 1);
    chain.commit();
    chain.commit();
    OracleRows.Average again = chain.chain.state().averages().require(BTC);
    assertEquals(new OracleRows.Average(120_000 * BTC_DOLLAR, chain.nowMs), again);
  }

  /** In mode portfolio, too: coins alone ask for no more than they are worth. */
  @Test
  void aPortfoliosCoinsAreStrictToo() {
    chain.mode(1, Mode.PORTFOLIO);
    at(100_000);
    final long before = requirement(1).initial();
    at(1_000_000);
    long initial = requirement(1).initial();
    assertTrue(initial > 10 * before, initial + " after " + before);
    assertTrue(initial <= requirement(1).equity(), initial + " of " + requirement(1).equity());
  }

  /** Who has no coins is not evaluated anew when an average moves. */
  @Test
  void onlyHoldersAreEvaluated() {
    chain.deposit(4, 1_000).deposit(5, 1_000);
    chain.fill(4, 5, TestChain.ETH_PERP, 1, 2_000 * TestChain.SMALL_DOLLAR);
    at(100_000);
    at(120_000);
    chain.commit();
    chain.commit();
    assertEquals(1, chain.chain.processor().evaluated());
    assertEquals(List.of(), chain.commit().events());
  }
}
