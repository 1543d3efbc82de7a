package io.plimsoll.margin.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Columns that are more than what was put there. */
class MarketDataTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 4_711);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Sizes are those of numbers without limits, wherever these fit. */
  @Test
  void sizesAreExactOrTheLargest() {
    System.out.println("sizesAreExact: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    MarketData market = new MarketData();
    market.reset(1, 1);
    int fit = 0;
    for (int i = 0; i < 20_000; i++) {
      long num = 1 + random.nextLong(1L << random.nextInt(1, 14));
      long den = 1 + random.nextLong(1L << random.nextInt(1, 59));
      int power = random.nextInt(22);
      long lots = random.nextLong() >> random.nextInt(64);
      market.setSize(0, num, den, power);
      BigInteger exact =
          BigInteger.valueOf(lots)
              .abs()
              .multiply(BigInteger.valueOf(num))
              .multiply(BigInteger.TEN.pow(power))
              .divide(BigInteger.valueOf(den));
      String which = lots + " * " + num + " * 10^" + power + " / " + den + ", seed " + SEED;
      assertEquals(exact.min(LARGEST), BigInteger.valueOf(market.size(0, lots)), which);
      fit += exact.bitLength() < 63 && exact.signum() > 0 ? 1 : 0;
    }
    assertTrue(fit > 5_000, fit + " sizes fit");
  }

  /** What an instrument was leaves nothing behind, so that nodes do not differ by what they saw. */
  @Test
  void aClearedInstrumentSaysNothing() throws IllegalAccessException {
    MarketData used = new MarketData();
    MarketData fresh = new MarketData();
    used.reset(2, 1);
    fresh.reset(2, 1);
    used.setProfitWeight(0, 1, 2, 3, 4);
    for (Field field : MarketData.class.getDeclaredFields()) {
      if (isColumn(field)) {
        Object column = field.get(used);
        if (column instanceof boolean[] bits) {
          bits[0] = true;
        } else if (column instanceof int[] ints) {
          ints[0] = 77;
        } else {
          Array.setLong(column, 0, 77);
        }
      }
    }
    used.kind()[0] = InstrumentKind.CALL;
    used.reset(2, 1);
    used.clear(0);
    fresh.clear(0);
    int columns = 0;
    for (Field field : MarketData.class.getDeclaredFields()) {
      if (isColumn(field) && Array.getLength(field.get(used)) > 1) {
        String name = field.getName();
        boolean read = !name.startsWith("profit") && !name.equals("market");
        Object left = Array.get(field.get(used), 0);
        assertTrue(!read || left.equals(Array.get(field.get(fresh), 0)), name + " is " + left);
        columns += read ? 1 : 0;
      }
    }
    assertTrue(columns > 18, columns + " columns");
    assertEquals(InstrumentKind.PERPETUAL, used.kind()[0]);
  }

  private static boolean isColumn(Field field) {
    field.setAccessible(true);
    return !Modifier.isStatic(field.getModifiers())
        && field.getType().isArray()
        && field.getType().getComponentType().isPrimitive();
  }
}
