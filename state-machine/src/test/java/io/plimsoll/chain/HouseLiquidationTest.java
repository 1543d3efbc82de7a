package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
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
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The house's liquidation by hand. Account 1 has 6,000 dollars and is long 10,000 lots, 1 BTC at
 * 100,000; at 96,500 it has 2,500 dollars and needs 3% of 96,500, which is 2,895.
 */
class HouseLiquidationTest {

  private static final int KEEPER = 5;
  private static final int MAKER = 3;

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private void open() {
    chain.genesis();
    chain.add(new Command.GrantRole(Address.ofNumber(KEEPER), Role.KEEPER.bit()));
    chain.prices(100_000, 3_000, 80);
    chain.deposit(1, 6_000).deposit(2, 1_000_000).deposit(MAKER, 100_000).deposit(KEEPER, 50_000);
    chain.commit();
    chain.prices(100_000, 3_000, 80).fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  private void keeper(long lots, long dollars) {
    chain.add(
        Address.ofNumber(KEEPER),
        new Command.Liquidate(account(1), BTC_PERP, lots, dollars * BTC_DOLLAR, account(KEEPER)));
  }

  @Test
  void withoutABufferAllIsSold() {
    open();
    chain.prices(96_500, 3_000, 80).quote(MAKER, BTC_PERP, true, 10_000, 96_500 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    Event.LiquidationOrder order = events(result, Event.LiquidationOrder.class).get(0);
    assertEquals(
        new Event.LiquidationOrder(
            account(1),
            BTC_PERP,
            Event.Choice.LEAST_LEFT,
            -10_000,
            // 5% below the mark.
            96_500 * BTC_DOLLAR * 95 / 100,
            2_895 * USD,
            0,
            0),
        order);
    assertEquals(0, chain.lots(1, BTC_PERP));
  }

  /**
   * A lot is 9.65 dollars, its penalty 1.5% of that. n lots leave 2,500 - 0.14475 n of equity and a
   * margin of 0.2895 (10,000 - n), and a fifth above that is reached from n = 974 / 0.20265 on.
   */
  @Test
  void withABufferTheLeastThatReachesIt() {
    open();
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.commit();
    chain.prices(96_500, 3_000, 80).quote(MAKER, BTC_PERP, true, 10_000, 96_500 * BTC_DOLLAR);
    Event.LiquidationFill fill = events(chain.commit(), Event.LiquidationFill.class).get(0);
    assertEquals(-4_807, fill.lots());
    assertEquals(5_193, chain.lots(1, BTC_PERP));
    assertEquals(695_813_250, fill.penalty());
    // Above the buffer nothing more is sold, not by the next block either.
    chain.prices(96_500, 3_000, 80).quote(MAKER, BTC_PERP, true, 10_000, 96_500 * BTC_DOLLAR);
    assertEquals(List.of(), events(chain.commit(), Event.LiquidationStarted.class));
  }

  /** Two quotes of 3,000 lots: the second, 100 dollars worse, gives what the first leaves. */
  @Test
  void theBufferIsReachedQuoteByQuote() {
    open();
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.commit();
    chain.prices(96_500, 3_000, 80).quote(MAKER, BTC_PERP, true, 3_000, 96_500 * BTC_DOLLAR);
    chain.quote(MAKER, BTC_PERP, true, 3_000, 96_400 * BTC_DOLLAR);
    List<Event.LiquidationFill> fills = events(chain.commit(), Event.LiquidationFill.class);
    assertEquals(2, fills.size());
    assertEquals(-3_000, fills.get(0).lots());
    // 2,500 - 434.25 - n (0.01 + 0.1446) >= 0.3474 (7,000 - n), so n >= 366.05 / 0.1928.
    assertEquals(-1_899, fills.get(1).lots());
  }

  @Test
  void aBackstopTakesTheLeastToo() {
    open();
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.add(new Command.SetBackstop(account(MAKER), 0, true));
    chain.commit();
    chain.prices(96_500, 3_000, 80);
    Event.LiquidationFill fill = events(chain.commit(), Event.LiquidationFill.class).get(0);
    assertTrue(fill.backstop());
    // 2% below the mark a lot costs 0.193, and all that this is better than the 0.25 of
    // bankruptcy is the penalty: equity falls with the margin, and nothing less than all will do.
    assertEquals(-10_000, fill.lots());
  }

  /** A keeper pays 96,000: 19,200 for 2,000 lots, of which 18,800 is the bankruptcy price. */
  @Test
  void aKeeperTakesAPartAndIsPaidOutOfThePenalty() {
    open();
    chain.prices(96_500, 3_000, 80);
    keeper(2_000, 96_000);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.OK, last(result));
    assertEquals(
        List.of(new Event.KeeperPaid(account(KEEPER), account(1), 288 * USD, 144 * USD)),
        events(result, Event.KeeperPaid.class));
    assertEquals(
        new Event.LiquidationFill(
            account(1),
            account(KEEPER),
            BTC_PERP,
            -2_000,
            19_200 * USD,
            19_300 * USD,
            144 * USD,
            0,
            false),
        events(result, Event.LiquidationFill.class).get(0));
    // 6,000 less 800 of loss and the penalty.
    assertEquals(4_912 * USD, chain.cash(1));
    assertEquals(8_000, chain.lots(1, BTC_PERP));
    assertEquals(2_000, chain.lots(KEEPER, BTC_PERP));
    assertEquals(50_144 * USD, chain.cash(KEEPER));
    assertEquals(144 * USD, chain.chain.state().pool(0).fund());
  }

  @Test
  void aKeeperTakesNoMoreThanTheBufferNeedsNorThanAPortion() {
    open();
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.commit();
    chain.prices(96_500, 3_000, 80);
    keeper(10_000, 96_500);
    chain.commit();
    assertEquals(4_807, chain.lots(KEEPER, BTC_PERP));
    chain.set(Parameter.PORTION_PPM, BTC, 100_000);
    chain.commit();
    chain.prices(93_500, 3_000, 80);
    keeper(10_000, 93_500);
    keeper(10_000, 93_500);
    assertEquals(ResultCode.OK, last(chain.commit()));
    // A tenth of 5,193, Ceil, and of the 4,673 that are left.
    assertEquals(4_807 + 520 + 468, chain.lots(KEEPER, BTC_PERP));
  }

  @Test
  void whatKeepersMayNot() {
    open();
    chain.prices(100_000, 3_000, 80);
    keeper(1, 100_000);
    assertEquals(ResultCode.NOT_LIQUIDATABLE, last(chain.commit()));
    chain.prices(96_500, 3_000, 80);
    keeper(0, 96_500);
    keeper(1, 0);
    keeper(1, 94_569);
    Command.Liquidate good =
        new Command.Liquidate(account(1), BTC_PERP, 1, 96_500 * BTC_DOLLAR, account(KEEPER));
    chain.add(Address.ofNumber(MAKER), good);
    chain.add(ADMIN, good);
    chain.add(
        Address.ofNumber(KEEPER),
        new Command.Liquidate(account(KEEPER), BTC_PERP, 1, 1, account(KEEPER)));
    chain.add(
        Address.ofNumber(KEEPER), new Command.Liquidate(account(1), 77, 1, 1, account(KEEPER)));
    chain.add(
        Address.ofNumber(KEEPER),
        new Command.Liquidate(account(1), ETH_PERP, 1, 1, account(KEEPER)));
    keeper(1, 94_570);
    List<ResultCode> results = chain.commit().results();
    assertEquals(
        List.of(
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.LIQUIDATION_PRICE_TOO_BAD,
            ResultCode.NOT_AUTHORISED,
            ResultCode.NOT_OWNER,
            ResultCode.SAME_SUBACCOUNT,
            ResultCode.UNKNOWN_INSTRUMENT,
            ResultCode.NO_POSITION,
            ResultCode.OK),
        results.subList(3, results.size()));
  }

  @Test
  void keepersHaveTheirLimitsToo() {
    open();
    chain.set(Parameter.KEEPER_LIQUIDATIONS, 0, 1);
    chain.commit();
    chain.prices(96_500, 3_000, 80);
    keeper(1, 96_500);
    keeper(1, 96_500);
    List<ResultCode> results = chain.commit().results();
    assertEquals(List.of(ResultCode.OK, ResultCode.TOO_MANY_LIQUIDATIONS), results.subList(3, 5));
    // All of it is 96,489 dollars, 5% of which the keeper has not.
    chain.set(Parameter.KEEPER_LIQUIDATIONS, 0, 10);
    chain.add(Address.ofNumber(KEEPER), new Command.Withdraw(account(KEEPER), 49_000 * USD));
    chain.commit();
    chain.prices(96_500, 3_000, 80);
    keeper(10_000, 96_500);
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, last(chain.commit()));
    // At 93,000 it has lost 1,000 more than it had, and nobody pays that.
    chain.prices(93_000, 3_000, 80);
    keeper(10, 93_000);
    assertEquals(ResultCode.FUND_TOO_SMALL, last(chain.commit()));
  }

  @Test
  void aStalePositionIsLeftAlone() {
    open();
    chain.set(Parameter.STALE_AFTER_MS, 0, 1).set(Parameter.MAINTENANCE_PPM, BTC, 1_000_000);
    chain.set(Parameter.INITIAL_PPM, BTC, 100_000);
    chain.commit();
    keeper(1, 100_000);
    assertEquals(ResultCode.POSITION_STALE, last(chain.commit()));
  }

  /**
   * A portfolio of 4,000 lots of BTC and 60,000 dollars of ETH needs 0.8 * 15.3% of both. At 89,000
   * ETH is larger, and closing it leaves less; but a bid for BTC is 0.2% below the mark and that
   * for ETH 1%, so BTC releases 4,357.44 for 604.13 and ETH 7,344 for 1,491.
   */
  @Test
  void theLotsThatReleaseMostForTheirCost() {
    open();
    chain.set(Parameter.LIQUIDATION_SIZES, 0, 3).mode(4, Mode.PORTFOLIO).deposit(4, 16_000);
    chain.commit();
    chain.prices(100_000, 3_000, 80);
    chain.fill(4, 2, BTC_PERP, 4_000, 100_000 * BTC_DOLLAR);
    chain.fill(4, 2, ETH_PERP, 20_000, 3_000 * SMALL_DOLLAR);
    chain.add(Address.ofNumber(2), new Command.SetMode(account(2), Mode.CROSS));
    assertEquals(ResultCode.OK, last(chain.commit()));
    chain.prices(89_000, 3_000, 80);
    chain.quote(MAKER, BTC_PERP, true, 4_000, 88_822 * BTC_DOLLAR);
    chain.quote(MAKER, ETH_PERP, true, 20_000, 2_970 * SMALL_DOLLAR);
    List<Event.LiquidationOrder> orders =
        events(chain.commit(), Event.LiquidationOrder.class).stream()
            .filter(order -> order.subaccount().equals(account(4)))
            .toList();
    assertEquals(
        new Event.LiquidationOrder(
            account(4),
            BTC_PERP,
            Event.Choice.MOST_FOR_COST,
            -4_000,
            89_000 * BTC_DOLLAR * 95 / 100,
            11_701_440_000L,
            7_344 * USD,
            604_132_000),
        orders.get(0));
    assertEquals(0, chain.lots(4, BTC_PERP));
    assertEquals(20_000, chain.lots(4, ETH_PERP));
  }

  /** Where nobody offers anything, the choice falls back on what is left, and waits. */
  @Test
  void nothingIsOfferedForIt() {
    open();
    chain.set(Parameter.LIQUIDATION_SIZES, 0, 3).mode(4, Mode.PORTFOLIO).deposit(4, 16_000);
    chain.commit();
    chain.prices(100_000, 3_000, 80);
    chain.fill(4, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    chain.commit();
    chain.set(Parameter.BAND_PPM, ETH, 1_000_000).prices(94_000, 3_000, 80);
    BlockResult result = chain.commit();
    List<Event.LiquidationOrder> orders =
        events(result, Event.LiquidationOrder.class).stream()
            .filter(order -> order.subaccount().equals(account(4)))
            .toList();
    assertEquals(1, orders.size());
    assertEquals(Event.Choice.LEAST_LEFT, orders.get(0).rule());
    assertEquals(10_000, chain.lots(4, BTC_PERP));
  }
}
