package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What delegates may do, and everything that they may not. */
class DelegatesTest {

  private static final Address OWNER = Address.ofNumber(1);
  private static final SubaccountId OTHER = new SubaccountId(OWNER, 1);

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private TestChain grant(int delegate, DelegateScope scope, long untilMs) {
    return chain.add(OWNER, new Command.GrantDelegate(Address.ofNumber(delegate), scope, untilMs));
  }

  /** All that somebody could try with account 1. */
  private List<ResultCode> tryAll(int sender) {
    Address by = Address.ofNumber(sender);
    chain.prices(100_000, 2_000, 80);
    chain.add(by, new Command.SetMode(account(1), Mode.PORTFOLIO));
    chain.add(by, new Command.LiquidityQuote(account(1), BTC_PERP, true, 1, BTC_DOLLAR));
    chain.add(by, new Command.SetLeverage(account(1), BTC, 60_000));
    chain.add(by, new Command.Transfer(account(1), OTHER, USD));
    chain.add(by, new Command.Transfer(account(1), account(9), USD));
    chain.add(by, new Command.Withdraw(account(1), USD));
    List<ResultCode> results = chain.commit().results();
    return results.subList(results.size() - 6, results.size());
  }

  @Test
  void scopes() {
    chain.genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 1_000);
    grant(2, DelegateScope.TRADE, chain.nowMs + 3_600_000);
    grant(3, DelegateScope.TRADE_AND_TRANSFER, chain.nowMs + 3_600_000).commit();
    ResultCode ok = ResultCode.OK;
    ResultCode no = ResultCode.OUTSIDE_SCOPE;
    assertEquals(List.of(ok, ok, ok, no, no, no), tryAll(2));
    assertEquals(List.of(ok, ok, ok, ok, no, no), tryAll(3));
    ResultCode stranger = ResultCode.NOT_OWNER;
    assertEquals(List.of(stranger, stranger, stranger, stranger, stranger, stranger), tryAll(4));
    assertEquals(List.of(ok, ok, ok, ok, ok, ok), tryAll(1));
    // A delegate grants nothing in the owner's name, only in its own.
    chain.add(
        Address.ofNumber(2),
        new Command.GrantDelegate(
            Address.ofNumber(4), DelegateScope.TRADE_AND_TRANSFER, chain.nowMs + 3_600_000));
    chain.commit();
    assertEquals(List.of(stranger, stranger, stranger, stranger, stranger, stranger), tryAll(4));
  }

  @Test
  void aGrantEndsWithTheFirstBlockOfItsTime() {
    chain.genesis();
    chain.deposit(1, 1_000);
    grant(2, DelegateScope.TRADE, chain.nowMs + 180_000).commit();
    chain.add(Address.ofNumber(2), new Command.SetMode(account(1), Mode.PORTFOLIO));
    assertEquals(List.of(ResultCode.OK), chain.commit().results());
    chain.add(Address.ofNumber(2), new Command.SetMode(account(1), Mode.CROSS));
    assertEquals(List.of(ResultCode.GRANT_EXPIRED), chain.commit().results());
    grant(2, DelegateScope.TRADE, chain.nowMs + 60_000);
    grant(2, DelegateScope.TRADE, chain.nowMs + 60_001);
    grant(1, DelegateScope.TRADE, chain.nowMs + 90_000);
    assertEquals(
        List.of(ResultCode.GRANT_OUT_OF_RANGE, ResultCode.OK, ResultCode.GRANT_OUT_OF_RANGE),
        chain.commit().results());
    assertEquals(1, chain.chain.state().delegations().rows().size());
  }

  @Test
  void anOwnerHasSoManyAndWhatIsOverTakesNoRoom() {
    chain.genesis();
    chain.set(Parameter.DELEGATES, 0, 2).commit();
    grant(2, DelegateScope.TRADE, chain.nowMs + 120_000);
    grant(3, DelegateScope.TRADE, chain.nowMs + 3_600_000);
    grant(4, DelegateScope.TRADE, chain.nowMs + 3_600_000);
    grant(3, DelegateScope.TRADE_AND_TRANSFER, chain.nowMs + 7_200_000);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.OK, ResultCode.TOO_MANY_DELEGATES, ResultCode.OK),
        chain.commit().results());
    grant(4, DelegateScope.TRADE, chain.nowMs + 3_600_000);
    chain.add(OWNER, new Command.RevokeDelegate(Address.ofNumber(3)));
    chain.add(OWNER, new Command.RevokeDelegate(Address.ofNumber(3)));
    assertEquals(
        List.of(ResultCode.OK, ResultCode.OK, ResultCode.UNKNOWN_GRANT), chain.commit().results());
  }
}
