package io.plimsoll.margin.model.dydx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import org.junit.jupiter.api.Test;

/** By hand, from the venue's formulas. */
class DydxModelTest {

  private static final String LARGE =
      """
      BTC.initial_fraction = 0.02
      BTC.maintenance_part = 0.6
      BTC.upper_cap = 0
      ETH.initial_fraction = 0.05
      ETH.maintenance_part = 0.6
      ETH.lower_cap = 40000000
      ETH.upper_cap = 100000000
      ETH.open_interest = 55000000
      """;

  private static DydxModel model() {
    return new DydxModel(Books.set("dydx/test", LARGE));
  }

  private static Books book(String cash) {
    return new Books(Notation.BYBIT, 0)
        .index("BTC", "100000")
        .index("ETH", "2000")
        .index("USDC", "1")
        .balance("USDC", cash, "0");
  }

  @Test
  void marginsOfAnAccount() {
    Assessment of =
        model()
            .assess(
                book("10000")
                    .future("BTCPERP", "1.5", "100000", "98000")
                    .future("ETHPERP", "-10", "2000", "0")
                    .build());
    // 10000 + 1.5 * 2000.
    assertEquals(E18.of(13_000), of.equity());
    // 2% of 150000, and 5% + 95% * 15 / 60 = 28.75% of 20000.
    assertEquals(E18.of(3_000 + 5_750), of.initial());
    // 1.2% and, whatever the open interest, 3%.
    assertEquals(E18.of(1_800 + 600), of.maintenance());
    assertTrue(model().canOpen(of));
    assertFalse(model().isLiquidatable(of));
  }

  /** 0.01 millionths are cut; 2% of 33 millionths rises to 1, and 60% of that to 1. */
  @Test
  void roundingsAreToAMillionth() {
    Assessment of =
        model().assess(book("0").future("BTCPERP", "-0.0000000003334", "100000", "0").build());
    assertEquals(E18.parse("0.000001"), of.initial());
    assertEquals(E18.parse("0.000001"), of.maintenance());
    assertTrue(model().isLiquidatable(of));
  }

  @Test
  void anAccountAtItsMarginIsNotLiquidated() {
    assertFalse(
        model()
            .isLiquidatable(
                model().assess(book("1200").future("BTCPERP", "1", "100000", "0").build())));
    assertTrue(
        model()
            .isLiquidatable(
                model().assess(book("1199.999999").future("BTCPERP", "1", "100000", "0").build())));
    // Without positions there is nothing to close.
    assertFalse(model().isLiquidatable(model().assess(book("-5").build())));
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> model().assess(book("1").balance("ETH", "1", "0").build()))
            .getMessage();
    assertEquals("ETH is not covered: the venue's collateral is USDC", said);
    for (String symbol : new String[] {"BTCUSD", "BTC-27DEC24"}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> model().assess(book("1").future(symbol, "1", "100000", "0").build()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            model()
                .assess(book("1").index("SOL", "100").future("SOLPERP", "1", "100", "0").build()));
  }
}
