package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engines;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A trade that is asked about and then made has the code and the margin that were foretold. */
class WhatIfTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 5);
  private static final int RICH = 9;

  /** An isolated market stands alone in a subaccount, so its other side has one of its own. */
  private static final int RICH_IN_LUNA = 8;

  private static TestChain chain() {
    TestChain chain = new TestChain().genesis();
    chain.prices(100_000, 4_000, 80).deposit(RICH, 900_000_000).deposit(RICH_IN_LUNA, 900_000_000);
    chain.commit();
    for (int account = 1; account <= 4; account++) {
      chain.deposit(account, 20_000);
    }
    chain.mode(2, Mode.PORTFOLIO).mode(3, Mode.PORTFOLIO).mode(4, Mode.ISOLATED).commit();
    return chain;
  }

  private static SubaccountId rich(int instrument) {
    return TestChain.account(instrument == TestChain.LUNA_PERP ? RICH_IN_LUNA : RICH);
  }

  private static ViewReader reader(TestChain chain) {
    return chain.chain.views().reader(Engines.create("scalar", 1));
  }

  @Test
  void whatIsForetoldComesTrue() {
    System.out.println("WhatIfTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    TestChain chain = chain();
    // Scaling by open interest is foretold, too.
    chain.set(Parameter.LOWER_CAP, TestChain.BTC, 100_000 * TestChain.USD);
    chain.set(Parameter.UPPER_CAP, TestChain.BTC, 5_000_000 * TestChain.USD).commit();
    ViewReader reader = reader(chain);
    int made = 0;
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      int account = 1 + random.nextInt(4);
      int instrument = 1 + random.nextInt(3);
      long dollar =
          instrument == TestChain.BTC_PERP ? TestChain.BTC_DOLLAR : TestChain.SMALL_DOLLAR;
      long price = (instrument == 1 ? 100_000 : instrument == 2 ? 4_000 : 80) * dollar;
      price += price / 100 * (random.nextInt(3) - 1);
      long lots = 1L + random.nextInt(random.nextBoolean() ? 100 : 40_000);
      long quote = lots * price / (instrument == TestChain.LUNA_PERP ? 10 : 1_000);
      long fee = random.nextBoolean() ? 0 : quote / 100_000;
      HypotheticalTrade trade = new HypotheticalTrade(instrument, lots, price, fee);
      SubaccountId id = TestChain.account(account);
      WhatIf foretold = reader.at(chain.chain.views().latest()).whatIf(id, 0, List.of(trade), null);
      // One millisecond on, so that no funding falls due and all prices are as they were.
      chain.nowMs -= 59_999;
      chain.add(new Command.Fill(id, rich(instrument), instrument, lots, price, fee, 0));
      BlockResult result = chain.commit();
      assertEquals(foretold.code(), result.results().getFirst(), "trade " + i + ": " + trade);
      AccountMargin now = reader.at(chain.chain.views().latest()).margin(id);
      if (foretold.code() == ResultCode.OK) {
        made++;
        assertEquals(foretold.after(), now, "trade " + i + ": " + trade);
      } else {
        refused++;
        assertEquals(foretold.before(), now, "trade " + i + ": " + trade);
      }
    }
    assertTrue(made > 50 && refused > 50, made + " were made, " + refused + " refused");
  }

  @Test
  void collateralAndModesAreAskedWithoutTrades() {
    TestChain chain = chain();
    chain.fill(1, RICH, TestChain.BTC_PERP, 10_000, 100_000 * TestChain.BTC_DOLLAR).commit();
    ViewReader reader = reader(chain);
    SubaccountId id = TestChain.account(1);
    // 1 BTC at 5%: 5,000 of 20,000 USD are bound, so 15,000 may go and no more.
    WhatIf most = reader.whatIf(id, -15_000 * TestChain.USD, List.of(), null);
    assertEquals(ResultCode.OK, most.code());
    assertEquals(5_000 * TestChain.USD, most.after().equity());
    WhatIf more = reader.whatIf(id, -15_000 * TestChain.USD - 1, List.of(), null);
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, more.code());
    WhatIf portfolio = reader.whatIf(id, 0, List.of(), Mode.PORTFOLIO);
    assertEquals(
        chain.chain.processor().requirement(chain.handle(1), Mode.PORTFOLIO).initial(),
        portfolio.after().initial());
    assertEquals(5_000 * TestChain.USD, portfolio.before().initial());
  }

  @Test
  void whoIsNotThereCanAskWhatItWouldNeed() {
    TestChain chain = chain();
    ViewReader reader = reader(chain);
    SubaccountId nobody = TestChain.account(77);
    HypotheticalTrade sell = new HypotheticalTrade(TestChain.BTC_PERP, -10_000, 0, 0);
    WhatIf poor = reader.whatIf(nobody, 4_999 * TestChain.USD, List.of(sell), null);
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, poor.code());
    assertEquals(new AccountMargin(0, 0, 0, true, false), poor.before());
    WhatIf enough = reader.whatIf(nobody, 5_000 * TestChain.USD, List.of(sell), null);
    assertEquals(ResultCode.OK, enough.code());
    assertEquals(1, enough.made());
    HypotheticalTrade unknown = new HypotheticalTrade(1_234, 1, 0, 0);
    WhatIf second = reader.whatIf(nobody, 5_000 * TestChain.USD, List.of(sell, unknown), null);
    assertEquals(ResultCode.UNKNOWN_INSTRUMENT, second.code());
    assertEquals(1, second.made());
    assertEquals(enough.after(), second.after());
  }

  @Test
  void hostileNumbersGetACode() {
    TestChain chain = chain();
    ViewReader reader = reader(chain);
    SubaccountId id = TestChain.account(1);
    long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, (1L << 53) + 1, 1L << 62};
    for (long lots : edges) {
      for (long price : edges) {
        for (long fee : edges) {
          HypotheticalTrade trade = new HypotheticalTrade(TestChain.ETH_PERP, lots, price, fee);
          for (long collateral : edges) {
            WhatIf answer = reader.whatIf(id, collateral, List.of(trade, trade), null);
            assertTrue(answer.made() <= 2);
          }
        }
      }
    }
    AccountMargin after = reader.margin(id);
    assertNotNull(after);
    assertEquals(20_000 * TestChain.USD, after.equity());
  }

  private static ResultCode code(
      ViewReader reader, int account, long collateral, @Nullable Mode mode) {
    return reader.whatIf(TestChain.account(account), collateral, List.of(), mode).code();
  }

  private static WhatIf buys(ViewReader reader, int account, long lots, long fee) {
    HypotheticalTrade buy = new HypotheticalTrade(TestChain.BTC_PERP, lots, 0, fee);
    return reader.whatIf(TestChain.account(account), 0, List.of(buy), null);
  }

  /** 0.5 BTC are 50,000 USD, so at 200 ppm a fee or a rebate is at most 10 USD. */
  @Test
  void feesAreWithinTheirLimit() {
    TestChain chain = chain();
    chain.set(Parameter.FEE_PPM, TestChain.BTC, 200).commit();
    chain.commit();
    ViewReader reader = reader(chain);
    long most = 10 * TestChain.USD;
    assertEquals(ResultCode.OK, buys(reader, 1, 5_000, most).code());
    assertEquals(ResultCode.OK, buys(reader, 1, 5_000, -most).code());
    assertEquals(ResultCode.FEE_OUT_OF_RANGE, buys(reader, 1, 5_000, most + 1).code());
    assertEquals(ResultCode.FEE_OUT_OF_RANGE, buys(reader, 1, 5_000, -most - 1).code());
  }

  @Test
  void whoTradesKeepsTheLeastEquityAfterwardsToo() {
    TestChain chain = chain();
    chain.set(Parameter.MINIMUM_EQUITY, 0, 20_000 * TestChain.USD - 5).commit();
    chain.commit();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.OK, buys(reader, 1, 10, 5).code());
    WhatIf below = buys(reader, 1, 10, 6);
    assertEquals(ResultCode.BELOW_MINIMUM_EQUITY, below.code());
    assertEquals(0, below.made());
    assertEquals(20_000 * TestChain.USD - 6, below.after().equity());
  }

  @Test
  void aModeHasItsOwnRules() {
    TestChain chain = chain();
    chain.set(Parameter.PORTFOLIO_GATE, 0, 20_001 * TestChain.USD).commit();
    chain.fill(1, RICH, TestChain.BTC_PERP, 35_000, 100_000 * TestChain.BTC_DOLLAR);
    chain.fill(1, RICH, TestChain.ETH_PERP, 1_000, 4_000 * TestChain.SMALL_DOLLAR).commit();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.BELOW_PORTFOLIO_GATE, code(reader, 1, 0, Mode.PORTFOLIO));
    assertEquals(ResultCode.MARKET_NOT_ALLOWED, code(reader, 1, 0, Mode.ISOLATED));
    // 3.5 BTC may lose more than 20,001 USD in the portfolio's scenarios.
    WhatIf poor = reader.whatIf(TestChain.account(1), TestChain.USD, List.of(), Mode.PORTFOLIO);
    assertEquals(ResultCode.MODE_BELOW_INITIAL_MARGIN, poor.code());
    assertEquals(ResultCode.OK, code(reader, 1, poor.after().initial(), Mode.PORTFOLIO));
    // What the new mode asks for is asked of the trades after it.
    HypotheticalTrade sell = new HypotheticalTrade(TestChain.BTC_PERP, -1_000, 0, 0);
    WhatIf then =
        reader.whatIf(TestChain.account(1), 900_000 * TestChain.USD, List.of(sell), Mode.PORTFOLIO);
    assertEquals(ResultCode.OK, then.code());
    assertTrue(then.after().initial() < poor.after().initial());
  }

  @Test
  void whoIsUnderAuctionMayOnlyBringCollateral() {
    TestChain chain = new TestChain().genesis();
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 4).set(Parameter.AUCTION_INSOLVENT_BLOCKS, 0, 10);
    chain.prices(100_000, 4_000, 80).deposit(1, 6_000).deposit(RICH, 900_000_000).commit();
    chain.prices(100_000, 4_000, 80);
    chain.fill(1, RICH, TestChain.BTC_PERP, 10_000, 100_000 * TestChain.BTC_DOLLAR).commit();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.OK, buys(reader, 1, -10_000, 0).code());
    chain.prices(96_500, 4_000, 80).commit();
    reader.at(chain.chain.views().latest());
    assertEquals(ResultCode.UNDER_AUCTION, buys(reader, 1, -10_000, 0).code());
    assertEquals(ResultCode.UNDER_AUCTION, code(reader, 1, -1, null));
    assertEquals(ResultCode.UNDER_AUCTION, code(reader, 1, 0, Mode.PORTFOLIO));
    assertEquals(ResultCode.OK, code(reader, 1, 1, null));
    chain.chain.undo();
    reader.at(chain.chain.views().latest());
    assertEquals(ResultCode.OK, buys(reader, 1, -10_000, 0).code());
  }

  /** Of 4 positions there are 3, whoever the reader was asked about before. */
  @Test
  void positionsOfAllCount() {
    TestChain chain = chain();
    long price = 100_000 * TestChain.BTC_DOLLAR;
    chain.fill(1, RICH, TestChain.BTC_PERP, 10, price);
    chain.fill(2, RICH, TestChain.BTC_PERP, 10, price);
    chain.set(Parameter.TOTAL_POSITIONS, 0, 4).commit();
    chain.commit();
    ViewReader reader = reader(chain);
    assertEquals(3, reader.view().positions());
    HypotheticalTrade buy = new HypotheticalTrade(TestChain.BTC_PERP, 1, 0, 0);
    HypotheticalTrade other = new HypotheticalTrade(TestChain.ETH_PERP, 1, 0, 0);
    for (int i = 0; i < 2; i++) {
      WhatIf answer = reader.whatIf(TestChain.account(3), 0, List.of(buy, other), null);
      assertEquals(ResultCode.TOO_MANY_POSITIONS_IN_ALL, answer.code());
      assertEquals(1, answer.made());
      assertTrue(reader.has(TestChain.account(1)) && reader.margin(TestChain.account(1)) != null);
    }
    chain.fill(2, RICH, TestChain.BTC_PERP, 10, price);
    chain.fill(RICH, 1, TestChain.BTC_PERP, 10, price).commit();
    assertEquals(2, reader.at(chain.chain.views().latest()).view().positions());
    WhatIf room = reader.whatIf(TestChain.account(3), 0, List.of(buy, other), null);
    assertEquals(ResultCode.OK, room.code());
  }

  @Test
  void gatesCloseForHypothesesToo() {
    TestChain chain = chain();
    chain.set(Parameter.OUTAGE_MS, 0, 300_000).set(Parameter.GATE_BLOCKS, 0, 2).commit();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.OK, code(reader, 1, -1, null));
    chain.nowMs += 300_000;
    chain.prices(100_000, 4_000, 80).commit();
    reader.at(chain.chain.views().latest());
    assertEquals(ResultCode.WITHDRAWAL_AFTER_OUTAGE, code(reader, 1, -1, null));
    assertEquals(ResultCode.OK, code(reader, 1, 1, null));
  }

  /** Debts of others close a gate; the reader never asked about them. */
  @Test
  void debtsCloseAGate() {
    TestChain chain = chain();
    // Two owe, and one attempt at deleveraging a block leaves the debt of one.
    chain.set(Parameter.INSOLVENCY_GATE, 0, 1).set(Parameter.DELEVERAGING_ATTEMPTS, 0, 1);
    chain.set(Parameter.BAND_PPM, TestChain.BTC, 1_000_000_000);
    chain.deposit(7, 20_000);
    for (int account : new int[] {1, 7}) {
      chain.fill(account, RICH, TestChain.BTC_PERP, 35_000, 100_000 * TestChain.BTC_DOLLAR);
    }
    chain.commit();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.OK, code(reader, 2, -1, null));
    chain.prices(90_000, 4_000, 80).commit();
    assertTrue(!chain.chain.state().debts().rows().isEmpty(), "who lost 35,000 of 20,000 owes");
    reader.at(chain.chain.views().latest());
    assertEquals(ResultCode.WITHDRAWAL_WHILE_INSOLVENT, code(reader, 2, -1, null));
  }

  @Test
  void aChainThatIsTakenBackToItsBeginningHasNoMarket() {
    TestChain chain = chain();
    ViewReader reader = reader(chain);
    assertEquals(ResultCode.OK, buys(reader, 1, 10, 0).code());
    while (chain.chain.height() > 0) {
      chain.chain.undo();
    }
    reader.at(chain.chain.views().latest());
    WhatIf answer = buys(reader, 1, 10, 0);
    assertEquals(ResultCode.UNKNOWN_INSTRUMENT, answer.code());
    assertEquals(new AccountMargin(0, 0, 0, true, false), answer.after());
    assertEquals(0, reader.mark(TestChain.BTC_PERP));
    assertEquals(ResultCode.OK, code(reader, 1, 5, null));
    ViewReader fresh = new TestChain().chain.views().reader(Engines.create("scalar", 1));
    assertEquals(ResultCode.UNKNOWN_INSTRUMENT, buys(fresh, 1, 10, 0).code());
  }
}
