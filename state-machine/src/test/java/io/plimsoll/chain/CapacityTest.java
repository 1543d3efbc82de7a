package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each limit of the chain at its edge and one beyond. */
class CapacityTest {

  private static final long PRICE = 100_000 * BTC_DOLLAR;
  private static final long ETH_PRICE = 2_000 * SMALL_DOLLAR;

  private final TestChain chain = new TestChain();

  @BeforeEach
  void open() {
    chain.genesis();
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private void limit(Parameter parameter, int subject, long value) {
    chain.set(parameter, subject, value).commit();
    chain.prices(100_000, 2_000, 80);
  }

  @Test
  void bytesOfABlock() {
    limit(Parameter.BLOCK_BYTES, 0, 1_024);
    chain.waiting.clear();
    // A deposit is 22 bytes of head, 24 of the subaccount and 8 of the amount: 54.
    for (int i = 0; i < 18; i++) {
      chain.deposit(1, 1);
    }
    chain.waiting.add(new byte[52]);
    List<ResultCode> full = chain.commit().results();
    assertEquals(ResultCode.OK, full.get(17));
    assertEquals(ResultCode.MALFORMED, full.get(18));
    for (int i = 0; i < 18; i++) {
      chain.deposit(1, 1);
    }
    chain.waiting.add(new byte[53]);
    // What comes after it does not fit, though it alone would have.
    chain.waiting.add(new byte[1]);
    List<ResultCode> beyond = chain.commit().results();
    assertEquals(ResultCode.OK, beyond.get(17));
    assertEquals(ResultCode.TOO_MANY_BYTES, beyond.get(18));
    assertEquals(ResultCode.TOO_MANY_BYTES, beyond.get(19));
    assertEquals(36 * USD, chain.cash(1));
  }

  @Test
  void positionsOfAllTogether() {
    limit(Parameter.TOTAL_POSITIONS, 0, 3);
    chain.deposit(1, 1_000).deposit(2, 1_000);
    chain.fill(1, 2, BTC_PERP, 1, PRICE).fill(1, 2, ETH_PERP, 1, ETH_PRICE);
    chain.fill(1, 2, BTC_PERP, 1, PRICE);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.TOO_MANY_POSITIONS_IN_ALL, ResultCode.OK),
        chain.commit().results().subList(5, 8));
    chain.prices(100_000, 2_000, 80).deposit(3, 1_000);
    chain.fill(3, 2, BTC_PERP, 1, PRICE).fill(4, 2, BTC_PERP, 1, PRICE);
    chain.fill(2, 1, BTC_PERP, 2, PRICE).fill(2, 3, BTC_PERP, 1, PRICE);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.TOO_MANY_POSITIONS_IN_ALL, ResultCode.OK, ResultCode.OK),
        chain.commit().results().subList(4, 8));
    assertEquals(0, chain.chain.state().accounts().positionsInAll());
  }

  @Test
  void openInterestOfAMarket() {
    limit(Parameter.OPEN_LOTS, BTC, 10);
    chain.deposit(1, 1_000).deposit(2, 1_000).deposit(3, 1_000);
    chain.fill(1, 2, BTC_PERP, 11, PRICE).fill(1, 2, BTC_PERP, 10, PRICE);
    // Who closes against who opens leaves it as it is.
    chain.fill(1, 2, BTC_PERP, 1, PRICE).fill(3, 1, BTC_PERP, 10, PRICE);
    chain.fill(1, 3, TestChain.BTC_FUTURE, 1, PRICE);
    assertEquals(
        List.of(
            ResultCode.OPEN_INTEREST_TOO_LARGE,
            ResultCode.OK,
            ResultCode.OPEN_INTEREST_TOO_LARGE,
            ResultCode.OK,
            ResultCode.OPEN_INTEREST_TOO_LARGE),
        chain.commit().results().subList(6, 11));
  }

  @Test
  void numbersOfSubaccounts() {
    chain.add(new Command.Deposit(new SubaccountId(Address.ofNumber(1), 128_000), USD));
    chain.add(new Command.Deposit(new SubaccountId(Address.ofNumber(1), 128_001), USD));
    chain.add(new Command.Deposit(new SubaccountId(Address.ofNumber(1), -1), USD));
    assertEquals(
        List.of(
            ResultCode.OK, ResultCode.SUBACCOUNT_OUT_OF_RANGE, ResultCode.SUBACCOUNT_OUT_OF_RANGE),
        chain.commit().results());
    // One that is there stays usable when the limit is lowered.
    limit(Parameter.SUBACCOUNT_NUMBER, 0, 0);
    SubaccountId old = new SubaccountId(Address.ofNumber(1), 128_000);
    chain.add(new Command.Deposit(old, USD));
    chain.add(Address.ofNumber(1), new Command.Withdraw(old, 2 * USD));
    chain.add(new Command.Deposit(old, USD));
    chain.add(
        Address.ofNumber(1),
        new Command.SetMode(new SubaccountId(Address.ofNumber(1), 1), Mode.CROSS));
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.SUBACCOUNT_OUT_OF_RANGE,
            ResultCode.SUBACCOUNT_OUT_OF_RANGE),
        chain.commit().results().subList(3, 7));
  }

  private TestChain list(int id, int market) {
    return chain.add(new Command.ListInstrument(id, market, InstrumentKind.PERPETUAL, 0, 0));
  }

  @Test
  void instrumentsOfARiskUnit() {
    limit(Parameter.UNIT_INSTRUMENTS, BTC, 4);
    list(50, BTC);
    list(51, BTC);
    list(52, LUNA);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.TOO_MANY_INSTRUMENTS, ResultCode.OK),
        chain.commit().results().subList(3, 6));
  }

  /** Five instruments of 23 scenarios each are 115 cells; with 4 steps 29 scenarios, 145. */
  @Test
  void instrumentsTimesScenarios() {
    limit(Parameter.RISK_CELLS, 0, 145);
    list(50, BTC);
    chain.set(Parameter.STRESS_STEPS, 0, 4);
    chain.set(Parameter.STRESS_STEPS, 0, 3);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.TOO_MANY_CELLS, ResultCode.OK),
        chain.commit().results().subList(3, 6));
    list(51, BTC);
    assertEquals(List.of(ResultCode.TOO_MANY_CELLS), chain.commit().results());
  }

  /** What is scheduled counts: a later matrix must have room for what is listed until then. */
  @Test
  void scenariosThatAreToCome() {
    limit(Parameter.RISK_CELLS, 0, 145);
    chain.add(new Command.ChangeParameter(Parameter.STRESS_STEPS, 0, 4, 1_000, 0));
    list(50, BTC);
    assertEquals(
        List.of(ResultCode.OK, ResultCode.TOO_MANY_CELLS), chain.commit().results().subList(3, 5));
  }

  @Test
  void marketsAndUnderlyings() {
    chain.set(Parameter.MARKETS, 0, 4).set(Parameter.UNDERLYINGS, 0, 4).commit();
    chain.add(new Command.ListMarket(50, BTC, false, 1, 1_000));
    chain.add(new Command.ListMarket(51, BTC, false, 1, 1_000));
    chain.add(new Command.ListUnderlying(50, "A", -4));
    chain.add(new Command.ListUnderlying(51, "B", -4));
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.TOO_MANY_MARKETS,
            ResultCode.OK,
            ResultCode.TOO_MANY_UNDERLYINGS),
        chain.commit().results());
  }

  /** A coin takes the room of a market and an instrument, and who gets some that of a position. */
  @Test
  void coins() {
    chain.set(Parameter.MARKETS, 0, 3).commit();
    chain.add(new Command.ListAsset(1, "BTC", -8, BTC, 21, 21));
    assertEquals(ResultCode.TOO_MANY_MARKETS, last(chain.commit()));
    chain.set(Parameter.MARKETS, 0, 4).set(Parameter.UNIT_INSTRUMENTS, BTC, 3).commit();
    chain.add(new Command.ListAsset(1, "BTC", -8, BTC, 21, 21));
    assertEquals(ResultCode.TOO_MANY_INSTRUMENTS, last(chain.commit()));
    chain.set(Parameter.UNIT_INSTRUMENTS, BTC, 4).commit();
    chain.add(new Command.ListAsset(1, "BTC", -8, BTC, 21, 21));
    assertEquals(ResultCode.OK, last(chain.commit()));
    limit(Parameter.TOTAL_POSITIONS, 0, 1);
    chain.add(new Command.DepositAsset(account(1), 1, 5));
    chain.add(new Command.DepositAsset(account(2), 1, 5));
    chain.add(new Command.DepositAsset(account(1), 1, 5));
    chain.add(Address.ofNumber(1), new Command.TransferAsset(account(1), account(2), 1, 1));
    assertEquals(
        List.of(
            ResultCode.OK,
            ResultCode.TOO_MANY_POSITIONS_IN_ALL,
            ResultCode.OK,
            ResultCode.TOO_MANY_POSITIONS_IN_ALL),
        chain.commit().results().subList(3, 7));
  }

  @Test
  void dustIsNotLeftBehind() {
    limit(Parameter.MINIMUM_EQUITY, 0, 100 * USD);
    chain.deposit(1, 1_000).deposit(2, 1_000).deposit(3, 100);
    chain.fill(1, 2, BTC_PERP, 1, PRICE).commit();
    for (boolean transfer : new boolean[] {false, true}) {
      for (long amount : new long[] {900 * USD + 1, 100 * USD}) {
        Command out =
            transfer
                ? new Command.Transfer(account(1), account(4), amount)
                : new Command.Withdraw(account(1), amount);
        chain.add(Address.ofNumber(1), out);
      }
    }
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 700 * USD));
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 1));
    assertEquals(
        List.of(
            ResultCode.BELOW_MINIMUM_EQUITY,
            ResultCode.OK,
            ResultCode.BELOW_MINIMUM_EQUITY,
            ResultCode.OK,
            ResultCode.OK,
            ResultCode.BELOW_MINIMUM_EQUITY),
        chain.commit().results());
    // Nor does an opening trade at a bad price leave it; closing is always possible.
    chain.prices(100_000, 2_000, 80);
    chain.fill(3, 2, BTC_PERP, 10, 101_000 * BTC_DOLLAR).fill(3, 2, BTC_PERP, 10, PRICE);
    chain.fill(2, 3, BTC_PERP, 5, 99_000 * BTC_DOLLAR);
    assertEquals(
        List.of(ResultCode.BELOW_MINIMUM_EQUITY, ResultCode.OK, ResultCode.OK),
        chain.commit().results().subList(3, 6));
  }

  /**
   * 1% of a lot's index value must be 1,000 of 10^-12 quanta. BTC at 1 cent is a mantissa of 1,000,
   * so that 10^10 lots a unit weigh just enough and 10^10 + 1 do not.
   */
  @Test
  void aLotThatIsTooSmallForAnyUnit() {
    chain.set(Parameter.BAND_PPM, BTC, 1_000_000_000).commit();
    chain.add(new Command.Prices(BTC, 1_000, List.of(), List.of())).commit();
    chain.add(new Command.ListMarket(50, BTC, false, 1, 10_000_000_000L));
    chain.add(new Command.ListMarket(51, BTC, false, 1, 10_000_000_001L));
    assertEquals(List.of(ResultCode.OK, ResultCode.LOT_TOO_SMALL), chain.commit().results());
    chain.add(new Command.ListInstrument(50, 50, InstrumentKind.PERPETUAL, 0, 0)).commit();
    // At half of the price the market is there and may only be reduced; nothing more is listed.
    chain.deposit(1, 10).deposit(2, 10);
    chain.add(new Command.Prices(BTC, 1_000, List.of(), List.of()));
    chain.fill(1, 2, 50, 1_000_000, 1_000);
    assertEquals(ResultCode.OK, last(chain.commit()));
    chain.add(new Command.Prices(BTC, 500, List.of(), List.of()));
    chain.fill(1, 2, 50, 1, 500).fill(2, 1, 50, 1, 500);
    chain.add(new Command.ListInstrument(51, 50, InstrumentKind.PERPETUAL, 0, 0));
    assertEquals(
        List.of(ResultCode.REDUCE_ONLY, ResultCode.OK, ResultCode.LOT_TOO_SMALL),
        chain.commit().results().subList(1, 4));
  }

  /**
   * A lot of LUNA at 80 is 8 dollars, 8,000,000 quanta at k = 0, of which a quarter is the largest
   * move: 2^62 / 2,000,000 is 2,305,843,009,213.69.
   */
  @Test
  void aPositionLimitThatRiskArraysCannotBear() {
    final long edge = 2_305_843_009_213L;
    limit(Parameter.POSITION_LOTS, LUNA, edge);
    chain.deposit(1, 1_000).deposit(2, 1_000);
    chain.fill(1, 2, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    list(50, LUNA);
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), chain.commit().results().subList(5, 7));
    limit(Parameter.POSITION_LOTS, LUNA, edge + 1);
    chain.fill(1, 2, LUNA_PERP, 1, 80 * SMALL_DOLLAR);
    chain.fill(2, 1, LUNA_PERP, 1, 80 * SMALL_DOLLAR);
    list(51, LUNA);
    assertEquals(
        List.of(ResultCode.REDUCE_ONLY, ResultCode.OK, ResultCode.LIMIT_TOO_LARGE),
        chain.commit().results().subList(3, 6));
  }
}
