package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What positions are said to have paid when funding is settled. Lots of BTC are worth 10 dollars,
 * of ETH 2; an hour of 3 ppm and 7 ppm is 3,750,000 and 1,750,000 millionths of a quantum for each.
 */
class FundingEventsTest {

  private static final long BTC_INDEX = 3_750_000;
  private static final long ETH_INDEX = 1_750_000;

  private final TestChain chain = new TestChain();

  @BeforeEach
  void oneHourIsDue() {
    chain.genesis().prices(100_000, 2_000, 80).deposit(1, 100_000).deposit(2, 100_000);
    chain.fill(1, 2, BTC_PERP, 7, 100_000 * BTC_DOLLAR);
    chain.fill(1, 2, ETH_PERP, 3, 2_000 * SMALL_DOLLAR);
    chain.add(new Command.Funding(BTC_PERP, 3)).add(new Command.Funding(ETH_PERP, 7));
    assertEquals(List.of(), paid(chain.commit()));
    chain.nowMs += 3_600_000;
    assertEquals(List.of(), paid(chain.prices(100_000, 2_000, 80).commit()));
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static List<Event> paid(BlockResult result) {
    return result.events().stream().filter(Event.FundingSettled.class::isInstance).toList();
  }

  private static Event settled(int of, int instrument, long paid, long index) {
    return new Event.FundingSettled(account(of), instrument, paid, index);
  }

  /** The long's: 26.25 and 5.25 quanta, each rounded against it; its cash pays 31.5 so. */
  private static final List<Event> OF_THE_LONG =
      List.of(settled(1, BTC_PERP, 27, BTC_INDEX), settled(1, ETH_PERP, 6, ETH_INDEX));

  private static final List<Event> OF_THE_SHORT =
      List.of(settled(2, BTC_PERP, -26, BTC_INDEX), settled(2, ETH_PERP, -5, ETH_INDEX));

  @Test
  void eachPositionSaysItsOwnPartAndTheAccountPaysTheSum() {
    long before = chain.cash(1);
    chain.add(new Command.Deposit(account(1), 1));
    assertEquals(OF_THE_LONG, paid(chain.commit()));
    assertEquals(before + 1 - 32, chain.cash(1));
  }

  @Test
  void aFillSettlesBothSidesBeforeItTrades() {
    BlockResult result = chain.fill(2, 1, BTC_PERP, 1, 100_000 * BTC_DOLLAR).commit();
    List<Event> expected = new ArrayList<>(OF_THE_SHORT);
    expected.addAll(OF_THE_LONG);
    assertEquals(expected, paid(result));
    assertTrue(result.events().get(expected.size()) instanceof Event.Traded, result::toString);
    assertEquals(List.of(), paid(chain.fill(2, 1, BTC_PERP, 1, 100_000 * BTC_DOLLAR).commit()));
  }

  /** A fill that is taken back settles nothing and says nothing; the next one does. */
  @Test
  void whatIsRefusedSaysNothing() {
    chain.fill(1, 2, BTC_PERP, 1_000_000, 100_000 * BTC_DOLLAR);
    chain.add(account(1).owner(), new Command.Withdraw(account(1), 1L << 50));
    BlockResult refused = chain.commit();
    assertEquals(
        List.of(ResultCode.BELOW_INITIAL_MARGIN, ResultCode.INSUFFICIENT_COLLATERAL),
        refused.results());
    assertEquals(List.of(), refused.events());
    chain.add(new Command.Transfer(account(1), account(2), 5));
    chain.fill(1, 2, BTC_PERP, 1_000_000, 100_000 * BTC_DOLLAR);
    chain.fill(1, 2, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(
        List.of(ResultCode.NOT_OWNER, ResultCode.BELOW_INITIAL_MARGIN, ResultCode.OK),
        result.results());
    assertEquals(5, result.events().size(), result::toString);
    assertEquals(4, paid(result).size());
  }

  /** Below initial margin a fill is made, judged against what was before, and made again. */
  @Test
  void aFillThatIsMadeTwiceSaysItOnce() {
    chain.prices(100_000, 2_000, 80).deposit(3, 600);
    chain.fill(3, 2, BTC_PERP, 1_000, 100_000 * BTC_DOLLAR);
    chain.commit();
    chain.nowMs += 3_600_000;
    chain.prices(98_000, 2_000, 80);
    chain.fill(2, 3, BTC_PERP, 10, 98_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.OK, result.results().get(3));
    List<Event> of3 =
        paid(result).stream()
            .filter(e -> ((Event.FundingSettled) e).subaccount().equals(account(3)))
            .toList();
    assertEquals(1, of3.size(), result::toString);
  }

  @Test
  void aQuestionSaysNothing() {
    int handle = chain.handle(1);
    List<HypotheticalTrade> sells = List.of(new HypotheticalTrade(BTC_PERP, -1, 0, 0));
    assertEquals(1, chain.chain.processor().whatIf(handle, 0, sells, null).made());
    chain.add(new Command.Deposit(account(1), 1));
    assertEquals(OF_THE_LONG, paid(chain.commit()));
  }

  /** At its end a market settles its own positions' funding, each by itself. */
  @Test
  void theEndOfAMarketSettlesIt() {
    chain.add(new Command.DelistMarket(ETH, chain.nowMs + 90_000));
    chain.prices(100_000, 2_000, 80).commit();
    BlockResult result = chain.prices(100_000, 2_000, 80).commit();
    assertEquals(
        List.of(settled(1, ETH_PERP, 6, ETH_INDEX), settled(2, ETH_PERP, -5, ETH_INDEX)),
        paid(result));
    assertEquals(2, result.events().stream().filter(Event.Settled.class::isInstance).count());
    chain.add(new Command.Deposit(account(1), 1));
    assertEquals(List.of(settled(1, BTC_PERP, 27, BTC_INDEX)), paid(chain.commit()));
  }

  /** Events of settlements are bytes in the log; they read as what was written. */
  @Test
  void theDigestOfThePhaseCoversThem() {
    chain.add(new Command.Deposit(account(1), 1));
    BlockResult with = chain.commit();
    chain.add(new Command.Deposit(account(1), 1));
    BlockResult without = chain.commit();
    assertEquals(0, paid(without).size());
    int commands = List.of(Phase.values()).indexOf(Phase.COMMANDS);
    assertNotEquals(with.phaseDigests().get(commands), without.phaseDigests().get(commands));
  }

  /** A position that was opened and closed between two ticks owes nothing and says nothing. */
  @Test
  void whatHasNothingDueSaysNothing() {
    chain.set(Parameter.FEE_PPM, ETH, 0);
    chain.deposit(4, 1_000).deposit(5, 1_000);
    chain.fill(4, 5, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
    chain.fill(5, 4, ETH_PERP, 1, 2_000 * SMALL_DOLLAR);
    assertEquals(List.of(), paid(chain.commit()));
  }
}
