package io.plimsoll.margin.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationPrice.Outcome;
import io.plimsoll.margin.analysis.LiquidationSearch;
import io.plimsoll.margin.analysis.Moved;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.HoldingModelPropertiesTest.Case;
import io.plimsoll.margin.model.binance.BinanceModel;
import io.plimsoll.margin.model.bybit.BybitModel;
import io.plimsoll.margin.model.portfolio.StressModel;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What models say of their headroom over a stretch of a price holds at each price that is tried,
 * and liquidation prices are the ones that asking at every step finds.
 */
class HeadroomTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20261126L);
  private static final String SAID = " (-Dplimsoll.seed=" + SEED + ")";
  private static final int RUNS = Integer.getInteger("plimsoll.headroom.runs", 2);
  private static final int STRETCHES = 6;
  private static final int SAMPLES = 4;
  private static final long NOW = 1_719_561_600_000L;
  private static final BigInteger TODAY = E18.of(100_000);

  static List<Case> cases() {
    return Case.values();
  }

  /** A case's random book, with balances, entries, and quotes that differ. */
  static Holdings book(Case of, SplittableRandom random) {
    Holdings plain = of.random(random);
    SortedMap<String, Quote> quotes = new TreeMap<>();
    List<Position> positions = new ArrayList<>();
    for (Position position : plain.positions()) {
      boolean isOption = position.instrument().isOption();
      BigInteger price = E18.of(random.nextLong(97_000, 103_000));
      BigInteger volatility = E18.of(random.nextLong(10, 150)).divide(BigInteger.valueOf(100));
      quotes.put(
          position.instrument().symbol(),
          isOption ? new Quote(E18.ONE, price, volatility) : Quote.of(price));
      boolean isSettled = isOption || random.nextBoolean();
      BigInteger entry = E18.of(random.nextLong(70_000, 140_000));
      positions.add(
          isSettled
              ? Position.of(position.instrument(), position.amount())
              : new Position(position.instrument(), position.amount(), entry));
    }
    SortedMap<String, Balance> balances = new TreeMap<>();
    boolean mayOweCoins = List.of(Case.DERIBIT_PM, Case.OKX_PM, Case.DRIFT_CROSS).contains(of);
    BigInteger dollars = E18.of(random.nextLong(0, 1_500_000));
    boolean isAllUsdc =
        List.of(
                Case.DERIVE_PM,
                Case.DERIVE_STANDARD,
                Case.DYDX_CROSS,
                Case.DRIFT_CROSS,
                Case.PARADEX_PM)
            .contains(of);
    balances.put("USDT", new Balance(isAllUsdc ? BigInteger.ZERO : dollars, BigInteger.ZERO));
    balances.put("USDC", new Balance(dollars, BigInteger.ZERO));
    if (of.equals(Case.DERIVE_STANDARD)) {
      balances.put("BTC", new Balance(E18.of(random.nextLong(0, 25)), BigInteger.ZERO));
    }
    if (mayOweCoins) {
      balances.put("BTC", new Balance(E18.of(random.nextLong(-3, 25)), BigInteger.ZERO));
    }
    if (of.equals(Case.BINANCE_PM) || of.equals(Case.BACKPACK_CROSS)) {
      balances.remove("USDC");
      balances.put("USDT", new Balance(BigInteger.ZERO, E18.of(random.nextLong(0, 1_000))));
    }
    return new Holdings(
        plain.timeMs(), balances, positions, plain.indexes(), quotes, plain.charges());
  }

  /** What the model compares, at a price; of pools the one that has least. */
  static BigInteger truth(HoldingModel model, Holdings moved) {
    Assessment of = model.assess(moved);
    return switch (model.name()) {
      case "deribit" ->
          of.pools().stream()
              .map(pool -> pool.equity().subtract(pool.maintenance()))
              .map(coins -> E18.timesTowardZero(coins, moved.index("BTC")))
              .reduce(BigInteger::min)
              .orElse(E18.ONE);
      case "okx" -> of.equity().subtract(of.pools().getFirst().maintenance());
      case "binance" ->
          of.equity().subtract(E18.timesTowardZero(of.maintenance(), E18.parse("1.05")));
      default -> of.equity().subtract(of.maintenance());
    };
  }

  /** A line's value between its ends, as a number times the whole way. */
  private static BigInteger between(BigInteger near, BigInteger far, long done, long whole) {
    return near.multiply(BigInteger.valueOf(whole - done))
        .add(far.multiply(BigInteger.valueOf(done)));
  }

  /** Whether a band holds at a price that is {@code done / whole} of the way. */
  private static boolean holds(Band band, BigInteger truth, long done, long whole) {
    BigInteger all = truth.multiply(BigInteger.valueOf(whole));
    return between(band.lowNear(), band.lowFar(), done, whole).compareTo(all) <= 0
        && between(band.highNear(), band.highFar(), done, whole).compareTo(all) >= 0;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theHeadroomIsWithinItsBand(Case of) {
    HoldingModel model = of.model();
    SplittableRandom random = new SplittableRandom(SEED);
    int known = 0;
    for (int run = 0; run < RUNS; run++) {
      Holdings book = book(of, random);
      Headroom headroom = model.headroom(book, "BTC");
      for (int i = 0; i < STRETCHES; i++) {
        long whole = 1L << random.nextInt(0, 45);
        BigInteger unit = BigInteger.valueOf(random.nextBoolean() ? 1_000 : -1_000);
        BigInteger near = E18.of(random.nextLong(45_000, 250_000));
        BigInteger far = near.add(unit.multiply(BigInteger.valueOf(whole)));
        Band band;
        try {
          band = headroom.over(new Stretch("BTC", TODAY, near, far));
        } catch (Undecided e) {
          continue;
        }
        known++;
        for (int sample = 0; sample < SAMPLES; sample++) {
          long done = sample == 0 ? 0 : sample == 1 ? whole : random.nextLong(0, whole + 1);
          BigInteger price = near.add(unit.multiply(BigInteger.valueOf(done)));
          BigInteger truth = truth(model, Moved.to(book, "BTC", price, E18.ONE));
          assertTrue(
              holds(band, truth, done, whole),
              () -> of + " at " + price + " of " + near + " to " + far + ": " + truth + SAID);
        }
      }
    }
    assertTrue(known > RUNS, of + " says next to nothing" + SAID);
  }

  /**
   * The line that joins the ends is no line below a short strangle's headroom's dip, so it shows.
   */
  @Test
  void aBandThatIsTooNarrowIsFound() {
    HoldingModel model = Case.BYBIT_PM.model();
    Holdings book = strangle();
    BigInteger near = E18.of(60_000);
    BigInteger far = E18.of(150_000);
    Band right = model.headroom(book, "BTC").over(new Stretch("BTC", TODAY, near, far));
    BigInteger middle = truth(model, Moved.to(book, "BTC", E18.of(105_000), E18.ONE));
    assertTrue(holds(right, middle, 1, 2));
    Band wrong = new Band(right.lowNear(), right.lowNear(), right.lowNear(), right.lowNear());
    assertFalse(holds(wrong, middle, 1, 2));
  }

  private static Holdings strangle() {
    return new Books(Notation.BYBIT, NOW)
        .index("BTC", "100000")
        .index("USDC", "1")
        .balance("USDC", "400000", "0")
        .option("BTC-26JUL24-120000-C", "-10", "700", "100000", "0.6")
        .option("BTC-26JUL24-85000-P", "-10", "600", "100000", "0.6")
        .build();
  }

  /** Checks what comes with an answer, by the model and the steps alone. */
  static void verify(
      HoldingModel model, Holdings book, LiquidationPrice of, SplittableRandom random) {
    long way = of.up() ? 1 : -1;
    long next = of.start();
    for (LiquidationPrice.Part part : of.covering()) {
      assertEquals(next, part.from(), "parts follow one another" + SAID);
      assertTrue((part.to() - part.from()) * way >= 0, SAID);
      BigInteger least = part.least();
      assertTrue(least == null || least.signum() > 0, SAID);
      long length = Math.abs(part.to() - part.from());
      for (long done : new long[] {0, length, random.nextLong(0, length + 1)}) {
        BigInteger price = of.price(part.from() + way * done);
        Holdings moved = Moved.to(book, of.coin(), price, E18.ONE);
        assertFalse(model.isLiquidatable(model.assess(moved)), of.coin() + " " + price + SAID);
        assertTrue(least == null || truth(model, moved).compareTo(least) >= 0, price + SAID);
      }
      next = part.to() + way;
    }
    assertEquals(of.healthy() + way, next, "to the last healthy step" + SAID);
    if (of.outcome() == Outcome.FOUND || of.outcome() == Outcome.AT_ONCE) {
      Holdings moved = Moved.to(book, of.coin(), of.price(of.liquidated()), E18.ONE);
      assertTrue(model.isLiquidatable(model.assess(moved)), of + SAID);
    }
    assertEquals(of.outcome() == Outcome.NOT_DECIDED, of.reason() != null);
  }

  /** Asks at each step. */
  private static LiquidationPrice slowly(
      HoldingModel model, Holdings book, boolean up, BigInteger step, long end) {
    long start = TODAY.divide(step).longValueExact();
    long way = up ? 1 : -1;
    for (long at = start; at != end + way; at += way) {
      Holdings moved = Moved.to(book, "BTC", step.multiply(BigInteger.valueOf(at)), E18.ONE);
      if (model.isLiquidatable(model.assess(moved))) {
        Outcome outcome = at == start ? Outcome.AT_ONCE : Outcome.FOUND;
        return new LiquidationPrice("BTC", up, step, start, outcome, at - way, List.of(), null);
      }
    }
    return new LiquidationPrice("BTC", up, step, start, Outcome.NONE_UP_TO, end, List.of(), null);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pricesAreThoseThatAskingAtEachStepFinds(Case of) {
    HoldingModel model = of.model();
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int run = 0; run < RUNS; run++) {
      Holdings book = book(of, random);
      BigInteger step = E18.of(2_500);
      LiquidationSearch.Limits limits = new LiquidationSearch.Limits(step, 3, 400, 400);
      for (boolean up : new boolean[] {false, true}) {
        LiquidationPrice found = new LiquidationSearch(model, book, limits).of("BTC", up);
        LiquidationPrice slow = slowly(model, book, up, step, up ? 120 : 1);
        assertEquals(slow.outcome(), found.outcome(), of + " " + found + SAID);
        assertEquals(slow.healthy(), found.healthy(), of + " " + found + SAID);
      }
      LiquidationSearch cents =
          new LiquidationSearch(model, book, LiquidationSearch.Limits.ofStep(E18.parse("0.01")));
      verify(model, book, cents.of("BTC", random.nextBoolean()), random);
    }
  }

  @Test
  void aShortStrangleHasAPriceOnEachSide() {
    HoldingModel model = Case.BYBIT_PM.model();
    Holdings book = strangle();
    LiquidationSearch search =
        new LiquidationSearch(model, book, LiquidationSearch.Limits.ofStep(E18.parse("0.01")));
    List<LiquidationPrice> both = search.all();
    assertEquals(List.of("BTC", "BTC"), both.stream().map(LiquidationPrice::coin).toList());
    for (LiquidationPrice side : both) {
      assertEquals(Outcome.FOUND, side.outcome());
      assertTrue(side.covering().size() < 30, side.toString());
      verify(model, book, side, new SplittableRandom(SEED));
    }
    assertTrue(both.getFirst().healthy() < 8_500_000, both.getFirst().toString());
    assertTrue(both.getLast().healthy() > 12_000_000, both.getLast().toString());
  }

  /** A line is exact, so the price is the formula's: 90000 / (1 - 0.005 * 1.05), see Binance. */
  @Test
  void ofALinearBookThePriceIsTheFormulas() {
    HoldingModel model =
        new BinanceModel(
            Books.set(
                "test/one",
                """
                tiers_BTC = 0, 0.005, 0
                collateral_USDT = -, 1
                open_ratio = 1.2
                liquidation_ratio = 1.05
                """));
    Holdings book =
        new Books(Notation.BINANCE, NOW)
            .index("BTC", "100000")
            .index("USDT", "1")
            .balance("USDT", "10000", "0")
            .future("BTCUSDT", "1", "100000", "100000")
            .build();
    LiquidationPrice found =
        new LiquidationSearch(model, book, LiquidationSearch.Limits.ofStep(E18.parse("0.01")))
            .of("BTC", false);
    // 10000 + (p - 100000) = 0.00525 p at 90474.993717...
    assertEquals(Outcome.FOUND, found.outcome());
    assertEquals(9_047_499, found.liquidated());
    assertTrue(found.covering().size() <= 12, found.toString());
  }

  /** Tiers whose amounts do not join: at 110,000 dollars the margin jumps from 550 to 11,000. */
  @Test
  void aJumpIsFoundToTheStep() {
    HoldingModel model =
        new BinanceModel(
            Books.set(
                "test/jump",
                """
                tiers_BTC = 0, 0.005, 0; 110000, 0.1, 0
                collateral_USDT = -, 1
                open_ratio = 1.2
                liquidation_ratio = 1.05
                """));
    Holdings book =
        new Books(Notation.BINANCE, NOW)
            .index("BTC", "100000")
            .index("USDT", "1")
            .balance("USDT", "-5000", "0")
            .future("BTCUSDT", "1", "100000", "93000")
            .build();
    LiquidationPrice found =
        new LiquidationSearch(model, book, LiquidationSearch.Limits.ofStep(E18.parse("0.01")))
            .of("BTC", true);
    // Equity is 12000 there; 577.5 is compared with it at 110,000, and 11550 a cent further.
    assertEquals(Outcome.NONE_UP_TO, found.outcome());
    Holdings poorer =
        new Books(Notation.BINANCE, NOW)
            .index("BTC", "100000")
            .index("USDT", "1")
            .balance("USDT", "-5000", "0")
            .future("BTCUSDT", "1", "100000", "93900")
            .build();
    found =
        new LiquidationSearch(model, poorer, LiquidationSearch.Limits.ofStep(E18.parse("0.01")))
            .of("BTC", true);
    assertEquals(Outcome.FOUND, found.outcome());
    assertEquals(11_000_000, found.healthy());
    verify(model, poorer, found, new SplittableRandom(SEED));
  }

  /** Two coins' losses count by whether the worst moves go the same way. */
  @Test
  void whereAnotherDirectionDrivesBothSidesCount() {
    HoldingModel model =
        new StressModel(
            Books.set(
                "test/two",
                """
                moves_BTC = -0.15, 0, 0.15
                moves_ETH = -0.2, 0, 0.2
                correlation_BTC_ETH = 0.2, 0.9
                basis_rate = 0.003
                liquidity_rate = 0.003
                option_liquidity_rate = 0.001
                volatility_up = 0.2
                volatility_down = 0.2
                short_option_minimum = 0.001
                maintenance_fraction = 0.75
                """));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < RUNS; run++) {
      Holdings book =
          new Books(Notation.BYBIT, NOW)
              .index("BTC", "100000")
              .index("ETH", "2000")
              .index("USDT", "1")
              .index("USDC", "1")
              .balance("USDT", "" + random.nextLong(20_000, 120_000), "0")
              .future("ETHUSDT", "" + random.nextLong(-80, 80), "2000", "0")
              .future("BTCUSDT", "" + random.nextLong(-2, 3), "100000", "0")
              .option("BTC-26JUL24-100000-C", "" + random.nextLong(-5, 5), "1", "100000", "0.6")
              .option("BTC-26JUL24-95000-P", "" + random.nextLong(-5, 5), "1", "100000", "0.6")
              .build();
      LiquidationSearch search =
          new LiquidationSearch(model, book, LiquidationSearch.Limits.ofStep(E18.parse("0.01")));
      for (LiquidationPrice side : search.all()) {
        assertTrue(side.outcome() != Outcome.NOT_DECIDED, side + SAID);
        verify(model, book, side, random);
      }
    }
  }

  @Test
  void whatIsNotDecidedIsSaid() {
    HoldingModel model = Case.BYBIT_PM.model();
    Holdings book = strangle();
    LiquidationSearch.Limits few = new LiquidationSearch.Limits(E18.parse("0.01"), 10, 1, 2);
    LiquidationPrice side = new LiquidationSearch(model, book, few).of("BTC", true);
    assertEquals(Outcome.NOT_DECIDED, side.outcome());
    assertEquals("the bound on work", side.reason());
    verify(model, book, side, new SplittableRandom(SEED));
    Holdings paidInCoins =
        new Books(Notation.DERIBIT, NOW)
            .index("BTC", "100000")
            .index("ETH", "2000")
            .balance("BTC", "10", "0")
            .future("ETH_BTC-PERPETUAL", "1", "0.02", "0")
            .future("BTC-PERPETUAL", "1", "100000", "0")
            .build();
    HoldingModel both = new BybitModel(Books.set("test/both", BYBIT_OF_TWO));
    side =
        new LiquidationSearch(both, paidInCoins, LiquidationSearch.Limits.ofStep(E18.ONE))
            .of("BTC", true);
    assertEquals(Outcome.NOT_DECIDED, side.outcome());
    assertNotNull(side.reason());
    assertTrue(side.reason().startsWith("ETH_BTC-PERPETUAL is paid in BTC"), side.reason());
  }

  @Test
  void aBookWithoutTheIndexIsNotDecided() {
    Holdings book =
        new Books(Notation.BYBIT, NOW)
            .index("USDT", "1")
            .future("BTCUSDT", "1", "100000", "100000")
            .build();
    LiquidationPrice side =
        new LiquidationSearch(
                Case.BACKPACK_CROSS.model(), book, LiquidationSearch.Limits.of(E18.ONE, book))
            .of("BTC", false);
    assertEquals(Outcome.NOT_DECIDED, side.outcome());
    assertEquals("the book has no index of BTC", side.reason());
  }

  private static final String BYBIT_OF_TWO =
      """
      OTHER.price_range = 0.10
      OTHER.price_points = 11
      OTHER.volatility_range_up = 0.5
      OTHER.volatility_range_down = 0.25
      OTHER.volatility_power = 0.3
      OTHER.futures_factor = 0.002
      OTHER.initial_factor = 1.2
      """;

  /** Books without one position each, made anew, say what sharing their revaluations says. */
  @ParameterizedTest
  @MethodSource("cases")
  void leavingOneOutIsTheSameSlowly(Case of) {
    HoldingModel model = of.model();
    SplittableRandom random = new SplittableRandom(SEED + 2);
    Holdings book = book(of, random);
    Assessment whole = model.assess(book);
    List<LeaveOneOut> adds = LeaveOneOut.of(model, book, whole);
    for (int i = 0; i < book.positions().size(); i++) {
      List<Position> others = new ArrayList<>(book.positions());
      others.remove(i);
      Holdings rest =
          new Holdings(NOW, book.balances(), others, book.indexes(), book.quotes(), book.charges());
      assertEquals(model.assess(rest), model.assess(Valued.of(book).without(i)), of + SAID);
      Assessment without = model.assess(rest);
      assertEquals(whole.initial().subtract(without.initial()), adds.get(i).initial());
      assertEquals(whole.maintenance().subtract(without.maintenance()), adds.get(i).maintenance());
    }
  }

  @Test
  void limitsArePositive() {
    assertThrows(
        IllegalArgumentException.class, () -> LiquidationSearch.Limits.ofStep(BigInteger.ZERO));
  }
}
