package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.OrderFills;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fills of two signed orders: brought again, too late, for another chain, by others, too far. */
class SignedOrdersTest {

  private static final long PRICE = 100_000 * BTC_DOLLAR;
  private static final Address ANYBODY = Address.ofNumber(77);

  private final TestChain chain = new TestChain();
  private long untilMs;

  @BeforeEach
  void open() {
    chain.genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 10_000).commit();
    untilMs = chain.nowMs + 3_600_000;
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private Command.Order bid(long id, long lots) {
    return new Command.Order(7, account(1), BTC_PERP, true, lots, PRICE, untilMs, id, 1_000, false);
  }

  private Command.Order ask(long id, long lots) {
    return new Command.Order(
        7, account(2), BTC_PERP, false, lots, PRICE, untilMs, id, 1_000, false);
  }

  private static Command.SignedOrder by(int signer, Command.Order order) {
    return new Command.SignedOrder(Address.ofNumber(signer), order);
  }

  private TestChain fill(Command.Order buy, Command.Order sell, long lots) {
    return chain.add(ANYBODY, new Command.FillOrders(by(1, buy), by(2, sell), lots, PRICE, 0, 0));
  }

  private List<ResultCode> commit() {
    return commitAll().results();
  }

  private BlockResult commitAll() {
    return chain.commit();
  }

  @Test
  void anOrderIsFilledAsFarAsItSaysHoweverOftenItIsBrought() {
    fill(bid(5, 10), ask(6, 100), 6);
    fill(bid(5, 10), ask(6, 100), 6);
    fill(bid(5, 10), ask(6, 100), 4);
    fill(bid(5, 10), ask(6, 100), 1);
    // An order of the same number is the same order, whatever else it says.
    fill(bid(5, 11), ask(6, 100), 1);
    fill(bid(5, 11), ask(6, 100), 1);
    BlockResult result = commitAll();
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.ORDER_FILLED,
            ResultCode.OK,
            ResultCode.ORDER_FILLED,
            ResultCode.OK,
            ResultCode.ORDER_FILLED),
        result.results());
    assertEquals(11, chain.lots(1, BTC_PERP));
    assertEquals(-11, chain.lots(2, BTC_PERP));
    assertTrue(
        result.events().contains(new Event.OrderFilled(account(1), 5, 4, 10)),
        result.events()::toString);
  }

  @Test
  void whatFailsFillsNothing() {
    chain.set(Parameter.POSITION_LOTS, 1, 5).commit();
    chain.prices(100_000, 2_000, 80);
    fill(bid(5, 10), ask(6, 10), 6);
    assertEquals(List.of(ResultCode.POSITION_TOO_LARGE), commit().subList(3, 4));
    assertEquals(0, chain.chain.state().orderFills().rows().size());
  }

  @Test
  void othersMayNotSign() {
    chain.add(ANYBODY, new Command.FillOrders(by(2, bid(1, 9)), by(2, ask(1, 9)), 1, PRICE, 0, 0));
    chain.add(
        Address.ofNumber(1),
        new Command.GrantDelegate(Address.ofNumber(3), DelegateScope.TRADE, chain.nowMs + 120_000));
    chain.add(ANYBODY, new Command.FillOrders(by(3, bid(1, 9)), by(2, ask(1, 9)), 1, PRICE, 0, 0));
    assertEquals(List.of(ResultCode.NOT_OWNER, ResultCode.OK, ResultCode.OK), commit());
    chain.add(ANYBODY, new Command.FillOrders(by(3, bid(1, 9)), by(2, ask(1, 9)), 1, PRICE, 0, 0));
    assertEquals(List.of(ResultCode.GRANT_EXPIRED), commit());
  }

  @Test
  void ordersOfAnotherChainAreNothingHere() {
    Command.Order foreign =
        new Command.Order(8, account(1), BTC_PERP, true, 9, PRICE, untilMs, 1, 0, false);
    fill(foreign, ask(1, 9), 1);
    assertEquals(List.of(ResultCode.ORDER_OF_ANOTHER_CHAIN), commit());
  }

  @Test
  void anOrderEndsWithTheFirstBlockOfItsTimeAndIsForgotten() {
    untilMs = chain.nowMs + 120_000;
    fill(bid(1, 9), ask(1, 9), 1);
    assertEquals(List.of(ResultCode.OK), commit());
    assertEquals(2, chain.chain.state().orderFills().rows().size());
    fill(bid(1, 9), ask(1, 9), 1);
    assertEquals(List.of(ResultCode.ORDER_EXPIRED), commit());
    assertEquals(0, chain.chain.state().orderFills().rows().size());
  }

  @Test
  void aBlockForgetsSoManyAndTheNextGoesOn() {
    chain.set(Parameter.FORGOTTEN_ORDERS, 0, 1).commit();
    chain.prices(100_000, 2_000, 80);
    untilMs = chain.nowMs + 120_000;
    fill(bid(1, 9), ask(1, 9), 1).commit();
    for (int left = 1; left >= 0; left--) {
      commit();
      assertEquals(left, chain.chain.state().orderFills().rows().size());
    }
  }

  @Test
  void sidesInstrumentsPricesAndFees() {
    Command.Order eth =
        new Command.Order(7, account(2), ETH_PERP, false, 9, PRICE, untilMs, 1, 0, false);
    fill(bid(1, 9), eth, 1);
    fill(ask(1, 9), bid(1, 9), 1);
    for (long price : new long[] {PRICE + 1, PRICE - 1, 0}) {
      chain.add(
          ANYBODY, new Command.FillOrders(by(1, bid(1, 9)), by(2, ask(1, 9)), 1, price, 0, 0));
    }
    fill(bid(1, 9), ask(1, 9), 0);
    // 0.1% of 10 dollars is a cent.
    for (long fee : new long[] {10_001, 10_000}) {
      chain.add(
          ANYBODY, new Command.FillOrders(by(1, bid(1, 9)), by(2, ask(1, 9)), 1, PRICE, fee, 0));
    }
    assertEquals(
        List.of(
            ResultCode.ORDERS_DO_NOT_MATCH,
            ResultCode.ORDERS_DO_NOT_MATCH,
            ResultCode.BEYOND_ORDER_PRICE,
            ResultCode.BEYOND_ORDER_PRICE,
            ResultCode.PRICE_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.FEE_ABOVE_ORDER,
            ResultCode.OK),
        commit());
    assertEquals(10_000 * USD - 10_000, chain.cash(1));
  }

  @Test
  void anOrderThatOnlyReduces() {
    Command.Order closing =
        new Command.Order(7, account(2), BTC_PERP, true, 100, PRICE, untilMs, 2, 0, true);
    Command.Order opening =
        new Command.Order(7, account(1), BTC_PERP, false, 100, PRICE, untilMs, 2, 0, false);
    Command.SignedOrder buy = by(2, closing);
    Command.SignedOrder sell = by(1, opening);
    chain.add(ANYBODY, new Command.FillOrders(buy, sell, 1, PRICE, 0, 0));
    fill(bid(1, 10), ask(1, 10), 10);
    chain.add(ANYBODY, new Command.FillOrders(buy, sell, 11, PRICE, 0, 0));
    chain.add(ANYBODY, new Command.FillOrders(buy, sell, 10, PRICE, 0, 0));
    assertEquals(
        List.of(ResultCode.NOT_REDUCING, ResultCode.OK, ResultCode.NOT_REDUCING, ResultCode.OK),
        commit());
    assertEquals(0, chain.lots(2, BTC_PERP));
  }

  @Test
  void whatWasCancelledIsNotFilledBeforeItsTimeIsOver() {
    fill(bid(1, 10), ask(1, 10), 1);
    chain.add(Address.ofNumber(2), new Command.CancelOrder(account(1), 1, untilMs));
    chain.add(Address.ofNumber(1), new Command.CancelOrder(account(1), 1, chain.nowMs + 60_000));
    chain.add(Address.ofNumber(1), new Command.CancelOrder(account(1), 1, chain.nowMs + 60_001));
    fill(bid(1, 10), ask(1, 10), 1);
    chain.add(Address.ofNumber(1), new Command.CancelOrder(account(1), 9, untilMs));
    fill(bid(9, 10), ask(1, 10), 1);
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.NOT_OWNER,
            ResultCode.ORDER_EXPIRED,
            ResultCode.OK,
            ResultCode.ORDER_FILLED,
            ResultCode.OK,
            ResultCode.ORDER_FILLED),
        commit());
    // A cancellation for a shorter time than the order's does not forget what is known of it.
    OrderFills.Key key = new OrderFills.Key(account(1), 1);
    assertEquals(untilMs, chain.chain.state().orderFills().require(key).expiresMs());
  }

  @Test
  void oneSubaccountFillsNobodyElsesRoom() {
    chain.set(Parameter.SIGNED_ORDERS, 0, 2).commit();
    chain.prices(100_000, 2_000, 80);
    fill(bid(1, 10), ask(1, 10), 1);
    fill(bid(2, 10), ask(1, 10), 1);
    fill(bid(3, 10), ask(1, 10), 1);
    fill(bid(2, 10), ask(1, 10), 1);
    chain.add(Address.ofNumber(1), new Command.CancelOrder(account(1), 4, untilMs));
    chain.add(Address.ofNumber(2), new Command.CancelOrder(account(2), 4, untilMs));
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.TOO_MANY_SIGNED_ORDERS,
            ResultCode.OK,
            ResultCode.TOO_MANY_SIGNED_ORDERS,
            ResultCode.OK),
        commit().subList(3, 9));
  }
}
