package io.plimsoll.margin.rule.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.rule.drift.Figure.Width;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of {@code drift-rules.txt}. */
class DriftRulesTest {

  private static final String FILE = "drift-rules.txt";
  private static final BigInteger ZERO = BigInteger.ZERO;

  /** The rules by the names that the table has for them. */
  private static final Map<String, Function<Arguments, String>> RULES = new TreeMap<>();

  static {
    RULES.put("premium", a -> said(SizeScaling.premiumRatio(a.big(), a.next(), a.next())));
    RULES.put("discount", a -> said(SizeScaling.discountWeight(a.big(), a.next(), a.next())));
    RULES.put("assetWeight", DriftRulesTest::assetWeight);
    RULES.put("liabilityWeight", DriftRulesTest::liabilityWeight);
    RULES.put("scaledWeight", DriftRulesTest::scaledWeight);
    RULES.put("profitWeight", DriftRulesTest::profitWeight);
    RULES.put("perp", DriftRulesTest::perp);
    RULES.put("funding", DriftRulesTest::funding);
    RULES.put("quoteToken", a -> said(SpotMargin.ofQuote(a.big(), StrictPrice.of(1_000_000))));
    RULES.put("spotToken", DriftRulesTest::spotToken);
    RULES.put(
        "baseToCover",
        a ->
            said(
                LiquidationSizes.baseToCover(
                    a.big(), a.next(), a.next(), a.next(), a.next(), a.next())));
    RULES.put(
        "liabilityToCover",
        a -> {
          BigInteger shortage = a.big();
          LiquidationLeg asset = new LiquidationLeg(a.next(), a.next(), 0, 0);
          LiquidationLeg debt = new LiquidationLeg(a.next(), a.next(), a.count(), a.next());
          return said(LiquidationSizes.liabilityToCover(shortage, asset, debt, a.next()));
        });
    RULES.put("liabilityOf", a -> said(LiquidationSizes.liabilityOf(a.big(), a.leg(), a.leg())));
    RULES.put("assetFor", a -> said(LiquidationSizes.assetFor(a.big(), a.leg(), a.leg(), a.big())));
    RULES.put(
        "swapPrice", a -> said(LiquidationSizes.swapPrice(a.big(), a.big(), a.leg(), a.leg())));
    RULES.put(
        "share",
        a -> said(LiquidationSizes.share(a.big(), a.big(), a.big(), a.big(), a.big(), a.big())));
    RULES.put(
        "insuranceOnPerp",
        a ->
            said(
                LiquidationFees.insuranceOnPerp(
                    a.big(), a.big(), a.next(), a.next(), a.next(), a.next(), a.next())));
    RULES.put("insuranceOnSpot", DriftRulesTest::insuranceOnSpot);
    RULES.put(
        "grownFee",
        a -> said(LiquidationFees.grown(a.next(), a.next(), a.big(), a.big(), a.big(), a.next())));
    RULES.put("fundingDelta", a -> said(SocializedLoss.fundingDelta(a.big(), a.big(), a.big())));
    RULES.put("interestDelta", DriftRulesTest::interestDelta);
  }

  /** One line of the table. */
  private record Row(String rule, String arguments, String result, String origin) {}

  /** The arguments of a row, taken one after the other. */
  private static final class Arguments {

    private final String[] words;
    private int taken;

    Arguments(String text) {
      words = text.split(" +");
    }

    String word() {
      return words[taken++];
    }

    BigInteger big() {
      String word = word();
      return switch (word) {
        case "MAX32" -> Width.U32.largest();
        case "MAX64" -> Width.U64.largest();
        case "MAX128" -> Width.U128.largest();
        default -> new BigInteger(word);
      };
    }

    long next() {
      return big().longValueExact();
    }

    int count() {
      return big().intValueExact();
    }

    MarginType type() {
      return MarginType.valueOf(word());
    }

    StrictPrice price() {
      long current = next();
      String average = word();
      return average.equals("-")
          ? StrictPrice.of(current)
          : new StrictPrice(current, OptionalLong.of(Long.parseLong(average)));
    }

    /** A side of a swap whose weight does not matter. */
    LiquidationLeg leg() {
      return new LiquidationLeg(0, next(), count(), next());
    }

    boolean areAllTaken() {
      return taken == words.length;
    }
  }

  private static String said(Figure figure) {
    for (Width width : List.of(Width.U128, Width.U64, Width.U32)) {
      if (!figure.isError() && figure.value().equals(width.largest())) {
        return "MAX" + width.name().substring(1);
      }
    }
    return figure.toString();
  }

  private static String said(SpotMargin margin) {
    return said(margin.requirement()) + " " + said(margin.collateral());
  }

  private static SpotMarket assetMarket(
      long initial,
      long maintenance,
      long factor,
      int decimals,
      BigInteger start,
      BigInteger deposits,
      BigInteger interest) {
    return new SpotMarket(initial, maintenance, 0, 0, factor, decimals, start, deposits, interest);
  }

  private static String assetWeight(Arguments a) {
    MarginType type = a.type();
    SpotMarket market =
        assetMarket(a.next(), a.next(), a.next(), a.count(), a.big(), a.big(), a.big());
    return said(SpotWeights.asset(market, a.big(), a.next(), type));
  }

  private static String liabilityWeight(Arguments a) {
    MarginType type = a.type();
    SpotMarket market =
        new SpotMarket(0, 0, a.next(), a.next(), a.next(), a.count(), ZERO, ZERO, ZERO);
    return said(SpotWeights.liability(market, a.big(), type));
  }

  private static String scaledWeight(Arguments a) {
    SpotMarket market = assetMarket(a.next(), 0, 0, a.count(), a.big(), a.big(), a.big());
    return said(SpotWeights.scaledInitialAsset(market, a.next()));
  }

  private static String profitWeight(Arguments a) {
    MarginType type = a.type();
    BigInteger profit = a.big();
    PerpMarket market =
        new PerpMarket(
            Contract.PERPETUAL,
            0,
            0,
            0,
            0,
            a.next(),
            a.next(),
            a.next(),
            a.big(),
            a.big(),
            ZERO,
            ZERO);
    return said(PerpMargin.profitWeight(market, profit, type));
  }

  private static String perp(Arguments a) {
    PerpMarket market =
        new PerpMarket(
            Contract.valueOf(a.word()),
            a.next(),
            a.next(),
            a.next(),
            a.next(),
            a.next(),
            a.next(),
            a.next(),
            ZERO,
            ZERO,
            ZERO,
            ZERO);
    PerpPosition position = new PerpPosition(a.big(), a.big(), a.big(), a.big(), a.count(), ZERO);
    long price = a.next();
    StrictPrice quotePrice = a.price();
    MarginType type = a.type();
    PerpMargin.Terms terms =
        new PerpMargin.Terms(a.next(), 10_000, BigInteger.valueOf(100_000_000));
    PerpMargin.Result margin = PerpMargin.of(market, position, price, quotePrice, type, terms);
    return said(margin.requirement()) + " " + said(margin.profit());
  }

  /** The index of the other side is far off, so that taking it would show. */
  private static String funding(Arguments a) {
    BigInteger base = a.big();
    BigInteger index = a.big();
    BigInteger other = index.add(BigInteger.TEN.pow(15));
    boolean isLong = base.signum() > 0;
    PerpMarket market =
        new PerpMarket(
            Contract.PERPETUAL,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            ZERO,
            ZERO,
            isLong ? index : other,
            isLong ? other : index);
    return said(
        PerpMargin.fundingPayment(market, new PerpPosition(base, ZERO, ZERO, ZERO, 0, a.big())));
  }

  private static String spotToken(Arguments a) {
    SpotMarket market =
        new SpotMarket(
            a.next(), a.next(), a.next(), a.next(), a.next(), a.count(), ZERO, ZERO, ZERO);
    SpotHolding holding = new SpotHolding(a.big(), a.big(), a.big(), a.count());
    SpotMargin margin = SpotMargin.of(market, holding, a.price(), a.type(), a.next(), 10_000);
    return said(SpotMargin.ofQuote(a.big(), StrictPrice.of(1_000_000)).plus(margin));
  }

  private static String insuranceOnSpot(Arguments a) {
    BigInteger shortage = a.big();
    BigInteger amount = a.big();
    LiquidationLeg asset = new LiquidationLeg(a.next(), a.next(), 0, 0);
    LiquidationLeg debt = new LiquidationLeg(a.next(), a.next(), a.count(), a.next());
    return said(LiquidationFees.insuranceOnSpot(shortage, amount, asset, debt, a.next()));
  }

  private static String interestDelta(Arguments a) {
    BigInteger debt = a.big();
    BigInteger deposits = a.big();
    BigInteger interest = a.big();
    SpotMarket market = assetMarket(0, 0, 0, a.count(), ZERO, deposits, interest);
    return said(SocializedLoss.interestDelta(debt, market));
  }

  private static List<Row> rows() {
    String text;
    try (InputStream in = DriftRulesTest.class.getResourceAsStream(FILE)) {
      text = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(FILE, e);
    }
    List<Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.startsWith("#")) {
        String[] cells = line.split("\\|", -1);
        assertEquals(4, cells.length, FILE + ": " + line);
        rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip()));
      }
    }
    return rows;
  }

  @TestFactory
  Stream<DynamicTest> everyFigureIsThatOfTheTable() {
    return rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.rule + " " + row.arguments, () -> check(row)));
  }

  private static void check(Row row) {
    Function<Arguments, String> rule = RULES.get(row.rule);
    assertNotNull(rule, row.rule);
    Arguments arguments = new Arguments(row.arguments);
    assertEquals(row.result, rule.apply(arguments), row.origin);
    assertTrue(arguments.areAllTaken(), "more arguments than the rule takes");
  }

  @Test
  void everyRuleHasFigures() {
    TreeSet<String> named = new TreeSet<>();
    rows().forEach(row -> named.add(row.rule));
    assertEquals(RULES.keySet(), named);
  }

  /** Weights of profit at the venue: the profit, and what counts of a whole one, in 10^-4. */
  @ParameterizedTest
  @CsvSource({
    "100000000, 10000",
    "22699050905, 9559",
    "24282786896, 9516",
    "242827868960, 7368",
    "2428278689600, 4299",
    "242827868960000, 663",
    "19426229516800000, 78"
  })
  void profitWeighsLessTheLargerItIs(long profit, int weight) {
    assertEquals(weight, ProfitWeight.weight(profit, 1_000_000, 1_000));
    assertEquals(Math.min(weight, 5_000), ProfitWeight.weight(profit, 500_099, 1_000));
    assertEquals(10_000, ProfitWeight.weight(profit, 1_000_000, 0));
  }

  /** The root is that of ten thousand times the profit and one: 10,100 of 10,201, not 10,099. */
  @Test
  void aProfitThatIsASquareHasItsRoot() {
    assertEquals(9_990, ProfitWeight.weight(10_201, 1_000_000, 1_000_000));
    assertEquals(9_803, ProfitWeight.weight(14_884, 1_000_000, 1_000_000));
  }

  @Test
  void profitCountsInPartAndLossesInFull() {
    assertEquals(666, ProfitWeight.toOpen(999, 666_700, 0, 1_000));
    assertEquals(50, ProfitWeight.toOpen(999, 666_700, 0, 50));
    assertEquals(0, ProfitWeight.toOpen(999, 99, 0, 50));
    assertEquals(-999, ProfitWeight.toOpen(-999, 0, 0, 0));
    assertEquals(499, ProfitWeight.toStay(999, 500_000));
    assertEquals(-999, ProfitWeight.toStay(-999, 0));
    assertEquals(0, ProfitWeight.toStay(0, 0));
  }

  /**
   * A minute after 100 comes 50: (50 * 60 + 100 * 240) / 300 = 90, and one more, for what was there
   * weighs more. From 150 seconds on what comes weighs as much, or more; from 300 on almost all.
   */
  @ParameterizedTest
  @CsvSource({
    "100, 50, 60000, 91", "100, 100, 60000, 101", "100, 100, 150000, 100", "100, 200, 100000, 133",
    "100, 100, 150001, 99", "100, 200, 299999, 199", "100, 200, 300000, 199", "100, 200, 0, 100",
    "1, 0, 100000, 1", "0, 1, 150001, 0", "0, 0, 1000, 0", "7, 7, 86400000, 7"
  })
  void anAverageIsMovedByTime(long average, long price, long elapsedMs, long expected) {
    assertEquals(expected, StrictAverage.next(average, price, elapsedMs, new Wide()));
  }
}
