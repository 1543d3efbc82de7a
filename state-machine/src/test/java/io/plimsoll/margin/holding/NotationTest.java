package io.plimsoll.margin.holding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotationTest {

  @ParameterizedTest
  @CsvSource({
    // venue, symbol, kind, underlying, settlement, expiry, strike, call
    "DERIBIT, BTC-PERPETUAL, PERPETUAL, BTC, BTC, , 0, false",
    "DERIBIT, BTC_USDC-PERPETUAL, PERPETUAL, BTC, USDC, , 0, false",
    "DERIBIT, BTC-27DEC24, FUTURE, BTC, BTC, 2024-12-27, 0, false",
    "DERIBIT, ETH-5JAN24, FUTURE, ETH, ETH, 2024-01-05, 0, false",
    "DERIBIT, BTC-27DEC24-110000-C, OPTION, BTC, BTC, 2024-12-27, 110000, true",
    "DERIBIT, XRP_USDC-29FEB24-0d55-P, OPTION, XRP, USDC, 2024-02-29, 0.55, false",
    "DERIBIT, BTC, SPOT, BTC, USD, , 0, false",
    "BYBIT, BTCUSDT, PERPETUAL, BTC, USDT, , 0, false",
    "BYBIT, BTCPERP, PERPETUAL, BTC, USDC, , 0, false",
    "BYBIT, BTCUSD, PERPETUAL, BTC, BTC, , 0, false",
    "BYBIT, BTC-27DEC24, FUTURE, BTC, USDC, 2024-12-27, 0, false",
    "BYBIT, BTCUSDT-27DEC24, FUTURE, BTC, USDT, 2024-12-27, 0, false",
    "BYBIT, BTC-27DEC24-110000-C, OPTION, BTC, USDC, 2024-12-27, 110000, true",
    "BYBIT, BTC-27DEC24-110000-P-USDT, OPTION, BTC, USDT, 2024-12-27, 110000, false",
    "BYBIT, USDT, SPOT, USDT, USD, , 0, false",
    "OKX, BTC-USDT-SWAP, PERPETUAL, BTC, USDT, , 0, false",
    "OKX, BTC-USD-SWAP, PERPETUAL, BTC, BTC, , 0, false",
    "OKX, BTC-USDT-241227, FUTURE, BTC, USDT, 2024-12-27, 0, false",
    "OKX, BTC-USD-241227-110000-C, OPTION, BTC, BTC, 2024-12-27, 110000, true",
    "OKX, LTC, SPOT, LTC, USD, , 0, false",
    "BINANCE, BTCUSDT, PERPETUAL, BTC, USDT, , 0, false",
    "BINANCE, BTCUSDT_PERP, PERPETUAL, BTC, USDT, , 0, false",
    "BINANCE, BTCUSD_PERP, PERPETUAL, BTC, BTC, , 0, false",
    "BINANCE, BTCUSDT_20220624, FUTURE, BTC, USDT, 2022-06-24, 0, false",
    "BINANCE, BTCUSD_240927, FUTURE, BTC, BTC, 2024-09-27, 0, false",
    "BINANCE, BTC-241227-110000-C, OPTION, BTC, USDT, 2024-12-27, 110000, true",
    "BINANCE, BNB, SPOT, BNB, USD, , 0, false",
  })
  void namesMeanWhatTheirVenueSays(
      Notation venue,
      String symbol,
      Instrument.Kind kind,
      String underlying,
      String settlement,
      String expiry,
      String strike,
      boolean isCall) {
    long expiryMs = expiry == null ? 0 : Instant.parse(expiry + "T08:00:00Z").toEpochMilli();
    assertEquals(
        new Instrument(symbol, kind, underlying, settlement, expiryMs, E18.parse(strike), isCall),
        venue.parse(symbol));
  }

  @ParameterizedTest
  @CsvSource({
    "DERIBIT, ''",
    "DERIBIT, BTC-",
    "DERIBIT, BTC-32DEC24",
    "DERIBIT, BTC-30FEB24",
    "DERIBIT, BTC-29FEB23",
    "DERIBIT, BTC-0DEC24",
    "DERIBIT, BTC-27DEZ24",
    "DERIBIT, BTC-27ECJ24",
    "DERIBIT, BTC-27DEC24-110000",
    "DERIBIT, BTC-27DEC24-110000-X",
    "DERIBIT, BTC-27DEC24-0-C",
    "DERIBIT, BTC-27DEC24--5-C",
    "DERIBIT, BTC-27DEC24-1e5-C",
    "DERIBIT, btc-PERPETUAL",
    "OKX, BTC-USDT",
    "OKX, BTC-USDT-SWAPS",
    "OKX, BTC-USDT-241327",
    "BINANCE, BTCUSDT_PERPS",
    "BINANCE, BTCUSDT_000000",
    "BYBIT, BTC-27DEC24-110000-C-USDT-X",
  })
  void otherNamesAreRefused(Notation venue, String symbol) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> venue.parse(symbol));
    assertTrue(String.valueOf(refused.getMessage()).contains("notation of " + venue));
  }

  @Test
  void everyDayOfACenturyIsCounted() {
    Instant day = Instant.parse("2000-01-01T08:00:00Z");
    for (int i = 0; i < 36_524; i++) {
      String text = day.toString().substring(0, 10).replace("-", "");
      Instrument future = Notation.BINANCE.parse("BTCUSDT_" + text);
      assertEquals(day.toEpochMilli(), future.expiryMs(), text);
      day = day.plusSeconds(86_400);
    }
  }

  @Test
  void anExpiryIsAtEight() {
    Instrument option = Notation.DERIBIT.parse("BTC-27DEC24-110000-C");
    long before = Instant.parse("2024-12-27T07:59:59.001Z").toEpochMilli();
    assertEquals(0, option.secondsLeft(before));
    assertEquals(1, option.secondsLeft(before - 1));
    assertEquals(0, option.secondsLeft(before + 5_000));
    assertTrue(option.isInverse());
    assertFalse(Notation.BYBIT.parse("BTC-27DEC24-110000-C").isInverse());
    assertFalse(Notation.BYBIT.parse("BTC").isInverse());
  }
}
