package io.plimsoll.margin.model.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StressModelTest {

  private static final long NOW = Instant.parse("2025-12-26T08:00:00Z").toEpochMilli();

  private static StressModel model(String more) {
    return new StressModel(
        Books.set(
            "portfolio/test",
            """
            moves_ETH = -0.18, 0.18
            volatility_up = 0.20802307174768
            volatility_down = 0.2
            option_liquidity_rate = 0
            short_option_minimum = 0
            maintenance_fraction = 0.75
            """
                + more));
  }

  private static Books book() {
    return new Books(Notation.BYBIT, NOW)
        .index("USDT", "1")
        .index("USDC", "1")
        .index("BTC", "100000")
        .index("ETH", "2000");
  }

  /**
   * The requirements text, section 4: ten long against nine short. Its add-on of 3,000 is 0.3% of
   * what is matched and of what is net.
   */
  @Test
  void theHedgeOfTheRequirementsText() {
    StressModel model =
        model(
            """
            moves_BTC = -0.15, -0.10, -0.05, 0, 0.05, 0.10, 0.15
            extremes_BTC = -0.25, 0.35; 0.25, 0.35
            basis_rate = 0.003
            liquidity_rate = 0.003
            """);
    Books book =
        book()
            .balance("USDT", "18000", "0")
            .future("BTCUSDT", "10", "100000", "0")
            .future("BTCPERP", "-9", "100000", "0");
    Assessment got = model.assess(book.build());
    assertEquals("15000", E18.text(got.component("BTC stress")));
    assertEquals("2700", E18.text(got.component("BTC basis")));
    assertEquals("300", E18.text(got.component("BTC liquidity")));
    assertEquals("18000", E18.text(got.initial()));
    assertEquals("13500", E18.text(got.maintenance()));
    assertEquals("-15%, vol up", got.drivers().getFirst().scenario());
    assertTrue(model.canOpen(got));
    assertFalse(model.isLiquidatable(got));
  }

  /** Section 8: perpetuals, ether and short calls, with the correlation that its figures imply. */
  @Test
  void theBookOfTheRequirementsText() {
    StressModel model =
        model(
            """
            moves_BTC = -0.15, 0.15
            basis_rate = 0.0025
            liquidity_rate = 0
            correlation_BTC_ETH = 0.723333333333333333, -0.5
            """);
    Books book =
        book()
            .balance("USDT", "200000", "0")
            .future("BTCUSDT", "10", "100000", "0")
            .future("BTCPERP", "-8", "100000", "0")
            .future("ETHUSDT", "50", "2000", "0")
            .option("BTC-26DEC26-110000-C", "-2", "4000", "100000", "0.1921074298027975");
    Assessment got = model.assess(book.build());
    assertEquals(25_000, got.component("BTC stress").doubleValue() / 1e18, 0.01);
    assertEquals("18000", E18.text(got.component("ETH stress")));
    assertEquals("2000", E18.text(got.component("BTC basis")));
    assertEquals(-3_000, got.component("correlation credit").doubleValue() / 1e18, 0.01);
    assertEquals(42_000, got.initial().doubleValue() / 1e18, 0.01);
    assertEquals("-15%, vol up", got.drivers().getFirst().scenario());
    assertEquals("192000", E18.text(got.equity()));
  }

  /** Losses in opposite directions take the other correlation; what is negative is a hedge. */
  @Test
  void theDirectionOfTheWorstMovesChoosesTheCorrelation() {
    StressModel model =
        model(
            """
            moves_BTC = -0.18, 0.18
            basis_rate = 0
            liquidity_rate = 0
            correlation_BTC_ETH = 1, 0
            """);
    Books same = book().future("BTCUSDT", "1", "100000", "0").future("ETHUSDT", "50", "2000", "0");
    assertEquals("36000", E18.text(model.assess(same.build()).initial()));
    Books opposite =
        book().future("BTCUSDT", "1", "100000", "0").future("ETHUSDT", "-50", "2000", "0");
    Assessment got = model.assess(opposite.build());
    assertEquals(Math.sqrt(2) * 18_000, got.initial().doubleValue() / 1e18, 1e-9);
    assertEquals("18%, vol up", got.drivers().get(1).scenario());
  }

  @Test
  void shortOptionsHaveAMinimumAndOptionsAnAddOn() {
    StressModel model =
        new StressModel(
            Books.set(
                "portfolio/options",
                """
                moves_BTC = 0
                volatility_up = 0
                volatility_down = 0
                basis_rate = 0
                liquidity_rate = 0
                option_liquidity_rate = 0.001
                short_option_minimum = 0.01
                maintenance_fraction = 0.5
                """));
    Books book =
        book()
            .option("BTC-26DEC26-200000-C", "-2", "0", "100000", "0.1")
            .option("BTC-26DEC26-300000-C", "1", "0", "100000", "0.1");
    Assessment got = model.assess(book.build());
    assertEquals("2000", E18.text(got.component("BTC stress")));
    assertEquals("300", E18.text(got.component("BTC option liquidity")));
    assertEquals("2300", E18.text(got.initial()));
    assertEquals("1150", E18.text(got.maintenance()));
    assertTrue(model.isLiquidatable(got));
  }
}
