package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.EXPIRY_MS;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.START_MS;
import static io.plimsoll.chain.TestChain.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prices that are refused, stale or uncertain, and what may be done meanwhile. */
class PriceQualityTest {

  private final TestChain chain = new TestChain();

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

  private void eth(long dollars) {
    chain.add(new Command.Prices(ETH, dollars * SMALL_DOLLAR, List.of(), List.of()));
  }

  private long ethIndex() {
    return chain.chain.state().underlyings().require(ETH).index() / SMALL_DOLLAR;
  }

  /**
   * 2,000 to 800: the price is followed when 800 * (1 + 20% * minutes) reaches 2,000, after 7.5
   * minutes, which is the eighth block of a minute. Nobody has to do anything.
   */
  @Test
  void aCrashOfSixtyPercentIsFollowedWithinEightMinutes() {
    chain.genesis().prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 10_000).commit();
    chain.prices(100_000, 2_000, 80).fill(1, 2, ETH_PERP, 3_000, 2_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    for (int minute = 1; minute <= 7; minute++) {
      eth(800);
      chain.fill(1, 2, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
      BlockResult result = chain.commit();
      assertEquals(ResultCode.PRICE_OUTSIDE_BAND, result.results().get(0));
      assertEquals(2_000, ethIndex());
      List<Event.BreakerTripped> tripped = events(result, Event.BreakerTripped.class);
      if (minute == 3) {
        assertEquals(
            List.of(new Event.BreakerTripped(ETH, 800 * SMALL_DOLLAR, 2_000 * SMALL_DOLLAR, 3)),
            tripped);
      } else {
        assertEquals(List.of(), tripped);
      }
      ResultCode expected = minute < 3 ? ResultCode.OK : ResultCode.REDUCE_ONLY;
      assertEquals(expected, result.results().get(1), "minute " + minute);
    }
    chain.fill(2, 1, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
    eth(800);
    chain.fill(2, 1, ETH_PERP, 1, 800 * SMALL_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(800, ethIndex());
    assertEquals(
        List.of(new Event.BreakerReset(ETH, 800 * SMALL_DOLLAR, 7)),
        events(result, Event.BreakerReset.class));
    assertTrue(chain.chain.state().qualities().rows().isEmpty());
    chain.deposit(3, 10_000).deposit(4, 10_000);
    eth(800);
    chain.fill(3, 4, ETH_PERP, 1, 800 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  /** Whatever the band, the wait is (old / new - 1) / band minutes, and it always ends. */
  @Test
  void anyCrashIsFollowedInItsTime() {
    chain.genesis().prices(100_000, 2_000, 80).commit();
    for (long bandPpm : new long[] {50_000, 100_000, 400_000}) {
      for (long to : new long[] {1_000, 100, 2_000}) {
        chain.set(Parameter.BAND_PPM, ETH, bandPpm).commit();
        eth(ethIndex());
        chain.commit();
        long from = ethIndex();
        // The ratio of the move, less one, over the band, Ceil.
        long high = Math.max(from, to);
        long low = Math.min(from, to);
        long minutes = Math.ceilDiv((high - low) * 1_000_000, low * bandPpm);
        int waited = 0;
        while (ethIndex() != to) {
          eth(to);
          chain.commit();
          waited++;
        }
        assertEquals(Math.max(1, minutes), waited, from + " to " + to + " at " + bandPpm);
      }
    }
  }

  @Test
  void aRowOfRefusalsEndsWithAPriceThatIsTakenAndSilenceIsNoRefusal() {
    chain.genesis().prices(100_000, 2_000, 80).commit();
    int[] wanted = {800, 800, 0, 0, 2_000, 800, 800, 0, 800};
    int tripped = 0;
    for (int price : wanted) {
      if (price > 0) {
        eth(price);
      }
      tripped += events(chain.commit(), Event.BreakerTripped.class).size();
    }
    assertEquals(1, tripped);
    assertEquals(3, chain.chain.state().quality(ETH).refusals());
    chain.set(Parameter.BREAKER_BLOCKS, ETH, 0).commit();
    chain.deposit(1, 10_000).deposit(2, 10_000);
    chain.fill(1, 2, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()), "a breaker that is off");
  }

  /** What was refused meets a limit that moves, and says so once each time. */
  @Test
  void aLimitThatFallsTripsTheBreakerAndOneThatRisesResetsIt() {
    chain.genesis().prices(100_000, 2_000, 80).commit();
    for (int i = 0; i < 2; i++) {
      eth(800);
      assertEquals(List.of(), events(chain.commit(), Event.BreakerTripped.class));
    }
    long index = 2_000 * SMALL_DOLLAR;
    List<Event> tripped = List.of(new Event.BreakerTripped(ETH, 0, index, 2));
    List<Event> reset = List.of(new Event.BreakerReset(ETH, index, 2));
    assertEquals(tripped, breakerAt(2));
    assertEquals(List.of(), breakerAt(1));
    assertEquals(reset, breakerAt(3));
    assertEquals(List.of(), breakerAt(4));
    assertEquals(tripped, breakerAt(2));
    assertEquals(reset, breakerAt(0));
    assertEquals(List.of(), breakerAt(3));
    // At its limit the third refusal trips it, as without a change.
    eth(10);
    assertEquals(1, events(chain.commit(), Event.BreakerTripped.class).size());
  }

  /** What the breaker says when its limit becomes another one. */
  private List<Event> breakerAt(long limit) {
    chain.set(Parameter.BREAKER_BLOCKS, ETH, limit).commit();
    BlockResult result = chain.commit();
    List<Event> all = new ArrayList<>(events(result, Event.BreakerTripped.class));
    all.addAll(events(result, Event.BreakerReset.class));
    return all;
  }

  /** A minority cannot trip the breaker: the median is what the band sees. */
  @Test
  void aMinorityCannotTripTheBreaker() {
    chain.genesis().prices(100_000, 2_000, 80);
    Address liar = Address.ofNumber(500);
    Address third = Address.ofNumber(501);
    chain.add(new Command.GrantRole(liar, Role.REPORTER.bit()));
    chain.add(new Command.GrantRole(third, Role.REPORTER.bit())).commit();
    for (int i = 0; i < 6; i++) {
      eth(2_000);
      chain.add(liar, new Command.Prices(ETH, SMALL_DOLLAR, List.of(), List.of()));
      chain.add(third, new Command.Prices(ETH, 2_001 * SMALL_DOLLAR, List.of(), List.of()));
      BlockResult result = chain.commit();
      assertEquals(List.of(), events(result, Event.BreakerTripped.class));
      assertEquals(2_000, ethIndex());
      assertEquals(1, events(result, Event.Outvoted.class).size());
    }
  }

  @Test
  void anUnderlyingMayGoStaleByItsOwnTime() {
    chain.genesis().set(Parameter.OWN_STALE_AFTER_MS, ETH, 120_000);
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 10_000).commit();
    for (int minute = 1; minute <= 3; minute++) {
      chain.fill(1, 2, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
      chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
      ResultCode eth = minute <= 2 ? ResultCode.OK : ResultCode.REDUCE_ONLY;
      assertEquals(List.of(eth, ResultCode.OK), chain.commit().results(), "minute " + minute);
    }
    chain.add(Address.ofNumber(1), new Command.Withdraw(TestChain.account(1), USD));
    assertEquals(ResultCode.WITHDRAWAL_WHILE_STALE, last(chain.commit()));
  }

  private void btc(long dollars, long confidenceDollars) {
    Command.ExpiryPrices expiry =
        new Command.ExpiryPrices(
            EXPIRY_MS, dollars * BTC_DOLLAR, 0, List.of(new Command.Volatility(BTC_CALL, 600_000)));
    Command.Prices prices =
        new Command.Prices(BTC, dollars * BTC_DOLLAR, List.of(), List.of(expiry));
    chain.add(new Command.ConfidentPrices(prices, confidenceDollars * BTC_DOLLAR));
  }

  private Requirement requirement(int account) {
    return Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(account)));
  }

  /** Account 1 is long and account 2 short of one bitcoin, in a mode. */
  private void oneBitcoin(Mode mode) {
    chain.genesis().prices(100_000, 2_000, 80).deposit(1, 100_000).deposit(2, 100_000);
    chain.mode(1, mode).mode(2, mode).commit();
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  @Test
  void anUncertainIndexIsReduceOnlyUnderThatPolicy() {
    oneBitcoin(Mode.CROSS);
    // The limit is 2%: 2,000 dollars of 100,000.
    long[] confidence = {2_000, 2_001, 0, 90_000_000, 2_000};
    for (int policy = 0; policy <= 1; policy++) {
      chain.set(Parameter.CONFIDENCE_POLICY, BTC, policy).commit();
      for (long each : confidence) {
        btc(100_000, each);
        chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
        chain.fill(1, 2, BTC_CALL, 1, 1_000 * BTC_DOLLAR);
        chain.fill(2, 1, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
        boolean open = policy == 0 || each <= 2_000;
        ResultCode expected = open ? ResultCode.OK : ResultCode.REDUCE_ONLY;
        assertEquals(
            List.of(ResultCode.OK, expected, expected, ResultCode.OK),
            chain.commit().results(),
            policy + ", " + each);
      }
    }
  }

  @Test
  void anUncertainIndexCostsInitialMarginInTheTieredModel() {
    surcharge(Mode.CROSS);
  }

  @Test
  void anUncertainIndexCostsInitialMarginInThePortfolioModel() {
    surcharge(Mode.PORTFOLIO);
  }

  /**
   * Confidence 3,000 of 100,000 is 30,000 ppm; times a factor of 0.5 that is 1.5% of the notional
   * of 100,000 dollars: 1,500 more initial margin, and the same maintenance margin.
   */
  private void surcharge(Mode mode) {
    oneBitcoin(mode);
    chain.set(Parameter.CONFIDENCE_POLICY, BTC, 2);
    chain.set(Parameter.CONFIDENCE_FACTOR_PPM, BTC, 500_000).commit();
    btc(100_000, 2_000);
    chain.commit();
    final Requirement certain = requirement(1);
    btc(100_000, 3_000);
    BlockResult result = chain.commit();
    assertEquals(
        List.of(new Event.ConfidenceMoved(BTC, 3_000 * BTC_DOLLAR)),
        events(result, Event.ConfidenceMoved.class));
    Requirement uncertain = requirement(1);
    assertEquals(certain.equity(), uncertain.equity());
    assertEquals(certain.maintenance(), uncertain.maintenance());
    assertEquals(certain.initial() + 1_500 * USD, uncertain.initial());
    Explanation explanation = chain.chain.processor().explain(chain.handle(1));
    String name = "price confidence of instrument " + BTC_PERP;
    assertEquals(1_500 * USD, explanation.component(name));
    assertEquals(uncertain.initial(), explanation.initial());
    assertEquals(
        explanation.initial(),
        explanation.components().stream().mapToLong(Explanation.Component::amount).sum());
    // What is left of the equity above it is free, and no more.
    long free = uncertain.equity() - uncertain.initial();
    btc(100_000, 3_000);
    chain.add(Address.ofNumber(1), new Command.Withdraw(TestChain.account(1), free + 1));
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, last(chain.commit()));
    btc(100_000, 3_000);
    chain.add(Address.ofNumber(1), new Command.Withdraw(TestChain.account(1), free));
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(uncertain.initial(), requirement(1).equity());
  }

  @Test
  void aConfidenceOfLessThanHalfOfThePowerIsNone() {
    chain.genesis();
    for (int i = 1; i <= 2; i++) {
      Address of = Address.ofNumber(500 + i);
      chain.add(new Command.GrantRole(of, Role.REPORTER.bit()));
    }
    chain.commit();
    btc(100_000, 5_000);
    chain.commit();
    assertEquals(5_000 * BTC_DOLLAR, chain.chain.state().quality(BTC).confidence());
    Command.Prices plain = new Command.Prices(BTC, 100_000 * BTC_DOLLAR, List.of(), List.of());
    btc(100_000, 5_000);
    chain.add(Address.ofNumber(501), plain).commit();
    assertEquals(5_000 * BTC_DOLLAR, chain.chain.state().quality(BTC).confidence());
    btc(100_000, 5_000);
    chain.add(Address.ofNumber(501), plain).add(Address.ofNumber(502), plain).commit();
    assertEquals(0, chain.chain.state().quality(BTC).confidence());
    chain.add(new Command.ConfidentPrices(plain, -1));
    chain.add(new Command.ConfidentPrices(plain, 1L << 49));
    assertEquals(
        List.of(ResultCode.CONFIDENCE_OUT_OF_RANGE, ResultCode.CONFIDENCE_OUT_OF_RANGE),
        chain.commit().results());
  }

  /**
   * The window is the half hour before the end. In it: ten blocks at 1,000, then no block for seven
   * minutes, which counts for nothing; five blocks without a report, which count at the last index,
   * and eight at 1,300: (15 * 1,000 + 8 * 1,300) / 23 = 1,104.34 dollars.
   */
  @Test
  void anAverageCountsBlocksWithoutReportsAndNoTimeWithoutBlocks() {
    final int future = 50;
    chain.genesis().prices(100_000, 1_000, 80).deposit(1, 10_000).deposit(2, 10_000).commit();
    final long endMs = chain.nowMs + 31 * 60_000;
    chain.add(new Command.ListInstrument(future, ETH, InstrumentKind.FUTURE, endMs, 0));
    eth(1_000);
    chain.commit();
    Command.ExpiryPrices forward =
        new Command.ExpiryPrices(endMs, 1_000 * SMALL_DOLLAR, 0, List.of());
    int inWindow = 0;
    while (inWindow < 10) {
      chain.add(new Command.Prices(ETH, 1_000 * SMALL_DOLLAR, List.of(), List.of(forward)));
      if (inWindow == 0) {
        chain.fill(1, 2, future, 1_000, 1_000 * SMALL_DOLLAR);
      }
      chain.commit();
      inWindow += chain.nowMs > endMs - 1_800_000 ? 1 : 0;
    }
    chain.nowMs += 6 * 60_000;
    for (int i = 0; i < 5; i++) {
      chain.commit();
    }
    eth(1_300);
    BlockResult result = chain.commit();
    while (chain.nowMs < endMs) {
      eth(1_300);
      result = chain.commit();
    }
    Event.InstrumentEnded ended = events(result, Event.InstrumentEnded.class).get(0);
    long blocks = chain.blocks.stream().filter(each -> each.timeMs() > endMs - 1_800_000).count();
    assertEquals(23 + 1, blocks, "ten, five and nine blocks");
    assertEquals((15 * 1_000 + 9 * 1_300) * SMALL_DOLLAR / 24, ended.price());
    assertTrue(START_MS < endMs);
  }
}
