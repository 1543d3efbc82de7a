package io.plimsoll.margin.model.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationSearch;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of the venue's own tests, and others by hand from its formulas. */
class DriftModelTest {

  private static final String SET =
      """
      BTC.initial_ratio = 0.1
      BTC.maintenance_ratio = 0.05
      BTC.imf_factor = 0.001
      BTC.profit_imf_factor = 0.001
      BTC.profit_initial_weight = 1
      BTC.profit_maintenance_weight = 1
      SOL.asset_initial_weight = 0.9
      SOL.asset_maintenance_weight = 0.95
      SOL.liability_initial_weight = 1.1
      SOL.liability_maintenance_weight = 1.05
      SOL.spot_imf_factor = 0.01
      SOL.decimals = 6
      account.initial_profit_cap = 100
      """;

  private static DriftModel model() {
    return new DriftModel(Books.set("drift/test", SET));
  }

  private static Books book(String cash) {
    return new Books(Notation.BYBIT, 0)
        .index("BTC", "22050")
        .index("SOL", "1")
        .index("USDC", "1")
        .balance("USDC", cash, "0");
  }

  private static void equal(String expected, BigInteger got) {
    assertEquals(E18.parse(expected), got, E18.text(got));
  }

  /**
   * A short of 6.147540983 that has taken 153688.524588: the requirement to open is 13555.327867,
   * and of the profit 100 counts.
   */
  @ParameterizedTest
  @CsvSource({
    "22050, 18135.245913, 13555.327867",
    "21050, 24282.786896, 12940.573769",
  })
  void aShortInProfit(String price, String profit, String requirement) {
    Assessment of =
        model()
            .assess(book("0").future("BTCPERP", "-6.147540983", price, "25000.00000212").build());
    equal(profit, of.equity());
    equal(requirement, of.component("BTCPERP initial"));
    BigInteger uncounted = E18.parse(profit).subtract(E18.of(100));
    assertEquals(uncounted, of.component("BTCPERP profit initial"));
    assertEquals(E18.parse(requirement).add(uncounted), of.initial());
    assertFalse(model().canOpen(of));
    assertFalse(model().isLiquidatable(of));
  }

  /**
   * 1000 of a token: the discount of the venue's own case makes 0.9 into 0.8357, and as a debt 1.1
   * into 1.1962.
   */
  @Test
  void aTokenCountsForLessTheMoreThereIs() {
    Assessment held = model().assess(book("0").balance("SOL", "1000", "0").build());
    equal("1000", held.equity());
    equal("164.3", held.initial());
    equal("164.3", held.maintenance());
    Assessment owed = model().assess(book("5000").balance("SOL", "0", "1000").build());
    equal("4000", owed.equity());
    equal("196.2", owed.initial());
    // 1.05 less a fifth, 0.84, and 0.01 * 31.622 of the root of 1000.
    equal("156.2", owed.maintenance());
    assertTrue(model().canOpen(owed));
  }

  /** 100 coins: 0.08 and 0.001 * 10 is less than 0.1; 1,000,000: 0.08 + 1 = 1.08. */
  @Test
  void theRatioGrowsWithTheRootOfTheSize() {
    Assessment few = model().assess(book("0").future("BTCPERP", "100", "22050", "0").build());
    equal("220500", few.initial());
    Assessment many = model().assess(book("0").future("BTCPERP", "1000000", "22050", "0").build());
    equal("23814000000", many.initial());
    // 0.05 less a fifth and 1.
    equal("22932000000", many.maintenance());
  }

  /** Where collateral is the requirement the venue does not liquidate yet. */
  @Test
  void atItsMarginAnAccountIsNotLiquidated() {
    assertFalse(
        model()
            .isLiquidatable(
                model().assess(book("1102.5").future("BTCPERP", "1", "22050", "0").build())));
    assertTrue(
        model()
            .isLiquidatable(
                model().assess(book("1102.499999").future("BTCPERP", "1", "22050", "0").build())));
    // A debt in cash alone is one, too: it requires itself, and nothing is there.
    assertTrue(model().isLiquidatable(model().assess(book("-5").build())));
    assertFalse(model().isLiquidatable(model().assess(book("0").build())));
  }

  /** 3000 + (p - 22050) = 0.05 p at 20052.63157.... */
  @Test
  void itsLiquidationPriceIsALines() {
    LiquidationPrice found =
        new LiquidationSearch(
                model(),
                book("3000").future("BTCPERP", "1", "22050", "22050").build(),
                LiquidationSearch.Limits.ofStep(E18.parse("0.01")))
            .of("BTC", false);
    assertEquals(LiquidationPrice.Outcome.FOUND, found.outcome());
    assertEquals(2_005_263, found.liquidated());
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    for (String symbol : new String[] {"BTCUSD", "BTC-27DEC24"}) {
      String said =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model().assess(book("1").future(symbol, "1", "22050", "0").build()))
              .getMessage();
      assertEquals(symbol + " is not covered: it must be a linear perpetual", said);
    }
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    model()
                        .assess(
                            book("1")
                                .future("BTCPERP", "100000000000000000000", "22050", "0")
                                .build()))
            .getMessage();
    assertEquals("BTCPERP is not covered: the venue refuses its size or price, CAST", said);
    said =
        assertThrows(
                IllegalArgumentException.class,
                () -> model().assess(book("1").balance("BTC", "1", "0").build()))
            .getMessage();
    assertEquals(
        "parameter set drift/test has no BTC.asset_initial_weight, which the model needs", said);
    said =
        assertThrows(
                IllegalArgumentException.class,
                () -> model().assess(book("1").future("BTCPERP", "1", "0.0000001", "0").build()))
            .getMessage();
    assertEquals("BTCPERP is not covered: its price 0.0000001 does not fit the venue's", said);
  }

  @Test
  void ratiosAreNoFinerThanTheVenues() {
    DriftModel fine =
        new DriftModel(
            Books.set("drift/fine", SET.replace("initial_ratio = 0.1", "initial_ratio = 0.10001")));
    assertThrows(
        IllegalArgumentException.class,
        () -> fine.assess(book("1").future("BTCPERP", "1", "22050", "0").build()));
  }
}
