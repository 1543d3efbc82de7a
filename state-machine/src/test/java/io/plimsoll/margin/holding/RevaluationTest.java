package io.plimsoll.margin.holding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RevaluationTest {

  private static final long NOW = Instant.parse("2024-06-28T08:00:00Z").toEpochMilli();

  private static BigInteger e18(String text) {
    return E18.parse(text);
  }

  private static Revaluation future(String symbol, String amount, String mark, String entry) {
    Position position = new Position(Notation.DERIBIT.parse(symbol), e18(amount), e18(entry));
    return new Revaluation(position, Quote.of(e18(mark)), NOW);
  }

  private static Revaluation option(String symbol, String amount, String volatility) {
    Position position = Position.of(Notation.DERIBIT.parse(symbol), e18(amount));
    return new Revaluation(position, new Quote(e18("0.1"), e18("100000"), e18(volatility)), NOW);
  }

  private static String gain(Revaluation of, String move, String volatility) {
    return E18.text(of.gain(e18(move), e18(volatility)));
  }

  @Test
  void linearAndInverseFutures() {
    Revaluation linear = future("BTC_USDC-PERPETUAL", "-2", "50000", "51000");
    assertEquals("10000", gain(linear, "-0.1", "0"));
    assertEquals("2000", E18.text(linear.profit()));
    assertEquals("-100000", E18.text(linear.markValue()));
    Revaluation inverse = future("BTC-PERPETUAL", "2", "50000", "40000");
    // 100,000 dollars are 2 coins at 50,000 and 2.5 at 40,000.
    assertEquals("-0.5", gain(inverse, "-0.2", "0"));
    assertEquals("0.5", E18.text(inverse.profit()));
    assertEquals("-20000", E18.text(inverse.quotedGain(e18("50000"), e18("-0.2"), e18("0"), 0)));
    assertEquals("0", E18.text(future("BTC-PERPETUAL", "2", "50000", "0").profit()));
  }

  /** A loss is never less than the exact one. */
  @Test
  void gainsAreFloors() {
    assertEquals(
        "-0.000000000000000001",
        gain(future("BTC_USDC-PERPETUAL", "0.000000000000000001", "0.5", "0"), "-0.5", "0"));
    assertEquals(
        "0", gain(future("BTC_USDC-PERPETUAL", "0.000000000000000001", "0.5", "0"), "0.5", "0"));
    assertEquals("0.333333333333333333", gain(future("BTC-PERPETUAL", "1", "3", "0"), "0.5", "0"));
    assertEquals(
        "-0.333333333333333334", gain(future("BTC-PERPETUAL", "-1", "3", "0"), "0.5", "0"));
  }

  @Test
  void optionsAreRepricedOnTheMovedForward() {
    // Without a volatility what is left is what is in the money.
    Revaluation linear = option("BTC_USDC-27DEC24-90000-C", "3", "0");
    assertEquals("30000", gain(linear, "0.1", "0"));
    assertEquals("-30000", gain(linear, "-0.2", "0"));
    assertEquals("3", E18.text(linear.delta()));
    Revaluation inverse = option("BTC-27DEC24-90000-C", "-3", "0");
    // 0.1 of a coin; at 112,500 it is 22,500 dollars or 0.2.
    assertEquals("-0.3", gain(inverse, "0.125", "0"));
    assertEquals("-37500", E18.text(inverse.quotedGain(e18("1"), e18("0.125"), e18("0"), 0)));
    assertEquals("-30000", E18.text(inverse.quotedValue()));
    assertEquals("-0.3", E18.text(inverse.markValue()));
    assertEquals("0", E18.text(option("BTC-27DEC24-90000-P", "3", "0").delta()));
  }

  @Test
  void timeAndVolatilityCount() {
    Revaluation call = option("BTC_USDC-28JUN25-100000-C", "1", "0.4");
    assertEquals("0", gain(call, "0", "0.4"));
    assertEquals(31_536_000, call.seconds());
    // 100,000 * (2 N(w / 2) - 1): w = 0.4 today, 0.2 after three quarters of the year.
    BigInteger later = call.quotedGain(e18("1"), e18("0"), e18("0.4"), 31_536_000 * 3 / 4);
    assertEquals(7_965.567_4 - 15_851.941_9, later.doubleValue() / 1e18, 0.001);
    assertEquals(later.doubleValue(), call.gain(e18("0"), e18("0.2")).doubleValue(), 1e6);
    assertEquals(0.579_259_7, call.delta().doubleValue() / 1e18, 1e-7);
    Revaluation put = option("BTC_USDC-28JUN25-100000-P", "-1", "0.4");
    assertEquals(0.420_740_3, put.delta().doubleValue() / 1e18, 1e-7);
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    Revaluation perpetual = future("BTC-PERPETUAL", "1", "1", "0");
    assertThrows(IllegalArgumentException.class, () -> gain(perpetual, "-1", "0"));
    Position option = Position.of(Notation.DERIBIT.parse("BTC-27DEC24-1-C"), E18.ONE);
    Quote quote = Quote.of(E18.ONE);
    assertThrows(IllegalArgumentException.class, () -> new Revaluation(option, quote, NOW));
    assertThrows(IllegalArgumentException.class, () -> Quote.of(E18.ONE.negate()));
    Holdings empty = new Books(Notation.DERIBIT, NOW).build();
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> empty.index("BTC"));
    assertTrue(String.valueOf(none.getMessage()).contains("no index of BTC"));
    assertEquals(E18.ONE, empty.index("USD"));
    assertThrows(IllegalArgumentException.class, () -> empty.quote(option.instrument()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Books(Notation.DERIBIT, NOW).index("BTC", "0").build());
  }
}
