package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_CALL;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_FUTURE;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.EXPIRY_MS;
import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Reserves;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Open orders' reserves and own leverage, with figures by hand. A lot of BTC at 100,000 is 10
 * dollars, initial margin is 5%.
 */
class OrderReservesTest {

  private static final long BTC_PRICE = 100_000 * BTC_DOLLAR;

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private void open() {
    chain.genesis();
    for (Mode mode : Mode.values()) {
      chain.set(Parameter.RESERVE_CHARGE, mode.code(), 1);
    }
    chain.set(Parameter.ORDER_RESERVE, BTC, 10_000).commit();
    chain.prices(100_000, 2_000, 80);
  }

  private TestChain reserve(int account, int instrument, long bids, long bid, long asks, long ask) {
    int orders = bids + asks == 0 ? 0 : 3;
    return chain.add(
        new Command.Reserve(account(account), instrument, bids, bid, asks, ask, orders));
  }

  private TestChain release(int sender, int account, int instrument) {
    return chain.add(
        Address.ofNumber(sender), new Command.Reserve(account(account), instrument, 0, 0, 0, 0, 0));
  }

  private TestChain withdraw(int account, long quanta) {
    return chain.add(Address.ofNumber(account), new Command.Withdraw(account(account), quanta));
  }

  private Reserves.Reserve reserved(int account, int instrument) {
    Reserves row = chain.chain.state().reserves().get(account(account));
    Reserves.Reserve of = row == null ? null : row.get(instrument);
    return of == null ? new Reserves.Reserve(instrument, 0, 0, 0, 0, 0) : of;
  }

  private Requirement requirement(int account) {
    return Objects.requireNonNull(chain.chain.processor().requirement(chain.handle(account)));
  }

  private long initial(int account) {
    return requirement(account).initial();
  }

  /**
   * Bids of 1,000 lots up to 100,100: 5% of 10,000 and 10 lost at once. Asks of 400 down to 99,900
   * would be 200 and 4. The bids are worse; 3 orders at a cent are charged beside: 510.03.
   */
  @Test
  void theWorseSideTheLossAtItsPriceAndAnAmountForEachOrder() {
    open();
    chain.deposit(1, 1_000);
    reserve(1, BTC_PERP, 1_000, 100_100 * BTC_DOLLAR, 400, 99_900 * BTC_DOLLAR);
    withdraw(1, 1_000 * USD - 510_030_000 + 1);
    withdraw(1, 1_000 * USD - 510_030_000);
    withdraw(1, 1);
    assertEquals(
        List.of(ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.OK),
        chain.commit().results().subList(5, 7));
    // What covers a side exactly bears its fill at the worst price.
    chain.prices(100_000, 2_000, 80).deposit(2, 10_000);
    chain.fill(1, 2, BTC_PERP, 1_000, 100_100 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(
        new Reserves.Reserve(BTC_PERP, 0, 0, 400, 99_900 * BTC_DOLLAR, 3), reserved(1, BTC_PERP));
    // It holds 1,000 now, so that asks of 400 only reduce: 500 and three cents of orders.
    assertEquals(500_030_000, initial(1));
    chain.prices(100_000, 2_000, 80).fill(2, 1, BTC_PERP, 500, BTC_PRICE);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertNull(chain.chain.state().reserves().get(account(1)));
    assertEquals(250 * USD, initial(1));
  }

  @Test
  void aSideIsOnlyWorseWhereMoreIsHeldThan() {
    open();
    chain.deposit(1, 2_000).deposit(2, 10_000).fill(1, 2, BTC_PERP, 1_000, BTC_PRICE).commit();
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 0, 0, 1_500, BTC_PRICE).commit();
    assertEquals(500_030_000, initial(1));
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 0, 0, 2_500, BTC_PRICE).commit();
    assertEquals(750_030_000, initial(1));
    Explanation why = chain.chain.processor().explain(chain.handle(1));
    assertEquals(250_030_000, why.component("open orders"));
    assertEquals(750_030_000, why.initial());
    assertEquals(300 * USD, why.maintenance());
    // The holder of the book may shrink it whatever the margin is, and grow it up to all: 2,000
    // is 5% of 40,000, of which 30 more cents are taken by the orders.
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 0, 0, 5_000, BTC_PRICE);
    reserve(1, BTC_PERP, 0, 0, 4_999, BTC_PRICE);
    assertEquals(
        List.of(ResultCode.BELOW_INITIAL_MARGIN, ResultCode.OK),
        chain.commit().results().subList(3, 5));
    assertEquals(1_999_530_000, initial(1));
  }

  /**
   * A long option requires its value, so that a bid for 10 lots at 30,000, which is 3 dollars a
   * lot, takes what it pays, 30 dollars, however little the options are worth; and three cents.
   */
  @Test
  void ordersInOptions() {
    open();
    chain.deposit(1, 1_000).commit();
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_CALL, 10, 30_000 * BTC_DOLLAR, 0, 0);
    withdraw(1, 970 * USD - 30_000 + 1);
    withdraw(1, 970 * USD - 30_000);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.OK),
        chain.commit().results().subList(3, 6));
  }

  /**
   * Portfolio: 15% of 10,000 and 0.3% of net notional are 1,530, on either side; a bid of another
   * instrument of the unit is on the same side, an ask of it hedges what is held.
   */
  @Test
  void theWorseSideOfARiskUnit() {
    open();
    chain.deposit(1, 5_000).deposit(2, 100_000).mode(1, Mode.PORTFOLIO).commit();
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 1_000, BTC_PRICE).commit();
    assertEquals(1_530 * USD, initial(1));
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 1_000, BTC_PRICE, 1_000, BTC_PRICE).commit();
    assertEquals(3_060_030_000L, initial(1));
    Explanation why = chain.chain.processor().explain(chain.handle(1));
    assertEquals(1_530_030_000, why.component("open orders"));
    assertEquals(
        why.initial(), why.components().stream().mapToLong(Explanation.Component::amount).sum());
    // Maintenance does not know of orders: 80% of 1,530.
    assertEquals(1_224 * USD, why.maintenance());
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 0, 0, 1_000, BTC_PRICE);
    reserve(1, ETH_PERP, 0, 0, 0, 0).commit();
    assertEquals(1_530_030_000, initial(1));
  }

  @Test
  void whatIsNotChargedStaysReserved() {
    open();
    chain.set(Parameter.RESERVE_CHARGE, Mode.CROSS.code(), 0).commit();
    chain.prices(100_000, 2_000, 80).deposit(1, 100);
    reserve(1, BTC_PERP, 1_000_000, BTC_PRICE, 0, 0);
    withdraw(1, 100 * USD);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(1_000_000, reserved(1, BTC_PERP).bidLots());
  }

  @Test
  void onlyMatchersReserveAndOwnersRelease() {
    open();
    chain.deposit(1, 1_000);
    chain.add(
        Address.ofNumber(1), new Command.Reserve(account(1), BTC_PERP, 1, BTC_PRICE, 0, 0, 1));
    reserve(1, BTC_PERP, 1_000, BTC_PRICE, 0, 0);
    withdraw(1, 900 * USD);
    release(2, 1, BTC_PERP);
    release(1, 1, BTC_PERP);
    withdraw(1, 900 * USD);
    assertEquals(
        List.of(
            ResultCode.NOT_AUTHORISED,
            ResultCode.OK,
            ResultCode.INSUFFICIENT_COLLATERAL,
            ResultCode.NOT_OWNER,
            ResultCode.OK,
            ResultCode.OK),
        chain.commit().results().subList(4, 10));
  }

  @Test
  void aModeChangeReleasesAndSaysSo() {
    open();
    chain.deposit(1, 1_000);
    reserve(1, BTC_PERP, 1_900, BTC_PRICE, 0, 0).mode(1, Mode.PORTFOLIO);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.OK, last(result));
    assertEquals(
        List.of(new Event.ReserveReleased(account(1), BTC_PERP, 1_900, 0, 3)),
        result.events().stream().filter(Event.ReserveReleased.class::isInstance).toList());
  }

  @Test
  void liquidationReleases() {
    open();
    chain.deposit(1, 1_000).deposit(2, 100_000).fill(1, 2, BTC_PERP, 1_000, BTC_PRICE);
    reserve(1, ETH_PERP, 1_000, 2_000 * SMALL_DOLLAR, 0, 0).commit();
    assertEquals(1_000, reserved(1, ETH_PERP).bidLots());
    // Orders do not make it liquidatable: it has 300 of maintenance margin and 400 of equity.
    chain.prices(94_000, 2_000, 80).commit();
    assertEquals(1_000, reserved(1, ETH_PERP).bidLots());
    chain.prices(92_000, 2_000, 80).commit();
    assertEquals(0, reserved(1, ETH_PERP).bidLots());
  }

  @Test
  void whatEndsReleases() {
    open();
    chain.deposit(1, 1_000).deposit(2, 1_000);
    reserve(1, BTC_FUTURE, 10, BTC_PRICE, 0, 0);
    reserve(1, ETH_PERP, 10, 2_000 * SMALL_DOLLAR, 0, 0);
    reserve(2, LUNA_PERP, 10, 80 * SMALL_DOLLAR, 0, 0);
    chain.add(Address.ofNumber(2), new Command.SetLeverage(account(2), LUNA, 60_000));
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 180_000)).commit();
    chain.prices(100_000, 2_000, 80);
    reserve(2, LUNA_PERP, 11, 80 * SMALL_DOLLAR, 0, 0);
    assertEquals(ResultCode.REDUCE_ONLY, last(chain.commit()));
    assertEquals(10, reserved(2, LUNA_PERP).bidLots());
    chain.prices(100_000, 2_000, 80).commit();
    assertNull(chain.chain.state().reserves().get(account(2)));
    assertNull(chain.chain.state().leverages().get(account(2)));
    chain.nowMs = EXPIRY_MS - 60_000;
    chain.prices(100_000, 2_000, 80).commit();
    assertEquals(0, reserved(1, BTC_FUTURE).bidLots());
    assertEquals(10, reserved(1, ETH_PERP).bidLots());
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    open();
    chain.deposit(1, 1_000);
    reserve(1, 77, 1, 1, 0, 0);
    reserve(1, BTC_PERP, -1, 0, 1, 1);
    reserve(1, BTC_PERP, 1L << 54, BTC_PRICE, 0, 0);
    reserve(1, BTC_PERP, 1, 0, 0, 0);
    reserve(1, BTC_PERP, 1, 1, 0, 1);
    chain.add(new Command.Reserve(account(1), BTC_PERP, 1, 1, 1, 1, 1));
    reserve(5, BTC_PERP, 1, 1, 0, 0);
    reserve(1, BTC_PERP, 1L << 53, BTC_PRICE, 0, 0);
    assertEquals(
        List.of(
            ResultCode.UNKNOWN_INSTRUMENT,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.INSUFFICIENT_COLLATERAL,
            ResultCode.AMOUNT_OUT_OF_RANGE),
        chain.commit().results().subList(4, 12));
  }

  @Test
  void reservesAndOrdersAreLimited() {
    open();
    chain.set(Parameter.RESERVES, 0, 1);
    chain.set(Parameter.ORDER_TIER_EQUITY, 0, 0).set(Parameter.ORDER_TIER_ORDERS, 0, 0);
    chain.set(Parameter.ORDER_TIER_EQUITY, 1, 1_000 * USD);
    chain.set(Parameter.ORDER_TIER_ORDERS, 1, 4).deposit(1, 999).commit();
    chain.prices(100_000, 2_000, 80);
    reserve(1, BTC_PERP, 1, BTC_PRICE, 0, 0).deposit(1, 1);
    reserve(1, BTC_PERP, 1, BTC_PRICE, 0, 0);
    chain.add(new Command.Reserve(account(1), BTC_PERP, 1, BTC_PRICE, 1, BTC_PRICE, 5));
    chain.add(new Command.Reserve(account(1), BTC_PERP, 1, BTC_PRICE, 1, BTC_PRICE, 4));
    reserve(1, ETH_PERP, 1, 2_000 * SMALL_DOLLAR, 0, 0);
    assertEquals(
        List.of(
            ResultCode.TOO_MANY_ORDERS,
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.TOO_MANY_ORDERS,
            ResultCode.OK,
            ResultCode.TOO_MANY_RESERVES),
        chain.commit().results().subList(3, 9));
  }

  private TestChain leverage(int account, int market, int ppm) {
    return chain.add(
        Address.ofNumber(account), new Command.SetLeverage(account(account), market, ppm));
  }

  /** 1,000 lots are 10,000: at 10% they need all of 1,000, and maintenance stays at 300. */
  @Test
  void ownLeverageRaisesInitialMarginAlone() {
    open();
    chain.deposit(1, 1_000).deposit(2, 10_000).fill(1, 2, BTC_PERP, 1_000, BTC_PRICE);
    leverage(1, BTC, 49_999);
    leverage(1, BTC, 1_000_001);
    leverage(1, 77, 60_000);
    leverage(1, BTC, 100_001);
    leverage(1, BTC, 100_000);
    assertEquals(
        List.of(
            ResultCode.LEVERAGE_OUT_OF_RANGE,
            ResultCode.LEVERAGE_OUT_OF_RANGE,
            ResultCode.UNKNOWN_MARKET,
            ResultCode.BELOW_INITIAL_MARGIN,
            ResultCode.OK),
        chain.commit().results().subList(6, 11));
    assertEquals(1_000 * USD, initial(1));
    assertEquals(300 * USD, requirement(1).maintenance());
    assertEquals(500 * USD, initial(2));
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 1, BTC_PRICE);
    withdraw(1, 1);
    leverage(1, BTC, 0);
    withdraw(1, 500 * USD);
    assertEquals(
        List.of(
            ResultCode.BELOW_INITIAL_MARGIN,
            ResultCode.INSUFFICIENT_COLLATERAL,
            ResultCode.OK,
            ResultCode.OK),
        chain.commit().results().subList(3, 7));
    assertNull(chain.chain.state().leverages().get(account(1)));
  }
}
