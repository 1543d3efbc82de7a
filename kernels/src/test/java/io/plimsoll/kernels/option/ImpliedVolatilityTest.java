package io.plimsoll.kernels.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** From a price back to its volatility. */
class ImpliedVolatilityTest {

  private static final long LARGEST = 1_000_000_000_000L;

  /**
   * The volatility comes back where one ppm of it is worth at least three units of price, and
   * otherwise one whose price is the same and whose lower neighbour's is not.
   */
  @Test
  void roundTrip() {
    Seeded random = Seeded.of("roundTrip", 61);
    int exact = 0;
    for (int round = 0; round < 20_000; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      long price = Black76.price(option, volPpm);
      long implied = Black76.impliedVolPpm(option, price);
      String at = option + " " + volPpm + " gives " + implied;
      if (implied < 0) {
        long intrinsic = Black76.price(option, 0);
        long limit = option.kind() == OptionKind.CALL ? option.forward() : option.strike();
        assertTrue(price == intrinsic || price == limit, at);
        continue;
      }
      assertTrue(Black76.price(option, implied) >= price, at);
      assertTrue(Black76.price(option, implied - 1) < price, at);
      if (Black76.greeks(option, volPpm).vega() >= 3_000_000) {
        assertEquals(volPpm, implied, at);
        exact++;
      }
    }
    assertTrue(exact > 5_000, () -> "few options tell one ppm from the next");
  }

  /** Any price between intrinsic and limit; all volatilities below have too low an exact price. */
  @Test
  void anyPriceBetween() {
    Seeded random = Seeded.of("anyPriceBetween", 62);
    for (int round = 0; round < 3_000; round++) {
      EuropeanOption option = Cases.option(random);
      long intrinsic = Math.max(0, option.forward() - option.strike());
      EuropeanOption call =
          new EuropeanOption(OptionKind.CALL, option.forward(), option.strike(), option.timeMs());
      long price =
          random.chance(50)
              ? random.between(intrinsic + 1, option.forward() - 2)
              : Math.min(option.forward() - 1, intrinsic + random.positive(20));
      long implied = Black76.impliedVolPpm(call, price);
      String at = call + " at " + price + " gives " + implied;
      if (implied == ImpliedVolatility.OUT_OF_REACH) {
        assertTrue(Black76.price(call, LARGEST) < price, at);
        continue;
      }
      assertTrue(implied > 0, at);
      assertTrue(Black76.price(call, implied) >= price, at);
      assertTrue(Black76.price(call, implied - 1) < price, at);
      if (implied > 1) {
        BigDecimal below =
            Black76Reference.call(call.forward(), call.strike(), implied - 1, call.timeMs());
        assertTrue(below.compareTo(BigDecimal.valueOf(price)) < 0, at);
      }
      BigDecimal reached =
          Black76Reference.call(call.forward(), call.strike(), implied, call.timeMs());
      BigDecimal missing = BigDecimal.valueOf(price).subtract(reached);
      assertTrue(missing.compareTo(new BigDecimal("0.77")) <= 0, at);
    }
  }

  /** The price of a put implies what the call's of the same terms does. */
  @Test
  void putsAndCallsAgree() {
    Seeded random = Seeded.of("putsAndCallsAgree", 63);
    for (int round = 0; round < 2_000; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      assertEquals(
          impliedAs(OptionKind.CALL, option, volPpm),
          impliedAs(OptionKind.PUT, option, volPpm),
          option::toString);
    }
  }

  private static long impliedAs(OptionKind kind, EuropeanOption terms, long volPpm) {
    EuropeanOption option =
        new EuropeanOption(kind, terms.forward(), terms.strike(), terms.timeMs());
    return Black76.impliedVolPpm(option, Black76.price(option, volPpm));
  }

  @Test
  void inverseRoundTrip() {
    Seeded random = Seeded.of("inverseRoundTrip", 64);
    int exact = 0;
    for (int round = 0; round < 10_000; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      long quanta = random.chance(50) ? 100_000_000 : random.positive(39);
      long price = InverseBlack76.price(option, volPpm, quanta);
      long implied = InverseBlack76.impliedVolPpm(option, price, quanta);
      String at = option + " " + volPpm + " of " + quanta + " gives " + implied;
      if (implied < 0) {
        boolean atAnEnd = price == InverseBlack76.price(option, 0, quanta);
        assertTrue(atAnEnd || implied == ImpliedVolatility.NOT_BELOW_LIMIT, at);
        continue;
      }
      assertTrue(InverseBlack76.price(option, implied, quanta) >= price, at);
      assertTrue(InverseBlack76.price(option, implied - 1, quanta) < price, at);
      if (InverseBlack76.greeks(option, volPpm, quanta).vega() >= 9_000_000) {
        assertEquals(volPpm, implied, at);
        exact++;
      }
    }
    assertTrue(exact > 1_000, () -> "few options tell one ppm from the next");
  }

  @Test
  void refusals() {
    EuropeanOption call = new EuropeanOption(OptionKind.CALL, 120, 100, 1_000_000);
    EuropeanOption put = new EuropeanOption(OptionKind.PUT, 80, 100, 1_000_000);
    for (EuropeanOption option : new EuropeanOption[] {call, put}) {
      long limit = option.kind() == OptionKind.CALL ? option.forward() : option.strike();
      for (long price : new long[] {Long.MIN_VALUE, -1, 0, 19, 20}) {
        assertEquals(ImpliedVolatility.NOT_ABOVE_INTRINSIC, Black76.impliedVolPpm(option, price));
      }
      assertTrue(Black76.impliedVolPpm(option, 21) > 0);
      assertTrue(Black76.impliedVolPpm(option, limit - 1) > 0);
      for (long price : new long[] {limit, limit + 1, Long.MAX_VALUE}) {
        assertEquals(ImpliedVolatility.NOT_BELOW_LIMIT, Black76.impliedVolPpm(option, price));
      }
    }
    EuropeanOption expired = new EuropeanOption(OptionKind.CALL, 120, 100, 0);
    assertEquals(ImpliedVolatility.EXPIRED, Black76.impliedVolPpm(expired, 30));
    EuropeanOption soon = new EuropeanOption(OptionKind.CALL, 1L << 48, (1L << 49) - 1, 1);
    assertEquals(ImpliedVolatility.OUT_OF_REACH, Black76.impliedVolPpm(soon, (1L << 48) - 1));
  }

  @Test
  void refusalsOfInverseOnes() {
    EuropeanOption call = new EuropeanOption(OptionKind.CALL, 125, 100, 1_000_000);
    EuropeanOption put = new EuropeanOption(OptionKind.PUT, 80, 100, 1_000_000);
    // 25 / 125 of a coin of 1,000 quanta, and 20 / 80.
    assertEquals(-1, InverseBlack76.impliedVolPpm(call, Long.MIN_VALUE, 1_000));
    assertEquals(-1, InverseBlack76.impliedVolPpm(call, 200, 1_000));
    assertTrue(InverseBlack76.impliedVolPpm(call, 201, 1_000) > 0);
    assertTrue(InverseBlack76.impliedVolPpm(call, 999, 1_000) > 0);
    assertEquals(-2, InverseBlack76.impliedVolPpm(call, 1_000, 1_000));
    assertEquals(-1, InverseBlack76.impliedVolPpm(put, 250, 1_000));
    assertTrue(InverseBlack76.impliedVolPpm(put, 251, 1_000) > 0);
    assertTrue(InverseBlack76.impliedVolPpm(put, 1_249, 1_000) > 0);
    assertEquals(-2, InverseBlack76.impliedVolPpm(put, 1_250, 1_000));
    assertEquals(-2, InverseBlack76.impliedVolPpm(put, Long.MAX_VALUE, 1_000));
    EuropeanOption expired = new EuropeanOption(OptionKind.CALL, 120, 100, -1);
    assertEquals(-4, InverseBlack76.impliedVolPpm(expired, 30, 1_000));
  }
}
