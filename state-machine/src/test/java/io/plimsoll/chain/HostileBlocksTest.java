package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.EXPIRY_MS;
import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.START_MS;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Situations that a hostile user, or an unlucky market, can bring about. */
class HostileBlocksTest {

  private static final int FUTURE = 50;
  private static final int ANY_MOVE_PPM = 1_000_000_000;

  private final TestChain chain = new TestChain();

  /** Whatever a test brings about, the auditor predicts it too. */
  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Command.ExpiryPrices forward(long expiryMs, long eth) {
    return new Command.ExpiryPrices(expiryMs, eth * SMALL_DOLLAR, 0, List.of());
  }

  private void luna(long dollars) {
    chain.add(new Command.Prices(LUNA, dollars * SMALL_DOLLAR, List.of(), List.of()));
  }

  /**
   * A chain in which account 2 owes the cross pool 1,400 dollars, account 1 has won 1,500 and taken
   * 1,100 out, and accounts 3 and 4 have 1,000 each: the pool has 1,100 for claims of 2,500.
   */
  private void poolInDebt() {
    chain.genesis();
    final long endMs = START_MS + 10 * 60_000;
    chain.set(Parameter.BAND_PPM, ETH, ANY_MOVE_PPM).set(Parameter.SETTLEMENT_WINDOW_MS, ETH, 1);
    chain.prices(100_000, 1_000, 80).commit();
    chain.add(new Command.ListInstrument(FUTURE, ETH, InstrumentKind.FUTURE, endMs, 0)).commit();
    chain.add(
        new Command.Prices(ETH, 1_000 * SMALL_DOLLAR, List.of(), List.of(forward(endMs, 1_000))));
    luna(80);
    chain.deposit(1, 100).deposit(2, 100).fill(1, 2, FUTURE, 1_000, 1_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    chain.deposit(3, 1_000).deposit(4, 1_000);
    while (chain.nowMs + 60_000 < endMs) {
      chain.commit();
    }
    chain.add(new Command.Prices(ETH, 2_500 * SMALL_DOLLAR, List.of(), List.of()));
    chain.commit();
    assertEquals(-1_400 * USD, chain.cash(2));
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 1_100 * USD));
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(1_100 * USD, chain.chain.state().pool(0).balance());
  }

  @Test
  void twoSidesCannotBothLeaveAPoolThatCanPayOne() {
    poolInDebt();
    luna(80);
    chain.fill(3, 4, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, last(chain.commit()));
    assertEquals(0, chain.lots(3, LUNA_PERP));
    assertEquals(1_000 * USD, chain.cash(3));
    assertEquals(Accounts.CROSS_POOL, chain.chain.state().accounts().pool(chain.handle(3)));
    assertEquals(0, chain.chain.state().pool(LUNA).balance());
  }

  @Test
  void aFundIsNeverLeftWithoutItsCash() {
    poolInDebt();
    luna(80);
    chain.add(new Command.FundInsurance(0, 1_000 * USD));
    chain.fill(3, 4, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, last(chain.commit()));
    // The fund pays 1,000 of the debt, and what it paid out of is there for both sides now.
    assertEquals(-400 * USD, chain.cash(2));
    luna(80);
    chain.fill(3, 4, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    Rows.Pool pool = chain.chain.state().pool(0);
    assertTrue(pool.balance() >= pool.fund() + pool.fees(), "" + pool);
  }

  @Test
  void aFeeThatThePoolCannotPayIsRefused() {
    poolInDebt();
    chain.add(Address.ofNumber(3), new Command.Withdraw(account(3), 1_000 * USD));
    chain.add(Address.ofNumber(4), new Command.Withdraw(account(4), 100 * USD));
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), chain.commit().results());
    assertEquals(0, chain.chain.state().pool(0).balance());
    for (long fee : new long[] {1, 0}) {
      chain.prices(100_000, 2_500, 80);
      chain.add(
          new Command.Fill(account(1), account(4), BTC_PERP, 1, 100_000 * BTC_DOLLAR, fee, 0));
      ResultCode expected = fee > 0 ? ResultCode.INSUFFICIENT_COLLATERAL : ResultCode.OK;
      assertEquals(expected, last(chain.commit()));
    }
  }

  @Test
  void aPenaltyIsNoMoreThanThePoolHasInCash() {
    poolInDebt();
    chain.add(Address.ofNumber(3), new Command.Withdraw(account(3), 1_000 * USD));
    chain.add(Address.ofNumber(4), new Command.Withdraw(account(4), 100 * USD));
    chain.prices(100_000, 2_500, 80).fill(4, 1, BTC_PERP, 600, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(0, chain.chain.state().pool(0).balance());
    // Account 4 has 900 dollars on paper and loses 780; 1.5% of the quote would be 78.3.
    chain.prices(87_000, 2_500, 80).quote(1, BTC_PERP, true, 600, 87_000 * BTC_DOLLAR);
    Event.LiquidationFill fill = events(chain.commit(), Event.LiquidationFill.class).get(0);
    assertEquals(0, fill.penalty());
    assertEquals(120 * USD, chain.cash(4));
    assertEquals(new Rows.Pool(0, 0, 0, 0), chain.chain.state().pool(0));
  }

  @Test
  void blocksBeforeTheFirstIndexCountForNothing() {
    final long endMs = START_MS + 30 * 60_000;
    chain.genesis();
    chain.add(new Command.ListInstrument(FUTURE, ETH, InstrumentKind.FUTURE, endMs, 0));
    for (int i = 0; i < 20; i++) {
      chain.commit();
    }
    chain.deposit(1, 1_000).deposit(2, 1_000).fill(1, 2, FUTURE, 1_000, 2_000 * SMALL_DOLLAR);
    BlockResult result;
    do {
      List<Command.ExpiryPrices> forwards =
          chain.nowMs + 60_000 < endMs ? List.of(forward(endMs, 2_000)) : List.of();
      chain.add(new Command.Prices(ETH, 2_000 * SMALL_DOLLAR, List.of(), forwards));
      result = chain.commit();
    } while (chain.nowMs < endMs);
    List<Event.InstrumentEnded> ended = events(result, Event.InstrumentEnded.class);
    assertEquals(2_000 * SMALL_DOLLAR, ended.get(0).price());
    assertEquals(1_000 * USD, chain.cash(1));
  }

  @Test
  void whatEndsBeforeAnyIndexWaitsForOne() {
    final long endMs = START_MS + 5 * 60_000;
    chain.genesis();
    chain.add(new Command.ListInstrument(FUTURE, ETH, InstrumentKind.FUTURE, endMs, 0));
    chain.add(new Command.DelistMarket(LUNA, endMs));
    while (chain.nowMs < endMs) {
      assertEquals(0, events(chain.commit(), Event.InstrumentEnded.class).size());
    }
    chain.add(new Command.Prices(ETH, 2_000 * SMALL_DOLLAR, List.of(), List.of()));
    luna(80);
    BlockResult result = chain.commit();
    List<Event.InstrumentEnded> ended = events(result, Event.InstrumentEnded.class);
    assertEquals(80 * SMALL_DOLLAR, ended.get(0).price());
    assertEquals(2_000 * SMALL_DOLLAR, ended.get(1).price());
    assertEquals(List.of(new Event.MarketEnded(LUNA)), events(result, Event.MarketEnded.class));
  }

  @Test
  void aMarkThatMarginUsesGoesStale() {
    chain.genesis();
    chain.set(Parameter.MARK_SOURCE, BTC, 1).commit();
    chain.deposit(1, 10_000).deposit(2, 100_000);
    List<Command.Mark> mark = List.of(new Command.Mark(BTC_PERP, 100_000 * BTC_DOLLAR));
    chain.add(new Command.Prices(BTC, 100_000 * BTC_DOLLAR, mark, List.of()));
    chain.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    for (int minute = 1; minute <= 11; minute++) {
      chain.add(new Command.Prices(BTC, 100_000 * BTC_DOLLAR, List.of(), List.of()));
      chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
      ResultCode expected = minute <= 10 ? ResultCode.OK : ResultCode.REDUCE_ONLY;
      assertEquals(expected, last(chain.commit()), "after " + minute + " minutes");
    }
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), USD));
    assertEquals(ResultCode.WITHDRAWAL_WHILE_STALE, last(chain.commit()));
  }

  @Test
  void aVolatilityGoesStaleThoughItsForwardIsFresh() {
    chain.genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 100_000).deposit(2, 100_000);
    chain.fill(1, 2, BTC_CALL, 10, 2_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    Command.ExpiryPrices fresh =
        new Command.ExpiryPrices(EXPIRY_MS, 100_000 * BTC_DOLLAR, 0, List.of());
    for (int minute = 1; minute <= 11; minute++) {
      chain.add(new Command.Prices(BTC, 100_000 * BTC_DOLLAR, List.of(), List.of(fresh)));
      chain.fill(1, 2, BTC_CALL, 10, 2_000 * BTC_DOLLAR);
      ResultCode expected = minute <= 10 ? ResultCode.OK : ResultCode.REDUCE_ONLY;
      assertEquals(expected, last(chain.commit()), "after " + minute + " minutes");
    }
  }

  @Test
  void everybodyGetsOutOfAnEndedMarketWhenItsFundIsFilled() {
    chain.genesis();
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(2, 1_000).commit();
    chain.prices(100_000, 1_000, 80).fill(1, 2, LUNA_PERP, 1_000, 80 * SMALL_DOLLAR);
    chain.add(new Command.SetBackstop(account(9), LUNA, true));
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 120_000));
    chain.commit();
    chain.prices(100_000, 1_000, 240).commit();
    // At 240, account 1 has won 16,000 dollars, of which account 2 had 1,000.
    assertEquals(17_000 * USD, chain.cash(1));
    assertEquals(-15_000 * USD, chain.cash(2));
    int winner = chain.handle(1);
    assertEquals(LUNA, chain.chain.state().accounts().pool(winner));

    chain.add(new Command.SetBackstop(account(8), LUNA, true));
    chain.add(new Command.SetBackstop(account(9), LUNA, false));
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 2_000 * USD));
    chain.add(new Command.FundInsurance(LUNA, 14_999 * USD));
    assertEquals(
        List.of(ResultCode.MARKET_ENDED, ResultCode.OK, ResultCode.OK, ResultCode.OK),
        chain.commit().results());
    assertEquals(-1 * USD, chain.cash(2));
    assertEquals(LUNA, chain.chain.state().accounts().pool(winner));

    chain.add(new Command.FundInsurance(LUNA, 2 * USD));
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(0, chain.cash(2));
    assertEquals(Accounts.CROSS_POOL, chain.chain.state().accounts().pool(winner));
    assertEquals(new Rows.Pool(USD, 0, USD, 0), chain.chain.state().pool(LUNA));
    chain.prices(100_000, 1_000, 240).fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 15_000 * USD));
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  @Test
  void aLaterChangeLeavesARunningRampAlone() {
    chain.genesis();
    ramp(150_000, 0, 10);
    final long start = chain.commit().height() + 1;
    ramp(400_000, start + 30, 0);
    ramp(200_000, start + 20, 4);
    ramp(300_000, start + 30, 0);
    chain.commit();
    for (long at = start + 1; at <= start + 40; at++) {
      long blocks = Math.min(at - start, 10);
      long expected = 50_000 + 10_000 * blocks;
      if (at >= start + 20) {
        expected = Math.min(200_000, 150_000 + 12_500 * (at - start - 20));
      }
      assertEquals(at >= start + 30 ? 300_000 : expected, initial(at), "at " + at);
      if (at > chain.chain.height()) {
        chain.commit();
      }
    }
    // A change that starts earlier replaces those that were to start after it.
    ramp(500_000, chain.chain.height() + 9, 0);
    ramp(250_000, chain.chain.height() + 5, 0);
    chain.commit();
    assertEquals(300_000, initial(chain.chain.height() + 3));
    assertEquals(250_000, initial(chain.chain.height() + 100));
  }

  @Test
  void aParameterHasSoManyChangesAheadAndNoMore() {
    chain.genesis();
    for (int i = 0; i < 8; i++) {
      ramp(60_000 + i, 100 + i, 0);
    }
    List<ResultCode> results = chain.commit().results();
    assertEquals(List.of(ResultCode.PARAMETER_OUT_OF_RANGE), results.subList(7, 8));
    assertEquals(ResultCode.OK, results.get(6));
    assertEquals(60_006, initial(200));
  }

  private void ramp(long value, long height, int blocks) {
    chain.add(new Command.ChangeParameter(Parameter.INITIAL_PPM, BTC, value, height, blocks));
  }

  private long initial(long height) {
    return chain.chain.state().parameters().at(height, Parameter.INITIAL_PPM, BTC);
  }

  @Test
  void aBackstopThatCanNeverActIsRefused() {
    chain.genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 10_000).deposit(3, 10_000);
    chain.fill(1, 2, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    chain.fill(3, 4, BTC_PERP, 0, 1).commit();
    chain.add(new Command.SetBackstop(account(1), 0, true));
    chain.add(new Command.SetBackstop(account(1), LUNA, true));
    chain.add(new Command.SetBackstop(account(3), 0, true));
    chain.add(new Command.SetBackstop(account(3), LUNA, true));
    chain.add(new Command.SetBackstop(account(1), 0, false));
    chain.add(new Command.SetBackstop(account(1), 77, false));
    assertEquals(
        List.of(
            ResultCode.BACKSTOP_NOT_ALLOWED,
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.UNKNOWN_POOL),
        chain.commit().results());
    chain.prices(100_000, 2_000, 80).deposit(2, 10_000);
    chain.fill(3, 5, BTC_PERP, 1, 100_000 * BTC_DOLLAR).deposit(5, 100).commit();
    chain.prices(100_000, 2_000, 80).fill(3, 5, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    chain.add(new Command.SetBackstop(account(3), LUNA, true));
    assertEquals(ResultCode.BACKSTOP_NOT_ALLOWED, last(chain.commit()));
  }

  @Test
  void aQuestionAboutAnUnknownInstrumentChangesNothing() {
    assertEquals(-1, chain.chain.state().instruments().slotOf(77));
    assertEquals(0, chain.commit().results().size());
  }

  @Test
  void timeBeginsAtZero() {
    MarginChain fresh = new MarginChain(Engines.create("scalar", 1));
    for (long timeMs : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1}) {
      Block block = new Block(1, timeMs, Hash.ZERO, List.of());
      assertThrows(BlockRefused.class, () -> fresh.execute(block));
    }
    fresh.execute(new Block(1, 0, Hash.ZERO, List.of()));
    fresh.commit();
    fresh.execute(new Block(2, Long.MAX_VALUE, fresh.lastHash(), List.of()));
    fresh.commit();
    assertEquals(48L * 3_600_000, fresh.state().chain().fundedUntilMs());
  }

  /**
   * Deleveraging is between the bankrupt subaccount and the holder: the fund pays only for trades
   * of liquidations and for what subaccounts without positions owe.
   */
  @Test
  void aHolderIsDeleveragedAtTheBankruptcyPriceThoughTheFundIsFull() {
    chain.genesis();
    chain.set(Parameter.BAND_PPM, BTC, ANY_MOVE_PPM);
    chain.add(new Command.FundInsurance(0, 1_000_000 * USD));
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 1_000_000).commit();
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    chain.commit();
    chain.prices(80_000, 2_000, 80);
    Event.Deleveraged closed = events(chain.commit(), Event.Deleveraged.class).get(0);
    assertEquals(account(2), closed.holder());
    assertEquals(10_000 * USD, closed.holderGave());
    assertEquals(0, chain.cash(1));
    assertEquals(1_010_000 * USD, chain.cash(2));
    assertEquals(1_000_000 * USD, chain.chain.state().pool(0).fund());
  }

  @Test
  void anAverageStopsBeforeItsSumWouldWrap() {
    long sum = Long.MAX_VALUE - 100;
    Rows.Market market = new Rows.Market(1, false, 1, 1, 0, 10, sum, 7, false);
    assertSame(market, market.averaging(101));
    assertEquals(Long.MAX_VALUE, market.averaging(100).settlementSum());
    Rows.Expiry expiry = new Rows.Expiry(1, 0, 0, sum, 7, List.of());
    assertSame(expiry, expiry.averaging(101));
    assertEquals(8, expiry.averaging(100).settlementCount());
  }
}
