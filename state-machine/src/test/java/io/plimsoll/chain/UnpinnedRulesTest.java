package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.Requirement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rules that no published case of a venue decides, each in blocks and in numbers worked out by
 * hand. Each test fails on a copy of the chain with an error in the rule.
 */
class UnpinnedRulesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 10);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final TestChain world = new TestChain();

  private Requirement requirement(int account) {
    return Objects.requireNonNull(world.chain.processor().requirement(world.handle(account)));
  }

  private static void allSucceed(BlockResult result) {
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
  }

  /**
   * Two positions of which each is owed or owes a part of a quantum: the sum is floored, not each.
   */
  @Test
  void fundingIsFlooredOncePerAccountNotPerPosition() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 100_000).deposit(2, 100_000);
    world.fill(1, 2, BTC_PERP, 7, 100_000 * BTC_DOLLAR);
    world.fill(1, 2, ETH_PERP, 3, 2_000 * SMALL_DOLLAR);
    world.add(new Command.Funding(BTC_PERP, 3)).add(new Command.Funding(ETH_PERP, 7));
    allSucceed(world.commit());
    long before = world.cash(1);
    world.nowMs += 3_600_000;
    allSucceed(world.prices(100_000, 2_000, 80).commit());
    // Lots of 10 and 2 USD: 3 * 10^7 / 8 and 7 * 2 * 10^6 / 8 of 10^-6 quanta an hour.
    BigInteger btc = due(BTC_PERP, 3_750_000);
    BigInteger eth = due(ETH_PERP, 1_750_000);
    BigInteger once = floor(btc.add(eth));
    assertNotEquals(floor(btc).add(floor(eth)), once, "the case cannot tell the two apart");
    allSucceed(world.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR).commit());
    assertEquals(once, BigInteger.valueOf(world.cash(1) - before));
  }

  /** Half a quantum is owed twice: each time something touches the account it is floored. */
  @Test
  void fundingIsSettledWheneverCollateralMoves() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 100_000).deposit(2, 100_000);
    world.fill(1, 2, ETH_PERP, 2, 2_000 * SMALL_DOLLAR).add(new Command.Funding(ETH_PERP, 1));
    allSucceed(world.commit());
    long expected = world.cash(1);
    for (Command touch :
        List.of(
            new Command.Deposit(account(1), 7),
            new Command.Withdraw(account(1), 7),
            new Command.Transfer(account(1), account(3), 7),
            new Command.Transfer(account(3), account(1), 7))) {
      world.nowMs += 3_600_000;
      allSucceed(world.prices(100_000, 2_000, 80).commit());
      Address owner =
          switch (touch) {
            case Command.Transfer c -> c.from().owner();
            case Command.Withdraw c -> c.from().owner();
            default -> TestChain.ADMIN;
          };
      allSucceed(world.add(owner, touch).commit());
      boolean takes = touch instanceof Command.Deposit || owner.equals(account(3).owner());
      // An hour of 1 ppm on 4 USD is 4 / 8 of a quantum.
      expected += (takes ? 7 : -7) - 1;
      assertEquals(expected, world.cash(1), touch::toString);
    }
  }

  /** What the long owes, in 10^-6 quanta. */
  private BigInteger due(int instrument, long move) {
    assertEquals(
        move, world.chain.state().instruments().require(instrument).fundingIndex(), "index");
    return BigInteger.valueOf(-move * world.lots(1, instrument));
  }

  private static BigInteger floor(BigInteger of) {
    BigInteger[] parts = of.divideAndRemainder(MILLION);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /**
   * Below initial margin, a purchase under the market raises equity and the ratio of equity to
   * maintenance; still it is refused, because the maintenance margin grows. A sale passes.
   */
  @Test
  void maintenanceMustNotGrowBelowInitialMargin() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 600).deposit(2, 1_000_000);
    allSucceed(world.fill(1, 2, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR).commit());
    // Equity 400 USD; initial margin 490, maintenance 294.
    allSucceed(world.prices(98_000, 2_000, 80).commit());
    assertEquals(400 * USD, requirement(1).equity());
    assertEquals(490 * USD, requirement(1).initial());
    assertEquals(294 * USD, requirement(1).maintenance());
    // 10 lots for 20 USD less than they are worth: 420 / 296.94 is a better ratio.
    long cheap = 78_000 * BTC_DOLLAR;
    BlockResult result = world.fill(1, 2, BTC_PERP, 10, cheap).commit();
    assertEquals(List.of(ResultCode.STILL_BELOW_INITIAL_MARGIN), result.results());
    assertTrue(420 * 294_000 > 400 * 296_940, "the ratio would not be better");
    allSucceed(world.fill(2, 1, BTC_PERP, 10, 98_000 * BTC_DOLLAR).commit());
  }

  /** 2,021 quanta: initial ceil(101.05) = 102, maintenance ceil(61.2) = 62, and not ceil(60.63). */
  @Test
  void maintenanceIsTheCeilingOfAPartOfTheCeiledInitial() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 100).deposit(2, 100);
    world.waiting.remove(1);
    world.add(new Command.Prices(ETH, 2_021_000, List.of(), List.of()));
    allSucceed(world.fill(1, 2, ETH_PERP, 1, 2_021_000).commit());
    assertEquals(102, requirement(1).initial());
    assertEquals(62, requirement(1).maintenance());
    assertEquals(102, requirement(2).initial());
    assertEquals(62, requirement(2).maintenance());
  }

  /** 20,000 USD in cash, 0.1 BTC bought at 100,000 and worth 10,100: equity is 20,100. */
  @Test
  void aPositionsQuoteBalanceCountsInEquity() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 20_000).deposit(2, 20_000);
    allSucceed(world.fill(1, 2, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR).commit());
    allSucceed(world.prices(101_000, 2_000, 80).commit());
    assertEquals(20_000 * USD, world.cash(1), "nothing is realised");
    assertEquals(20_100 * USD, requirement(1).equity());
    assertEquals(19_900 * USD, requirement(2).equity());
  }

  /** At the lower cap the initial margin is the market's own; 1% of the way above, 5.95%. */
  @Test
  void openInterestAtTheLowerCapDoesNotScaleYet() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 500_000).deposit(2, 500_000);
    world.set(Parameter.LOWER_CAP, BTC, 10_000 * USD).set(Parameter.UPPER_CAP, BTC, 20_000 * USD);
    allSucceed(world.fill(1, 2, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR).commit());
    allSucceed(world.prices(100_000, 2_000, 80).commit());
    assertEquals(500 * USD, requirement(1).initial());
    allSucceed(world.fill(1, 2, BTC_PERP, 10, 100_000 * BTC_DOLLAR).commit());
    allSucceed(world.prices(100_000, 2_000, 80).commit());
    // 10,100 USD: 5% and 1% of the 95% that are left.
    assertEquals(10_100 * USD * 595 / 10_000, requirement(1).initial());
  }

  /** Volatility that falls by all of itself is 0 and not below: an out-of-money call is then 0. */
  @Test
  void aFallOfVolatilityEndsAtZero() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 50_000).deposit(2, 900_000);
    world.set(Parameter.VOL_DOWN_PPM, BTC, 1_000_000).set(Parameter.RANGE_PPM, BTC, 0);
    world.set(Parameter.EXTREME_MOVE_PPM, BTC, 0).mode(1, Mode.PORTFOLIO);
    allSucceed(world.commit());
    allSucceed(
        world.prices(100_000, 2_000, 80).fill(1, 2, BTC_CALL, 1_000, 4_000 * BTC_DOLLAR).commit());
    long value = requirement(1).equity() - world.cash(1);
    assertTrue(value > 100 * USD, "0.1 of the call is worth " + value);
    // An entry of the risk array is at most half a quantum off for each of 1,000 lots.
    long stress = requirement(1).initial();
    assertTrue(Math.abs(value - stress) <= 500, "worth " + value + ", stress " + stress);
  }

  /** Deposits less withdrawals are where the chain says they are, whatever happens between. */
  @Test
  void moneyIsConservedUnderRandomSequences() {
    conserveMoney();
  }

  private void conserveMoney() {
    System.out.println("moneyIsConserved: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 9_000).deposit(2, 9_000);
    world.mode(1, Mode.PORTFOLIO).mode(2, Mode.PORTFOLIO);
    allSucceed(world.commit());
    long btc = 100_000;
    long brought = 18_000 * USD;
    int traded = 0;
    for (int block = 0; block < 120; block++) {
      btc = Math.clamp(btc + random.nextInt(9_001) - 4_500, 60_000, 150_000);
      world.prices(btc, 1_500 + random.nextInt(1_000), 60 + random.nextInt(40));
      List<Long> moves = new ArrayList<>();
      moves.addAll(List.of(0L, 0L, 0L));
      for (int i = 0; i < 8; i++) {
        moves.add(randomCommand(random, btc));
      }
      BlockResult result = world.commit();
      for (int i = 0; i < moves.size(); i++) {
        brought += result.results().get(i) == ResultCode.OK ? moves.get(i) : 0;
      }
      traded += (int) result.events().stream().filter(Event.Traded.class::isInstance).count();
      assertEquals(BigInteger.valueOf(brought), total(), "block " + block + ", seed " + SEED);
    }
    assertTrue(traded > 50, traded + " fills");
  }

  /** Adds a command and says what it brings where it succeeds. */
  private long randomCommand(Random random, long btc) {
    int one = 1 + random.nextInt(6);
    int other = 1 + (one + random.nextInt(5)) % 6;
    long amount = 1L + random.nextInt(9_000);
    switch (random.nextInt(6)) {
      case 0 -> {
        world.deposit(one, amount);
        return amount * USD;
      }
      case 1 -> {
        world.add(account(one).owner(), new Command.Withdraw(account(one), amount));
        return -amount;
      }
      case 2 -> world.quote(one, BTC_PERP, random.nextBoolean(), amount, btc * BTC_DOLLAR);
      case 3 -> world.add(new Command.Funding(ETH_PERP, random.nextInt(4_000) - 2_000));
      default ->
          world.add(
              new Command.Fill(
                  account(one),
                  account(other),
                  random.nextBoolean() ? BTC_PERP : LUNA_PERP,
                  1 + random.nextInt(900),
                  random.nextBoolean() ? btc * BTC_DOLLAR : 80 * SMALL_DOLLAR,
                  random.nextInt(3),
                  0));
    }
    return 0;
  }

  /** Cash, position balances, clearing, funds and fees. */
  private BigInteger total() {
    Accounts accounts = world.chain.state().accounts();
    BigInteger[] sum = {BigInteger.ZERO};
    for (int handle = 0; handle < accounts.slots(); handle++) {
      sum[0] = sum[0].add(BigInteger.valueOf(accounts.cash(handle)));
      for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
        sum[0] = sum[0].add(BigInteger.valueOf(accounts.quote(p)));
      }
    }
    world
        .chain
        .state()
        .pools()
        .rows()
        .values()
        .forEach(row ->
            sum[0] = sum[0].add(BigInteger.valueOf(row.clearing() + row.fund() + row.fees())));
    return sum[0];
  }

  /** Commands that have nothing to do with each other lead to one root in any order. */
  @Test
  void independentUpdatesLeadToOneRootInAnyOrder() {
    System.out.println("independentUpdates: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    List<Hash> roots = new ArrayList<>();
    for (int order = 0; order < 12; order++) {
      TestChain chain = new TestChain();
      chain.genesis().prices(100_000, 2_000, 80);
      for (int each = 1; each <= 8; each++) {
        chain.deposit(each, 10_000 + each);
      }
      Collections.shuffle(chain.waiting, random);
      allSucceed(chain.commit());
      chain.fill(1, 2, BTC_PERP, 10, 100_000 * BTC_DOLLAR);
      chain.fill(3, 4, ETH_PERP, 20, 2_001 * SMALL_DOLLAR);
      chain.fill(5, 6, LUNA_PERP, 30, 81 * SMALL_DOLLAR);
      chain.mode(7, Mode.PORTFOLIO).deposit(8, 5);
      Collections.shuffle(chain.waiting, random);
      BlockResult result = chain.commit();
      allSucceed(result);
      roots.add(result.stateRoot());
      roots.add(result.marginDigest());
    }
    for (int i = 2; i < roots.size(); i++) {
      assertEquals(roots.get(i % 2), roots.get(i), "order " + i / 2 + ", seed " + SEED);
    }
  }

  /**
   * A bankrupt long is closed against shorts by profit times leverage, the higher first, no more
   * than is needed; of two of one score the lower key goes first.
   */
  @Test
  void deleveragingTakesTheHighestScoreFirst() {
    world.genesis().prices(100_000, 2_000, 80).deposit(1, 10_000);
    world.deposit(2, 90_000).deposit(3, 20_000).deposit(4, 20_000).deposit(5, 60_000);
    for (int holder = 2; holder <= 5; holder++) {
      world.fill(1, holder, LUNA_PERP, 2_000, 80 * SMALL_DOLLAR);
    }
    // 1 has 8,000 lots of 8 USD. From 64,000 USD to 48,000 it is 6,000 USD below zero.
    allSucceed(world.commit());
    BlockResult fall = world.prices(100_000, 2_000, 60).commit();
    List<Event.Deleveraged> closed =
        fall.events().stream()
            .filter(Event.Deleveraged.class::isInstance)
            .map(Event.Deleveraged.class::cast)
            .toList();
    List<SubaccountId> order = closed.stream().map(Event.Deleveraged::holder).toList();
    assertEquals(List.of(account(3), account(4), account(5), account(2)), order);
    assertEquals(0, world.lots(1, LUNA_PERP));
    assertEquals(-8_000, closed.stream().mapToLong(Event.Deleveraged::lots).sum());
  }

  /** The largest prices and sizes are taken or refused by code; requirements saturate. */
  @Test
  void nothingWrapsAtTheLargestPricesAndSizes() {
    long most = 1L << 53;
    world.genesis().prices(100_000, 2_000, 80);
    for (int holder = 1; holder <= 4; holder++) {
      world.add(new Command.Deposit(account(holder), most));
    }
    allSucceed(world.commit());
    long lots = 1;
    for (int i = 0; i < 54; i++, lots *= 2) {
      world.prices(100_000, 2_000, 80);
      world.fill(1 + i % 2, 3 + i % 2, ETH_PERP, lots, 2_000 * SMALL_DOLLAR);
      world.fill(1, 2, BTC_PERP, Math.min(lots, most), 1);
      BlockResult result = world.commit();
      for (int holder = 1; holder <= 4; holder++) {
        Requirement of = world.chain.processor().requirement(world.handle(holder));
        if (of != null) {
          assertTrue(of.initial() >= 0 && of.maintenance() >= 0, "requirement of " + holder);
          assertTrue(of.initial() >= of.maintenance(), "initial margin of " + holder);
        }
      }
      assertTrue(result.totals().initial() >= 0, result::toString);
      assertEquals(BigInteger.valueOf(4).multiply(BigInteger.valueOf(most)), total());
    }
    assertTrue(
        world.lots(1, ETH_PERP) > 1L << 20, "only " + world.lots(1, ETH_PERP) + " were filled");
  }

  /** One step a block: the riskiest is closed first, the rest is carried, and none is forgotten. */
  @Test
  void aCascadeIsCarriedOverFromTheRiskiestOn() {
    world.genesis().set(Parameter.LIQUIDATION_STEPS, 0, 1).prices(100_000, 2_000, 80);
    world.deposit(9, 1_000_000);
    for (int holder = 1; holder <= 4; holder++) {
      world.deposit(holder, 560 + 10 * holder);
      world.fill(holder, 9, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    }
    allSucceed(world.commit());
    List<SubaccountId> closed = new ArrayList<>();
    for (int block = 0; block < 4; block++) {
      world.prices(96_500, 2_000, 80).quote(9, BTC_PERP, true, 9_000, 96_500 * BTC_DOLLAR);
      for (Event event : world.commit().events()) {
        if (event instanceof Event.LiquidationFill fill) {
          closed.add(fill.subaccount());
        }
      }
      assertEquals(block + 1, closed.size(), "one a block");
    }
    assertEquals(List.of(account(1), account(2), account(3), account(4)), closed);
    assertEquals(0, world.commit().totals().belowMaintenance());
  }

  /** The same blocks lead another chain to the same results, whichever engine it has. */
  @Test
  void theSameBlocksGiveTheSameResults() {
    conserveMoney();
    MarginChain again = new MarginChain(Engines.create("scalar", 1));
    MarginChain other = new MarginChain(Engines.create("simd", 1));
    for (Block block : world.blocks) {
      BlockResult result = again.execute(block);
      again.commit();
      assertEquals(result, other.execute(block), "block " + block.height());
      other.commit();
    }
    assertEquals(world.chain.root(), other.root());
    assertEquals(world.chain.lastHash(), other.lastHash());
  }

  @ParameterizedTest(name = "{0} fails where {1}.{2} is {3}")
  @CsvSource({
    "fundingIsFlooredOncePerAccountNotPerPosition, margin.rule.Funding, settled, ONE_MORE",
    "maintenanceMustNotGrowBelowInitialMargin, margin.rule.Transition, improves, YES",
    "maintenanceIsTheCeilingOfAPartOfTheCeiledInitial, margin.rule.PositionMargin,"
        + " maintenance, ONE_MORE",
    "aPositionsQuoteBalanceCountsInEquity, margin.rule.Equity, withPosition, ONE_MORE",
    "openInterestAtTheLowerCapDoesNotScaleYet, margin.rule.OpenInterest, scaledPpm, ONE_MORE",
    "aFallOfVolatilityEndsAtZero, kernels.body.Black76Body, cell, NEGATED",
    "moneyIsConservedUnderRandomSequences, chain.state.Accounts, addCash, NOTHING_DONE",
    "independentUpdatesLeadToOneRootInAnyOrder, chain.state.KeyIndex, compare, ONE_MORE",
    "deleveragingTakesTheHighestScoreFirst, margin.rule.DeleveragingScore, ppm, NEGATED",
    "nothingWrapsAtTheLargestPricesAndSizes, margin.rule.PositionMargin, initial, NEGATED",
    "aCascadeIsCarriedOverFromTheRiskiestOn, margin.rule.Transition, compareRisk, NEGATED",
    "theSameBlocksGiveTheSameResults, kernels.simd.FloorBy, of, ONE_MORE",
  })
  void anErrorInTheRuleFailsItsTest(
      String test, String owner, String method, PlantedErrors.Kind kind)
      throws ReflectiveOperationException {
    PlantedErrors copy = new PlantedErrors("io.plimsoll." + owner, method, kind);
    Class<?> there = copy.loadClass(UnpinnedRulesTest.class.getName());
    var constructor = there.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object tests = constructor.newInstance();
    Method rule = there.getDeclaredMethod(test);
    rule.setAccessible(true);
    InvocationTargetException failed =
        assertThrows(InvocationTargetException.class, () -> rule.invoke(tests), test);
    assertTrue(copy.planted() > 0, "nothing was planted: there is no " + owner + "." + method);
    // A broken invariant or an error of the test; not a class that could not be loaded.
    Throwable why = Objects.requireNonNull(failed.getCause());
    assertTrue(
        why instanceof AssertionError || why.getClass().getName().endsWith("InvariantBroken"),
        () -> why.toString());
  }
}
