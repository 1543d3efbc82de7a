package io.plimsoll.margin.rule.dydx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The values at which the venue's rules turn, one below, at and above each, and every refusal by
 * its code. Numbers are by hand: a base unit costs one quote unit, the initial margin is a tenth of
 * the notional and the maintenance margin a twentieth.
 */
class DydxBoundariesTest {

  private static final long PERP = 1;
  private static final long ISOLATED = 2;
  private static final long OTHER = 3;
  private static final LiquidationConfig CONFIG =
      new LiquidationConfig(
          of(15_000), of(1_000_000), of(100_000), of(10), of(500_000), of(1_000), of(100));

  private static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  private static Market market(long id, boolean isolated) {
    Tier tier = new Tier(of(100_000), of(500_000), BigInteger.ZERO, BigInteger.ZERO);
    Price price = new Price(BigInteger.ONE, BigInteger.ONE);
    return new Market(id, isolated, price, tier, of(1_000_000), BigInteger.ZERO);
  }

  private static Markets markets() {
    return new Markets(List.of(market(PERP, false), market(ISOLATED, true), market(OTHER, false)));
  }

  private static Position position(long market, long size, long quote) {
    return new Position(market, of(size), of(quote), BigInteger.ZERO);
  }

  private static Account account(long cash, Position... positions) {
    return new Account(of(cash), List.of(positions));
  }

  private static void refuses(Code code, Answer<?> answer) {
    assertEquals(Answer.refused(code), answer);
  }

  private static LiquidationLimits used(long notional, long insurance) {
    return new LiquidationLimits(CONFIG, new TreeSet<>(), of(notional), of(insurance));
  }

  @Test
  void limitsThatAreReachedLeaveNothingAndBeyondThemIsImpossible() {
    assertEquals(Answer.of(of(1)), used(999, 0).notionalLeft(PERP));
    assertEquals(Answer.of(of(0)), used(1_000, 0).notionalLeft(PERP));
    refuses(Code.INVARIANT, used(1_001, 0).notionalLeft(PERP));
    assertEquals(Answer.of(of(0)), used(0, 100).insuranceLeft(PERP));
    refuses(Code.INVARIANT, used(0, 101).insuranceLeft(PERP));
    refuses(Code.ALREADY_LIQUIDATED, used(0, 0).after(PERP, of(1), of(0)).notionalLeft(PERP));
  }

  @Test
  void aFillMayTakeAllThatIsLeftAndNoMore() {
    Market market = market(PERP, false);
    assertEquals(
        Answer.of(used(1_000, 0).after(PERP, of(0), of(0))),
        used(900, 0).fill(market, of(-100), of(0)));
    refuses(Code.NOTIONAL_LIMIT, used(900, 0).fill(market, of(-101), of(0)));
    assertEquals(
        Answer.of(used(10, 100).after(PERP, of(0), of(0))),
        used(0, 60).fill(market, of(10), of(-40)));
    refuses(Code.INSURANCE_LIMIT, used(0, 60).fill(market, of(10), of(-41)));
    // A fill that costs the fund nothing asks no insurance, where none is left either.
    assertEquals(
        Answer.of(used(10, 101).after(PERP, of(0), of(0))),
        used(0, 101).fill(market, of(10), of(0)));
  }

  @Test
  void aLiquidationTakesAllThatIsWithinOrAtMostAStep() {
    Market market = market(PERP, false);
    refuses(Code.NO_POSITION, used(0, 0).change(market, of(0), of(1)));
    // Half of 100 is 50; the least is 10.
    assertEquals(Answer.of(of(-50)), used(0, 0).change(market, of(100), of(1)));
    assertEquals(Answer.of(of(50)), used(0, 0).change(market, of(-100), of(1)));
    // All 10 are the least notional, and within it.
    assertEquals(Answer.of(of(-10)), used(0, 0).change(market, of(10), of(3)));
    assertEquals(Answer.of(of(-9)), used(0, 0).change(market, of(11), of(3)));
    // A position of one step goes at once, though only half of it were due.
    assertEquals(Answer.of(of(-40)), used(0, 0).change(market, of(40), of(40)));
    assertEquals(Answer.of(of(-40)), used(0, 0).change(market, of(41), of(40)));
  }

  @Test
  void aFillablePriceEndsAtZero() {
    // Of 100 at 1: net 100 + cash. The spread of all is a tenth of 5, at the whole rating.
    Liquidation liquidation =
        new Liquidation(account(-200, position(PERP, 100, 0)), markets(), market(PERP, false));
    assertEquals(
        Answer.of(new Ratio(of(995), of(1_000))), liquidation.fillablePrice(of(-100), CONFIG));
    refuses(Code.INVALID_SIZE_DELTA, liquidation.fillablePrice(of(100), CONFIG));
    refuses(Code.INVALID_SIZE_DELTA, liquidation.fillablePrice(of(-101), CONFIG));
    // A spread of all of the net gives a price of 0, and one ppm more none.
    assertEquals(
        Answer.of(new Ratio(of(0), of(1))),
        liquidation.fillablePrice(of(-100), spread(20_000_000)));
    refuses(Code.INVARIANT, liquidation.fillablePrice(of(-100), spread(20_000_001)));
    Liquidation free =
        new Liquidation(
            account(-200, position(4, 100, 0)), withoutMargin(), withoutMargin().get(4));
    refuses(Code.INVARIANT, free.fillablePrice(of(-100), CONFIG));
    refuses(Code.INVARIANT, free.bankruptcyQuote(of(-100)));
    refuses(Code.INVALID_FILL, liquidation.insuranceChange(true, of(0), of(1), CONFIG));
  }

  private static LiquidationConfig spread(long ppm) {
    return new LiquidationConfig(
        of(15_000), of(1_000_000), of(ppm), of(10), of(500_000), of(1_000), of(100));
  }

  private static Markets withoutMargin() {
    Tier tier = new Tier(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
    Price price = new Price(BigInteger.ONE, BigInteger.ONE);
    return markets().with(new Market(4, false, price, tier, of(1_000), BigInteger.ZERO));
  }

  @Test
  void quotesAreFlooredBothWays() {
    assertEquals(of(7), Liquidation.quoteOf(of(75), of(1), -1));
    assertEquals(of(750), Liquidation.quoteOf(of(75), of(1), 1));
    assertEquals(of(-8), Liquidation.quoteOf(of(75), of(-1), -1));
  }

  @Test
  void aGateIsClosedForSoManyBlocksAndNotOneMore() {
    Markets markets = markets();
    List<Account> accounts = List.of(account(1));
    TreeMap<Long, Long> seen = new TreeMap<>(Map.of(Pool.CROSS, 10L));
    assertEquals(Answer.of(true), new Gate(10, 50, seen, 0).isClosed(accounts, markets));
    assertEquals(Answer.of(true), new Gate(59, 50, seen, 0).isClosed(accounts, markets));
    assertEquals(Answer.of(false), new Gate(60, 50, seen, 0).isClosed(accounts, markets));
    refuses(Code.INVARIANT, new Gate(9, 50, seen, 0).isClosed(accounts, markets));
    assertEquals(
        Answer.of(true), new Gate(10, 50, new TreeMap<>(), 10).isClosed(accounts, markets));
    refuses(Code.INVARIANT, new Gate(9, 50, new TreeMap<>(), 10).isClosed(accounts, markets));
    // Height 0 is never, though it is recent.
    assertEquals(Answer.of(false), new Gate(3, 50, new TreeMap<>(), 0).isClosed(accounts, markets));
    assertEquals(Answer.of(true), new Gate(3, 50, new TreeMap<>(), 1).isClosed(accounts, markets));
  }

  @Test
  void ratiosHaveAPositiveDenominator() {
    assertEquals(new Ratio(of(-1), of(2)), new Ratio(of(3), of(-6)));
    assertEquals(of(2), new Ratio(of(3), of(-6)).den());
    assertEquals(of(2), new Ratio(of(3), of(6)).den());
  }

  @Test
  void ownLeverageEndsAtTheTiersAndAtTheMargin() {
    Markets markets = withoutMargin();
    Account held = account(-80, position(PERP, 100, 0));
    refuses(Code.UNKNOWN_MARKET, UserLeverage.set(held, own(77, 200_000), markets));
    refuses(Code.NO_INITIAL_MARGIN, UserLeverage.set(held, own(4, 200_000), markets));
    refuses(Code.LEVERAGE_TOO_HIGH, UserLeverage.set(held, own(PERP, 99_999), markets));
    // A net of 20 bears a fifth of 100, and not one ppm more.
    assertEquals(
        Answer.of(held.withOwnPpm(own(PERP, 100_000))),
        UserLeverage.set(held, own(PERP, 100_000), markets));
    assertEquals(
        Answer.of(held.withOwnPpm(own(PERP, 200_000))),
        UserLeverage.set(held, own(PERP, 200_000), markets));
    refuses(Code.LEVERAGE_BREAKS_MARGIN, UserLeverage.set(held, own(PERP, 200_001), markets));
    // Nothing that is set asks nothing, below initial margin too.
    Account below = account(-95, position(PERP, 100, 0));
    assertEquals(Answer.of(below), UserLeverage.set(below, new TreeMap<>(), markets));
  }

  private static SortedMap<Long, BigInteger> own(long market, long ppm) {
    return new TreeMap<>(Map.of(market, of(ppm)));
  }

  @Test
  void ownLeverageRaisesTheInitialMarginAndNeverTheMaintenance() {
    Market market = market(PERP, false);
    Risk none = Risk.of(market, of(100), of(0), BigInteger.ZERO);
    Risk fifth = Risk.of(market, of(100), of(0), of(200_000));
    Risk lower = Risk.of(market, of(100), of(0), of(50_000));
    assertEquals(new Risk(of(100), of(10), of(5)), none);
    assertEquals(new Risk(of(100), of(20), of(5)), fifth);
    assertEquals(none, lower, "a tier's own fraction is the floor");
  }

  @Test
  void poolsPayWhatTheyHave() {
    TreeMap<Long, BigInteger> balances = new TreeMap<>(Map.of(Pool.CROSS, of(100)));
    Pool.Move all = new Pool.Move(Pool.CROSS, ISOLATED, of(100));
    assertEquals(
        Answer.of(new TreeMap<>(Map.of(Pool.CROSS, of(0), ISOLATED, of(100)))),
        Pool.apply(balances, all));
    refuses(
        Code.POOL_TOO_SMALL, Pool.apply(balances, new Pool.Move(Pool.CROSS, ISOLATED, of(101))));
    // A move of nothing touches no pool, not even one that is not there.
    assertEquals(Answer.of(balances), Pool.apply(balances, new Pool.Move(9, 8, of(0))));
  }

  @Test
  void cashOfZeroMovesWithAPositionAndDebtDoesNot() {
    Update opens = Update.trade(ISOLATED, of(100), of(-100));
    // After the trade the cash is -100 of what came before it.
    Answer<Pool.Move> nothing =
        Pool.moveOf(opens, account(-100, position(ISOLATED, 100, 0)), markets());
    assertEquals(Answer.of(new Pool.Move(Pool.CROSS, ISOLATED, of(0))), nothing);
    refuses(
        Code.UPDATE_FAILED,
        Pool.moveOf(opens, account(-101, position(ISOLATED, 100, 0)), markets()));
    Update closes = Update.trade(ISOLATED, of(-100), of(100));
    assertEquals(
        Answer.of(new Pool.Move(ISOLATED, Pool.CROSS, of(0))),
        Pool.moveOf(closes, account(0), markets()));
    refuses(Code.UPDATE_FAILED, Pool.moveOf(closes, account(-1), markets()));
  }

  @Test
  void aMarginedPositionTakesWhatItLacksFromCashToTheLastUnit() {
    // 100 at 1 with a quote of -100 lacks its maintenance margin of 5.
    Account enough = account(5, position(PERP, 100, -100));
    Update touch = new Update(List.of(), List.of(new Update.Change(PERP, of(0), of(0))));
    assertEquals(
        new Update(List.of(of(-5)), List.of(new Update.Change(PERP, of(0), of(5)))),
        MarginedUpdate.of(enough, touch, markets()));
    // With 4 in cash it takes them, and there is no more; the other position gives what it can.
    Account four = account(4, position(PERP, 100, -100));
    assertEquals(
        new Update(List.of(of(-4)), List.of(new Update.Change(PERP, of(0), of(4)))),
        MarginedUpdate.of(four, touch, markets()));
    // One that has exactly its maintenance margin moves nothing.
    assertEquals(touch, MarginedUpdate.of(account(9, position(PERP, 100, -95)), touch, markets()));
    // What cash covers to the last unit asks nothing of the other, which has one to give.
    Account covered = account(5, position(PERP, 100, -100), position(OTHER, 100, -94));
    assertEquals(
        new Update(List.of(of(-5)), List.of(new Update.Change(PERP, of(0), of(5)))),
        MarginedUpdate.of(covered, touch, markets()));
    // Nor does what lacks nothing, where cash is owed.
    Account owing = account(-1, position(PERP, 100, -95), position(OTHER, 100, -94));
    assertEquals(touch, MarginedUpdate.of(owing, touch, markets()));
    // Of the other's 6 above 0, one is above its maintenance margin.
    Account two = account(0, position(PERP, 100, -100), position(OTHER, 100, -94));
    assertEquals(
        new Update(
            List.of(of(0)),
            List.of(
                new Update.Change(PERP, of(0), of(1)), new Update.Change(OTHER, of(0), of(-1)))),
        MarginedUpdate.of(two, touch, markets()));
  }

  @Test
  void tailsAreCutWhereSomethingIsLeft() {
    int[] samples = {5, 1, 4, 2, 3};
    assertArrayEquals(samples, FundingTick.withoutTails(samples, 99_999), "floor(0.99999) is 0");
    assertArrayEquals(new int[] {1, 2, 3, 4}, FundingTick.withoutTails(samples, 100_000));
    assertArrayEquals(new int[] {3}, FundingTick.withoutTails(samples, 499_999));
    assertArrayEquals(samples, FundingTick.withoutTails(samples, 500_000), "nothing were left");
  }

  @Test
  void aRateFitsAnInt() {
    int[] samples = new int[3];
    Arrays.fill(samples, Integer.MAX_VALUE);
    BigInteger factor = of(1_000_000_000_000L);
    Market market = market(PERP, false);
    FundingTick.Result most =
        ((Answer.Value<FundingTick.Result>)
                FundingTick.of(market, samples, 3, 0, of(0), factor, of(0)))
            .value();
    assertEquals(of(Integer.MAX_VALUE), most.ratePpm());
    refuses(Code.INVARIANT, FundingTick.of(market, samples, 3, 0, of(1), factor, of(0)));
  }

  private static AccountUpdates.World world(Account closed, Account holder) {
    return new AccountUpdates.World(
        new TreeMap<>(Map.of("closed", closed, "holder", holder)), markets(), Optional.empty());
  }

  @Test
  void deleveragingRefusesWhatIsNoReduction() {
    Deleveraging of =
        new Deleveraging(
            world(account(-99, position(PERP, 100, 0)), account(300, position(PERP, -100, 0))),
            "closed",
            PERP,
            Deleveraging.PriceMode.ORACLE);
    refuses(Code.INVALID_SIZE_DELTA, of.fill("holder", of(-101)));
    refuses(Code.INVALID_SIZE_DELTA, of.fill("holder", of(1)));
    refuses(Code.INVALID_SIZE_DELTA, of.fill("nobody", of(-1)));
    assertTrue(of.fill("holder", of(-100)) instanceof Answer.Value);
    Deleveraging.Walk all = of.walk(List.of("nobody", "holder"), 0, 2, of(-100));
    assertEquals(List.of(new Deleveraging.Fill("holder", of(100))), all.fills());
    assertEquals(of(0), all.remaining());
    assertEquals(List.of(), of.walk(List.of("nobody", "holder"), 0, 1, of(-100)).fills());
    assertEquals(of(-100), of.walk(List.of("nobody", "holder"), 0, 0, of(-100)).remaining());
    // Nothing to close visits nobody.
    assertEquals(List.of(), of.walk(List.of("holder"), 0, 1, of(0)).fills());
  }

  /** The second holder is looked at, for whom nothing is left, and no more. */
  @Test
  void aWalkEndsWhereNothingIsLeft() {
    List<Integer> asked = new ArrayList<>();
    List<String> holders =
        new AbstractList<>() {
          @Override
          public String get(int place) {
            asked.add(place);
            return "holder";
          }

          @Override
          public int size() {
            return 5;
          }
        };
    Deleveraging of =
        new Deleveraging(
            world(account(-99, position(PERP, 100, 0)), account(300, position(PERP, -100, 0))),
            "closed",
            PERP,
            Deleveraging.PriceMode.ORACLE);
    assertEquals(of(0), of.walk(holders, 3, 5, of(-100)).remaining());
    assertEquals(List.of(3, 4), asked);
  }

  @Test
  void aNetOfZeroIsNotBankrupt() {
    Account zero = account(-100, position(PERP, 100, 0));
    Account below = account(-101, position(PERP, 100, 0));
    assertEquals(
        new Deleveraging.Eligibility(false, true),
        Deleveraging.Eligibility.of(zero, markets(), true));
    assertEquals(
        new Deleveraging.Eligibility(true, false),
        Deleveraging.Eligibility.of(below, markets(), true));
    assertEquals(
        new Deleveraging.Eligibility(false, false),
        Deleveraging.Eligibility.of(zero, markets(), false));
  }

  @Test
  void anUpdateOfAnUnknownMarketIsRefused() {
    AccountUpdates updates =
        new AccountUpdates(
            List.of(new AccountUpdates.Of("closed", Update.trade(77, of(1), of(-1)))),
            UpdateKind.MATCH,
            Gate.OPEN);
    refuses(Code.UNKNOWN_MARKET, updates.judge(world(account(0), account(0))));
    assertFalse(markets().has(77));
    assertTrue(markets().has(PERP));
    assertEquals("ErrPerpetualDoesNotExist", Code.UNKNOWN_MARKET.venueName());
  }

  @Test
  void belowInitialMarginAnUpdateIsJudgedAsOneThatMayNotOpen() {
    // Better and with less maintenance margin; worse; the same with more maintenance margin.
    Risk before = new Risk(of(6), of(10), of(5));
    assertEquals(
        UpdateResult.SUCCESS, before.judgeUndercollateralized(new Risk(of(6), of(1), of(4))));
    assertEquals(
        UpdateResult.STILL_UNDERCOLLATERALIZED,
        before.judgeUndercollateralized(new Risk(of(60), of(1), of(6))));
    assertEquals(
        UpdateResult.STILL_UNDERCOLLATERALIZED,
        before.judgeUndercollateralized(new Risk(of(5), of(1), of(5))));
  }
}
