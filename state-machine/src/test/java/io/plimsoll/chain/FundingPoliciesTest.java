package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_FUTURE;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.margin.rule.IndexPremium;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Funding of premium samples. A lot of BTC is worth 10 dollars, 10^7 quanta, at 100,000; a sample
 * is taken each minute, a tick made each five, and the first block's time is 3:20 into one.
 */
class FundingPoliciesTest {

  private static final int DYDX = 1;
  private static final int MARK_INDEX = 2;
  private static final long LOT = 10_000_000;

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void set(Parameter parameter, long value) {
    chain.set(parameter, BTC, value);
  }

  private void price() {
    chain.add(new Command.Prices(BTC, 100_000 * BTC_DOLLAR, List.of(), List.of()));
  }

  private void mark(long dollars) {
    List<Command.Mark> marks = List.of(new Command.Mark(BTC_PERP, dollars * BTC_DOLLAR));
    chain.add(new Command.Prices(BTC, 100_000 * BTC_DOLLAR, marks, List.of()));
  }

  private void vote(Address by, int ppm) {
    chain.add(by, new Command.PremiumVote(BTC_PERP, ppm));
  }

  /** A chain that ticks each five minutes; its next block is the first after a tick. */
  private void ticking(int policy, int source) {
    chain.genesis();
    set(Parameter.FUNDING_POLICY, policy);
    set(Parameter.PREMIUM_SOURCE, source);
    set(Parameter.FUNDING_TICK_S, 300);
    do {
      minute();
    } while (secondsPast(300) != 260);
  }

  /** Seconds since the last multiple of so many. */
  private long secondsPast(int seconds) {
    return chain.nowMs / 1_000 % seconds;
  }

  private OracleRows.Sampling sampling() {
    return chain.chain.state().samplings().require(BTC_PERP);
  }

  private long fundingIndex() {
    return chain.chain.state().instruments().require(BTC_PERP).fundingIndex();
  }

  /** The one tick of the last five blocks. */
  private Event.FundingTicked tickOf(BlockResult result) {
    List<Event.FundingTicked> ticks = events(result, Event.FundingTicked.class);
    assertEquals(1, ticks.size());
    return ticks.get(0);
  }

  private BlockResult minute() {
    price();
    return chain.commit();
  }

  /**
   * Five votes of 1,000 ppm and a default of 100 ppm: 1,100 ppm for eight hours. Five minutes of it
   * are 10^7 * 1,100 * 300 / 28,800 = 114,583,333.3 millionths of a quantum a lot, TowardZero.
   */
  @Test
  void votesAreSamplesAndSamplesAreARate() {
    ticking(DYDX, 0);
    set(Parameter.FUNDING_DEFAULT_PPM, 100);
    final long before = fundingIndex();
    for (int i = 0; i < 5; i++) {
      vote(ADMIN, 1_000);
      minute();
    }
    Event.FundingTicked tick = tickOf(minute());
    assertEquals(5, tick.samples());
    assertEquals(1_000, tick.premiumPpm());
    assertEquals(1_100, tick.ratePpm());
    assertEquals(0, tick.atMs() % 300_000);
    assertEquals(114_583_333, fundingIndex() - before);
    assertEquals(114_583_333, LOT * 1_100 * 300 / 28_800);
    assertEquals(List.of(), sampling().samples(), "a tick takes its samples away");
    assertEquals(1_100, chain.chain.state().instruments().require(BTC_PERP).fundingPpm());
  }

  /** Two of five intervals had votes: (1,000 + 1,001 + 0 + 0 + 0) / 5 = 400.2 ppm. */
  @Test
  void anIntervalWithoutVotesIsAZero() {
    ticking(DYDX, 0);
    vote(ADMIN, 1_000);
    minute();
    vote(ADMIN, 1_001);
    minute();
    minute();
    minute();
    minute();
    Event.FundingTicked tick = tickOf(minute());
    assertEquals(2, tick.samples());
    assertEquals(400, tick.premiumPpm());
  }

  /** Of five votes 5 * 2 * 10% = 1 goes, the largest: (-10 + 0 - 20 + 0) / 4 = -7.5. */
  @Test
  void tailsAreRemovedAndTheMeanIsTowardZero() {
    ticking(DYDX, 0);
    set(Parameter.PREMIUM_TAIL_PPM, 100_000);
    int[] votes = {-10, 0, -20, 100, 0};
    for (int vote : votes) {
      vote(ADMIN, vote);
      minute();
    }
    assertEquals(-7, tickOf(minute()).premiumPpm(), "TowardZero");
  }

  /** Initial 5%, maintenance 3%: 6 times the difference of 2% is 120,000 ppm. */
  @Test
  void theRateIsClamped() {
    ticking(DYDX, 0);
    for (int i = 0; i < 4; i++) {
      vote(ADMIN, -1_200_000);
      vote(ADMIN, 5);
      minute();
    }
    vote(ADMIN, -1_200_000);
    vote(ADMIN, 5);
    BlockResult result = minute();
    assertEquals(ResultCode.OK, result.results().get(0));
    assertEquals(ResultCode.DUPLICATE_REPORT, result.results().get(1));
    Event.FundingTicked tick = tickOf(minute());
    assertEquals(-1_200_000, tick.premiumPpm());
    assertEquals(-120_000, tick.ratePpm());
    vote(ADMIN, 1_200_001);
    assertEquals(
        ResultCode.RATE_OUT_OF_RANGE, minute().results().get(0), "60 times 2% and no more");
    set(Parameter.FUNDING_CLAMP_PPM, 1_000_000_000);
    do {
      vote(ADMIN, 1_200_000);
      result = minute();
    } while (events(result, Event.FundingTicked.class).isEmpty());
    for (int i = 0; i < 5; i++) {
      vote(ADMIN, 1_200_000);
      result = minute();
    }
    tick = tickOf(result);
    assertEquals(1_200_000, tick.premiumPpm());
    assertEquals(1_000_000, tick.ratePpm(), "all of the notional in eight hours");
  }

  /** Three reporters; one lies, one leaves before its interval ends, powers count. */
  @Test
  void aSampleIsTheMedianOfVotesByPower() {
    ticking(DYDX, 0);
    Address one = Address.ofNumber(501);
    Address two = Address.ofNumber(502);
    chain.add(new Command.GrantRole(one, Role.REPORTER.bit()));
    chain.add(new Command.GrantRole(two, Role.REPORTER.bit()));
    minute();
    vote(ADMIN, 100);
    vote(one, 200);
    vote(two, 1_000_000);
    minute();
    BlockResult result = minute();
    int last = sampling().samples().size() - 1;
    assertEquals(200, sampling().samples().get(last).premiumPpm());
    assertEquals(
        List.of(
            new Event.Outvoted(two, Event.Reported.PREMIUM, BTC_PERP, 0, 1_000_000, 200, 999_800)),
        events(result, Event.Outvoted.class));
    chain.add(new Command.SetReporterPower(one, 2));
    vote(ADMIN, 101);
    vote(one, 200);
    vote(two, 1_000_000);
    chain.add(new Command.GrantRole(two, 0));
    minute();
    minute();
    last = sampling().samples().size() - 1;
    assertEquals(200, sampling().samples().get(last).premiumPpm(), "two of three");
  }

  /** The mark is 1% above the index in each of five minutes. */
  @Test
  void theProtocolSamplesTheMarkItself() {
    ticking(DYDX, 1);
    set(Parameter.MARK_SOURCE, 0);
    mark(101_000);
    chain.commit();
    for (int i = 0; i < 2; i++) {
      mark(101_000);
      vote(ADMIN, 1);
      BlockResult result = chain.commit();
      assertEquals(ResultCode.FUNDING_NOT_FROM_THIS, result.results().get(1));
    }
    List<OracleRows.Sample> samples = sampling().samples();
    assertEquals(10_000, samples.get(samples.size() - 1).premiumPpm());
    mark(99_000);
    chain.commit();
    minute();
    samples = sampling().samples();
    assertEquals(-10_000, samples.get(samples.size() - 1).premiumPpm());
  }

  /**
   * One sample of 10,000 ppm, none after the mark is ten minutes old; a block after 40 minutes has
   * ten of 40 boundaries.
   */
  @Test
  void aStaleMarkGivesNoSamples() {
    ticking(DYDX, 1);
    mark(101_000);
    chain.commit();
    final long markedAtMs = chain.nowMs;
    chain.nowMs += 39 * 60_000;
    BlockResult result = chain.commit();
    List<Event.FundingTicked> ticks = events(result, Event.FundingTicked.class);
    assertEquals(8, ticks.size());
    int counted = 0;
    for (Event.FundingTicked tick : ticks) {
      counted += tick.samples();
      assertTrue(tick.atMs() - 240_000 <= markedAtMs + 600_000 || tick.ratePpm() == 0);
    }
    assertEquals(10, counted);
    assertEquals(10_000, ticks.get(1).premiumPpm());
  }

  /** Seven ticks are crossed at once, two are paid in a block; in the end all of the time is. */
  @Test
  void ticksThatDoNotFitIntoABlockAreCarriedOver() {
    ticking(DYDX, 0);
    set(Parameter.FUNDING_DEFAULT_PPM, 288);
    chain.set(Parameter.FUNDING_BOUNDARIES, 0, 2).commit();
    final long before = fundingIndex();
    final long fromMs = sampling().tickedUntilMs();
    chain.nowMs += 35 * 60_000;
    int blocks = 0;
    int ticks = 0;
    int now;
    do {
      now = events(minute(), Event.FundingTicked.class).size();
      assertTrue(now <= 2);
      ticks += now;
      blocks++;
    } while (now > 0);
    assertTrue(blocks >= 4, blocks + " blocks");
    assertEquals(sampling().tickedUntilMs() - fromMs, ticks * 300_000L);
    assertEquals(ticks * (LOT * 288 * 300 / 28_800), fundingIndex() - before);
  }

  /**
   * Marks of 1%, four times in 5: the average weighs 1, 2, 3, 4 and 5. With a spread of 500 ppm the
   * rate is 500 ppm nearer to the default of 100.
   */
  @Test
  void theMarkIndexPolicyPullsToTheDefault() {
    assertEquals((0 + 10_000 * (2 + 3 + 4 + 5)) / 15, average(0, 10_000, 10_000, 10_000, 10_000));
    ticking(MARK_INDEX, 0);
    set(Parameter.FUNDING_DEFAULT_PPM, 100);
    for (long[] each : new long[][] {{101_000, 9_500}, {100_030, 100}, {99_000, -9_500}}) {
      BlockResult result = null;
      for (int i = 0; i < 10; i++) {
        mark(each[0]);
        result = chain.commit();
        if (i >= 5 && !events(result, Event.FundingTicked.class).isEmpty()) {
          assertEquals(each[1], tickOf(result).ratePpm(), "mark " + each[0]);
        }
      }
    }
    assertEquals(0, average());
  }

  private static int average(int... samples) {
    return IndexPremium.average(samples);
  }

  /** While hours are reported, votes are not heard, and the other way round. */
  @Test
  void eachPolicyHearsItsOwnReports() {
    chain.genesis();
    price();
    vote(ADMIN, 1);
    chain.add(new Command.Funding(BTC_PERP, 800));
    chain.add(new Command.PremiumVote(BTC_FUTURE, 1));
    set(Parameter.FUNDING_POLICY, DYDX);
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.FUNDING_NOT_FROM_THIS,
            ResultCode.OK,
            ResultCode.UNKNOWN_INSTRUMENT,
            ResultCode.OK),
        chain.commit().results());
    vote(ADMIN, 1);
    chain.add(new Command.Funding(BTC_PERP, 800));
    assertEquals(
        List.of(ResultCode.OK, ResultCode.FUNDING_NOT_FROM_THIS), chain.commit().results());
  }

  /** No time is paid for twice when a market goes from reported rates to ticks and back. */
  @Test
  void noTimeIsPaidTwice() {
    chain.genesis();
    chain.add(new Command.Funding(BTC_PERP, 288));
    set(Parameter.FUNDING_DEFAULT_PPM, 288);
    price();
    chain.commit();
    final long start = fundingIndex();
    final long fromMs = chain.chain.state().chain().fundedUntilMs();
    for (int i = 0; i < 400; i++) {
      if (i % 50 == 0) {
        set(Parameter.FUNDING_POLICY, i / 50 % 2);
        set(Parameter.FUNDING_TICK_S, 60 + i);
      }
      minute();
      // 288 ppm in eight hours is 10^7 * 288 / 28,800 = 100,000 a second.
      long paid = (fundingIndex() - start) / 100_000;
      assertTrue(paid * 1_000 <= chain.nowMs - fromMs, "paid ahead in block " + i);
    }
    assertTrue((fundingIndex() - start) / 100_000 > 3 * 3_600, "most of the time is paid");
  }

  /** A market that ends, or whose rate is reported again, keeps no samples. */
  @Test
  void samplesGoWithTheirPolicyAndTheirMarket() {
    ticking(DYDX, 0);
    vote(ADMIN, 5);
    chain.add(new Command.DelistMarket(BTC, TestChain.EXPIRY_MS));
    minute();
    chain.nowMs = TestChain.EXPIRY_MS;
    minute();
    minute();
    assertNull(chain.chain.state().samplings().get(BTC_PERP));
    assertEquals(List.of(), chain.chain.state().samplings().rows().keySet().stream().toList());
  }

  /** Times near the end of all times, and years between two blocks. */
  @Test
  void theEndOfTimeIsTakenToo() {
    ticking(DYDX, 1);
    mark(101_000);
    chain.commit();
    for (long timeMs : new long[] {1L << 50, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      Block block = new Block(chain.chain.height() + 1, timeMs, chain.chain.lastHash(), List.of());
      BlockResult result = chain.chain.execute(block);
      chain.chain.commit();
      chain.blocks.add(block);
      assertTrue(events(result, Event.FundingTicked.class).size() <= 48);
    }
  }
}
