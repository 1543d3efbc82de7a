package io.plimsoll.margin.model.deribit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ParameterSet;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeribitModelTest {

  /** When the response was given. */
  private static final long THEN = 1_718_619_740_501L;

  private static final String BTC =
      """
      price_range = 0.16
      buckets_count = 4
      volatility_range_up = 0.5
      volatility_range_down = 0.25
      short_term_vega_power = 0.3
      long_term_vega_power = 0.13
      min_volatility_for_shock_up = 0.5
      extended_table_moves = -0.66, -0.33, 0.5, 1, 2, 3, 4, 5
      extended_table_factor = 1
      extended_dampener = 100000
      delta_total_liq_shock_threshold = 20000000
      m_inc = 0.00005
      max_delta_shock = 0.1
      annualised_move_risk = 0.075
      min_annualised_move = 0.01
      pnl_offset = 0
      max_offsetable_pnl = 0
      mm_factor = 0.8
      """;

  private static ParameterSet set(String... changes) {
    return Books.set("deribit/test", text(changes));
  }

  private static String text(String... changes) {
    String text = BTC;
    for (String change : changes) {
      String key = change.substring(0, change.indexOf(" = "));
      text = text.replaceAll("(?m)^" + key + " = .*$", change);
    }
    return text;
  }

  private static DeribitModel model(String... changes) {
    String text = text(changes);
    return new DeribitModel(
        Books.set("deribit/test", Books.of("BTC", text) + Books.of("ETH", text)));
  }

  private static Books response() {
    return new Books(Notation.DERIBIT, THEN)
        .index("BTC", "65666.19")
        .future("BTC-PERPETUAL", "0.314538364", "65910.57", "0")
        .future("BTC-28JUN24", "-0.001187534", "67371.75", "0")
        .charge("BTC.mmp_margin", "0.06")
        .charge("BTC.open_orders_margin", "0.000018212");
  }

  private static DeribitUnit unit(Holdings of, String... changes) {
    DeribitParameters parameters = DeribitParameters.of(set(changes));
    Valued valued = Valued.of(of);
    List<BigInteger> totals = valued.totals("BTC", at -> DeribitUnit.row(parameters, at));
    return new DeribitUnit(parameters, valued.positions(), of.index("BTC"), totals);
  }

  private static void assertNear(String expected, BigInteger got) {
    BigInteger difference = E18.parse(expected).subtract(got).abs();
    // 10^-10 of a coin.
    assertTrue(difference.compareTo(BigInteger.TEN.pow(8)) <= 0, () -> E18.text(got));
  }

  /** docs.deribit.com, private/pme/simulate: each of its figures. */
  @Test
  void theResponseInTheDocumentation() {
    Assessment got = model().assess(response().build());
    assertEquals("0.059685872", E18.text(got.component("BTC worst loss")));
    assertEquals("0.00315725898", E18.text(got.component("BTC roll shock")));
    assertEquals("0", E18.text(got.component("BTC delta shock")));
    Assessment.Pool pool = got.pools().getFirst();
    assertEquals("0.122861343", E18.text(pool.initial()));
    assertEquals("0.050274504784", E18.text(pool.maintenance()));
    assertEquals("-16%, vol up", got.drivers().getFirst().scenario());
    assertNear("0.059685872380952381", got.drivers().getFirst().loss());
    DeribitUnit unit = unit(response().build());
    String[] standard = {
      "-0.059685872380952381",
      "-0.042729658636363636",
      "-0.027247898260869565",
      "-0.013056284583333333",
      "0",
      "0",
      "0",
      "0",
      "0",
    };
    for (int i = 0; i < 27; i++) {
      assertNear(standard[i / 3], unit.gains().get(i));
    }
    String[] extended = {
      "-0.059912069333333333",
      "-0.059912069333333333",
      "0.043384601931034483",
      "0.043384601931034483",
      "0.043384601931034483",
      "0.043384601931034483",
      "0.043384601931034483",
      "0.043384601931034483",
    };
    for (int i = 0; i < 8; i++) {
      assertNear(extended[i], unit.part(27 + i, 0));
      assertEquals(0, unit.gains().get(27 + i).signum());
    }
  }

  /** Half of what is above 20,000,000 dollars' worth; a fraction that the parameters' names say. */
  @Test
  void theDeltaShockGrowsAboveItsThreshold() {
    DeribitParameters of = DeribitParameters.of(set());
    BigInteger index = E18.parse("65666.19");
    BigInteger size = E18.parse("1304");
    assertEquals(
        0.049971463062, DeribitUnit.deltaShockMove(of, size, index).doubleValue() / 1e18, 1e-12);
    assertEquals(65.162787833, DeribitUnit.deltaShock(of, size, index).doubleValue() / 1e18, 1e-9);
    assertEquals(BigInteger.ZERO, DeribitUnit.deltaShock(of, E18.parse("304"), index));
    assertEquals("0.1", E18.text(DeribitUnit.deltaShockMove(of, E18.parse("9999"), index)));
  }

  /** Of a gain a part counts, at most so many dollars. */
  @Test
  void gainsCountInPart() {
    Holdings book = response().build();
    BigInteger gain = unit(book, "pnl_offset = 1", "max_offsetable_pnl = 1000000").gains().get(26);
    assertTrue(gain.signum() > 0);
    BigInteger half =
        unit(book, "pnl_offset = 0.5", "max_offsetable_pnl = 1000000").gains().get(26);
    assertEquals(gain.shiftRight(1), half);
    BigInteger bounded =
        unit(book, "pnl_offset = 1", "max_offsetable_pnl = 656.6619").gains().get(26);
    assertEquals("0.01", E18.text(bounded));
  }

  /** The dampener takes from a loss at most what it is. */
  @Test
  void theExtendedTableIsDampened() {
    Books large =
        new Books(Notation.DERIBIT, THEN)
            .index("BTC", "100000")
            .future("BTC-PERPETUAL", "100", "100000", "0");
    DeribitUnit unit = unit(large.build());
    // -100 * 0.16 / 0.84, toward zero by (0.66 / 0.16 - 1) * 100,000 / (0.84 * 100,000).
    double dampened = -16 / 0.84 + 3.125 / 0.84;
    assertEquals(dampened, unit.gains().get(27).doubleValue() / 1e18, 1e-12);
    assertEquals(-16 / 0.84 + 1.0625 / 0.84, unit.gains().get(28).doubleValue() / 1e18, 1e-12);
    assertEquals("-66%, vol up, extended", unit.names().get(27));
  }

  /** Expiries are not netted, and a far one moves by more than the least. */
  @Test
  void eachExpiryRolls() {
    Books book =
        new Books(Notation.DERIBIT, Instant.parse("2024-06-28T08:00:00Z").toEpochMilli())
            .index("BTC", "100000")
            .future("BTC-PERPETUAL", "1", "100000", "0")
            .future("BTC-28JUN25", "-1", "100000", "0");
    DeribitUnit unit = unit(book.build());
    assertEquals(0.01 + Math.exp(0.075) - 1, unit.rollShock().doubleValue() / 1e18, 1e-12);
    assertEquals(BigInteger.ZERO, unit.worst());
  }

  /** A short call loses most in a rise, and its volatility with it. */
  @Test
  void optionsAreRepriced() {
    Books book =
        new Books(Notation.DERIBIT, Instant.parse("2024-06-28T08:00:00Z").toEpochMilli())
            .index("BTC", "100000")
            .balance("BTC", "2", "0.5")
            .option("BTC-28JUL24-100000-C", "-1", "0.07", "100000", "0.6");
    Assessment got = model().assess(book.build());
    assertEquals("16%, vol up", got.drivers().getFirst().scenario());
    double w = 0.6 * 1.5 * Math.sqrt(30 / 365.0);
    double d1 = Math.log(1.16) / w + w / 2;
    double shocked = cdf(d1) - cdf(d1 - w) / 1.16;
    double w0 = 0.6 * Math.sqrt(30 / 365.0);
    double loss = shocked - (2 * cdf(w0 / 2) - 1);
    assertEquals(loss, got.drivers().getFirst().loss().doubleValue() / 1e18, 1e-6);
    assertEquals("143000", E18.text(got.equity()));
    assertEquals(1, got.contributions().size());
    assertTrue(model().canOpen(got));
    assertFalse(model().isLiquidatable(got));
    // The roll shock is on the delta.
    assertEquals(cdf(w0 / 2) * 0.01, got.component("BTC roll shock").doubleValue() / 1e18, 1e-6);
  }

  /** By Abramowitz and Stegun 26.2.17, to 7.5e-8. */
  private static double cdf(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double sum =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum;
    return x >= 0 ? 1 - tail : tail;
  }

  /** What one currency has does not help another. */
  @Test
  void eachCurrencyPaysForItself() {
    Books book =
        new Books(Notation.DERIBIT, THEN)
            .index("BTC", "50000")
            .index("ETH", "2500")
            .index("XYZ", "1")
            .balance("BTC", "0.001", "0")
            .balance("ETH", "1000", "0")
            .balance("XYZ", "5", "0")
            .future("BTC-PERPETUAL", "1", "50000", "40000");
    Assessment got = model().assess(book.build());
    assertEquals(2, got.pools().size());
    // 50,000 dollars since 40,000: a quarter of a coin of profit against 0.16 / 0.84.
    assertEquals("0.251", E18.text(got.pools().getFirst().equity()));
    assertTrue(model().canOpen(got));
    Books lost =
        new Books(Notation.DERIBIT, THEN)
            .index("BTC", "50000")
            .index("ETH", "2500")
            .balance("ETH", "1000", "0")
            .future("BTC-PERPETUAL", "1", "50000", "0");
    Assessment short1 = model().assess(lost.build());
    assertTrue(short1.equity().compareTo(short1.initial()) > 0);
    assertFalse(model().canOpen(short1));
    assertTrue(model().isLiquidatable(short1));
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    Books linear =
        new Books(Notation.DERIBIT, THEN)
            .index("BTC", "1")
            .future("BTC_USDC-PERPETUAL", "1", "1", "0");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> model().assess(linear.build()));
    assertTrue(String.valueOf(refused.getMessage()).contains("BTC_USDC-PERPETUAL"));
    ParameterSet none = Books.set("deribit/none", "BTC.price_range = 0.16");
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> new DeribitModel(none));
    assertTrue(String.valueOf(missing.getMessage()).contains("BTC.buckets_count"));
  }
}
