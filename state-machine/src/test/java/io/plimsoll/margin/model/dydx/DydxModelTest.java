package io.plimsoll.margin.model.dydx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ParameterSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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

  private static final String TIERS =
      """
      BTC.tier = 0
      SOL.tier = 1
      SOL.open_interest = 30000000
      BOME.tier = 4
      BOME.isolated = 1
      BOME.open_interest = 0
      tier_0.initial_fraction = 0.02
      tier_0.maintenance_part = 0.6
      tier_0.upper_cap = 0
      tier_1.initial_fraction = 0.1
      tier_1.maintenance_part = 0.5
      tier_1.lower_cap = 20000000
      tier_1.upper_cap = 50000000
      tier_4.initial_fraction = 0.05
      tier_4.maintenance_part = 0.6
      tier_4.lower_cap = 500000
      tier_4.upper_cap = 1000000
      """;

  /** 10% and a third of the way to all of it is 40%; what stays is 5%. */
  @Test
  void aMarketHasTheValuesOfItsTier() {
    DydxModel tiers = new DydxModel(Books.set("dydx/tiers", TIERS));
    Assessment of =
        tiers.assess(
            book("1")
                .index("SOL", "100")
                .future("BTCPERP", "1", "100000", "0")
                .future("SOLPERP", "10", "100", "0")
                .build());
    assertEquals(E18.of(2_000 + 400), of.initial());
    assertEquals(E18.of(1_200 + 50), of.maintenance());
  }

  /** Whoever reads a margin sees which of its values nobody publishes, a tier's as a market's. */
  @Test
  void anAssumedValueOfATierIsSaid() {
    ParameterSet set = Books.set("dydx/tiers", TIERS);
    SortedMap<String, ParameterSet.Value> values = new TreeMap<>(set.values());
    for (String key : new String[] {"SOL.open_interest", "tier_1.lower_cap", "tier_4.lower_cap"}) {
      ParameterSet.Value value = Objects.requireNonNull(values.get(key));
      values.put(key, new ParameterSet.Value(value.rows(), "a guess"));
    }
    ParameterSet assumed = new ParameterSet(set.name(), set.date(), "", "", "", values);
    Books book = book("1").index("SOL", "100").future("SOLPERP", "10", "100", "0");
    assertEquals(
        List.of("dydx/tiers SOL.open_interest: a guess", "dydx/tiers tier_1.lower_cap: a guess"),
        new DydxModel(assumed).assess(book.build()).assumed());
  }

  @Test
  void aMarketThatSaysItIsNotIsolatedIsNot() {
    DydxModel tiers =
        new DydxModel(Books.set("dydx/tiers", TIERS.replace("isolated = 1", "isolated = 0")));
    Books two =
        book("1")
            .index("BOME", "1")
            .future("BOMEPERP", "100", "1", "0")
            .future("BTCPERP", "1", "100000", "0");
    assertEquals(E18.of(2_005), tiers.assess(two.build()).initial());
  }

  @Test
  void anIsolatedMarketIsHeldAlone() {
    DydxModel tiers = new DydxModel(Books.set("dydx/tiers", TIERS));
    Books alone = book("1").index("BOME", "1").future("BOMEPERP", "100", "1", "0");
    assertEquals(E18.of(5), tiers.assess(alone.build()).initial());
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> tiers.assess(alone.future("BTCPERP", "1", "100000", "0").build()))
            .getMessage();
    assertEquals("BOME is an isolated market: an account that holds it holds no other", said);
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
