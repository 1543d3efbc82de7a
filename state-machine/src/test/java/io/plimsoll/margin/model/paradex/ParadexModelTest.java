package io.plimsoll.margin.model.paradex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.paradex.DeltaRisk;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of the venue's page, and others by hand from its formulas. */
class ParadexModelTest {

  private static final long NOW = Instant.parse("2024-06-26T08:00:00Z").toEpochMilli();

  private static final String SET =
      """
      BTC.scenarios = 0.16, 0.4, 1; -0.16, 0.4, 1; 0, -0.22, 1; 5, 0.4, 0.024
      BTC.unhedged_factor = 0.02
      BTC.hedged_factor = 0.01
      account.short_vega_power = 0.3
      account.long_vega_power = 0.13
      account.min_vol_shock_up = 0.4
      account.dte_floor_days = 1
      account.maintenance_part = 0.5
      """;

  private static final ParameterSet PARAMETERS = Books.set("paradex/test", SET);

  private static ParadexModel model() {
    return new ParadexModel(PARAMETERS);
  }

  private static ParadexUnit unit() {
    return new ParadexUnit(PARAMETERS.part("BTC"), PARAMETERS.part("account"));
  }

  private static Books book(String cash) {
    return new Books(Notation.BYBIT, NOW)
        .index("BTC", "70000")
        .index("USDC", "1")
        .balance("USDC", cash, "0");
  }

  private static void equal(String expected, BigInteger got) {
    assertEquals(E18.parse(expected), got, E18.text(got));
  }

  /** Long 1, short 5 calls of delta 0.3: net 0.5, gross 2.5, hedged 1, so 1400 at 70000. */
  @Test
  void theMinimumOfThePage() {
    equal(
        "1400", unit().minimum(new DeltaRisk(E18.parse("0.5"), E18.parse("2.5")), E18.of(70_000)));
  }

  /** 16% of 2 at 70000, of which half is to be maintained; and what the book provides for. */
  @Test
  void aPerpetualAlone() {
    Assessment of =
        model()
            .assess(
                book("30000")
                    .future("BTCPERP", "2", "70000", "69000")
                    .charge("funding_provision", "12")
                    .charge("fee_provision", "30")
                    .build());
    equal("32000", of.equity());
    equal("22442", of.initial());
    equal("11242", of.maintenance());
    assertEquals("-16%, vol 40% at 100%", of.drivers().getFirst().scenario());
    assertTrue(model().canOpen(of));
    assertFalse(model().isLiquidatable(of));
  }

  /** Five times higher at 2.4% is 12%, less than 16%; at 3.6% it is more. */
  @Test
  void weightsCount() {
    Assessment of = model().assess(book("0").future("BTCPERP", "-1", "70000", "0").build());
    equal("11200", of.initial());
    ParadexModel heavier =
        new ParadexModel(Books.set("paradex/heavy", SET.replace("5, 0.4, 0.024", "5, 0.4, 0.036")));
    equal(
        "12600", heavier.assess(book("0").future("BTCPERP", "-1", "70000", "0").build()).initial());
  }

  /** Two perpetuals of one coin that cancel are charged 1% of what is hedged. */
  @Test
  void aHedgeIsNotFree() {
    Holdings book =
        book("0")
            .future("BTCPERP", "1", "70000", "0")
            .future("BTCUSDT", "-1", "70000", "0")
            .index("USDT", "1")
            .build();
    Assessment of = model().assess(book);
    // Gross 2, net 0: hedged 1.
    equal("0", of.component("BTC SCAN risk"));
    equal("700", of.component("BTC minimum beyond it"));
    equal("700", of.initial());
  }

  /**
   * 30 days: 40% as it is. 300 days: 0.4 * 0.1^0.13 = 0.29653, so the least of 40%; and a fall is
   * 0.22 * 0.74131 of it. One day: 30^0.3 = 2.774.
   */
  @ParameterizedTest
  @CsvSource({
    "BTC-26JUL24-70000-C, 0.4, 0.7",
    "BTC-26JUL24-70000-C, -0.22, 0.39",
    "BTC-22APR25-70000-C, 0.4, 0.7",
    "BTC-22APR25-70000-C, -0.22, 0.4184558",
    "BTC-27JUN24-70000-C, 0.4, 1.0548382",
    "BTC-27JUN24-70000-C, -0.22, 0.1948390",
  })
  void volatilitiesMoveByTheTimeThatIsLeft(String symbol, String shock, double expected) {
    Holdings book = book("0").option(symbol, "1", "100", "70000", "0.5").build();
    Revaluation at = Valued.of(book).positions().getFirst();
    double got = unit().volatility(at, E18.parse(shock)).doubleValue() / 1e18;
    assertEquals(expected, got, 1e-6);
  }

  /** An option that is held loses no more than it is worth. */
  @Test
  void aLongOptionLosesAtMostItsValue() {
    Assessment of =
        model().assess(book("0").option("BTC-26JUL24-140000-C", "1", "20", "70000", "0.5").build());
    assertTrue(of.component("BTC SCAN risk").compareTo(E18.of(40)) < 0);
    equal("20", of.equity());
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    assertRefused(
        "ETH is not covered: the venue's collateral is USDC",
        book("1").balance("ETH", "1", "0").build());
    assertRefused(
        "BTCUSD is not covered: it must be a linear perpetual or option",
        book("1").future("BTCUSD", "1", "70000", "0").build());
    assertRefused(
        "BTC-27DEC24 is not covered: it must be a linear perpetual or option",
        book("1").future("BTC-27DEC24", "1", "70000", "0").build());
    assertRefused(
        "parameter set paradex/test has no values of SOL",
        book("1").index("SOL", "1").future("SOLPERP", "1", "100", "0").build());
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ParadexModel(
                        Books.set(
                            "paradex/odd",
                            SET.replace("hedged_factor = 0.01", "hedged_factor = 0.05"))))
            .getMessage();
    assertTrue(String.valueOf(said).contains("hedged_factor of BTC must be at most twice"), said);
  }

  private static void assertRefused(String expected, Holdings book) {
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> model().assess(book)).getMessage());
  }
}
