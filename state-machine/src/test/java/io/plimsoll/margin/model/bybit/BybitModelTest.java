package io.plimsoll.margin.model.bybit;

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
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BybitModelTest {

  private static final long NOW = Instant.parse("2025-01-31T08:00:00Z").toEpochMilli();

  private static final String SET =
      """
      price_range = 0.10
      price_points = 11
      volatility_range_up = 0.5
      volatility_range_down = 0.25
      volatility_power = 0.3
      short_option_factor = 0.01
      vega_spread_factor = 0.0003
      delta_spread_factor = 0.0001
      stable_spread_factor = 0.002
      futures_factor = 0.005
      initial_factor = 1.2
      """;

  private static ParameterSet set() {
    return Books.set("bybit/test", SET);
  }

  private static BybitModel model(String text) {
    return new BybitModel(Books.set("bybit/test", Books.of("BTC", text)));
  }

  /** The notice of January 2025: 33 scenarios within 10%. */
  @Test
  void theGrid() {
    List<String> moves = BybitUnit.moves(set()).stream().map(E18::text).toList();
    assertEquals(
        List.of(
            "-0.1", "-0.08", "-0.06", "-0.04", "-0.02", "0", "0.02", "0.04", "0.06", "0.08", "0.1"),
        moves);
    Holdings book =
        new Books(Notation.BYBIT, NOW)
            .index("BTC", "100000")
            .future("BTCUSDT", "1", "100000", "0")
            .build();
    BybitUnit unit = unit(book);
    assertEquals(33, unit.names().size());
    ParameterSet even = Books.set("bybit/even", SET.replace("= 11", "= 10"));
    assertThrows(IllegalArgumentException.class, () -> BybitUnit.moves(even));
  }

  private static BybitUnit unit(Holdings book) {
    Valued valued = Valued.of(book);
    List<BigInteger> totals = valued.totals("BTC", at -> BybitUnit.row(set(), at));
    return new BybitUnit(set(), valued.positions(), E18.of(100_000), NOW, totals);
  }

  /** The requirements text: a long perpetual, a short future and a coin. */
  @Test
  void aRiskUnitIsAllOfACoin() {
    Holdings book =
        new Books(Notation.BYBIT, NOW)
            .index("BTC", "100000")
            .future("BTCUSDT", "2", "100000", "0")
            .future("BTC-28MAR25", "-1.5", "100000", "0")
            .future("BTC", "0.5", "100000", "0")
            .build();
    BybitUnit unit = unit(book);
    assertEquals("1", E18.text(unit.delta()));
    assertEquals("10000", E18.text(unit.scan().loss()));
  }

  /** Third parties' summary: 30 days, 10 hedged, 0.03% of 100,000. */
  @Test
  void hedgesAcrossExpiriesCostByTheDaysBetween() {
    SortedMap<Long, BigInteger> net = new TreeMap<>();
    net.put(10L, E18.of(10));
    net.put(40L, E18.of(-10));
    BigInteger days = BybitUnit.spread(net);
    assertEquals("300", E18.text(days));
    BigInteger charge = BybitUnit.contingency(days, E18.parse("0.0003"), E18.parse("100000"));
    assertEquals("9000", E18.text(charge));
    // What is open of one side meets the next of the other, the nearest first.
    net.put(50L, E18.of(4));
    assertEquals("300", E18.text(BybitUnit.spread(net)));
    net.put(60L, E18.of(-6));
    net.put(90L, E18.of(3));
    assertEquals("400", E18.text(BybitUnit.spread(net)));
  }

  @Test
  void contingencies() {
    Books book =
        new Books(Notation.BYBIT, NOW)
            .index("BTC", "100000")
            .index("USDT", "1")
            .index("USDC", "1")
            .balance("USDT", "100000", "1000")
            .future("BTCUSDT", "2", "100000", "90000")
            .future("BTC-28MAR25", "-1", "100000", "0")
            .option("BTC-28FEB25-100000-C", "-3", "3000", "100000", "0.5")
            .option("BTC-28FEB25-120000-C", "2", "500", "100000", "0.5")
            .option("BTC-28MAR25-100000-C", "1", "5000", "100000", "0.5");
    BybitModel model = model(SET);
    Assessment got = model.assess(book.build());
    // 3 sold, 3 futures held; 28 days by 1 of options, 56 by 1 of futures.
    assertEquals("3000", E18.text(got.component("BTC short option contingency")));
    assertEquals("1500", E18.text(got.component("BTC futures contingency")));
    assertEquals("840", E18.text(got.component("BTC vega spread contingency")));
    assertEquals("560", E18.text(got.component("BTC delta spread contingency")));
    // 2 in USDT against what futures and options are in USDC, more than 2 short.
    assertTrue(got.component("BTC USDT-USDC spread contingency").signum() > 0);
    assertEquals("116000", E18.text(got.equity()));
    assertTrue(model.canOpen(got));
    assertFalse(model.isLiquidatable(got));
    assertTrue(got.initial().compareTo(got.maintenance()) > 0);
    IllegalArgumentException missing =
        assertThrows(
            IllegalArgumentException.class,
            () -> model(SET.replace("vega_spread_factor", "other")).assess(book.build()));
    assertTrue(String.valueOf(missing.getMessage()).contains("vega_spread_factor"));
  }

  /** Bybit's help, comparison of spread strategies: a put sold at 280. */
  @Test
  void aShortOptionInTheOtherModes() {
    BybitOptionMargin.Rates rates =
        new BybitOptionMargin.Rates(
            E18.parse("0.03"), E18.parse("0.15"), E18.parse("0.10"), E18.parse("0.002"));
    BybitOptionMargin put =
        BybitOptionMargin.of(
            rates, false, E18.of(20_250), E18.of(18_500), E18.of(280), E18.of(290), E18.ONE);
    assertEquals("938", E18.text(put.maintenance()));
    assertEquals("2315", E18.text(put.initial()));
    BybitOptionMargin call =
        BybitOptionMargin.of(
            rates, true, E18.of(20_000), E18.of(20_400), E18.of(300), E18.of(290), E18.of(2));
    assertEquals("5800", E18.text(call.initial()));
    assertEquals("1860", E18.text(call.maintenance()));
    BybitOptionMargin deep =
        BybitOptionMargin.of(rates, true, E18.of(100), E18.of(10), E18.ONE, E18.of(9_000), E18.ONE);
    assertEquals("9270.2", E18.text(deep.maintenance()));
    assertEquals("9270.2", E18.text(deep.initial()));
  }

  @Test
  void anAccountWithoutEquityIsLiquidated() {
    Books book =
        new Books(Notation.BYBIT, NOW)
            .index("BTC", "100000")
            .index("USDT", "1")
            .balance("USDT", "10500", "0")
            .future("BTCUSDT", "1", "100000", "0");
    Assessment at = model(SET).assess(book.build());
    assertEquals("10500", E18.text(at.maintenance()));
    assertEquals("12600", E18.text(at.initial()));
    assertTrue(model(SET).isLiquidatable(at));
    assertFalse(model(SET).canOpen(at));
    Assessment above = model(SET).assess(book.balance("USDT", "10501", "0").build());
    assertFalse(model(SET).isLiquidatable(above));
  }
}
