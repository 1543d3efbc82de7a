package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.WithdrawalRows;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a chain to be paid elsewhere, and what comes from there, by hand. */
class WithdrawalsTest {

  private static final int COIN = 5;
  private static final Address ONE = Address.ofNumber(1);
  private static final Address ELSEWHERE = Address.ofNumber(777);
  private static final Address NOBODY = new Address(0, 0, 0);

  private final TestChain chain = new TestChain();

  @BeforeEach
  void open() {
    chain.genesis().prices(100_000, 2_000, 80).deposit(1, 1_000).commit();
  }

  private void keep(long most) {
    chain.set(Parameter.WITHDRAWALS, 0, most).commit();
  }

  private List<ResultCode> results() {
    return chain.commit().results();
  }

  private WithdrawalRows.Withdrawal row(long sequence) {
    return chain.chain.state().withdrawals().require(sequence);
  }

  private int rows() {
    return chain.chain.state().withdrawals().rows().size();
  }

  @Test
  void aChainThatKeepsNoneHasNoRowsAndRefusesWhatNeedsThem() {
    chain.add(ONE, new Command.Withdraw(account(1), USD));
    chain.add(ONE, new Command.WithdrawTo(account(1), Command.USD, USD, ELSEWHERE));
    chain.add(new Command.DepositFrom(account(1), Command.USD, USD, ELSEWHERE));
    chain.add(new Command.ForgetWithdrawal(1));
    ResultCode not = ResultCode.WITHDRAWALS_NOT_KEPT;
    assertEquals(List.of(ResultCode.OK, not, not, ResultCode.UNKNOWN_WITHDRAWAL), results());
    assertEquals(999 * USD, chain.cash(1));
    assertEquals(0, rows());
    assertEquals(0, chain.chain.state().lastWithdrawal());
  }

  @Test
  void everyWayOutLeavesARowInItsOrder() {
    keep(10);
    chain.add(new Command.FundInsurance(0, 50 * USD));
    chain.add(ONE, new Command.Withdraw(account(1), 2 * USD));
    chain.add(ONE, new Command.WithdrawTo(account(1), Command.USD, 3 * USD, ELSEWHERE));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 4 * USD));
    BlockResult result = chain.commit();
    assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK));
    long height = chain.chain.height();
    SubaccountId own = account(1);
    assertEquals(new WithdrawalRows.Withdrawal(own, ONE, -1, 2 * USD, height), row(1));
    assertEquals(new WithdrawalRows.Withdrawal(own, ELSEWHERE, -1, 3 * USD, height), row(2));
    SubaccountId governor = new SubaccountId(ADMIN, 0);
    assertEquals(new WithdrawalRows.Withdrawal(governor, ADMIN, -1, 4 * USD, height), row(3));
    List<Event> noted =
        result.events().stream().filter(each -> each instanceof Event.WithdrawalNoted).toList();
    assertEquals(new Event.WithdrawalNoted(2, own, ELSEWHERE, -1, 3 * USD), noted.get(1));
    assertEquals(3, noted.size());
    assertEquals(995 * USD, chain.cash(1));
  }

  @Test
  void coinsLeaveRowsToo() {
    chain.add(new Command.ListAsset(COIN, "BTC", -8, BTC, 50, 50)).commit();
    keep(10);
    chain.prices(100_000, 2_000, 80);
    chain.add(new Command.DepositFrom(account(1), COIN, 900, ELSEWHERE));
    chain.add(ONE, new Command.WithdrawAsset(account(1), COIN, 200));
    chain.add(ONE, new Command.WithdrawTo(account(1), COIN, 300, ELSEWHERE));
    chain.add(ONE, new Command.WithdrawTo(account(1), COIN, 401, ELSEWHERE));
    List<ResultCode> results = results();
    ResultCode ok = ResultCode.OK;
    assertEquals(List.of(ok, ok, ok, ResultCode.INSUFFICIENT_COLLATERAL), results.subList(3, 7));
    assertEquals(200, row(1).amount());
    assertEquals(ONE, row(1).recipient());
    assertEquals(COIN, row(2).asset());
    assertEquals(ELSEWHERE, row(2).recipient());
    assertEquals(2, rows());
    assertEquals(400, chain.lots(1, 50));
  }

  @Test
  void refusalsOfWithdrawalsChangeNothing() {
    keep(2);
    Address stranger = Address.ofNumber(9);
    chain.add(stranger, new Command.WithdrawTo(account(1), -1, USD, ELSEWHERE));
    chain.add(ONE, new Command.WithdrawTo(account(1), -1, USD, NOBODY));
    chain.add(ONE, new Command.WithdrawTo(account(1), -1, 0, ELSEWHERE));
    chain.add(ONE, new Command.WithdrawTo(account(1), -1, 1_001 * USD, ELSEWHERE));
    chain.add(ONE, new Command.WithdrawTo(account(1), COIN, 1, ELSEWHERE));
    assertEquals(
        List.of(
            ResultCode.NOT_OWNER,
            ResultCode.RECIPIENT_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.INSUFFICIENT_COLLATERAL,
            ResultCode.UNKNOWN_ASSET),
        results());
    assertEquals(0, rows());
    // At most two wait, of all kinds together.
    for (int i = 0; i < 3; i++) {
      chain.add(ONE, new Command.WithdrawTo(account(1), -1, USD, ELSEWHERE));
    }
    chain.add(ONE, new Command.Withdraw(account(1), USD));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FEES, 1));
    ResultCode many = ResultCode.TOO_MANY_WITHDRAWALS;
    assertEquals(List.of(ResultCode.OK, ResultCode.OK, many, many, many), results());
    assertEquals(998 * USD, chain.cash(1));
    chain.add(stranger, new Command.ForgetWithdrawal(1));
    chain.add(new Command.ForgetWithdrawal(1));
    chain.add(new Command.ForgetWithdrawal(1));
    chain.add(ONE, new Command.Withdraw(account(1), USD));
    assertEquals(
        List.of(
            ResultCode.NOT_AUTHORISED, ResultCode.OK, ResultCode.UNKNOWN_WITHDRAWAL, ResultCode.OK),
        results());
    assertEquals(USD, row(3).amount());
  }

  /** A number is never given twice, even where the last row was forgotten. */
  @Test
  void numbersGoOnAfterAllWasForgotten() {
    keep(9);
    chain.add(ONE, new Command.Withdraw(account(1), USD)).commit();
    chain.add(new Command.ForgetWithdrawal(1));
    chain.add(ONE, new Command.Withdraw(account(1), USD));
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), results());
    chain.add(new Command.ForgetWithdrawal(2)).commit();
    assertEquals(0, rows());
    keep(0);
    keep(9);
    chain.add(ONE, new Command.Withdraw(account(1), USD)).commit();
    assertEquals(USD, row(3).amount());
  }

  @Test
  void aDepositThatIsRefusedGoesBackToItsPayer() {
    keep(1);
    SubaccountId outOfRange = new SubaccountId(ONE, 1 << 30);
    chain.add(new Command.DepositFrom(account(2), -1, 7 * USD, ELSEWHERE));
    chain.add(new Command.DepositFrom(outOfRange, -1, 8 * USD, ELSEWHERE));
    chain.add(new Command.DepositFrom(account(1), COIN, 9, ELSEWHERE));
    BlockResult result = chain.commit();
    assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK));
    assertEquals(7 * USD, chain.cash(2));
    // They are above the number that may wait: money that is here already cannot be refused.
    assertEquals(2, rows());
    long height = chain.chain.height();
    assertEquals(new WithdrawalRows.Withdrawal(outOfRange, ELSEWHERE, -1, 8 * USD, height), row(1));
    assertEquals(new WithdrawalRows.Withdrawal(account(1), ELSEWHERE, COIN, 9, height), row(2));
    int number = ResultCode.SUBACCOUNT_OUT_OF_RANGE.number();
    int unknown = ResultCode.UNKNOWN_ASSET.number();
    List<Event> events = result.events();
    assertEquals(
        List.of(
            new Event.DepositReturned(outOfRange, -1, 8 * USD, number),
            new Event.WithdrawalNoted(1, outOfRange, ELSEWHERE, -1, 8 * USD),
            new Event.DepositReturned(account(1), COIN, 9, unknown),
            new Event.WithdrawalNoted(2, account(1), ELSEWHERE, COIN, 9)),
        events.subList(events.size() - 4, events.size()));
  }

  @Test
  void whatNobodyCanHaveBroughtIsRefused() {
    keep(9);
    chain.add(ONE, new Command.DepositFrom(account(1), -1, USD, ELSEWHERE));
    chain.add(new Command.DepositFrom(account(1), -1, USD, NOBODY));
    chain.add(new Command.DepositFrom(account(1), -1, 0, ELSEWHERE));
    chain.add(new Command.DepositFrom(account(1), -1, (1L << 53) + 1, ELSEWHERE));
    assertEquals(
        List.of(
            ResultCode.NOT_AUTHORISED,
            ResultCode.RECIPIENT_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.AMOUNT_OUT_OF_RANGE),
        results());
    assertEquals(0, rows());
    assertEquals(1_000 * USD, chain.cash(1));
  }

  /** A contract reads these bytes. */
  @Test
  void aRowHasTheseBytes() {
    keep(9);
    SubaccountId numbered = new SubaccountId(ONE, 0x01020304);
    chain.set(Parameter.SUBACCOUNT_NUMBER, 0, Integer.MAX_VALUE).commit();
    chain.add(new Command.Deposit(numbered, 9 * USD));
    chain.add(ONE, new Command.WithdrawTo(numbered, -1, 1_000_001, ELSEWHERE)).commit();
    int slot = chain.chain.state().withdrawals().slotOf(1L);
    HexFormat hex = HexFormat.of();
    assertEquals("1a0000000000000001", hex.formatHex(chain.chain.state().withdrawals().key(slot)));
    ByteWriter height = new ByteWriter();
    height.i64(chain.chain.height());
    assertEquals(
        "01"
            + "0000000000000000000000000000000000000001"
            + "01020304"
            + "0000000000000000000000000000000000000309"
            + "ffffffff"
            + "00000000000f4241"
            + hex.formatHex(height.toBytes()),
        hex.formatHex(chain.chain.state().withdrawals().encode(slot)));
  }

  @Test
  void aCommandNamesUsdOrAnAsset() {
    for (int asset : new int[] {-2, 0x10000, Integer.MIN_VALUE}) {
      Command command = new Command.WithdrawTo(account(1), asset, 1, ELSEWHERE);
      Authenticated of = new Authenticated(ONE, command);
      assertThrows(IllegalArgumentException.class, () -> CommandCodec.encode(of));
    }
    Command command = new Command.WithdrawTo(account(1), 0xffff, 1, ELSEWHERE);
    byte[] bytes = CommandCodec.encode(new Authenticated(ONE, command));
    assertEquals(command, CommandCodec.decode(bytes).command());
  }

  @Test
  void discardUndoAndSnapshotKeepNumbersAndRows() {
    keep(9);
    Hash before = chain.chain.root();
    chain.add(ONE, new Command.Withdraw(account(1), USD));
    List<byte[]> commands = List.copyOf(chain.waiting);
    BlockResult first = chain.chain.execute(chain.nextBlock());
    chain.chain.discard();
    assertEquals(before, chain.chain.root());
    chain.nowMs -= 60_000;
    chain.waiting.addAll(commands);
    assertEquals(first, chain.commit());
    chain.chain.undo();
    assertEquals(before, chain.chain.root());
    assertEquals(0, chain.chain.state().lastWithdrawal());
    chain.nowMs -= 60_000;
    chain.waiting.addAll(commands);
    chain.commit();
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.chain.snapshot(1 << 20, chunks::add);
    MarginChain restored = MarginChain.restore(Engines.create("scalar", 1), header, chunks);
    assertEquals(chain.chain.root(), restored.root());
    assertEquals(1, restored.state().lastWithdrawal());
    assertEquals(row(1), restored.state().withdrawals().get(1L));
    byte[] key = {26, 0, 0, 0, 0, 0, 0, 0, 1};
    int slot = restored.state().withdrawals().slotOf(1L);
    assertNotNull(restored.prove(key));
    assertArrayEquals(key, restored.state().withdrawals().key(slot));
  }
}
