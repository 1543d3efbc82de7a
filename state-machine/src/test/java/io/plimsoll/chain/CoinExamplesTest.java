package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Requirement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Coins as collateral and instruments that settle in them, by hand and by venues' published
 * figures. A quantum of BTC is 10^-8 of it, one of ETH 10^-9; the auditor follows each example.
 */
class CoinExamplesTest {

  private static final int BTC_COIN = 21;
  private static final int ETH_COIN = 22;
  private static final int BTC_INVERSE = 23;
  private static final int ETH_INVERSE = 24;
  private static final int INVERSE_FUTURE = 25;
  private static final int INVERSE_CALL = 26;
  private static final int INVERSE_PUT = 27;
  private static final long SATS = 100_000_000;
  private static final long EXPIRY_MS = TestChain.START_MS + 3_600_000;

  private final TestChain chain = coins();

  private static TestChain coins() {
    TestChain chain = new TestChain().genesis();
    chain.add(new Command.ListAsset(1, "BTC", -8, BTC, BTC_COIN, BTC_COIN));
    chain.add(new Command.ListAsset(2, "ETH", -9, ETH, ETH_COIN, ETH_COIN));
    list(chain, BTC_INVERSE, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD);
    list(chain, ETH_INVERSE, ETH, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD);
    list(chain, INVERSE_FUTURE, BTC, InstrumentKind.INVERSE_FUTURE, EXPIRY_MS, 10 * USD);
    for (int asset = 1; asset <= 2; asset++) {
      chain.set(Parameter.HAIRCUT_PPM, asset, 100_000);
      chain.set(Parameter.HAIRCUT_MAINTENANCE_PPM, asset, 50_000);
    }
    // Options of a tenth of a coin, at a market of their own.
    chain.add(new Command.ListMarket(9, BTC, false, 1, 1));
    chain.set(Parameter.BAND_PPM, BTC, 1_000_000_000);
    chain.set(Parameter.BAND_PPM, ETH, 1_000_000_000);
    list(chain, INVERSE_CALL, 9, InstrumentKind.INVERSE_CALL, EXPIRY_MS, 110_000 * BTC_DOLLAR);
    list(chain, INVERSE_PUT, 9, InstrumentKind.INVERSE_PUT, EXPIRY_MS, 110_000 * BTC_DOLLAR);
    ok(chain.commit());
    return chain;
  }

  private static void list(
      TestChain chain, int id, int market, InstrumentKind kind, long expiryMs, long strike) {
    chain.add(new Command.ListInstrument(id, market, kind, expiryMs, strike));
  }

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static BlockResult ok(BlockResult result) {
    for (ResultCode code : result.results()) {
      assertEquals(ResultCode.OK, code);
    }
    return result;
  }

  /** Ends a block whose last command has this result, and all others are done. */
  private BlockResult last(ResultCode expected) {
    BlockResult result = chain.commit();
    for (int i = 0; i < result.results().size() - 1; i++) {
      assertEquals(ResultCode.OK, result.results().get(i), "command " + i);
    }
    assertEquals(expected, result.results().getLast());
    return result;
  }

  /** Prices of the coins, in the mantissas of their underlyings; the forward is BTC's. */
  private CoinExamplesTest prices(long btc, long eth) {
    List<Command.ExpiryPrices> expiries =
        chain.nowMs + 60_000 < EXPIRY_MS
            ? List.of(
                new Command.ExpiryPrices(
                    EXPIRY_MS,
                    btc,
                    0,
                    List.of(
                        new Command.Volatility(INVERSE_CALL, 600_000),
                        new Command.Volatility(INVERSE_PUT, 600_000))))
            : List.of();
    chain.add(new Command.Prices(BTC, btc, List.of(), expiries));
    chain.add(new Command.Prices(ETH, eth, List.of(), List.of()));
    return this;
  }

  private CoinExamplesTest dollars(long btc) {
    return prices(btc * BTC_DOLLAR, 3_000 * USD);
  }

  private CoinExamplesTest coins(int account, int asset, long amount) {
    chain.add(new Command.DepositAsset(account(account), asset, amount));
    return this;
  }

  private Requirement requirement(int account) {
    return Objects.requireNonNull(
        chain.chain.processor().requirement(chain.handle(account)), "no positions");
  }

  private Explanation explain(int account) {
    return chain.chain.processor().explain(chain.handle(account));
  }

  private long balance(int account, int asset) {
    return chain.chain.processor().coins(chain.handle(account), asset);
  }

  private long netCoins(int account, int asset) {
    return chain.chain.processor().netCoins(chain.handle(account), asset);
  }

  private CoinExamplesTest withdraw(int account, int asset, long amount) {
    chain.add(
        Address.ofNumber(account), new Command.WithdrawAsset(account(account), asset, amount));
    return this;
  }

  private CoinExamplesTest withdrawDollars(int account, long amount) {
    chain.add(Address.ofNumber(account), new Command.Withdraw(account(account), amount));
    return this;
  }

  /** Equity is the market value; the haircut is a requirement, in both models, with its inputs. */
  @Test
  void aHaircutIsARequirementAndEquityTheMarketValue() {
    dollars(100_000).coins(1, 1, SATS).coins(2, 1, SATS);
    chain.mode(2, Mode.PORTFOLIO);
    ok(chain.commit());
    Requirement tiered = requirement(1);
    assertEquals(100_000 * USD, tiered.equity());
    assertEquals(10_000 * USD, tiered.initial());
    assertEquals(5_000 * USD, tiered.maintenance());
    // Stress of 15%, 0.3% of the net notional for liquidity, of which maintenance has 80%, and the
    // haircut of what these leave of the value.
    Requirement portfolio = requirement(2);
    assertEquals(100_000 * USD, portfolio.equity());
    assertEquals((15_000 + 300 + 8_470) * USD, portfolio.initial());
    assertEquals((12_000 + 240 + 4_388) * USD, portfolio.maintenance());
    String name = "haircut of underlying " + BTC;
    assertEquals(10_000 * USD, explain(1).component(name));
    assertEquals(8_470 * USD, explain(2).component(name));
    assertEquals(
        "100000 ppm of 100000000 coin quanta worth 100000000000",
        explain(1).components().getLast().inputs());
  }

  /** A coin hedges a short perpetual of the same underlying: what is left is basis and haircut. */
  @Test
  void aCoinHedgesADerivativeOfItsUnderlying() {
    dollars(100_000).coins(1, 1, SATS);
    chain.mode(1, Mode.PORTFOLIO).deposit(2, 100_000);
    chain.fill(2, 1, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    assertEquals(0, explain(1).component("stress of underlying " + BTC));
    assertEquals(300 * USD, explain(1).component("basis of underlying " + BTC));
    assertEquals((300 + 9_970) * USD, requirement(1).initial());
  }

  /** Binance's example of tiered collateral: 1,500 at 600 USD, 1,000 at 100%, the rest at 90%. */
  @Test
  void haircutsAboveACapAreMarginal() {
    chain.set(Parameter.HAIRCUT_PPM, 2, 0);
    chain.set(Parameter.HAIRCUT_CAP, 2, 1_000_000_000_000L);
    chain.set(Parameter.HAIRCUT_ABOVE_PPM, 2, 100_000);
    ok(chain.commit());
    prices(100_000 * BTC_DOLLAR, 600 * USD).coins(1, 2, 1_500_000_000_000L);
    ok(chain.commit());
    Requirement of = requirement(1);
    assertEquals(900_000 * USD, of.equity());
    assertEquals(870_000 * USD, of.equity() - of.initial());
  }

  /**
   * Binance's log of one contract of 10 USD, bought at 2,422.40 and marked at 2,424.97: notional
   * 0.00412376 ETH, profit 0.00000438 ETH after rounding to eight digits.
   */
  @Test
  void anInversePerpetualGainsAsBinanceReports() {
    prices(100_000 * BTC_DOLLAR, 2_422_400_000L)
        .coins(1, 2, 1_000_000_000)
        .coins(2, 2, 1_000_000_000);
    chain.fill(1, 2, ETH_INVERSE, 1, 2_422_400_000L);
    ok(chain.commit());
    prices(100_000 * BTC_DOLLAR, 2_424_970_000L);
    ok(chain.commit());
    // 10 / 2422.4 = 0.004128137384 coins, 10 / 2424.97 = 0.004123762356 coins, in 10^-9 of them.
    assertEquals(1_000_000_000 + 4_128_137 - 4_123_762, netCoins(1, 2));
    // The seller pays 4,128,138 and owes none of what the buyer was not given.
    assertEquals(1_000_000_000 - 4_128_138 + 4_123_762, netCoins(2, 2));
    assertEquals(1, chain.chain.state().coinPool(2).clearing());
  }

  /** Binance's example: long 10,000 USD at 50,000, marked at 40,000, loses 0.05 BTC. */
  @Test
  void aLongInverseLosesMoreCoinsAsTheyFall() {
    dollars(50_000).coins(1, 1, SATS).coins(2, 1, SATS);
    chain.fill(1, 2, BTC_INVERSE, 1_000, 50_000 * BTC_DOLLAR);
    ok(chain.commit());
    dollars(40_000);
    ok(chain.commit());
    assertEquals(SATS - 5_000_000, netCoins(1, 1));
    assertEquals(SATS + 5_000_000, netCoins(2, 1));
    assertEquals(95_000_000L * 40_000 / 100, requirement(1).equity());
    // Closing at the mark moves coins and changes nothing else.
    chain.fill(2, 1, BTC_INVERSE, 1_000, 40_000 * BTC_DOLLAR);
    dollars(40_000);
    ok(chain.commit());
    assertEquals(SATS - 5_000_000, balance(1, 1));
    assertEquals(SATS + 5_000_000, balance(2, 1));
  }

  /**
   * Binance's inputs of a unified account, index prices and collateral rates of 95% assumed:
   * profits of 600 and -414 USD and -0.05 BTC beside 6,000 USD, 0.16 BTC and 5 ETH make 22,241 USD.
   */
  @Test
  void aMixedAccountIsWorthWhatBinanceCounts() {
    for (int asset = 1; asset <= 2; asset++) {
      chain.set(Parameter.HAIRCUT_PPM, asset, 50_000);
    }
    ok(chain.commit());
    Command.ExpiryPrices forward =
        new Command.ExpiryPrices(TestChain.EXPIRY_MS, 42_000 * BTC_DOLLAR, 0, List.of());
    chain.add(new Command.Prices(BTC, 40_000 * BTC_DOLLAR, List.of(), List.of(forward)));
    chain.add(new Command.Prices(ETH, 2_500 * USD, List.of(), List.of()));
    coins(1, 1, 16_000_000).coins(1, 2, 5_000_000_000L);
    chain.deposit(1, 6_000).deposit(2, 1_000_000);
    chain.fill(2, 1, BTC_PERP, 500, 52_000 * BTC_DOLLAR);
    chain.fill(1, 2, TestChain.BTC_FUTURE, 400, 52_350 * BTC_DOLLAR);
    chain.fill(1, 2, BTC_INVERSE, 1_000, 50_000 * BTC_DOLLAR);
    ok(chain.commit());
    assertEquals(11_000_000, netCoins(1, 1));
    assertEquals(5_000_000_000L, netCoins(1, 2));
    assertEquals((6_000 + 600 - 414 + 4_400 + 12_500) * USD, requirement(1).equity());
    long haircuts = 0;
    for (int underlying : new int[] {BTC, ETH}) {
      haircuts += explain(1).component("haircut of underlying " + underlying);
    }
    assertEquals(22_241 * USD, requirement(1).equity() - haircuts);
  }

  /**
   * Deribit's margin response of a long perpetual of 0.314538364 BTC marked at 65,910.57 and a
   * short future of 0.001187534 BTC at 67,371.75, index 65,666.19: a fall of 16% loses 0.059685872
   * BTC.
   */
  @Test
  void theStressOfInverseFuturesIsDeribits() {
    chain.set(Parameter.RANGE_PPM, BTC, 160_000);
    chain.set(Parameter.STRESS_STEPS, 0, 4);
    chain.set(Parameter.EXTREME_MOVE_PPM, BTC, 0);
    chain.set(Parameter.MARK_SOURCE, BTC, 1);
    list(chain, 61, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, USD);
    list(chain, 62, BTC, InstrumentKind.INVERSE_FUTURE, EXPIRY_MS, USD);
    ok(chain.commit());
    long index = 6_566_619_000L;
    Command.ExpiryPrices expiry = new Command.ExpiryPrices(EXPIRY_MS, 6_737_175_000L, 0, List.of());
    chain.add(
        new Command.Prices(
            BTC, index, List.of(new Command.Mark(61, 6_591_057_000L)), List.of(expiry)));
    coins(2, 1, SATS);
    chain.mode(1, Mode.PORTFOLIO).deposit(1, 100_000).deposit(2, 100_000);
    // In USD 0.314538364 * 65,910.57 = 20,731.40 and 0.001187534 * 67,371.75 = 80.006.
    chain.fill(1, 2, 61, 20_731, 6_591_057_000L);
    chain.fill(2, 1, 62, 80, 6_737_175_000L);
    ok(chain.commit());
    long loss = explain(1).component("stress of underlying " + BTC);
    // In coins at the shocked spot.
    double coins = loss / (65_666.19 * 0.84 * USD);
    assertEquals(0.059685872, coins, 0.000_003);
  }

  /** An inverse option's price is in 10^-9 coins; premium and exercise are paid in coins. */
  @Test
  void anInverseCallIsPaidForAndExercisedInCoins() {
    dollars(120_000).coins(1, 1, SATS).coins(2, 1, 3 * SATS);
    // Ten lots of a tenth, at 0.09 coins a coin.
    chain.fill(1, 2, INVERSE_CALL, 10, 90_000_000);
    ok(chain.commit());
    assertEquals(SATS - 9_000_000, balance(1, 1));
    assertEquals(3 * SATS + 9_000_000, balance(2, 1));
    BlockResult end = expire(120_000);
    // (120,000 - 110,000) / 120,000 = 0.0833333333 coins, and 0 for the put that nobody holds.
    assertEquals(SATS - 9_000_000 + 8_333_333, balance(1, 1));
    assertEquals(3 * SATS + 9_000_000 - 8_333_334, balance(2, 1));
    assertEquals(1, chain.chain.state().coinPool(1).clearing());
    assertEquals(2, end.events().stream().filter(Event.Settled.class::isInstance).count());
  }

  /** Lets all that expires come to its end, at an average of one price. */
  private BlockResult expire(long btc) {
    while (chain.nowMs + 60_000 < EXPIRY_MS) {
      chain.nowMs = Math.min(EXPIRY_MS - 60_001, chain.nowMs + 8 * 60_000);
      dollars(btc);
      ok(chain.commit());
    }
    dollars(btc);
    return ok(chain.commit());
  }

  /**
   * A holder without coins owes them after an inverse future settles against it. The debt is
   * charged, backed by the holder's USD, and bought back with them.
   */
  @Test
  void aSettlementMayLeaveADebtOfCoins() {
    dollars(50_000).coins(2, 1, SATS);
    chain.deposit(1, 5_000);
    chain.fill(1, 2, INVERSE_FUTURE, 1_000, 50_000 * BTC_DOLLAR);
    ok(chain.commit());
    expire(40_000);
    assertEquals(-5_000_000, balance(1, 1));
    assertEquals(SATS + 5_000_000, balance(2, 1));
    Requirement of = requirement(1);
    assertEquals((5_000 - 2_000) * USD, of.equity());
    assertEquals(200 * USD, of.initial());
    assertEquals(100 * USD, of.maintenance());
    // It cannot take out what backs the debt, and no more than is its own.
    withdrawDollars(1, 2_800 * USD + 1);
    last(ResultCode.INSUFFICIENT_COLLATERAL);
    withdrawDollars(1, 2_800 * USD);
    ok(chain.commit());
    chain.fill(1, 2, BTC_COIN, 5_000_000, 40_000 * BTC_DOLLAR);
    ok(chain.commit());
    assertEquals(0, balance(1, 1));
    assertEquals(200 * USD, chain.cash(1));
  }

  /**
   * Coins can be taken out to the haircut of the rest; USD only where they are the holder's own.
   */
  @Test
  void whatIsFreeIsWhatTheHaircutLeaves() {
    dollars(100_000).coins(1, 1, SATS).coins(2, 1, 1);
    chain.deposit(2, 200_000);
    // Short 1 BTC of notional 100,000: initial 5,000.
    chain.fill(2, 1, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    // 0.9 * coins * 100,000 must stay 5,000: 5,555,556 sats.
    withdraw(1, 1, SATS - 5_555_555);
    last(ResultCode.INSUFFICIENT_COLLATERAL);
    withdrawDollars(1, 1);
    last(ResultCode.INSUFFICIENT_COLLATERAL);
    withdraw(1, 1, SATS - 5_555_556);
    ok(chain.commit());
    assertEquals(5_555_556, balance(1, 1));
  }

  /** A coin is sold to a quote when what it backs falls below maintenance. */
  @Test
  void liquidationSellsCoins() {
    dollars(100_000).coins(1, 1, SATS);
    chain.deposit(2, 1_000_000).deposit(3, 1_000_000);
    chain.fill(1, 2, BTC_PERP, 90_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    // 9 coins lose 72,000 and the collateral is worth 92,000: 20,000 against 24,840 + 4,600.
    dollars(92_000);
    chain.quote(3, BTC_PERP, true, 90_000, 91_900 * BTC_DOLLAR);
    chain.quote(3, BTC_COIN, true, SATS, 91_800 * BTC_DOLLAR);
    BlockResult result = ok(chain.commit());
    List<Event.LiquidationFill> fills =
        result.events().stream()
            .filter(Event.LiquidationFill.class::isInstance)
            .map(Event.LiquidationFill.class::cast)
            .toList();
    // The perpetual goes, whose margin is larger; what it lost is owed in USD, backed by the coin.
    assertEquals(List.of(BTC_PERP), fills.stream().map(fill -> fill.instrument()).toList());
    long penalty = fills.getFirst().penalty();
    assertEquals(-9 * 8_100 * USD - penalty, chain.cash(1));
    long owed = -chain.cash(1);
    assertEquals(92_000 * USD - owed, requirement(1).equity());
    // Below owed / 0.95 the coin is sold, to the quote and without the fund.
    long fund = chain.chain.state().pool(0).fund();
    dollars(owed / USD * 100 / 95);
    chain.quote(3, BTC_COIN, true, SATS, (owed / USD + 1) * BTC_DOLLAR);
    ok(chain.commit());
    assertEquals(0, balance(1, 1));
    assertEquals(SATS, balance(3, 1));
    assertTrue(chain.cash(1) >= 0 && chain.cash(1) < USD, "" + chain.cash(1));
    assertTrue(chain.chain.state().pool(0).fund() >= fund);
  }
}
