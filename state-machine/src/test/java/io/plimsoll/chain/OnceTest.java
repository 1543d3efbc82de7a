package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.START_MS;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Nonces;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A command that counts once counts once, whatever becomes of it. */
class OnceTest {

  private static final long DAY_MS = 86_400_000;
  private static final Address ONE = Address.ofNumber(1);

  private final TestChain chain = new TestChain();

  @BeforeEach
  void open() {
    chain.genesis().prices(100_000, 2_000, 80).deposit(1, 1_000).deposit(2, 1_000).commit();
  }

  private void once(Address sender, Command command, long nonce, long expiresMs) {
    Authenticated.Once once = new Authenticated.Once(nonce, expiresMs);
    chain.waiting.add(CommandCodec.encode(new Authenticated(sender, command, once)));
  }

  /** A withdrawal that was signed some milliseconds after the start. */
  private void withdraw(long usd, long signed, long expiresMs) {
    once(ONE, new Command.Withdraw(account(1), usd * USD), START_MS + signed, expiresMs);
  }

  private void withdraw(long usd, long signed) {
    withdraw(usd, signed, START_MS + 10_000_000);
  }

  private List<ResultCode> results() {
    return chain.commit().results();
  }

  @Test
  void aNonceCountsOnceAndOnlyUpwards() {
    withdraw(1, 5);
    withdraw(1, 5);
    withdraw(1, 4);
    withdraw(1, 7);
    withdraw(1, 6);
    ResultCode used = ResultCode.NONCE_USED;
    assertEquals(List.of(ResultCode.OK, used, used, ResultCode.OK, used), results());
    assertEquals(998 * USD, chain.cash(1));
    withdraw(1, 7);
    withdraw(1, 8);
    assertEquals(List.of(used, ResultCode.OK), results());
    // Another sender has nonces of its own.
    Address two = Address.ofNumber(2);
    once(two, new Command.Withdraw(account(2), USD), START_MS + 1, chain.nowMs + 120_000);
    assertEquals(List.of(ResultCode.OK), results());
  }

  @Test
  void whatFailsIsUsedUpToo() {
    withdraw(5_000, 1);
    assertEquals(List.of(ResultCode.INSUFFICIENT_COLLATERAL), results());
    chain.deposit(1, 9_000);
    withdraw(5_000, 1);
    assertEquals(List.of(ResultCode.OK, ResultCode.NONCE_USED), results());
    assertEquals(10_000 * USD, chain.cash(1));
  }

  @Test
  void theExpiryIsAheadAndNearToTheNonce() {
    long nextMs = chain.nowMs + 60_000;
    withdraw(1, 1, nextMs);
    withdraw(1, 1, START_MS + 1 + DAY_MS + 1);
    withdraw(1, 1, START_MS + 1 + DAY_MS);
    withdraw(1, 2, nextMs + 1);
    assertEquals(
        List.of(
            ResultCode.COMMAND_EXPIRED, ResultCode.EXPIRY_TOO_FAR, ResultCode.OK, ResultCode.OK),
        results());
    Nonces.Row row = chain.chain.state().nonces().get(ONE);
    assertNotNull(row);
    assertEquals(new Nonces.Row(START_MS + 2, START_MS + 2 + DAY_MS), row);
    withdraw(1, 3, Long.MAX_VALUE);
    withdraw(1, 3, Long.MIN_VALUE);
    assertEquals(List.of(ResultCode.EXPIRY_TOO_FAR, ResultCode.COMMAND_EXPIRED), results());
  }

  /** A nonce by mistake far ahead would shut its owner out for as long. */
  @Test
  void theNonceIsNotFarAhead() {
    long most = chain.nowMs + 60_000 + DAY_MS - START_MS;
    withdraw(1, most + 1, chain.nowMs + 120_000);
    withdraw(1, most, chain.nowMs + 120_000);
    once(ONE, new Command.Withdraw(account(1), USD), Long.MAX_VALUE, Long.MAX_VALUE);
    assertEquals(
        List.of(ResultCode.NONCE_TOO_FAR, ResultCode.OK, ResultCode.NONCE_TOO_FAR), results());
  }

  /** What was signed and not brought dies with a later nonce, and does not come back. */
  @Test
  void whatWasSkippedStaysDead() {
    withdraw(1, 9, START_MS + 400_000);
    assertEquals(List.of(ResultCode.OK), results());
    withdraw(1, 8, START_MS + 8 + DAY_MS);
    assertEquals(List.of(ResultCode.NONCE_USED), results());
    // With the first block a day after its nonce the sender is forgotten, and all of it expired.
    chain.nowMs = START_MS + 8 + DAY_MS - 60_000;
    withdraw(1, 8, START_MS + 8 + DAY_MS);
    assertEquals(List.of(ResultCode.COMMAND_EXPIRED), results());
    assertNotNull(chain.chain.state().nonces().get(ONE));
    chain.nowMs -= 59_999;
    withdraw(1, 8, START_MS + 8 + DAY_MS);
    assertEquals(List.of(ResultCode.COMMAND_EXPIRED), results());
    assertNull(chain.chain.state().nonces().get(ONE));
    withdraw(1, DAY_MS, chain.nowMs + 120_000);
    assertEquals(List.of(ResultCode.OK), results());
  }

  @Test
  void strangersAreBoundedAndForgottenInPortions() {
    chain.set(Parameter.SENDERS, 0, 2).set(Parameter.FORGOTTEN_SENDERS, 0, 1).commit();
    for (int sender : new int[] {71, 72, 73}) {
      Command command = new Command.RevokeDelegate(ADMIN);
      once(Address.ofNumber(sender), command, START_MS + 100 - sender, chain.nowMs + 61_000);
    }
    // Who has a subaccount or a role is not kept out by those who have nothing.
    withdraw(1, 500);
    once(ADMIN, new Command.RevokeDelegate(ONE), START_MS + 500, chain.nowMs + 61_000);
    ResultCode none = ResultCode.UNKNOWN_GRANT;
    assertEquals(List.of(none, none, ResultCode.TOO_MANY_SENDERS, ResultCode.OK, none), results());
    chain.nowMs = START_MS + DAY_MS + 100 - 60_000;
    chain.commit();
    // One in each block, the one whose nonce was first before the others.
    assertNull(chain.chain.state().nonces().get(Address.ofNumber(72)));
    assertEquals(3, chain.chain.state().nonces().rows().size());
    for (int left = 2; left >= 0; left--) {
      chain.commit();
      assertEquals(left, chain.chain.state().nonces().rows().size());
    }
  }

  @Test
  void pricesAndFillsMayCountOnceToo() {
    Command prices = new Command.Prices(1, 101_000 * BTC_DOLLAR, List.of(), List.of());
    Command fill =
        new Command.Fill(account(1), account(2), BTC_PERP, 10, 101_000 * BTC_DOLLAR, 0, 0);
    long expiresMs = chain.nowMs + 61_000;
    once(ADMIN, fill, START_MS + 1, expiresMs);
    once(ADMIN, prices, START_MS + 2, expiresMs);
    once(ADMIN, fill, START_MS + 2, expiresMs);
    once(ONE, fill, START_MS + 1, expiresMs);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.OK, ResultCode.NONCE_USED, ResultCode.NOT_AUTHORISED),
        results());
    assertEquals(10, chain.lots(1, BTC_PERP));
  }

  @Test
  void discardAndUndoGiveNoncesBack() {
    Hash before = chain.chain.root();
    withdraw(1, 3);
    List<byte[]> commands = List.copyOf(chain.waiting);
    BlockResult first = chain.chain.execute(chain.nextBlock());
    chain.chain.discard();
    assertEquals(before, chain.chain.root());
    chain.nowMs -= 60_000;
    chain.waiting.addAll(commands);
    assertEquals(first, chain.commit());
    chain.chain.undo();
    assertEquals(before, chain.chain.root());
    assertNull(chain.chain.state().nonces().get(ONE));
  }
}
