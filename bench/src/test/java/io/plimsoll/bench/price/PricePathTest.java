package io.plimsoll.bench.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricePathTest {

  private static final long MINUTE_MS = 60_000;

  private static PricePath path(int exponent, String... candles) {
    StringBuilder text = new StringBuilder("hour,symbol,open,high,low,close\n");
    for (String candle : candles) {
      text.append(candle).append('\n');
    }
    return new PricePath(
        PriceTable.of("t.csv", text.toString().getBytes(StandardCharsets.UTF_8)).series("X"),
        exponent);
  }

  @ParameterizedTest
  @CsvSource({"BTC, -5", "ETH, -6", "SOL, -8", "LUNA, -9"})
  void passesThroughEveryOpenHighLowAndClose(String symbol, int exponent) {
    PriceSeries series = PriceTable.shipped("luna-2022-05").series(symbol);
    PricePath path = new PricePath(series, exponent);
    for (int i = 0; i < series.size(); i++) {
      boolean rises = series.closeE12(i) >= series.openE12(i);
      List<Long> pricesE12 =
          List.of(
              series.openE12(i),
              rises ? series.lowE12(i) : series.highE12(i),
              rises ? series.highE12(i) : series.lowE12(i),
              series.closeE12(i));
      for (int quarter = 0; quarter < 4; quarter++) {
        BigDecimal price = BigDecimal.valueOf(pricesE12.get(quarter), 12);
        BigDecimal mantissa = price.movePointRight(-exponent).setScale(0);
        long timeMs = series.hourMs(i) + quarter * 15L * MINUTE_MS;
        assertEquals(mantissa.longValueExact(), path.at(timeMs), symbol + " hour " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BTC, -5", "LUNA, -9"})
  void isStraightBetweenThem(String symbol, int exponent) {
    PriceSeries series = PriceTable.shipped("luna-2022-05").series(symbol);
    PricePath path = new PricePath(series, exponent);
    BigDecimal quarter = BigDecimal.valueOf(15 * MINUTE_MS);
    for (long fromMs = path.firstMs(); fromMs < path.endMs(); fromMs += 15 * MINUTE_MS) {
      BigDecimal from = BigDecimal.valueOf(path.at(fromMs));
      BigDecimal to = BigDecimal.valueOf(path.at(fromMs + 15 * MINUTE_MS));
      for (long sinceMs : new long[] {1, 5 * MINUTE_MS, 449_999, 450_000, 899_999}) {
        BigDecimal expected =
            from.add(
                to.subtract(from)
                    .multiply(BigDecimal.valueOf(sinceMs))
                    .divide(quarter, 30, RoundingMode.HALF_EVEN));
        assertEquals(
            expected.setScale(0, RoundingMode.HALF_EVEN).longValueExact(),
            path.at(fromMs + sinceMs),
            symbol + " " + Instant.ofEpochMilli(fromMs + sinceMs));
      }
    }
  }

  @Test
  void takesTheLowFirstWhereTheHourDoesNotFall() {
    PricePath path =
        path(
            -2,
            "2022-05-01T00:00Z,X,10,12,8,10",
            "2022-05-01T01:00Z,X,11,13,7,9",
            "2022-05-01T02:00Z,X,9,9,9,9");
    long start = path.firstMs();
    long[] expected = {
      1000, 900, 800, 1000, 1200, 1100, 1000, 1050, 1100, 1200, 1300, 1000, 700, 800, 900
    };
    for (int i = 0; i < expected.length; i++) {
      long sinceMs = i * 15L * MINUTE_MS / 2;
      assertEquals(expected[i], path.at(start + sinceMs), "step " + i);
    }
  }

  @Test
  void tiesGoToTheEvenMantissa() {
    PricePath path = path(0, "2022-05-01T00:00Z,X,1,4,1,2");
    // Minutes 15 to 30 go from 1 to 4, minutes 30 to 45 from 4 to 2.
    assertEquals(2, path.at(path.firstMs() + 22 * MINUTE_MS + 30_000));
    assertEquals(2, path.at(path.firstMs() + 17 * MINUTE_MS + 30_000));
    assertEquals(4, path.at(path.firstMs() + 33 * MINUTE_MS + 45_000));
  }

  @Test
  void runsStraightOverMissingHours() {
    PricePath path = path(-2, "2022-05-01T00:00Z,X,10,10,10,10", "2022-05-01T03:00Z,X,19,19,19,19");
    // From minute 45 to minute 180.
    assertEquals(1000, path.at(path.firstMs() + 45 * MINUTE_MS));
    assertEquals(1300, path.at(path.firstMs() + 90 * MINUTE_MS));
    assertEquals(1900, path.at(path.firstMs() + 180 * MINUTE_MS));
  }

  @Test
  void lunaEndsAnHourAfterItsLastCandleOpens() {
    PricePath path = new PricePath(PriceTable.shipped("luna-2022-05").series("LUNA"), -9);
    long lastHourMs = Instant.parse("2022-05-13T00:00:00Z").toEpochMilli();
    assertEquals(lastHourMs, path.lastHourMs());
    assertEquals(lastHourMs + 60 * MINUTE_MS, path.endMs());
    assertEquals(320_000, path.at(lastHourMs));
    assertEquals(600_000, path.at(lastHourMs + 15 * MINUTE_MS));
    assertEquals(40_000, path.at(lastHourMs + 30 * MINUTE_MS));
    assertEquals(50_000, path.at(lastHourMs + 45 * MINUTE_MS));
    assertEquals(50_000, path.at(path.endMs()));
    assertTrue(path.covers(path.endMs()));
    assertFalse(path.covers(path.endMs() + 1));
    assertFalse(path.covers(path.firstMs() - 1));
    var after = assertThrows(IllegalArgumentException.class, () -> path.at(path.endMs() + 1));
    assertTrue(String.valueOf(after.getMessage()).startsWith("LUNA has no price at "));
    assertThrows(IllegalArgumentException.class, () -> path.at(path.firstMs() - 1));
  }

  @Test
  void refusesAnExponentThatDoesNotSuit() {
    String candle = "2022-05-01T00:00Z,X,10,10,0.004,10";
    assertEquals(4, path(-3, candle).at(path(-3, candle).firstMs() + 15 * MINUTE_MS));
    var tooCoarse = assertThrows(IllegalArgumentException.class, () -> path(-2, candle));
    assertEquals(
        "does not suit a price of X of 0.004 USD, whose mantissa must be 1 to 2^49 - 1",
        tooCoarse.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> path(-12, "2022-05-01T00:00Z,X,563,563,563,563"));
    assertThrows(IllegalArgumentException.class, () -> path(1, candle));
    assertThrows(IllegalArgumentException.class, () -> path(-13, candle));
  }

  @Test
  void aClockSpreadsBlocksOverTheWindow() {
    BlockClock clock = new BlockClock(1_000, 1_010, 3);
    assertEquals(
        List.of(1_000L, 1_003L, 1_006L, 1_010L),
        List.of(clock.timeMs(0), clock.timeMs(1), clock.timeMs(2), clock.timeMs(3)));
    BlockClock fine = new BlockClock(0, 1_728_000_000L, 5_760);
    assertEquals(300_000, fine.timeMs(1));
    assertEquals(1_728_000_000L, fine.timeMs(5_760));
    BlockClock odd = new BlockClock(0, 1_000_003, 1_000_000);
    for (int block = 1; block <= odd.blocks(); block++) {
      assertTrue(odd.timeMs(block) > odd.timeMs(block - 1));
    }
    assertThrows(IllegalArgumentException.class, () -> new BlockClock(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new BlockClock(0, 5, 6));
    assertThrows(IllegalArgumentException.class, () -> new BlockClock(0, 5, 0));
    assertThrows(IllegalArgumentException.class, () -> clock.timeMs(4));
  }
}
