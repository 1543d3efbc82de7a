package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

/** The price of an option against 60 digits, and what must hold of any price. */
class Black76Test {

  private static final long DAY_MS = 86_400_000L;
  private static final long NO_DISCOUNT = PricingBatch.NO_DISCOUNT_Q62;

  private final Engine scalar = Engines.create("scalar", 1);
  private final PricingBatch batch = new PricingBatch();
  private final RiskArrays arrays = new RiskArrays();

  private long price(
      byte kind, long forward, long strike, long volPpm, long timeMs, long discountQ62) {
    batch.clear();
    batch.addScenarioSet(new ScenarioSet.Builder().add("still", 0, 0, 1_000_000).build());
    batch.addOption(kind, forward, strike, volPpm, timeMs, discountQ62, 1, 1, 0, 0);
    scalar.price(batch, arrays);
    return arrays.mark()[0];
  }

  private long call(long forward, long strike, long volPpm, long timeMs) {
    return price(PricingBatch.CALL, forward, strike, volPpm, timeMs, NO_DISCOUNT);
  }

  private long put(long forward, long strike, long volPpm, long timeMs) {
    return price(PricingBatch.PUT, forward, strike, volPpm, timeMs, NO_DISCOUNT);
  }

  private static BigDecimal error(long price, BigDecimal exact) {
    return BigDecimal.valueOf(price).subtract(exact).abs();
  }

  /**
   * At 100,000 USD in units of 10^-6 USD, through an engine: at most one unit, half of which is the
   * rounding. {@code Black76ProofTest} proves it; this also takes tiny times and volatilities.
   */
  @Test
  void errorIsAtMostOneQuantum() {
    Seeded random = Seeded.of("errorIsAtMostOneQuantum", 21);
    BigDecimal largest = BigDecimal.ZERO;
    String where = "";
    for (int round = 0; round < 5_000; round++) {
      long forward = random.between(80_000_000_000L, 100_000_000_000L);
      long ratioPpm =
          switch (random.below(4)) {
            case 0 -> 1_000_000 + random.signed(8);
            case 1 -> random.between(10_000, 1_000_000);
            case 2 -> random.between(1_000_000, 100_000_000);
            default -> random.between(600_000, 1_600_000);
          };
      long strike =
          BigDecimal.valueOf(forward).multiply(BigDecimal.valueOf(ratioPpm, 6)).longValue();
      long volPpm = random.chance(80) ? random.between(10_000, 5_000_000) : random.positive(23);
      long timeMs =
          random.chance(50) ? random.between(60_000, 5 * 365 * DAY_MS) : random.positive(37);
      BigDecimal error =
          error(
              call(forward, strike, volPpm, timeMs),
              Black76Reference.call(forward, strike, volPpm, timeMs));
      if (error.compareTo(largest) > 0) {
        largest = error;
        where = forward + " " + strike + " " + volPpm + " " + timeMs;
      }
    }
    System.out.println(
        "largest error: " + largest.setScale(4, RoundingMode.CEILING) + " quanta at " + where);
    assertTrue(largest.compareTo(BigDecimal.ONE) <= 0, largest + " at " + where);
  }

  /** Times of milliseconds and volatilities of 1 ppm: s below the scale of the usual shift. */
  @Test
  void tinyTimesAndVolatilities() {
    Seeded random = Seeded.of("tinyTimesAndVolatilities", 22);
    for (int round = 0; round < 1_000; round++) {
      long forward = 100_000_000_000L;
      long volPpm = random.positive(16);
      long timeMs = random.positive(20);
      long strike = forward + random.signed(30);
      BigDecimal error =
          error(
              call(forward, strike, volPpm, timeMs),
              Black76Reference.call(forward, strike, volPpm, timeMs));
      assertTrue(
          error.compareTo(BigDecimal.ONE) <= 0,
          error + " at strike " + strike + ", vol " + volPpm + ", time " + timeMs);
    }
  }

  /** From 2^49 down to 1, any ratio: the error that the body states for any arguments. */
  @Test
  void errorScalesWithThePrice() {
    Seeded random = Seeded.of("errorScalesWithThePrice", 23);
    for (int round = 0; round < 5_000; round++) {
      long forward = random.positive(49);
      long strike = random.positive(49);
      long volPpm = random.positive(25);
      long timeMs = random.positive(39);
      BigDecimal error =
          error(
              call(forward, strike, volPpm, timeMs),
              Black76Reference.call(forward, strike, volPpm, timeMs));
      BigDecimal allowed =
          new BigDecimal("0.501")
              .add(BigDecimal.valueOf(forward).multiply(new BigDecimal("1.1e-11")))
              .add(BigDecimal.valueOf(strike).multiply(new BigDecimal("9e-14")));
      assertTrue(
          error.compareTo(allowed) <= 0,
          error + " at " + forward + " " + strike + " " + volPpm + " " + timeMs);
    }
  }

  @Test
  void parityAndBounds() {
    Seeded random = Seeded.of("parityAndBounds", 24);
    for (int round = 0; round < 20_000; round++) {
      long forward = random.positive(49);
      long strike =
          random.chance(50) ? random.positive(49) : Math.max(1, forward + random.signed(8));
      strike = Math.min(strike, PricingBatch.LARGEST_PRICE);
      long volPpm = random.positive(39);
      long timeMs = random.signed(45);
      long call = call(forward, strike, volPpm, timeMs);
      long put = put(forward, strike, volPpm, timeMs);
      String at = forward + " " + strike + " " + volPpm + " " + timeMs;
      assertEquals(forward - strike, call - put, at);
      assertTrue(call >= Math.max(0, forward - strike) && call <= forward, call + " at " + at);
      assertTrue(put >= Math.max(0, strike - forward) && put <= strike, put + " at " + at);
    }
  }

  @Test
  void intrinsicWithoutTimeOrVolatility() {
    for (long strike : new long[] {1, 99, 100, 101, 1L << 48}) {
      for (long timeMs : new long[] {0, -1, Long.MIN_VALUE}) {
        assertEquals(Math.max(0, 100 - strike), call(100, strike, 800_000, timeMs));
        assertEquals(Math.max(0, strike - 100), put(100, strike, 800_000, timeMs));
      }
      assertEquals(Math.max(0, 100 - strike), call(100, strike, 0, Long.MAX_VALUE));
    }
  }

  @Test
  void worthTheForwardWithEndlessVolatility() {
    assertEquals(5_000_000, call(5_000_000, 7_000_000, 1_000_000_000_000L, Long.MAX_VALUE));
    assertEquals(7_000_000, put(5_000_000, 7_000_000, 1_000_000_000_000L, Long.MAX_VALUE));
  }

  @Test
  void discountIsRoundedHalfEven() {
    long whole = call(100_000, 90_000, 500_000, 100 * DAY_MS);
    assertEquals(
        BigDecimal.valueOf(whole).divide(BigDecimal.TWO, 0, RoundingMode.HALF_EVEN).longValue(),
        price(PricingBatch.CALL, 100_000, 90_000, 500_000, 100 * DAY_MS, 1L << 61));
    assertEquals(0, price(PricingBatch.CALL, 100_000, 90_000, 500_000, 100 * DAY_MS, 0));
    assertEquals(2, price(PricingBatch.CALL, 5, 1, 0, 0, (1L << 61)));
    assertEquals(2, price(PricingBatch.CALL, 4, 1, 0, 0, (1L << 61)));
  }

  /** A forward moved to nothing: the call is worth nothing and the put its strike. */
  @Test
  void aFallToNothing() {
    batch.clear();
    batch.addScenarioSet(
        new ScenarioSet.Builder()
            .add("nothing", -1_000_000, 0, 1_000_000)
            .add("a thousandfold", 999_000_000, 0, 1_000_000)
            .build());
    batch.addOption(
        PricingBatch.CALL, 1L << 48, 1L << 47, 800_000, 300 * DAY_MS, NO_DISCOUNT, 1, 1, 0, 0);
    batch.addOption(
        PricingBatch.PUT, 1L << 48, 1L << 47, 800_000, 300 * DAY_MS, NO_DISCOUNT, 1, 1, 0, 0);
    scalar.price(batch, arrays);
    assertEquals(-arrays.mark()[0], arrays.entry(0, 0));
    assertEquals((1L << 47) - arrays.mark()[1], arrays.entry(1, 0));
    long largest = PricingBatch.LARGEST_PRICE;
    assertEquals(
        call(largest, 1L << 47, 800_000, 300 * DAY_MS)
            - call(1L << 48, 1L << 47, 800_000, 300 * DAY_MS),
        riskOfTheRise());
  }

  private long riskOfTheRise() {
    batch.clear();
    batch.addScenarioSet(
        new ScenarioSet.Builder().add("a thousandfold", 999_000_000, 0, 1_000_000).build());
    batch.addOption(
        PricingBatch.CALL, 1L << 48, 1L << 47, 800_000, 300 * DAY_MS, NO_DISCOUNT, 1, 1, 0, 0);
    scalar.price(batch, arrays);
    return arrays.entry(0, 0);
  }

  /** Known answers that pin the kernel's bits. */
  @Test
  void canary() {
    assertEquals("6853940718 434678241 27910165662 99999951224 11691", canaryText());
  }

  private String canaryText() {
    StringBuilder text = new StringBuilder();
    long[][] cells = {
      {100_000_000_000L, 100_000_000_000L, 600_000, 30 * DAY_MS},
      {100_000_000_000L, 120_000_000_000L, 900_000, 7 * DAY_MS},
      {100_000_000_000L, 80_000_000_000L, 450_000, 365 * DAY_MS},
      {100_000_000_000L, 9_999_999_999_999L, 4_900_000, 1800 * DAY_MS},
      {1_234_567, 1_300_000, 1_111_111, 123_456_789},
    };
    for (long[] cell : cells) {
      text.append(call(cell[0], cell[1], cell[2], cell[3])).append(' ');
    }
    return text.toString().strip();
  }
}
