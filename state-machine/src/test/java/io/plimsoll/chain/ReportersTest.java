package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.EXPIRY_MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prices of several reporters, of whom some lie, are absent, are removed, or flood the block. */
class ReportersTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_420L);
  private static final int ANY_MOVE_PPM = 1_000_000_000;

  private TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static Address reporter(int number) {
    return Address.ofNumber(500 + number);
  }

  /** Reporters 1 to {@code count}, and no others. */
  private void reporters(int count) {
    chain.genesis();
    chain.set(Parameter.BAND_PPM, BTC, ANY_MOVE_PPM).set(Parameter.QUORUM_PPM, BTC, 500_001);
    for (int i = 1; i <= count; i++) {
      chain.add(new Command.GrantRole(reporter(i), Role.REPORTER.bit()));
    }
    chain.add(new Command.GrantRole(ADMIN, Role.ALL & ~Role.REPORTER.bit()));
    chain.commit();
  }

  private void power(int number, long power) {
    chain.add(new Command.SetReporterPower(reporter(number), power));
  }

  private static Command.Prices btc(long dollars) {
    return new Command.Prices(BTC, dollars * BTC_DOLLAR, List.of(), List.of());
  }

  private void say(int number, long dollars) {
    chain.add(reporter(number), btc(dollars));
  }

  private BlockResult block(long... dollars) {
    for (int i = 0; i < dollars.length; i++) {
      say(i + 1, dollars[i]);
    }
    return chain.commit();
  }

  private long index() {
    return chain.chain.state().underlyings().require(BTC).index() / BTC_DOLLAR;
  }

  private Rows.Instrument perpetual() {
    return chain.chain.state().instruments().require(BTC_PERP);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void theMedianIsTakenAndWhoIsFarFromItIsNamed() {
    reporters(3);
    BlockResult result = block(100_000, 101_000, 500_000);
    assertEquals(101_000, index());
    assertEquals(Set.of(ResultCode.OK), new TreeSet<>(result.results()));
    // 100,000 is 1,000 / 101,000 off, 9,900 ppm; more than 10,000 are named.
    List<Event.Outvoted> named = events(result, Event.Outvoted.class);
    assertEquals(
        List.of(
            new Event.Outvoted(
                reporter(3),
                Event.Reported.INDEX,
                BTC,
                0,
                500_000 * BTC_DOLLAR,
                101_000 * BTC_DOLLAR,
                3_950_495)),
        named);
  }

  @Test
  void ofTwoHalvesTheLowerPriceIsTaken() {
    reporters(2);
    block(101_000, 100_000);
    assertEquals(100_000, index());
    // Of powers 1, 2 and 3, half of six is reached by the second.
    chain.add(new Command.GrantRole(reporter(3), Role.REPORTER.bit()));
    power(2, 2);
    power(3, 3);
    chain.commit();
    block(100_000, 101_000, 102_000);
    assertEquals(101_000, index());
  }

  @Test
  void aReporterWithHalfOfThePowerDecides() {
    reporters(3);
    power(1, 2);
    chain.commit();
    block(90_000, 100_000, 110_000);
    assertEquals(90_000, index(), "two of four reach half");
    block(120_000, 100_000, 110_000);
    assertEquals(110_000, index(), "the two others reach half before");
    power(1, 3);
    chain.commit();
    block(120_000, 100_000, 110_000);
    assertEquals(120_000, index());
  }

  @Test
  void whoHasLessThanHalfCannotMoveThePriceOutOfWhatTheOthersSay() {
    reporters(5);
    Random random = new Random(SEED);
    for (int i = 0; i < 60; i++) {
      List<Long> honest = new ArrayList<>();
      List<long[]> words = new ArrayList<>();
      for (int j = 1; j <= 5; j++) {
        boolean liar = j <= 2;
        long truth = 100_000L + random.nextInt(200);
        long lie = random.nextBoolean() ? 1 : 900_000 - random.nextInt(100);
        words.add(new long[] {j, liar ? lie : truth});
        if (!liar) {
          honest.add(truth);
        }
      }
      Collections.shuffle(words, random);
      words.forEach(word -> say((int) word[0], word[1]));
      BlockResult result = chain.commit();
      String of = "block " + i + ", seed " + SEED;
      assertTrue(index() >= Collections.min(honest) && index() <= Collections.max(honest), of);
      assertEquals(2, events(result, Event.Outvoted.class).size(), of);
    }
  }

  @Test
  void theOrderOfReportsDoesNotMatter() {
    Set<Hash> roots = new TreeSet<>((one, other) -> one.hex().compareTo(other.hex()));
    for (List<Integer> order : List.of(List.of(1, 2, 3), List.of(3, 1, 2), List.of(2, 3, 1))) {
      chain = new TestChain();
      reporters(3);
      order.forEach(number -> say(number, 100_000 + 7L * number));
      // The block's own hash covers the order, the state does not.
      roots.add(chain.commit().stateRoot());
    }
    assertEquals(1, roots.size());
  }

  @Test
  void belowTheQuorumNothingMovesAndThePriceAges() {
    reporters(3);
    block(100_000, 100_000, 100_000);
    chain.deposit(1, 10_000).deposit(2, 10_000).commit();
    for (int minute = 2; minute <= 12; minute++) {
      chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
      say(1, 250_000);
      BlockResult result = chain.commit();
      assertEquals(ResultCode.BELOW_QUORUM, result.results().get(1));
      assertEquals(
          List.of(new Event.QuorumMissed(Event.Reported.INDEX, BTC, 0, 1, 3)),
          events(result, Event.QuorumMissed.class));
      assertEquals(100_000, index());
      ResultCode expected = minute <= 10 ? ResultCode.OK : ResultCode.REDUCE_ONLY;
      assertEquals(expected, result.results().get(0), "after " + minute + " minutes");
    }
    say(2, 100_500);
    say(3, 100_400);
    chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, chain.commit().results().get(2));
    assertEquals(100_400, index());
  }

  @Test
  void whatOneReporterAloneSaysOfAMarkOrAVolatilityDoesNotMove() {
    reporters(3);
    List<Command.Mark> mark = List.of(new Command.Mark(BTC_PERP, 99_000 * BTC_DOLLAR));
    List<Command.ExpiryPrices> expiry =
        List.of(
            new Command.ExpiryPrices(
                EXPIRY_MS,
                100_000 * BTC_DOLLAR,
                20_000,
                List.of(new Command.Volatility(BTC_CALL, 9_000_000))));
    List<Command.ExpiryPrices> forward =
        List.of(new Command.ExpiryPrices(EXPIRY_MS, 100_500 * BTC_DOLLAR, 30_000, List.of()));
    chain.add(reporter(1), new Command.Prices(BTC, 100_000 * BTC_DOLLAR, mark, expiry));
    chain.add(reporter(2), new Command.Prices(BTC, 100_000 * BTC_DOLLAR, List.of(), forward));
    say(3, 100_000);
    BlockResult result = chain.commit();
    assertEquals(0, perpetual().mark());
    Rows.Expiry row = chain.chain.state().expiries().require(new Rows.ExpiryKey(BTC, EXPIRY_MS));
    assertEquals(100_000 * BTC_DOLLAR, row.forward());
    assertEquals(20_000, row.ratePpm());
    assertEquals(List.of(), row.volatilities());
    assertEquals(
        List.of(
            new Event.QuorumMissed(Event.Reported.MARK, BTC_PERP, 0, 1, 3),
            new Event.QuorumMissed(Event.Reported.VOLATILITY, BTC_CALL, 0, 1, 3)),
        events(result, Event.QuorumMissed.class));
    assertEquals(ResultCode.OK, result.results().get(0));
  }

  @Test
  void forwardsRatesAndVolatilitiesHaveMediansOfTheirOwn() {
    reporters(3);
    long[] forwards = {101_000, 99_000, 100_000};
    int[] rates = {10_000, 30_000, 20_000};
    long[] vols = {500_000, 700_000, 900_000};
    for (int i = 0; i < 3; i++) {
      List<Command.Volatility> vol = List.of(new Command.Volatility(BTC_CALL, vols[i]));
      List<Command.ExpiryPrices> expiry =
          List.of(new Command.ExpiryPrices(EXPIRY_MS, forwards[i] * BTC_DOLLAR, rates[i], vol));
      List<Command.Mark> marks =
          List.of(
              new Command.Mark(BTC_PERP, 1),
              new Command.Mark(BTC_PERP, (100_000 + i) * BTC_DOLLAR));
      chain.add(reporter(i + 1), new Command.Prices(BTC, 100_000 * BTC_DOLLAR, marks, expiry));
    }
    chain.commit();
    Rows.Expiry row = chain.chain.state().expiries().require(new Rows.ExpiryKey(BTC, EXPIRY_MS));
    assertEquals(100_000 * BTC_DOLLAR, row.forward());
    assertEquals(20_000, row.ratePpm());
    assertEquals(List.of(new Rows.Volatility(BTC_CALL, 700_000, chain.nowMs)), row.volatilities());
    assertEquals(
        100_001 * BTC_DOLLAR, perpetual().mark(), "a reporter's last word on a mark counts");
  }

  @Test
  void aMarkOrAForwardFarFromTheIndexMovesNothing() {
    reporters(1);
    long index = 100_000 * BTC_DOLLAR;
    for (long price : new long[] {1, index / 64 - 1, index * 64 + 1}) {
      vector(index, price);
      assertEquals(0, perpetual().mark());
      assertEquals(0, expiry().forward());
    }
    vector(index, index / 64);
    assertEquals(index / 64, perpetual().mark());
    assertEquals(index / 64, expiry().forward());
    vector(index, index * 64);
    assertEquals(index * 64, perpetual().mark());
    assertEquals(index * 64, expiry().forward());
  }

  private void vector(long index, long price) {
    List<Command.ExpiryPrices> expiry =
        List.of(new Command.ExpiryPrices(EXPIRY_MS, price, 0, List.of()));
    List<Command.Mark> mark = List.of(new Command.Mark(BTC_PERP, price));
    chain.add(reporter(1), new Command.Prices(BTC, index, mark, expiry));
    assertEquals(ResultCode.OK, chain.commit().results().get(0));
  }

  private Rows.Expiry expiry() {
    return chain.chain.state().expiries().require(new Rows.ExpiryKey(BTC, EXPIRY_MS));
  }

  @Test
  void aReporterSpeaksOnceAndWhatIsOutOfRangeIsNotSpoken() {
    reporters(3);
    say(1, 0);
    say(1, 1L << 40);
    say(1, 100_000);
    say(1, 200_000);
    say(2, 100_010);
    chain.add(Address.ofNumber(77), btc(1));
    assertEquals(
        List.of(
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.OK,
            ResultCode.DUPLICATE_PRICES,
            ResultCode.OK,
            ResultCode.NOT_AUTHORISED),
        chain.commit().results());
    assertEquals(100_000, index());
  }

  @Test
  void aReporterThatIsRemovedCountsNoMore() {
    reporters(3);
    power(3, 1_000);
    chain.commit();
    block(100_000, 100_000, 105_000);
    assertEquals(105_000, index());
    chain.add(new Command.GrantRole(reporter(3), 0));
    BlockResult result = block(100_000, 100_000, 106_000);
    assertEquals(106_000, index(), "roles change after the block's prices");
    assertEquals(ResultCode.OK, result.results().get(3));
    result = block(100_000, 100_000, 107_000);
    assertEquals(ResultCode.NOT_AUTHORISED, result.results().get(2));
    assertEquals(100_000, index(), "and its power is no part of the quorum");
    power(3, 5);
    assertEquals(ResultCode.NOT_A_REPORTER, chain.commit().results().get(0));
    chain.add(new Command.GrantRole(reporter(3), Role.REPORTER.bit())).commit();
    block(100_000, 100_500, 107_000);
    assertEquals(100_500, index(), "who comes back weighs 1");
  }

  @Test
  void powersHaveARange() {
    reporters(2);
    power(1, 0);
    power(1, -1);
    power(1, 1_000_000_001);
    power(1, 1_000_000_000);
    power(9, 2);
    chain.add(reporter(1), new Command.SetReporterPower(reporter(1), 2));
    assertEquals(
        List.of(
            ResultCode.POWER_OUT_OF_RANGE,
            ResultCode.POWER_OUT_OF_RANGE,
            ResultCode.POWER_OUT_OF_RANGE,
            ResultCode.OK,
            ResultCode.NOT_A_REPORTER,
            ResultCode.NOT_AUTHORISED),
        chain.commit().results());
    power(1, 1);
    chain.commit();
    assertTrue(chain.chain.state().reporters().rows().isEmpty(), "a power of 1 needs no row");
  }

  @Test
  void aFloodOfReportsIsOneReport() {
    reporters(3);
    for (int i = 0; i < 2_000; i++) {
      say(1, 1);
      chain.add(Address.ofNumber(10_000 + i), btc(2));
    }
    say(2, 100_000);
    say(3, 100_000);
    List<ResultCode> results = chain.commit().results();
    assertEquals(100_000, index());
    assertEquals(3, Collections.frequency(results, ResultCode.OK));
    assertEquals(1_999, Collections.frequency(results, ResultCode.DUPLICATE_PRICES));
    assertEquals(2_000, Collections.frequency(results, ResultCode.NOT_AUTHORISED));
  }

  @Test
  void theChainHasSoManyReportersAndNoMore() {
    reporters(2);
    chain.set(Parameter.REPORTERS, 0, 3).commit();
    for (int i = 3; i <= 5; i++) {
      chain.add(new Command.GrantRole(reporter(i), Role.REPORTER.bit()));
    }
    chain.add(new Command.GrantRole(reporter(1), Role.REPORTER.bit() | Role.KEEPER.bit()));
    chain.add(new Command.GrantRole(reporter(4), Role.KEEPER.bit()));
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.TOO_MANY_REPORTERS,
            ResultCode.TOO_MANY_REPORTERS,
            ResultCode.OK,
            ResultCode.OK),
        chain.commit().results());
  }

  @Test
  void fundingRatesHaveAMedianToo() {
    reporters(3);
    for (int i = 1; i <= 3; i++) {
      chain.add(reporter(i), new Command.Funding(BTC_PERP, i == 3 ? 90_000 : 100 * i));
    }
    chain.add(reporter(1), new Command.Funding(BTC_PERP, 7));
    BlockResult result = chain.commit();
    assertEquals(200, perpetual().fundingPpm());
    assertEquals(ResultCode.DUPLICATE_REPORT, result.results().get(3));
    assertEquals(
        89_800, events(result, Event.Outvoted.class).get(0).distancePpm(), "of rates in ppm");
    chain.add(reporter(3), new Command.Funding(BTC_PERP, -90_000));
    assertEquals(ResultCode.BELOW_QUORUM, chain.commit().results().get(0));
    assertEquals(200, perpetual().fundingPpm());
  }

  /** With the quorum that a chain has at first, each reporter alone moves prices, as ever. */
  @Test
  void withoutAQuorumOneReporterIsEnough() {
    chain.genesis();
    chain.add(new Command.GrantRole(reporter(1), Role.REPORTER.bit())).commit();
    chain.add(reporter(1), btc(100_000)).commit();
    assertEquals(100_000, index());
    chain.add(btc(100_100)).commit();
    assertEquals(100_100, index());
    assertFalse(chain.chain.state().underlyings().require(ETH).index() > 0);
  }
}
