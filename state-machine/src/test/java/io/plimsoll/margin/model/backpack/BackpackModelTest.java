package io.plimsoll.margin.model.backpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackpackModelTest {

  private static final BackpackModel MODEL =
      new BackpackModel(
          Books.set(
              "backpack/test",
              """
              collateral_USDC_weight = 1
              collateral_SOL_weight = 0.95
              collateral_SOL_base = 1.1
              collateral_SOL_penalty = 0.0003
              initial_BTC_base = 0.05
              initial_BTC_factor = 0.00001
              maintenance_BTC_base = 0.03
              maintenance_BTC_factor = 0.00001
              initial_ETH_base = 0.1
              initial_ETH_factor = 0.00001
              maintenance_ETH_base = 0.06
              maintenance_ETH_factor = 0.00001
              """));

  private static Books book() {
    return new Books(Notation.BYBIT, 0).index("USDC", "1").index("SOL", "100");
  }

  /** The form of the API, with a base of 2% and a factor of 0.0001. */
  @ParameterizedTest
  @CsvSource({
    "10000, 0.02",
    "1000000, 0.1",
    "25000000, 0.5",
    "2, 0.02",
    "100000000000000, 1000",
  })
  void fractionsGrowWithTheRoot(String notional, String fraction) {
    BigInteger got =
        BackpackModel.fraction(E18.parse("0.02"), E18.parse("0.0001"), E18.parse(notional));
    assertEquals(fraction, E18.text(got));
  }

  @Test
  void aRootThatIsNotExactIsACeil() {
    BigInteger two = BackpackModel.fraction(BigInteger.ZERO, E18.ONE, E18.of(2));
    assertEquals("1.414213562373095049", E18.text(two));
  }

  /** Its formula is not documented; that of the exchange with the same API. */
  @Test
  void collateralCountsForLessTheMoreThereIs() {
    BigInteger weight =
        BackpackModel.inverseRoot(
            E18.parse("0.95"), E18.parse("1.1"), E18.parse("0.0003"), E18.of(1_000_000));
    assertEquals("0.846153846153846153", E18.text(weight));
    Assessment got = MODEL.assess(book().balance("SOL", "10000", "0").build());
    assertEquals(846_153.846153, got.equity().doubleValue() / 1e18, 1e-5);
    Assessment little = MODEL.assess(book().balance("SOL", "1", "0").build());
    assertEquals("95", E18.text(little.equity()));
  }

  /**
   * An account like that of the requirements text with the guide's collateral of 116,300: 20,000
   * and 12,000 are required of 100,000, which is what a fraction of 1/3 against 1/15 and 1/25 says.
   */
  @Test
  void anAccount() {
    Books book =
        book()
            .balance("USDC", "116300", "14800")
            .charge("unsettled", "500")
            .future("BTCPERP", "2", "100000", "101000")
            .future("ETHPERP", "-50", "2000", "2000");
    Assessment got = MODEL.assess(book.build());
    assertEquals("100000", E18.text(got.equity()));
    assertEquals("20000", E18.text(got.initial()));
    assertEquals("12000", E18.text(got.maintenance()));
    assertTrue(MODEL.canOpen(got));
    assertFalse(MODEL.isLiquidatable(got));
  }

  /** Positions on one underlying are one exposure. */
  @Test
  void exposuresAreNet() {
    Books book =
        book()
            .index("USDT", "1")
            .balance("USDC", "4999.999", "0")
            .future("BTCPERP", "2", "100000", "0")
            .future("BTCUSDT", "-1", "100000", "0");
    Assessment got = MODEL.assess(book.build());
    assertEquals("5000", E18.text(got.initial()));
    assertEquals("3000", E18.text(got.maintenance()));
    assertFalse(MODEL.canOpen(got));
    assertFalse(MODEL.isLiquidatable(got));
    Assessment less = MODEL.assess(book.balance("USDC", "2999.99", "0").build());
    assertTrue(MODEL.isLiquidatable(less));
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    Books inverse = book().future("BTCUSD", "1", "100000", "0");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MODEL.assess(inverse.build()));
    assertTrue(String.valueOf(refused.getMessage()).contains("BTCUSD"));
  }
}
