package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
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

  private void withdraw(long usd, long nonce, long aheadMs) {
    once(ONE, new Command.Withdraw(account(1), usd * USD), nonce, chain.nowMs + 60_000 + aheadMs);
  }

  private List<ResultCode> results() {
    return chain.commit().results();
  }

  @Test
  void aNonceCountsOnceAndOnlyUpwards() {
    withdraw(1, 5, 1_000_000);
    withdraw(1, 5, 1_000_000);
    withdraw(1, 4, 1_000_000);
    withdraw(1, 7, 1_000_000);
    withdraw(1, 6, 1_000_000);
    ResultCode used = ResultCode.NONCE_USED;
    assertEquals(List.of(ResultCode.OK, used, used, ResultCode.OK, used), results());
    assertEquals(998 * USD, chain.cash(1));
    withdraw(1, 7, 1_000_000);
    withdraw(1, 8, 1_000_000);
    assertEquals(List.of(used, ResultCode.OK), results());
    // Another sender has nonces of its own.
    Address two = Address.ofNumber(2);
    once(two, new Command.Withdraw(account(2), USD), 1, chain.nowMs + 120_000);
    assertEquals(List.of(ResultCode.OK), results());
  }

  @Test
  void whatFailsIsUsedUpToo() {
    withdraw(5_000, 1, 1_000_000);
    assertEquals(List.of(ResultCode.INSUFFICIENT_COLLATERAL), results());
    chain.deposit(1, 9_000);
    withdraw(5_000, 1, 940_000);
    assertEquals(List.of(ResultCode.OK, ResultCode.NONCE_USED), results());
    assertEquals(10_000 * USD, chain.cash(1));
  }

  @Test
  void theExpiryIsAheadAndNotTooFar() {
    withdraw(1, 1, 0);
    withdraw(1, 1, DAY_MS + 1);
    withdraw(1, 1, DAY_MS);
    withdraw(1, 2, 1);
    assertEquals(
        List.of(
            ResultCode.COMMAND_EXPIRED, ResultCode.EXPIRY_TOO_FAR, ResultCode.OK, ResultCode.OK),
        results());
    Nonces.Row row = chain.chain.state().nonces().get(ONE);
    assertNotNull(row);
    assertEquals(new Nonces.Row(2, chain.nowMs + DAY_MS), row);
    once(ONE, new Command.Withdraw(account(1), USD), 3, Long.MAX_VALUE);
    once(ONE, new Command.Withdraw(account(1), USD), 3, Long.MIN_VALUE);
    once(ONE, new Command.Withdraw(account(1), USD), Long.MAX_VALUE, chain.nowMs + 120_000);
    once(ONE, new Command.Withdraw(account(1), USD), Long.MAX_VALUE, chain.nowMs + 120_000);
    assertEquals(
        List.of(
            ResultCode.EXPIRY_TOO_FAR,
            ResultCode.COMMAND_EXPIRED,
            ResultCode.OK,
            ResultCode.NONCE_USED),
        results());
  }

  @Test
  void aSenderIsForgottenWhenAllOfItHasExpired() {
    withdraw(1, 9, 120_000);
    withdraw(1, 10, 60_000);
    chain.commit();
    chain.commit();
    assertNotNull(chain.chain.state().nonces().get(ONE));
    // What was signed with nonce 9 expires with this block, in which the sender is forgotten.
    withdraw(1, 9, 0);
    assertEquals(List.of(ResultCode.COMMAND_EXPIRED), results());
    assertNull(chain.chain.state().nonces().get(ONE));
    withdraw(1, 1, 1);
    assertEquals(List.of(ResultCode.OK), results());
  }

  @Test
  void whoIsRememberedIsBoundedAndForgottenInPortions() {
    chain.set(Parameter.SENDERS, 0, 2).set(Parameter.FORGOTTEN_SENDERS, 0, 1).commit();
    for (int sender = 1; sender <= 3; sender++) {
      Address address = Address.ofNumber(sender);
      once(address, new Command.RevokeDelegate(ADMIN), 1, chain.nowMs + 60_000 + 4 - sender);
    }
    ResultCode none = ResultCode.UNKNOWN_GRANT;
    assertEquals(List.of(none, none, ResultCode.TOO_MANY_SENDERS), results());
    chain.commit();
    // The second one's expiry was first.
    assertEquals(List.of(ONE), List.copyOf(chain.chain.state().nonces().rows().keySet()));
    chain.commit();
    assertEquals(0, chain.chain.state().nonces().rows().size());
  }

  @Test
  void pricesAndFillsMayCountOnceToo() {
    Command prices = new Command.Prices(1, 101_000 * BTC_DOLLAR, List.of(), List.of());
    Command fill =
        new Command.Fill(account(1), account(2), BTC_PERP, 10, 101_000 * BTC_DOLLAR, 0, 0);
    long expiresMs = chain.nowMs + 61_000;
    once(ADMIN, fill, 1, expiresMs);
    once(ADMIN, prices, 2, expiresMs);
    once(ADMIN, fill, 2, expiresMs);
    once(ONE, fill, 1, expiresMs);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.OK, ResultCode.NONCE_USED, ResultCode.NOT_AUTHORISED),
        results());
    assertEquals(10, chain.lots(1, BTC_PERP));
  }

  @Test
  void discardAndUndoGiveNoncesBack() {
    Hash before = chain.chain.root();
    withdraw(1, 3, 1_000_000);
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
