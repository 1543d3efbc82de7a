package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.DeleveragingPlace;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.Standing;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when losses are larger than accounts, policy by policy, with figures by hand. */
class LossesTest {

  private static final long RANKED = 1;
  private static final long HYPERLIQUID = 2;
  private static final long DYDX = 3;
  private static final long NONE = 4;
  private static final long BY_FUNDING = 2;
  private static final long BY_CASH = 3;
  private static final long OPPOSITE_SIDE_ALONE = 4;
  private static final int ANY_MOVE_PPM = 1_000_000_000;

  private final TestChain chain = new TestChain();

  /** Whatever a test brings about, the auditor predicts it too. */
  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void begin(long deleveraging, long losses) {
    chain.genesis();
    for (int market : new int[] {BTC, ETH, LUNA}) {
      chain.set(Parameter.BAND_PPM, market, ANY_MOVE_PPM);
    }
    chain.set(Parameter.DELEVERAGING_POLICY, 0, deleveraging);
    chain.set(Parameter.LOSS_POLICY, 0, losses).set(Parameter.LOSS_AFTER_BLOCKS, 0, 0);
    chain.prices(100_000, 1_000, 80).commit();
  }

  /**
   * Account 1 has 1,000 dollars and is short 1,000 lots of LUNA, 8,000 dollars, of which account 2
   * has 600 with 10,000 dollars and account 3 has 400 with 1,000.
   */
  private void shortLuna() {
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(2, 10_000).deposit(3, 1_000);
    chain.fill(2, 1, LUNA_PERP, 600, 80 * SMALL_DOLLAR);
    chain.fill(3, 1, LUNA_PERP, 400, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  /** The same of ETH at 1,000, a lot of which is a dollar: with 100, 1,000 and 1,000 dollars. */
  private void shortEth() {
    chain.prices(100_000, 1_000, 80).deposit(1, 100).deposit(2, 1_000).deposit(3, 1_000);
    chain.fill(2, 1, ETH_PERP, 600, 1_000 * SMALL_DOLLAR);
    chain.fill(3, 1, ETH_PERP, 400, 1_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  private BlockResult at(long btc, long eth, long luna) {
    return chain.prices(btc, eth, luna).commit();
  }

  private long equity(int account) {
    Requirement requirement = chain.chain.processor().requirement(chain.handle(account));
    return requirement == null ? chain.cash(account) : requirement.equity();
  }

  private static Standing standing(
      int rank, int of, long scorePpm, long value, long entry, long equity) {
    return new Standing(rank, of, scorePpm, value * USD, entry * USD, value * USD, equity * USD);
  }

  private List<DeleveragingPlace> places(int account) {
    return chain.chain.deleveragingPlaces(account(account));
  }

  /**
   * At 100 account 1 owes 1,000. Account 3 has 4,000 / 3,200 * 4,000 / 1,800 = 2.777..., account 2
   * 6,000 / 4,800 * 6,000 / 11,200 = 0.669642...; the bankruptcy price is 90.
   */
  @Test
  void theRankedPolicyExplainsItself() {
    begin(RANKED, 1);
    shortLuna();
    assertEquals(
        standing(2, 2, 480_000, 4_800, 4_800, 10_000),
        Objects.requireNonNull(places(2).get(0).standing()));
    assertEquals(3, Objects.requireNonNull(places(2).get(0).standing()).lights());
    assertEquals(5, Objects.requireNonNull(places(3).get(0).standing()).lights());
    assertEquals(List.of(), places(77));

    BlockResult result = at(100_000, 1_000, 100);
    List<Event.Deleveraged> closed = events(result, Event.Deleveraged.class);
    assertEquals(
        List.of(
            new Event.Deleveraged(
                account(1),
                account(3),
                LUNA_PERP,
                400,
                -3_600 * USD,
                4_000 * USD,
                400 * USD,
                standing(1, 2, 2_777_777, 4_000, 3_200, 1_800)),
            new Event.Deleveraged(
                account(1),
                account(2),
                LUNA_PERP,
                600,
                -5_400 * USD,
                6_000 * USD,
                600 * USD,
                standing(2, 2, 669_642, 6_000, 4_800, 11_200))),
        closed);
    assertEquals(0, chain.cash(1));
    assertEquals(10_600 * USD, chain.cash(2));
    assertEquals(1_400 * USD, chain.cash(3));
    assertTrue(chain.chain.state().debts().rows().isEmpty());
  }

  /** At the last block's mark of 80, which is everybody's entry: nobody has won or lost. */
  @Test
  void hyperliquidClosesAtTheLastMark() {
    begin(HYPERLIQUID, 1);
    shortLuna();
    BlockResult result = at(100_000, 1_000, 100);
    List<Event.Deleveraged> closed = events(result, Event.Deleveraged.class);
    assertEquals(
        List.of(account(3), account(2)), closed.stream().map(each -> each.holder()).toList());
    assertEquals(-3_200 * USD, closed.get(0).quote());
    assertEquals(800 * USD, closed.get(0).holderGave());
    assertEquals(2_777_777, closed.get(0).standing().scorePpm());
    assertEquals(1_000 * USD, chain.cash(1));
    assertEquals(10_000 * USD, chain.cash(2));
    assertEquals(1_000 * USD, chain.cash(3));
  }

  /** Two scores that are equal in ppm are not: 1 / 3,000,001 of leverage is less than a ppm. */
  @Test
  void hyperliquidRanksByExactScores() {
    for (long policy : new long[] {RANKED, HYPERLIQUID}) {
      TestChain here = new TestChain();
      here.genesis();
      here.set(Parameter.DELEVERAGING_POLICY, 0, policy).commit();
      here.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(2, 3_000_000).deposit(3, 3_000_000);
      here.add(new Command.Deposit(account(2), 1));
      here.fill(2, 1, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
      here.fill(3, 1, LUNA_PERP, 100, 80 * SMALL_DOLLAR).commit();
      int first = policy == RANKED ? 1 : 2;
      DeleveragingPlace place = here.chain.deleveragingPlaces(account(2)).get(0);
      assertEquals(first, Objects.requireNonNull(place.standing()).rank());
      ScriptedAudit.follow(here.blocks);
    }
  }

  private void dydxAgainst(long start, long stride, int... holders) {
    begin(DYDX, 1);
    chain.set(Parameter.DELEVERAGING_START, 0, start);
    chain.set(Parameter.DELEVERAGING_STRIDE, 0, stride);
    shortLuna();
    List<Event.Deleveraged> closed = events(at(100_000, 1_000, 100), Event.Deleveraged.class);
    assertEquals(holders.length, closed.size());
    for (int i = 0; i < holders.length; i++) {
      assertEquals(account(holders[i]), closed.get(i).holder());
      assertEquals(0, closed.get(i).standing().scorePpm());
    }
    assertEquals(0, chain.cash(1));
  }

  @Test
  void dydxWalksInKeyOrder() {
    dydxAgainst(0, 0, 2, 3);
  }

  @Test
  void dydxWalksFromAStartAndGoesAround() {
    dydxAgainst(5, 0, 3, 2);
  }

  /** The fourth block is the one that crashes: 4 * 3 is even. */
  @Test
  void dydxStartMovesWithTheBlocks() {
    dydxAgainst(1, 3, 3, 2);
    assertEquals(4, chain.chain.height());
  }

  /**
   * Account 3 has lost 650 of its 600 dollars on BTC and won 80 on ETH. At the bankruptcy price of
   * 1,100 it would lose 40 of these and be worth less than nothing, so it is skipped.
   */
  @Test
  void dydxSkipsWhomTheUpdateWouldHarm() {
    begin(DYDX, OPPOSITE_SIDE_ALONE);
    chain.set(Parameter.LOSS_AFTER_BLOCKS, 0, 1);
    chain.prices(100_000, 1_000, 80).deposit(1, 100).deposit(2, 1_000).deposit(3, 600);
    chain.deposit(4, 100_000);
    chain.fill(2, 1, ETH_PERP, 600, 1_000 * SMALL_DOLLAR);
    chain.fill(3, 1, ETH_PERP, 400, 1_000 * SMALL_DOLLAR);
    chain.fill(3, 4, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    BlockResult result = at(93_500, 1_200, 80);
    List<Event.Deleveraged> closed = events(result, Event.Deleveraged.class);
    assertEquals(1, closed.size());
    assertEquals(account(2), closed.get(0).holder());
    assertEquals(-400, chain.lots(1, ETH_PERP));
    assertEquals(-40 * USD, equity(1));
    assertEquals(
        List.of(new Event.DebtSeen(account(1), 0, ETH, 40 * USD)),
        events(result, Event.DebtSeen.class));
    long seen = result.height();
    assertEquals(
        new LossRows.Debt(seen, 0, 0, ETH, 40 * USD, 14_400_000),
        chain.chain.state().debts().get(account(1)));

    // Nobody takes it in the next block: a fill of nothing is noted.
    result = at(93_500, 1_200, 80);
    assertEquals(
        List.of(new Event.DeleveragedNothing(account(1), ETH_PERP, -400, 1)),
        events(result, Event.DeleveragedNothing.class));
    // When the debt is overdue the holder need only not be worth less than nothing.
    chain.deposit(3, 10);
    result = at(93_500, 1_200, 80);
    assertEquals(1, events(result, Event.Deleveraged.class).size());
    assertEquals(0, equity(3));
    assertEquals(0, chain.cash(1));
    assertNull(chain.chain.state().debts().get(account(1)));
  }

  /** Of two bankrupt subaccounts a block takes up one, the riskier; the next one the other. */
  @Test
  void whatIsNotTakenUpIsFirstInTheNextBlock() {
    begin(RANKED, 1);
    chain.set(Parameter.DELEVERAGING_ATTEMPTS, 0, 1);
    chain.prices(100_000, 1_000, 80).deposit(1, 100).deposit(2, 110).deposit(3, 100);
    chain.fill(3, 1, ETH_PERP, 1_000, 1_000 * SMALL_DOLLAR);
    chain.fill(3, 2, ETH_PERP, 1_000, 1_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    // Account 3 is worth 100 + 2,000 * 0.2 = 500, and 400 and 310 after both.
    List<Event.Deleveraged> closed = events(at(100_000, 1_200, 80), Event.Deleveraged.class);
    assertEquals(1, closed.size());
    assertEquals(account(1), closed.get(0).subaccount());
    LossRows.Debt left = Objects.requireNonNull(chain.chain.state().debts().get(account(2)));
    assertEquals(0, left.tried());
    closed = events(at(100_000, 1_200, 80), Event.Deleveraged.class);
    assertEquals(account(2), closed.get(0).subaccount());
  }

  /** One that nobody can take does not keep the others waiting. */
  @Test
  void whoIsStuckDoesNotStarveOthers() {
    begin(RANKED, 1);
    chain.set(Parameter.DELEVERAGING_ATTEMPTS, 0, 1).set(Parameter.DELEVERAGING_HOLDERS, 0, 1);
    // Account 1 is short of BTC against account 3, which loses on ETH.
    chain.prices(100_000, 1_000, 80).deposit(1, 600).deposit(3, 2_000).deposit(4, 100_000);
    chain.deposit(2, 100).deposit(5, 1_000);
    chain.fill(3, 1, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    chain.fill(3, 4, ETH_PERP, 20_000, 1_000 * SMALL_DOLLAR);
    chain.fill(2, 5, ETH_PERP, 1_000, 1_000 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    // BTC + 20%: account 1 owes 1,400. ETH - 15%: account 3 is worth 2,000 + 2,000 - 3,000, and
    // 1,000 after a trade at 106,000 would be -400. Account 2 owes 50; account 5 can take it.
    assertEquals(0, events(at(120_000, 850, 80), Event.Deleveraged.class).size());
    LossRows.Debt stuck = Objects.requireNonNull(chain.chain.state().debts().get(account(1)));
    assertEquals(chain.chain.height(), stuck.tried());
    List<Event.Deleveraged> closed = events(at(120_000, 850, 80), Event.Deleveraged.class);
    assertEquals(1, closed.size());
    assertEquals(account(2), closed.get(0).subaccount());
  }

  /**
   * Account 1 owes 100. The fund pays 35 and keeps a quantum, fees of 5 pay 5, and 60 are 0.05 for
   * each of the 1,200 lots of others: account 2 has 1,100 of them, account 3 is short 100.
   */
  @Test
  void driftsWaterfallEndsInTheFundingIndex() {
    begin(NONE, BY_FUNDING);
    shortEth();
    chain.add(new Command.FundInsurance(0, 35 * USD + 1));
    chain.prices(100_000, 1_000, 80);
    chain.add(
        new Command.Fill(account(2), account(3), ETH_PERP, 500, 1_000 * SMALL_DOLLAR, 5 * USD, 0));
    assertEquals(ResultCode.OK, last(chain.commit()));
    BlockResult seen = at(100_000, 1_200, 80);
    assertEquals(1, events(seen, Event.DebtSeen.class).size());
    assertEquals(0, events(seen, Event.Deleveraged.class).size());
    assertEquals(-100 * USD, equity(1));
    assertNull(chain.chain.deleveragingPlaces(account(2)).get(0).standing());

    final long two = equity(2);
    final long three = equity(3);
    BlockResult result = at(100_000, 1_200, 80);
    assertEquals(
        List.of(
            new Event.LossShared(
                account(1), 0, 35 * USD, 5 * USD, 60 * USD, ETH_PERP, 50_000L * USD)),
        events(result, Event.LossShared.class));
    assertEquals(0, equity(1));
    assertEquals(two - 55 * USD, equity(2));
    assertEquals(three - 5 * USD, equity(3));
    assertNull(chain.chain.state().debts().get(account(1)));
    Rows.Pool pool = chain.chain.state().pool(0);
    assertEquals(1, pool.fund());
    assertEquals(0, pool.fees());
    assertEquals(-60 * USD, pool.clearing());
    assertEquals(-100_000L * USD, chain.chain.state().aside(ETH_PERP).shortOffset());

    // Everybody closes: what they have paid is what account 1 was given.
    chain.prices(100_000, 1_200, 80);
    chain.fill(1, 2, ETH_PERP, 1_000, 1_200 * SMALL_DOLLAR);
    chain.fill(3, 2, ETH_PERP, 100, 1_200 * SMALL_DOLLAR);
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), chain.commit().results().subList(3, 5));
    assertEquals(0, chain.cash(1));
    assertEquals(0, chain.chain.state().pool(0).clearing());
    assertEquals(2_135 * USD, chain.cash(2) + chain.cash(3));
  }

  /** A third of a quantum for each of three lots is Ceil'd: the pool keeps what is too much. */
  @Test
  void aShareOfALossIsCeiled() {
    begin(NONE, BY_FUNDING);
    chain.prices(100_000, 1_000, 80).deposit(2, 1_000).deposit(3, 1_000);
    chain.add(new Command.Deposit(account(1), 2_700_000));
    chain.fill(2, 1, LUNA_PERP, 3, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    // Three lots are 24 dollars; at 89.000001 they are 26.7000003, TowardZero.
    chain.add(new Command.Prices(LUNA, 89 * SMALL_DOLLAR + 1, List.of(), List.of())).commit();
    assertEquals(0, equity(1));
    chain.add(new Command.Prices(LUNA, 89 * SMALL_DOLLAR + 34, List.of(), List.of())).commit();
    assertEquals(-10, equity(1));
    chain.add(new Command.Prices(LUNA, 89 * SMALL_DOLLAR + 34, List.of(), List.of()));
    List<Event.LossShared> shared = events(chain.commit(), Event.LossShared.class);
    assertEquals(3_333_334, shared.get(0).perLot());
    assertEquals(0, equity(1));
    chain.prices(100_000, 1_000, 89).fill(1, 2, LUNA_PERP, 3, 89 * SMALL_DOLLAR + 34);
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(1, chain.chain.state().pool(LUNA).clearing());
  }

  /** Accounts 1, 4 and 5 have won 16,000 dollars of account 2, which had 1,000 less a quantum. */
  private void endedInDebt() {
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(4, 1_000).deposit(5, 1_000);
    chain.add(new Command.Deposit(account(2), 1_000 * USD - 1)).commit();
    chain.prices(100_000, 1_000, 80).fill(1, 2, LUNA_PERP, 500, 80 * SMALL_DOLLAR);
    chain.fill(4, 2, LUNA_PERP, 300, 80 * SMALL_DOLLAR);
    chain.fill(5, 2, LUNA_PERP, 200, 80 * SMALL_DOLLAR);
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 120_000));
    assertEquals(ResultCode.OK, last(chain.commit()));
    BlockResult ended = at(100_000, 1_000, 240);
    assertEquals(-15_000 * USD - 1, chain.cash(2));
    assertEquals(
        List.of(new Event.DebtSeen(account(2), LUNA, LUNA, 15_000 * USD + 1)),
        events(ended, Event.DebtSeen.class));
  }

  private Command.Withdraw withdraw(int account, long amount) {
    return new Command.Withdraw(account(account), amount);
  }

  private TestChain tryWithdraw(int account, long amount) {
    return chain.add(Address.ofNumber(account), withdraw(account, amount));
  }

  /**
   * 15,000.000001 of 9,000, 5,800 and 4,200, two payers a block: 9/19, then 5.8/10 of what is left,
   * then all. Nobody leaves while they pay.
   */
  @Test
  void everybodysCashIsCutExactly() {
    begin(RANKED, BY_CASH);
    chain.set(Parameter.LOSS_ACCOUNTS, 0, 2);
    endedInDebt();
    BlockResult first = at(100_000, 1_000, 240);
    assertEquals(
        List.of(
            new Event.CashShared(account(1), LUNA, 7_105_263_158L),
            new Event.CashShared(account(4), LUNA, 4_578_947_368L)),
        events(first, Event.CashShared.class));
    LossRows.Guard guard = chain.chain.state().guard(LUNA);
    assertEquals(new LossRows.Guard(0, 0, 3_315_789_475L, account(4)), guard);
    assertEquals(-3_315_789_475L, chain.cash(2));

    tryWithdraw(5, 1).add(Address.ofNumber(5), new Command.Transfer(account(5), account(9), 1));
    chain.add(new Command.WithdrawFund(LUNA, Command.Purse.FUND, 1));
    BlockResult second = chain.commit();
    assertEquals(
        List.of(new Event.CashShared(account(5), LUNA, 3_315_789_475L)),
        events(second, Event.CashShared.class));
    assertEquals(List.of(ResultCode.OK, ResultCode.OK), second.results().subList(0, 2));
    assertEquals(0, chain.cash(2));
    assertEquals(884_210_523, chain.cash(5));
    assertEquals(0, chain.chain.state().guard(LUNA).sharing());
    assertEquals(new Rows.Pool(0, 0, 0, 0), chain.chain.state().pool(LUNA));
    assertEquals(Accounts.CROSS_POOL, chain.chain.state().accounts().pool(chain.handle(5)));
  }

  /**
   * In one block the debts of two pools: 100 dollars of 100, 1,000 and 1,000, then 500 of 1,000 and
   * 700. A debt that has been paid in the first pool is none for the second.
   */
  @Test
  void debtsOfTwoPoolsArePaidInOneBlock() {
    begin(NONE, BY_CASH);
    shortEth();
    chain.prices(100_000, 1_000, 80).deposit(4, 1_000).deposit(5, 700);
    chain.fill(4, 5, LUNA_PERP, 600, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    BlockResult seen = at(100_000, 1_200, 100);
    assertEquals(
        List.of(
            new Event.DebtSeen(account(1), 0, ETH, 100 * USD),
            new Event.DebtSeen(account(5), LUNA, LUNA, 500 * USD)),
        events(seen, Event.DebtSeen.class));
    BlockResult paid = at(100_000, 1_200, 100);
    assertEquals(
        List.of(
            new Event.CashShared(account(1), 0, 4_761_904),
            new Event.CashShared(account(2), 0, 47_619_048),
            new Event.CashShared(account(3), 0, 47_619_048),
            new Event.CashShared(account(4), LUNA, 294_117_647),
            new Event.CashShared(account(5), LUNA, 205_882_353)),
        events(paid, Event.CashShared.class));
    assertEquals(
        List.of(
            new Event.LossShared(account(1), 0, 0, 0, 100 * USD, -1, 0),
            new Event.LossShared(account(5), LUNA, 0, 0, 500 * USD, -1, 0)),
        events(paid, Event.LossShared.class));
  }

  @Test
  void nobodyLeavesWhileCashIsCut() {
    begin(RANKED, BY_CASH);
    chain.set(Parameter.LOSS_ACCOUNTS, 0, 1);
    endedInDebt();
    at(100_000, 1_000, 240);
    tryWithdraw(5, 1).add(Address.ofNumber(5), new Command.Transfer(account(5), account(9), 1));
    chain.add(new Command.WithdrawFund(LUNA, Command.Purse.FEES, 1)).deposit(5, 1);
    chain.set(Parameter.LOSS_POLICY, 0, 1);
    ResultCode waits = ResultCode.WITHDRAWAL_WHILE_SHARING;
    assertEquals(
        List.of(waits, waits, waits, ResultCode.OK), chain.commit().results().subList(0, 4));
    // Another policy ends it: the rest waits, and who could leave may.
    chain.commit();
    assertEquals(0, chain.chain.state().guard(LUNA).sharing());
    assertTrue(chain.cash(2) < 0);
  }

  /** Derive's security module pays before anybody's cash is cut. */
  @Test
  void theFundPaysBeforeCashIsCut() {
    begin(RANKED, BY_CASH);
    chain.set(Parameter.CLAIM_CAP, LUNA, 14_000 * USD);
    chain.add(new Command.FundInsurance(LUNA, 14_999 * USD)).commit();
    endedInDebtAfterTheFund();
  }

  private void endedInDebtAfterTheFund() {
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(2, 1_000);
    chain.fill(1, 2, LUNA_PERP, 1_000, 80 * SMALL_DOLLAR);
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 120_000));
    assertEquals(ResultCode.OK, last(chain.commit()));
    BlockResult ended = at(100_000, 1_000, 240);
    assertEquals(
        List.of(new Event.NegativeCashCovered(account(2), LUNA, 14_000 * USD, 1_000 * USD)),
        events(ended, Event.NegativeCashCovered.class));
    assertEquals(new LossRows.Claim(14_000 * USD), chain.chain.state().claims().get(LUNA));
    // The debt is paid at the block's start, so nothing keeps what is left in the fund.
    chain.add(new Command.WithdrawFund(LUNA, Command.Purse.FUND, 1));
    BlockResult result = chain.commit();
    assertEquals(
        List.of(new Event.CashShared(account(1), LUNA, 1_000 * USD)),
        events(result, Event.CashShared.class));
    assertEquals(List.of(ResultCode.OK), result.results());
    assertEquals(16_000 * USD, chain.cash(1));
  }

  @Test
  void aFundKeepsWhatOpenDebtsAndItsFloorNeed() {
    begin(RANKED, 1);
    chain.set(Parameter.CLAIM_CAP, LUNA, 0).set(Parameter.FUND_FLOOR, 0, 20 * USD);
    chain.add(new Command.FundInsurance(LUNA, 20_000 * USD));
    chain.add(new Command.FundInsurance(0, 100 * USD));
    endedInDebt();
    for (long amount : new long[] {5_000 * USD, 5_000 * USD - 1, 20_000 * USD, 0}) {
      chain.add(new Command.WithdrawFund(LUNA, Command.Purse.FUND, amount));
    }
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 80 * USD + 1));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 80 * USD));
    chain.add(new Command.WithdrawFund(77, Command.Purse.FUND, 1));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FEES, 1));
    chain.add(Address.ofNumber(5), new Command.WithdrawFund(0, Command.Purse.FUND, 1));
    assertEquals(
        List.of(
            ResultCode.FUND_NEEDED,
            ResultCode.OK,
            ResultCode.FUND_INSUFFICIENT,
            ResultCode.AMOUNT_OUT_OF_RANGE,
            ResultCode.FUND_NEEDED,
            ResultCode.OK,
            ResultCode.UNKNOWN_POOL,
            ResultCode.FUND_INSUFFICIENT,
            ResultCode.NOT_AUTHORISED),
        chain.commit().results());
    assertEquals(15_000 * USD + 1, chain.chain.state().pool(LUNA).fund());
    assertEquals(20 * USD, chain.chain.state().pool(0).fund());
  }

  /** A quarter of fees of 5, 7 and 9 dollars, up to 4 dollars in the fund. */
  @Test
  void feesTopTheFundUpToItsCap() {
    begin(RANKED, 1);
    chain.set(Parameter.FUND_SHARE_PPM, 0, 250_000).set(Parameter.FUND_CAP, 0, 4 * USD);
    shortEth();
    long[] funds = {1_250_000, 3_000_000, 4_000_000};
    long[] fees = {3_750_000, 9_000_000, 17_000_000};
    for (int i = 0; i < 3; i++) {
      chain.prices(100_000, 1_000, 80);
      long fee = (5 + 2 * i) * USD;
      chain.add(
          new Command.Fill(account(2), account(3), ETH_PERP, 1_000, 1_000 * SMALL_DOLLAR, fee, 0));
      assertEquals(ResultCode.OK, last(chain.commit()));
      assertEquals(funds[i], chain.chain.state().pool(0).fund());
      assertEquals(fees[i], chain.chain.state().pool(0).fees());
    }
    chain.add(new Command.WithdrawFund(0, Command.Purse.FEES, 17 * USD));
    assertEquals(ResultCode.OK, last(chain.commit()));
    assertEquals(0, chain.chain.state().pool(0).fees());
  }

  /** A penalty goes where there is room in the fund, and the rest is fees. */
  @Test
  void penaltiesAboveTheCapAreFees() {
    begin(RANKED, 1);
    chain.set(Parameter.FUND_CAP, 0, USD);
    shortEth();
    chain.deposit(4, 1_000).prices(100_000, 1_080, 80);
    chain.quote(4, ETH_PERP, false, 1_000, 1_080 * SMALL_DOLLAR);
    List<Event.LiquidationFill> fills = events(chain.commit(), Event.LiquidationFill.class);
    assertEquals(16_200_000, fills.get(0).penalty());
    assertEquals(USD, chain.chain.state().pool(0).fund());
    assertEquals(15_200_000, chain.chain.state().pool(0).fees());
  }

  @Test
  void nothingLeavesAPoolForSomeBlocksAfterALoss() {
    begin(RANKED, 1);
    chain.set(Parameter.GATE_BLOCKS, 0, 5).deposit(4, 1_000).deposit(5, 1_000);
    shortLuna();
    chain.prices(100_000, 1_000, 80).fill(4, 5, LUNA_PERP, 10, 80 * SMALL_DOLLAR).commit();
    final long seen = at(100_000, 1_000, 100).height();
    assertEquals(new LossRows.Guard(seen, 0, 0, null), chain.chain.state().guard(LUNA));
    for (int i = 1; i <= 5; i++) {
      chain.prices(100_000, 1_000, 100);
      tryWithdraw(4, 1).add(Address.ofNumber(4), new Command.Transfer(account(4), account(2), 1));
      chain.add(Address.ofNumber(2), new Command.Transfer(account(2), account(4), 1));
      chain.add(new Command.WithdrawFund(LUNA, Command.Purse.FUND, 1));
      tryWithdraw(2, 1).deposit(4, 1).fill(4, 5, LUNA_PERP, 1, 100 * SMALL_DOLLAR);
      ResultCode closed = i < 5 ? ResultCode.WITHDRAWAL_AFTER_LOSS : ResultCode.OK;
      ResultCode fund = i < 5 ? ResultCode.WITHDRAWAL_AFTER_LOSS : ResultCode.FUND_INSUFFICIENT;
      assertEquals(
          List.of(closed, closed, closed, fund, ResultCode.OK, ResultCode.OK, ResultCode.OK),
          chain.commit().results().subList(3, 10),
          "after " + i);
    }
  }

  @Test
  void nothingLeavesForSomeBlocksAfterAnOutage() {
    begin(RANKED, 1);
    chain.set(Parameter.GATE_BLOCKS, 0, 2).set(Parameter.OUTAGE_MS, 0, 300_000);
    chain.deposit(2, 100).commit();
    chain.nowMs += 239_999;
    tryWithdraw(2, 1);
    assertEquals(ResultCode.OK, last(chain.commit()));
    chain.nowMs += 240_000;
    tryWithdraw(2, 1);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.WITHDRAWAL_AFTER_OUTAGE, last(result));
    assertEquals(List.of(new Event.OutageSeen(300_000)), events(result, Event.OutageSeen.class));
    tryWithdraw(2, 1).deposit(2, 1);
    assertEquals(
        List.of(ResultCode.WITHDRAWAL_AFTER_OUTAGE, ResultCode.OK), chain.commit().results());
    tryWithdraw(2, 1);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  /** An insolvent account of -100 with a maintenance margin of 36 needs 136. */
  @Test
  void nothingLeavesWhileWhatIsInsolventNeedsMoreThanTheFundHas() {
    begin(NONE, 1);
    chain.set(Parameter.INSOLVENCY_GATE, 0, 1);
    shortEth();
    chain.deposit(4, 10);
    at(100_000, 1_200, 80);
    chain.prices(100_000, 1_200, 80).add(new Command.FundInsurance(0, 136 * USD - 1));
    tryWithdraw(4, 1).add(new Command.FundInsurance(0, 1));
    tryWithdraw(4, 1);
    List<ResultCode> results = chain.commit().results();
    assertEquals(ResultCode.WITHDRAWAL_WHILE_INSOLVENT, results.get(4));
    assertEquals(ResultCode.OK, results.get(6));
  }

  /** With 1,000 dollars of notional at an initial margin of 50, a tenth of it is 100. */
  @Test
  void aTenthOfTheNotionalStays() {
    begin(RANKED, 1);
    chain.set(Parameter.PROFIT_GATE_PPM, 0, 100_000);
    shortEth();
    chain.prices(100_000, 1_000, 80);
    tryWithdraw(1, 1).add(Address.ofNumber(2), withdraw(2, 940 * USD + 1));
    tryWithdraw(2, 940 * USD).add(Address.ofNumber(3), withdraw(3, 981 * USD));
    assertEquals(
        List.of(
            ResultCode.WITHDRAWAL_OF_PROFIT,
            ResultCode.WITHDRAWAL_OF_PROFIT,
            ResultCode.OK,
            ResultCode.INSUFFICIENT_COLLATERAL),
        chain.commit().results().subList(3, 7));
  }

  /** Splitting a position and its collateral in two neither changes the score nor the price. */
  @Test
  void aHolderDoesNotDodgeItsRankBySplitting() {
    begin(RANKED, 1);
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(2, 10_000);
    chain.deposit(3, 500).deposit(4, 500);
    chain.fill(2, 1, LUNA_PERP, 600, 80 * SMALL_DOLLAR);
    chain.fill(3, 1, LUNA_PERP, 200, 80 * SMALL_DOLLAR);
    chain.fill(4, 1, LUNA_PERP, 200, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    List<Event.Deleveraged> closed = events(at(100_000, 1_000, 100), Event.Deleveraged.class);
    assertEquals(account(3), closed.get(0).holder());
    assertEquals(account(4), closed.get(1).holder());
    assertEquals(2_777_777, closed.get(0).standing().scorePpm());
    assertEquals(2_777_777, closed.get(1).standing().scorePpm());
    assertEquals(400 * USD, closed.get(0).holderGave() + closed.get(1).holderGave());
  }

  /** A debt cannot be taken along into another pool, nor be covered by that pool's fund. */
  @Test
  void aDebtStaysInItsPool() {
    begin(RANKED, 1);
    endedInDebt();
    chain.add(new Command.FundInsurance(0, 50_000 * USD)).commit();
    assertEquals(-15_000 * USD - 1, chain.cash(2));
    chain.prices(100_000, 1_000, 80).fill(2, 1, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    chain.add(Address.ofNumber(2), new Command.Transfer(account(2), account(9), 1));
    chain.add(Address.ofNumber(9), new Command.Transfer(account(9), account(2), 1)).deposit(9, 1);
    List<ResultCode> results = chain.commit().results();
    assertEquals(ResultCode.MARKET_NOT_ALLOWED, results.get(3));
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, results.get(4));
    LossRows.Debt debt = Objects.requireNonNull(chain.chain.state().debts().get(account(2)));
    assertEquals(LUNA, debt.pool());
  }

  /** Draining and filling a fund around a gate gains nothing: the gate looks at each moment. */
  @Test
  void aFundIsNotDrainedAroundAGate() {
    begin(NONE, 1);
    chain.set(Parameter.INSOLVENCY_GATE, 0, 1);
    shortEth();
    chain.deposit(4, 10).add(new Command.FundInsurance(0, 200 * USD));
    at(100_000, 1_200, 80);
    chain.prices(100_000, 1_200, 80);
    // 136 are needed: taking 101 leaves less than what is owed, and 65 closes the gate behind it.
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 101 * USD));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 65 * USD));
    chain.add(new Command.WithdrawFund(0, Command.Purse.FUND, 1));
    tryWithdraw(4, 1);
    assertEquals(
        List.of(
            ResultCode.FUND_NEEDED,
            ResultCode.OK,
            ResultCode.WITHDRAWAL_WHILE_INSOLVENT,
            ResultCode.WITHDRAWAL_WHILE_INSOLVENT),
        chain.commit().results().subList(3, 7));
  }

  /**
   * Account 2 is short 1,000 lots of LUNA with 1,000 dollars, of which account 1 has 600 and
   * account 4 has 400; account 5 is short 100 against account 1 with 5,000. The market ends in two
   * blocks.
   */
  private void delisted(long settlement) {
    chain.set(Parameter.FINAL_SETTLEMENT, LUNA, settlement);
    chain.set(Parameter.SETTLEMENT_WINDOW_MS, LUNA, 1);
    chain.prices(100_000, 1_000, 80).deposit(1, 1_000).deposit(4, 1_000).deposit(5, 5_000);
    chain.deposit(2, 1_000).commit();
    chain.prices(100_000, 1_000, 80).fill(1, 2, LUNA_PERP, 600, 80 * SMALL_DOLLAR);
    chain.fill(4, 2, LUNA_PERP, 400, 80 * SMALL_DOLLAR);
    chain.fill(1, 5, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
    chain.add(new Command.DelistMarket(LUNA, chain.nowMs + 120_000));
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  /**
   * At 100 account 2 owes 1,000: it is closed at 90, and the 100 lots that are left meet at 100.
   * All at once, everybody gets 100 and account 2 owes.
   */
  @Test
  void aDelistedMarketEndsAtTwoPrices() {
    begin(RANKED, 1);
    delisted(2);
    BlockResult result = at(100_000, 1_000, 100);
    List<Event.Deleveraged> closed = events(result, Event.Deleveraged.class);
    // Account 4 has 4,000 / 3,200 * 4,000 / 1,800, account 1 7,000 / 5,600 * 7,000 / 2,400.
    assertEquals(List.of(account(1), account(4)), closed.stream().map(e -> e.holder()).toList());
    assertEquals(-6_300 * USD, closed.get(0).quote());
    assertEquals(-2_700 * USD, closed.get(1).quote());
    assertEquals(
        List.of(new Event.FinallySettled(account(5), account(4), LUNA_PERP, 100, 1_000 * USD)),
        events(result, Event.FinallySettled.class));
    assertEquals(
        List.of(new Event.InstrumentEnded(LUNA_PERP, 100 * SMALL_DOLLAR)),
        events(result, Event.InstrumentEnded.class));
    assertEquals(List.of(new Event.MarketEnded(LUNA)), events(result, Event.MarketEnded.class));
    assertEquals(0, chain.cash(2));
    assertEquals(1_700 * USD, chain.cash(1));
    assertEquals(1_500 * USD, chain.cash(4));
    assertEquals(4_800 * USD, chain.cash(5));
    assertEquals(new Rows.Pool(0, 0, 0, 0), chain.chain.state().pool(LUNA));
  }

  @Test
  void aDelistedMarketEndsAtOnePriceUnlessToldOtherwise() {
    begin(RANKED, 1);
    delisted(1);
    at(100_000, 1_000, 100);
    assertEquals(-1_000 * USD, chain.cash(2));
    assertEquals(2_400 * USD, chain.cash(1));
  }

  /** One fill a block, at one price whatever the index does; nothing accrues meanwhile. */
  @Test
  void aDelistedMarketEndsOverSeveralBlocks() {
    begin(NONE, 1);
    chain.set(Parameter.LOSS_ACCOUNTS, 0, 1).set(Parameter.LOSS_AFTER_BLOCKS, 0, 1);
    delisted(2);
    BlockResult first = at(100_000, 1_000, 100);
    // Account 2 owes and waits, so account 5 alone is short: it meets account 1.
    assertEquals(
        List.of(new Event.FinallySettled(account(5), account(1), LUNA_PERP, 100, 1_000 * USD)),
        events(first, Event.FinallySettled.class));
    assertEquals(0, events(first, Event.MarketEnded.class).size());
    BlockResult second = at(100_000, 1_000, 300);
    assertEquals(0, events(second, Event.FinallySettled.class).size());
    assertEquals(-1_000 * USD, equity(2));
    chain.add(new Command.Fill(account(1), account(4), LUNA_PERP, 1, 300 * SMALL_DOLLAR, 0, 0));
    assertEquals(ResultCode.REDUCE_ONLY, last(chain.commit()));
    // By now the debt was overdue for a block: a fill with account 1, then one with account 4.
    BlockResult last = at(100_000, 1_000, 300);
    assertEquals(1, events(last, Event.FinallySettled.class).size());
    assertEquals(
        List.of(new Event.InstrumentEnded(LUNA_PERP, 100 * SMALL_DOLLAR)),
        events(last, Event.InstrumentEnded.class));
    assertEquals(-1_000 * USD, chain.cash(2));
  }
}
