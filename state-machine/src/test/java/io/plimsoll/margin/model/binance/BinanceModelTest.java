package io.plimsoll.margin.model.binance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.rule.NotionalTiers;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinanceModelTest {

  private static final long NOW = 1_650_000_000_000L;

  private static final BinanceModel MODEL =
      new BinanceModel(
          Books.set(
              "binance/test",
              """
              tiers_BTC = 0, 0.005, 0
              tiers_BTC_coin = 0, 0.005, 0
              collateral_USDT = -, 1
              collateral_BTC = -, 0.95
              collateral_ETH = -, 0.95
              collateral_BNB = 1000, 1; 2000, 0.9; -, 0
              loan_rate = 0.1
              open_ratio = 1.2
              liquidation_ratio = 1.05
              """));

  private static Books book() {
    return new Books(Notation.BINANCE, NOW)
        .index("USDT", "1")
        .index("BTC", "40000")
        .index("ETH", "2500")
        .index("BNB", "600");
  }

  /**
   * The help page's account; its results are cut, so that the indexes and rates, and the ratio with
   * them, are an assumption, and its profits, balances and margins are not.
   */
  @Test
  void theAccountOfTheHelpPage() {
    Books account =
        book()
            .balance("USDT", "6000", "0")
            .balance("BTC", "0.2", "0.04")
            .balance("ETH", "20", "15")
            .future("BTCUSDT_PERP", "-0.05", "40000", "52000")
            .future("BTCUSDT_20220624", "0.04", "42000", "52350")
            .future("BTCUSD_PERP", "0.25", "40000", "50000");
    Assessment got = MODEL.assess(account.build());
    assertEquals("6186", E18.text(got.component("USDT equity")));
    // 0.11 of a coin and 5 of the other.
    assertEquals("4180", E18.text(got.component("BTC equity")));
    assertEquals("11875", E18.text(got.component("ETH equity")));
    assertEquals("10", E18.text(got.component("BTCUSDT_PERP margin")));
    assertEquals("8.4", E18.text(got.component("BTCUSDT_20220624 margin")));
    assertEquals("50", E18.text(got.component("BTCUSD_PERP margin")));
    assertEquals("160", E18.text(got.component("BTC loan margin")));
    assertEquals("3750", E18.text(got.component("ETH loan margin")));
    assertEquals("22241", E18.text(got.equity()));
    assertEquals("3978.4", E18.text(got.maintenance()));
    assertEquals(5.590438, got.component("uniMMR").doubleValue() / 1e18, 1e-6);
    assertTrue(MODEL.canOpen(got));
  }

  /** The response of the collateral rates: 1,000 in full and the next 1,000 at 0.9. */
  @Test
  void collateralCountsInTiers() {
    Assessment got = MODEL.assess(book().balance("BNB", "1500", "0").build());
    assertEquals("870000", E18.text(got.equity()));
    assertEquals("0", E18.text(got.maintenance()));
    assertTrue(MODEL.canOpen(got));
    assertFalse(MODEL.isLiquidatable(got));
    // What is owed is owed in full.
    Assessment owed = MODEL.assess(book().balance("BTC", "-2", "0").build());
    assertEquals("-80000", E18.text(owed.equity()));
  }

  /** A live response: margins are cut after eight decimals. */
  @Test
  void marginsAreCut() {
    NotionalTiers tiers = tier("0.004");
    BigInteger notional = E18.parse("463.1548567");
    assertEquals("1.85261942", E18.text(BinanceModel.margin(tiers, notional)));
    assertEquals("4.63154856", E18.text(BinanceModel.margin(tier("0.01"), notional)));
  }

  /** A live response: 10 dollars of an inverse perpetual. */
  @Test
  void anInverseProfitIsInCoins() {
    Position position =
        new Position(
            Notation.BINANCE.parse("ETHUSD_PERP"),
            E18.overTowardZero(E18.of(10), E18.parse("2424.97")),
            E18.parse("2422.400000007"));
    Revaluation at = new Revaluation(position, Quote.of(E18.parse("2424.97")), NOW);
    assertEquals(0.00412376, position.amount().doubleValue() / 1e18, 1e-8);
    assertEquals(0.00000438, at.profit().doubleValue() / 1e18, 1e-8);
    assertEquals("0.00004123", E18.text(BinanceModel.margin(tier("0.01"), position.amount())));
  }

  private static NotionalTiers tier(String rate) {
    return new NotionalTiers(
        List.of(new NotionalTiers.Tier(BigInteger.ZERO, E18.parse(rate), BigInteger.ZERO)));
  }

  /** Liquidated at 1.05, and may take on risk above 1.2: the ratios themselves are not above. */
  @Test
  void theRatiosOfTheHelpPage() {
    assertTrue(liquidated("10500"));
    assertFalse(liquidated("10500.000001"));
    assertFalse(opens("12000"));
    assertTrue(opens("12000.000001"));
  }

  private static Assessment at(String usdt) {
    // 2,000,000 at 0.5%.
    return MODEL.assess(
        book().balance("USDT", usdt, "0").future("BTCUSDT", "50", "40000", "0").build());
  }

  private static boolean liquidated(String usdt) {
    assertEquals("10000", E18.text(at(usdt).maintenance()));
    return MODEL.isLiquidatable(at(usdt));
  }

  private static boolean opens(String usdt) {
    return MODEL.canOpen(at(usdt));
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    Books option = book().option("BTC-241227-110000-C", "1", "1", "1", "1");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MODEL.assess(option.build()));
    assertTrue(String.valueOf(refused.getMessage()).contains("BTC-241227-110000-C"));
    Books other = book().future("ETHUSDT", "1", "1", "0");
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> MODEL.assess(other.build()));
    assertTrue(String.valueOf(missing.getMessage()).contains("tiers_ETH"));
    assertEquals(
        "5",
        E18.text(
            MODEL
                .assess(book().balance("USDT", "8", "0").charge("open_loss", "3").build())
                .equity()));
  }
}
