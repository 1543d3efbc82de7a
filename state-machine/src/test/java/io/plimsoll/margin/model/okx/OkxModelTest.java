package io.plimsoll.margin.model.okx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ParameterSet;
import java.math.BigInteger;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OkxModelTest {

  /** When the response was given. */
  private static final long THEN = 1_736_936_801_642L;

  private static final String BTC =
      """
      mr1_moves = 0, 0.04, 0.08, 0.12
      mr4_swap_rate = 0.002
      mr4_annualised_move = 0.05
      mr6_multiple = 2
      mr6_weight = 0.5
      mr7_rate = 0.0045
      mr7_tiers = 10000, 1; 70000, 2; 170000, 4; 300000, 6; 470000, 8; 700000, 10; -, 12
      """;

  private static final String OPTIONS =
      """
      mr1_volatility_points = 1, 0.3; -, 0.2
      mr3_volatility_points = -, 0.1
      mr5_rate_move = 0.01
      """;

  private static OkxModel model(String btc) {
    String other =
        BTC.replace("0, 0.04, 0.08, 0.12", "0, 0.06, 0.12, 0.18")
            .replace("0.002", "0.008")
            .replace("0.0045", "0.007");
    String account =
        """
        initial_factor = 1.3
        mr8_maintenance_rate = 0.02
        mr8_initial_rate = 0.10
        fee_reserve_rate = 0.00102
        """;
    return new OkxModel(
        Books.set(
            "okx/test",
            Books.of("BTC", btc) + Books.of("OTHER", other) + Books.of("account", account)));
  }

  private static void near(String expected, BigInteger got, double tolerance) {
    double difference = E18.parse(expected).subtract(got).abs().doubleValue() / 1e18;
    assertTrue(difference <= tolerance, () -> expected + " is not " + E18.text(got));
  }

  /**
   * The response of account/position-builder: two swaps over a debt. The index is that which its
   * stress losses imply: 9,703.4243706 for 0.1, and 1,019.48182254 for 10.
   */
  @Test
  void theResponseInTheDocumentation() {
    Books book =
        new Books(Notation.OKX, THEN)
            .index("BTC", "97034.24370599995")
            .index("LTC", "101.9481822539999722")
            .index("USDT", "0.99954")
            .balance("USDT", "-78589.37", "0")
            .future("BTC-USDT-SWAP", "-0.1", "97093.7", "0")
            .future("LTC-USDT-SWAP", "10", "102", "0");
    OkxModel model = model(BTC);
    Assessment got = model.assess(book.build());
    near("1164.4109244719994", got.component("BTC MR1"), 1e-9);
    near("0", got.component("BTC MR2"), 0);
    near("0", got.component("BTC MR3"), 0);
    near("19.4098073796", got.component("BTC MR4"), 1e-9);
    near("0", got.component("BTC MR5"), 0);
    near("1164.41092447200025", got.component("BTC MR6"), 1e-9);
    near("43.67206660410", got.component("BTC MR7"), 1e-9);
    near("0", got.component("BTC MR9"), 0);
    near("1183.8207318516002", got.component("BTC MMR"), 1e-9);
    near("183.50672805719995", got.component("LTC MR1"), 1e-9);
    near("8.1562464", got.component("LTC MR4"), 1e-9);
    near("7.1367156", got.component("LTC MR7"), 1e-9);
    near("191.6629744572", got.component("LTC MMR"), 1e-9);
    near("1571.064377796", got.component("MR8"), 1e-9);
    near("-78553.2188898", got.equity(), 1e-9);
    near("2946.5480841048", got.maintenance(), 1e-8);
    near("9643.45070718144", got.initial(), 1e-8);
    near("80.1242832675", got.component("fee reserve"), 1e-9);
    BigInteger needed = got.pools().getFirst().maintenance();
    near("-25.953657798", E18.overTowardZero(got.equity(), needed), 1e-8);
    assertEquals("12%, vol up", got.drivers().getFirst().scenario());
    assertEquals("-18%, vol up", got.drivers().get(1).scenario());
    assertTrue(model.isLiquidatable(got));
    assertFalse(model.canOpen(got));
  }

  private static BigInteger maintenance(String... parts) {
    SortedMap<String, BigInteger> named = new TreeMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      named.put(parts[i], E18.parse(parts[i + 1]));
    }
    return OkxModel.maintenance(named);
  }

  /** The help page's formula. */
  @Test
  void theLargestStressAndTheAddOnsOrTheClosingCost() {
    String[] parts = {
      "MR1", "20000", "MR2", "500", "MR3", "2000", "MR4", "3000", "MR5", "100", "MR6", "24000",
      "MR7", "12000", "MR9", "7500",
    };
    assertEquals("36600", E18.text(maintenance(parts)));
    parts[13] = "50000";
    assertEquals("50000", E18.text(maintenance(parts)));
  }

  /** The notice of December 2021, and a million through all tiers. */
  @Test
  void closingCostsGrowInTiers() {
    ParameterSet set = Books.set("okx/btc", BTC);
    assertEquals("50000", E18.text(set.tiers("mr7_tiers").ceil(E18.of(30_000))));
    assertEquals("8570000", E18.text(set.tiers("mr7_tiers").ceil(E18.of(1_000_000))));
  }

  private static Books one(String symbol, String amount) {
    return new Books(Notation.OKX, THEN)
        .index("BTC", "100000")
        .index("USDT", "1")
        .index("USDC", "1")
        .future(symbol, amount, "100000", "0");
  }

  /** A move of 24% at half its weight is a move of 12%. */
  @Test
  void aLinearPositionLosesTheSameInBoth() {
    Assessment got = model(BTC).assess(one("BTC-USDT-SWAP", "1").build());
    assertEquals("12000", E18.text(got.component("BTC MR1")));
    assertEquals("12000", E18.text(got.component("BTC MR6")));
    Assessment inverse = model(BTC).assess(one("BTC-USD-SWAP", "1").build());
    assertEquals("12000", E18.text(inverse.component("BTC MR1")));
    assertEquals("200", E18.text(inverse.component("BTC MR4")));
  }

  /** The notice on the upgrade: 10,000,000 hedged across stable coins. */
  @Test
  void hedgesAcrossStableCoinsCostByTheirSize() {
    String tiers = "mr9_USDT_USDC = 1000000, 0.0075; 5000000, 0.0175; -, 0.025\n";
    Books book = one("BTC-USDT-SWAP", "120").future("BTC-USDC-SWAP", "-100", "100000", "0");
    Assessment got = model(BTC + tiers).assess(book.build());
    assertEquals("202500", E18.text(got.component("BTC MR9")));
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> model(BTC).assess(book.build()));
    assertTrue(String.valueOf(missing.getMessage()).contains("mr9_USDT_USDC"));
    // USDT meets USD first; what is left of it meets USDC.
    Books three = book.future("BTC-USD-SWAP", "-60", "100000", "0");
    String both = tiers + "mr9_USDT_USD = -, 0.1\nmr9_USDC_USD = -, 0.5\n";
    Assessment more = model(BTC + both).assess(three.build());
    // 6,000,000 at 10%, then 6,000,000 at 7,500 + 70,000 + 25,000.
    assertEquals("702500", E18.text(more.component("BTC MR9")));
  }

  @Test
  void aFutureMovesWithItsTime() {
    Books book =
        new Books(Notation.OKX, Instant.parse("2025-06-27T08:00:00Z").toEpochMilli())
            .index("BTC", "100000")
            .index("USDT", "1")
            .future("BTC-USDT-260627", "1", "100000", "90000")
            .future("BTC-USDT-SWAP", "-1", "100000", "0");
    Assessment got = model(BTC).assess(book.build());
    near("0", got.component("BTC MR1"), 0);
    double move = (Math.exp(0.05) - 1) * 100_000 + 200;
    assertEquals(move, got.component("BTC MR4").doubleValue() / 1e18, 1e-8);
    assertEquals("10000", E18.text(got.equity()));
    assertTrue(model(BTC).canOpen(got));
    assertFalse(model(BTC).isLiquidatable(got));
  }

  /** Options ask for the tables that were not to be had. */
  @Test
  void optionsNeedTheirTables() {
    Books book =
        new Books(Notation.OKX, Instant.parse("2024-06-28T08:00:00Z").toEpochMilli())
            .index("BTC", "100000")
            .option("BTC-USD-250628-100000-C", "-1", "0.2", "100000", "0.5");
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> model(BTC).assess(book.build()));
    assertTrue(String.valueOf(missing.getMessage()).contains("mr1_volatility_points"));
    Assessment got = model(BTC + OPTIONS).assess(book.build());
    assertEquals("12%, vol up", got.drivers().getFirst().scenario());
    // F (2 N(w / 2) - 1): 0.25, 0.3 and a day less.
    near("0", got.component("BTC MR2"), 0);
    double value = 100_000 * 0.19741265;
    assertEquals(value * 0.01, got.component("BTC MR5").doubleValue() / 1e18, 0.01);
    assertEquals(3_841.02, got.component("BTC MR3").doubleValue() / 1e18, 0.01);
    Books bought =
        new Books(Notation.OKX, Instant.parse("2024-06-28T08:00:00Z").toEpochMilli())
            .index("BTC", "100000")
            .option("BTC-USD-250628-100000-C", "1", "0.2", "100000", "0.5");
    Assessment decays = model(BTC + OPTIONS).assess(bought.build());
    assertEquals(26.5, decays.component("BTC MR2").doubleValue() / 1e18, 0.2);
    assertEquals("-12%, vol down", decays.drivers().getFirst().scenario());
  }
}
