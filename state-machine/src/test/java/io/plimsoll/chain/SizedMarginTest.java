package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Markets under Drift's policy of margin, by hand from its formulas. A lot of ETH is 0.001. */
class SizedMarginTest {

  private final TestChain chain = new TestChain();

  @BeforeEach
  void open() {
    chain.genesis();
    chain.set(Parameter.MARGIN_POLICY, ETH, 1).set(Parameter.SIZE_FACTOR, ETH, 10_000).commit();
    chain.prices(100_000, 2_000, 80);
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private Requirement requirement(int account) {
    return Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(account)));
  }

  private static void allSucceed(BlockResult result) {
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
  }

  private void buy(long lots) {
    chain.fill(1, 2, ETH_PERP, lots, 2_000 * SMALL_DOLLAR);
  }

  /**
   * The root of 4 coins is Floor(sqrt(10 * 4 * 10^9 + 1)) = 200,000, of which a hundredth is 200:
   * 500 - 100 + 200 = 600, or 6% of 8,000, and 300 - 60 + 200 = 440 to stay.
   */
  @Test
  void marginGrowsWithTheRootOfTheSize() {
    chain.deposit(1, 10_000).deposit(2, 100_000);
    buy(4_000);
    allSucceed(chain.commit());
    for (int side : new int[] {1, 2}) {
      assertEquals(480 * USD, requirement(side).initial());
      assertEquals(352 * USD, requirement(side).maintenance());
    }
    // Of 9 coins 500 - 100 + 300 = 700; of a tenth of a coin no premium.
    chain.prices(100_000, 2_000, 80);
    buy(5_000);
    allSucceed(chain.commit());
    assertEquals(1_260 * USD, requirement(1).initial());
    chain.prices(100_000, 2_000, 80).fill(2, 1, ETH_PERP, 8_900, 2_000 * SMALL_DOLLAR);
    allSucceed(chain.commit());
    assertEquals(10 * USD, requirement(1).initial());
    assertEquals(6 * USD, requirement(1).maintenance());
  }

  /** 2,021 quanta: 101.05 is 101 here, where dYdX has 102. */
  @Test
  void requirementsAreFloored() {
    chain.waiting.remove(1);
    chain.add(new Command.Prices(ETH, 2_021_000, List.of(), List.of()));
    chain.deposit(1, 100).deposit(2, 100).fill(1, 2, ETH_PERP, 1, 2_021_000);
    allSucceed(chain.commit());
    assertEquals(101, requirement(1).initial());
    assertEquals(60, requirement(1).maintenance());
  }

  /** A fill is judged by what its size requires: 9 coins need 1,260 and not 900. */
  @Test
  void whoHasTooLittleForTheSizeIsRefused() {
    chain.deposit(1, 1_259).deposit(2, 100_000);
    buy(9_000);
    buy(8_000);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, result.results().get(5));
    assertEquals(ResultCode.OK, result.results().get(6));
  }

  /** An owner's own 10% is more than 6%, and does not touch the maintenance margin. */
  @Test
  void theOwnersFractionCountsWhereItIsLarger() {
    chain.deposit(1, 10_000).deposit(2, 100_000);
    buy(4_000);
    chain.add(Address.ofNumber(1), new Command.SetLeverage(account(1), ETH, 100_000));
    chain.add(Address.ofNumber(2), new Command.SetLeverage(account(2), ETH, 59_999));
    allSucceed(chain.commit());
    assertEquals(800 * USD, requirement(1).initial());
    assertEquals(352 * USD, requirement(1).maintenance());
    assertEquals(480 * USD, requirement(2).initial());
    String said = chain.chain.processor().explain(chain.handle(1)).toString();
    assertTrue(said.contains("grows with the root of 4000000000 * 10^-9 coins"), said);
  }

  /** Figures of Drift's own test: 6.147540983 coins short at 22,050 USD, 10%, a factor of 1000. */
  @Test
  void aFigureOfTheVenue() {
    int market = 9;
    chain.add(new Command.ListMarket(market, ETH, false, 1, 1_000_000_000));
    chain.add(new Command.ListInstrument(market, market, InstrumentKind.PERPETUAL, 0, 0));
    chain.set(Parameter.BAND_PPM, ETH, 1_000_000_000);
    allSucceed(chain.commit());
    chain.set(Parameter.MARGIN_POLICY, market, 1).set(Parameter.SIZE_FACTOR, market, 1_000);
    chain.set(Parameter.INITIAL_PPM, market, 100_000);
    chain.set(Parameter.MAINTENANCE_PPM, market, 500_000);
    allSucceed(chain.commit());
    chain.prices(100_000, 22_050, 80).deposit(1, 100_000).deposit(2, 100_000);
    chain.fill(2, 1, market, 6_147_540_983L, 22_050 * SMALL_DOLLAR);
    allSucceed(chain.commit());
    assertEquals(13_555_327_867L, requirement(1).initial());
    assertEquals(6_777_663_933L, requirement(1).maintenance());
  }

  /** At the ends of all ranges nothing wraps. */
  @Test
  void hugeSizesSaturate() {
    chain.set(Parameter.SIZE_FACTOR, ETH, 1_000_000);
    allSucceed(chain.commit());
    chain.prices(100_000, 2_000, 80);
    for (int side = 1; side < 3; side++) {
      for (int i = 0; i < 8; i++) {
        chain.add(new Command.Deposit(account(side), 1L << 53));
      }
    }
    buy(1L << 51);
    buy(1L << 41);
    buy(4_000_000_000L);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.AMOUNT_OUT_OF_RANGE, result.results().get(19));
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, result.results().get(21));
  }

  /** 4 coins bought at 2,000 and worth 2,500: a profit of 2,000, of which 40% counts to open. */
  private void profit() {
    chain.set(Parameter.BAND_PPM, ETH, 1_000_000_000);
    chain.set(Parameter.PROFIT_INITIAL_PPM, ETH, 400_099);
    chain.set(Parameter.PROFIT_MAINTENANCE_PPM, ETH, 900_000);
    chain.deposit(1, 10_000).deposit(2, 100_000);
    buy(4_000);
    allSucceed(chain.commit());
    allSucceed(chain.prices(100_000, 2_500, 80).commit());
  }

  /** 6% and 4.4% of 10,000, and beside that 60% and 10% of the profit; of a loss nothing. */
  @Test
  void profitCountsForLessAndLossesInFull() {
    profit();
    assertEquals(12_000 * USD, requirement(1).equity());
    assertEquals((600 + 1_200) * USD, requirement(1).initial());
    assertEquals((440 + 200) * USD, requirement(1).maintenance());
    assertEquals(98_000 * USD, requirement(2).equity());
    assertEquals(600 * USD, requirement(2).initial());
    assertEquals(440 * USD, requirement(2).maintenance());
    String said = chain.chain.processor().explain(chain.handle(1)).toString();
    assertTrue(said.contains("profit of instrument 2"), said);
    assertTrue(said.contains("of an unrealised 2000000000 what does not count"), said);
  }

  /** 10,000 in cash and 800 of the profit, less 600: to the quantum that may be taken out. */
  @Test
  void onlyWhatCountsMayBeTakenOut() {
    profit();
    Address owner = Address.ofNumber(1);
    chain.add(owner, new Command.Withdraw(account(1), 10_200 * USD + 1));
    chain.add(owner, new Command.Withdraw(account(1), 10_200 * USD));
    assertEquals(
        List.of(ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.OK), chain.commit().results());
  }

  /** A fill that closes makes cash of profit, which counts in full. */
  @Test
  void whatIsRealisedCountsInFull() {
    profit();
    chain.fill(2, 1, ETH_PERP, 2_000, 2_500 * SMALL_DOLLAR);
    allSucceed(chain.commit());
    // 2 coins: a root of 141,421 adds 141 to 400 of 10^-4; half of the profit is left.
    assertEquals(12_000 * USD, requirement(1).equity());
    assertEquals(5_000 * USD * 541 / 10_000 + 600 * USD, requirement(1).initial());
    chain.fill(2, 1, ETH_PERP, 2_000, 2_500 * SMALL_DOLLAR);
    allSucceed(chain.commit());
    assertEquals(12_000 * USD, chain.cash(1));
  }

  /** Of 2,000 at most 100 counts; without the policy all does. */
  @Test
  void aCapOfProfitIsOneOfThePolicyAlone() {
    profit();
    chain.set(Parameter.PROFIT_CAP, ETH, 100 * USD);
    chain.commit();
    allSucceed(chain.prices(100_000, 2_500, 80).commit());
    assertEquals((600 + 1_900) * USD, requirement(1).initial());
    assertEquals((440 + 200) * USD, requirement(1).maintenance());
    chain.set(Parameter.MARGIN_POLICY, ETH, 0);
    chain.commit();
    allSucceed(chain.prices(100_000, 2_500, 80).commit());
    assertEquals(500 * USD, requirement(1).initial());
    assertEquals(300 * USD, requirement(1).maintenance());
  }

  /**
   * Equity is what cash and all of the profit come to, so who would be liquidated at the venue is
   * here: 900 in cash and 90% of 2,000 do not cover 4.4% of 10,000 and a loss of 2,500 elsewhere.
   */
  @Test
  void whatDoesNotCountToStayLiquidates() {
    profit();
    Address owner = Address.ofNumber(1);
    allSucceed(chain.add(owner, new Command.Withdraw(account(1), 10_200 * USD)).commit());
    // 1,800 is left of equity. At 2,250 a profit of 1,000: 800 of equity, 396 and 100 required.
    chain.prices(100_000, 2_250, 80).commit();
    assertEquals(800 * USD, requirement(1).equity());
    assertEquals((396 + 100) * USD, requirement(1).maintenance());
    chain.set(Parameter.PROFIT_MAINTENANCE_PPM, ETH, 0);
    chain.commit();
    BlockResult result = chain.prices(100_000, 2_250, 80).commit();
    // 396 and all of 1,000 are more than 800.
    assertTrue(
        result.events().stream().anyMatch(Event.LiquidationStarted.class::isInstance),
        result::toString);
  }

  /** Orders that are charged leave the profit as it is: bids at the mark cost what they require. */
  @Test
  void ordersNeitherGainNorLose() {
    profit();
    chain.set(Parameter.RESERVE_CHARGE, Mode.CROSS.code(), 1);
    chain.set(Parameter.SIZE_FACTOR, ETH, 0);
    chain.commit();
    chain.prices(100_000, 2_500, 80);
    chain.add(new Command.Reserve(account(1), ETH_PERP, 1_000, 2_500 * SMALL_DOLLAR, 4_000, 0, 2));
    BlockResult result = chain.commit();
    assertEquals(ResultCode.PRICE_OUT_OF_RANGE, result.results().getLast());
    chain.add(
        new Command.Reserve(
            account(1), ETH_PERP, 1_000, 2_500 * SMALL_DOLLAR, 1_000, 2_500 * SMALL_DOLLAR, 2));
    allSucceed(chain.commit());
    // 5% of 12,500 and 60% of the profit that there was; the asks would ask for less.
    assertEquals((625 + 1_200) * USD, requirement(1).initial());
  }

  /**
   * Prices of 10^-18 USD: a lot of 10^-12 of them is a coin. 4 coins at 0.0005 USD are 2,000
   * quanta, of which 6% are 120; 10^21 over 10^12 does not end at what fits a long.
   */
  @Test
  void sizesOfTheSmallestPricesAreExact() {
    int small = 8;
    chain.add(new Command.ListUnderlying(small, "SMALL", -18)).commit();
    chain.add(new Command.ListMarket(small, small, false, 1, 1_000_000_000_000L)).commit();
    chain.add(new Command.ListInstrument(small, small, InstrumentKind.PERPETUAL, 0, 0));
    chain.set(Parameter.MARGIN_POLICY, small, 1).set(Parameter.SIZE_FACTOR, small, 10_000);
    chain.set(Parameter.INITIAL_PPM, small, 50_000);
    allSucceed(chain.commit());
    long price = 500_000_000_000_000L;
    chain.add(new Command.Prices(small, price, List.of(), List.of()));
    chain.deposit(1, 10).deposit(2, 10).fill(1, 2, small, 4, price);
    allSucceed(chain.commit());
    assertEquals(120, requirement(1).initial());
    String said = chain.chain.processor().explain(chain.handle(1)).toString();
    assertTrue(said.contains("root of 4000000000 * 10^-9 coins"), said);
  }

  /** 5.005% of 20 USD, where 10^-4 were 5%; of 4 coins 6%, which is larger, as at the venue. */
  @Test
  void aFractionIsNotCut() {
    chain.set(Parameter.INITIAL_PPM, ETH, 50_050);
    chain.commit();
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 100_000);
    buy(10);
    allSucceed(chain.commit());
    assertEquals(1_001_000, requirement(1).initial());
    assertEquals(600_600, requirement(1).maintenance());
    chain.prices(100_000, 2_000, 80);
    buy(3_990);
    allSucceed(chain.commit());
    assertEquals(480 * USD, requirement(1).initial());
    assertEquals(352 * USD, requirement(1).maintenance());
  }
}
