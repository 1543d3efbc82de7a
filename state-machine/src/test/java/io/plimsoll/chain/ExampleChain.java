package io.plimsoll.chain;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * A chain on which the worked examples stand: BTC and ETH, lots of a hundredth of a coin, prices in
 * 10^-6 USD. Whoever is examined owns subaccounts 0, 1, 2, ...; somebody else, with deep pockets,
 * is the other side of all trades.
 *
 * <p>Everything goes in by commands and comes out of results, events, explanations and the state.
 * Blocks that only ask a question are executed and discarded.
 */
final class ExampleChain {

  static final int BTC = 1;
  static final int ETH = 2;
  static final int BTC_PERP = 1;

  /** A second perpetual on BTC, so that a long and a short one are two instruments. */
  static final int OTHER_BTC_PERP = 2;

  static final int ETH_PERP = 3;
  static final int NEAR_FUTURE = 4;
  static final int FAR_FUTURE = 5;

  /** The call with strike 110,000. */
  static final int CALL = 6;

  static final long USD = 1_000_000;

  /** Lots of one coin. */
  static final long COIN = 100;

  private static final int ID = 31;
  private static final Address OWNER = Address.ofNumber(1);
  private static final SubaccountId OTHER_SIDE = new SubaccountId(Address.ofNumber(2), 0);
  private static final long FAR_MS = TestChain.START_MS + 90L * 24 * 3_600_000;

  /**
   * Time to the call's expiry in the second block, and its volatility: together the standard
   * deviation 0.1921074298028, at which it is worth 4,000 USD. Of all whole ppm this volatility
   * loses least when 208,023 ppm are added to it and the sum is rounded.
   */
  private static final long CALL_MS = 4_591_372_825L;

  private static final long CALL_VOL_PPM = 503_473;
  private static final long CALL_EXPIRY_MS = TestChain.START_MS + 2 * 60_000 + CALL_MS;

  private final TestChain inner = new TestChain();

  /** A chain after its first block. */
  ExampleChain() {
    inner.add(new Command.Genesis(ID, TestChain.ADMIN));
    inner.add(new Command.GrantRole(TestChain.ADMIN, Role.ALL));
    inner.add(new Command.ListUnderlying(BTC, "BTC", -6));
    inner.add(new Command.ListUnderlying(ETH, "ETH", -6));
    for (int market : new int[] {BTC, ETH}) {
      inner.add(new Command.ListMarket(market, market, false, 1, COIN));
      inner.set(Parameter.INITIAL_PPM, market, 50_000);
      inner.set(Parameter.MAINTENANCE_PPM, market, 600_000);
    }
    list(BTC_PERP, BTC, InstrumentKind.PERPETUAL, 0, 0);
    list(OTHER_BTC_PERP, BTC, InstrumentKind.PERPETUAL, 0, 0);
    list(ETH_PERP, ETH, InstrumentKind.PERPETUAL, 0, 0);
    list(NEAR_FUTURE, BTC, InstrumentKind.FUTURE, CALL_EXPIRY_MS, 0);
    list(FAR_FUTURE, BTC, InstrumentKind.FUTURE, FAR_MS, 0);
    list(CALL, BTC, InstrumentKind.CALL, CALL_EXPIRY_MS, 110_000 * USD);
  }

  private void list(int id, int market, InstrumentKind kind, long expiryMs, long strike) {
    inner.add(new Command.ListInstrument(id, market, kind, expiryMs, strike));
  }

  /** Sets a parameter from the next block on. */
  ExampleChain set(Parameter parameter, int subject, long value) {
    inner.set(parameter, subject, value);
    return this;
  }

  /** Sets a parameter of both markets or underlyings from the next block on. */
  ExampleChain setBoth(Parameter parameter, long value) {
    return set(parameter, BTC, value).set(parameter, ETH, value);
  }

  /** Ends the block of listings and starts one with these prices, in USD. */
  ExampleChain open(long btc, long eth) {
    commit();
    prices(btc * USD, eth * USD);
    inner.add(new Command.Deposit(OTHER_SIDE, 100_000_000 * USD));
    return this;
  }

  /** Prices of everything, in 10^-6 USD; forwards are at the index. */
  ExampleChain prices(long btc, long eth) {
    Command.ExpiryPrices near =
        new Command.ExpiryPrices(
            CALL_EXPIRY_MS, btc, 0, List.of(new Command.Volatility(CALL, CALL_VOL_PPM)));
    Command.ExpiryPrices far = new Command.ExpiryPrices(FAR_MS, btc, 0, List.of());
    inner.add(new Command.Prices(BTC, btc, List.of(), List.of(near, far)));
    inner.add(new Command.Prices(ETH, eth, List.of(), List.of()));
    return this;
  }

  static SubaccountId sub(int number) {
    return new SubaccountId(OWNER, number);
  }

  ExampleChain deposit(int sub, long usd) {
    inner.add(new Command.Deposit(sub(sub), usd * USD));
    return this;
  }

  ExampleChain transfer(int from, int to, long usd) {
    inner.add(OWNER, new Command.Transfer(sub(from), sub(to), usd * USD));
    return this;
  }

  ExampleChain mode(int sub, Mode mode) {
    inner.add(OWNER, new Command.SetMode(sub(sub), mode));
    return this;
  }

  /** Buys coins, or sells them where their number is negative, at a price in USD. */
  ExampleChain trade(int sub, int instrument, long coins, long usd) {
    long lots = Math.abs(coins) * COIN;
    SubaccountId buyer = coins > 0 ? sub(sub) : OTHER_SIDE;
    SubaccountId seller = coins > 0 ? OTHER_SIDE : sub(sub);
    inner.add(new Command.Fill(buyer, seller, instrument, lots, usd * USD, 0, 0));
    return this;
  }

  /** The other side offers to take coins from a liquidation, at a price in USD. */
  ExampleChain quote(int instrument, boolean bid, long coins, long usd) {
    inner.add(
        OTHER_SIDE.owner(),
        new Command.LiquidityQuote(OTHER_SIDE, instrument, bid, coins * COIN, usd * USD));
    return this;
  }

  ExampleChain insure(long usd) {
    inner.add(new Command.FundInsurance(0, usd * USD));
    return this;
  }

  /**
   * Ends the block.
   *
   * @throws AssertionError naming the first command that was refused
   */
  BlockResult commit() {
    BlockResult result = inner.commit();
    for (int i = 0; i < result.results().size(); i++) {
      if (result.results().get(i) != ResultCode.OK) {
        throw new AssertionError(
            "command " + i + " of block " + result.height() + ": " + result.results().get(i));
      }
    }
    return result;
  }

  /**
   * What the block that waits would do with more commands. Then all is as before: the block waits
   * without them.
   *
   * @param read what is wanted, while the block is executed
   */
  private <T> T ask(Runnable more, Function<BlockResult, T> read) {
    long nowMs = inner.nowMs;
    List<byte[]> waiting = List.copyOf(inner.waiting);
    more.run();
    BlockResult result = inner.chain.execute(inner.nextBlock());
    T answer = read.apply(result);
    inner.chain.discard();
    inner.nowMs = nowMs;
    inner.waiting.addAll(waiting);
    return answer;
  }

  private int handle(int sub) {
    return inner.chain.state().accounts().find(sub(sub));
  }

  Requirement requirement(int sub) {
    return Objects.requireNonNull(inner.chain.processor().requirement(handle(sub)));
  }

  Explanation explain(int sub) {
    return inner.chain.processor().explain(handle(sub));
  }

  /** A part of the initial margin, by its name and underlying. */
  long component(int sub, String name, int underlying) {
    return explain(sub).component(name + " of underlying " + underlying);
  }

  long cash(int sub) {
    return inner.chain.state().accounts().cash(handle(sub));
  }

  /** Equity of a subaccount, with positions or without. */
  long equity(int sub) {
    Requirement requirement = inner.chain.processor().requirement(handle(sub));
    return requirement == null ? cash(sub) : requirement.equity();
  }

  /** Signed lots of a subaccount's only position. */
  long lots(int sub) {
    int handle = handle(sub);
    if (inner.chain.state().accounts().positions(handle) != 1) {
      throw new AssertionError("subaccount " + sub + " has not one position");
    }
    return inner.chain.state().accounts().lots(inner.chain.state().accounts().from(handle));
  }

  /** The largest amount that a subaccount could withdraw at the end of the block that waits. */
  long free(int sub) {
    return last(0, 1L << 40, amount -> amount == 0 || mayWithdraw(sub, amount));
  }

  private boolean mayWithdraw(int sub, long amount) {
    return ask(
        () -> inner.add(OWNER, new Command.Withdraw(sub(sub), amount)),
        result -> result.results().getLast() == ResultCode.OK);
  }

  /** Whether a subaccount is taken up by liquidation at these prices, in 10^-6 USD. */
  boolean isLiquidated(int sub, long btc, long eth) {
    return ask(
        () -> prices(btc, eth),
        result ->
            result.events().stream()
                .filter(Event.LiquidationStarted.class::isInstance)
                .map(Event.LiquidationStarted.class::cast)
                .anyMatch(started -> started.subaccount().equals(sub(sub))));
  }

  /** Equity of a subaccount at these prices, in 10^-6 USD. */
  long equityAt(int sub, long btc, long eth) {
    return ask(() -> prices(btc, eth), result -> equity(sub));
  }

  /**
   * The last of the numbers from {@code from} to {@code to} for which something holds that holds
   * for the first of them and, once it does not, for none that follow.
   */
  static long last(long from, long to, LongPredicate holds) {
    if (!holds.test(from) || holds.test(to)) {
      throw new AssertionError("what is searched for is not between " + from + " and " + to);
    }
    long yes = from;
    long no = to;
    while (no - yes > 1) {
      long middle = yes + Math.floorDiv(no - yes, 2);
      if (holds.test(middle)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }
}
