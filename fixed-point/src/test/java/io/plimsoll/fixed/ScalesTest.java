package io.plimsoll.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalesTest {

  private static RoundingMode mode(Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> RoundingMode.FLOOR;
      case CEIL -> RoundingMode.CEILING;
      case TOWARD_ZERO -> RoundingMode.DOWN;
      case AWAY_FROM_ZERO -> RoundingMode.UP;
      case HALF_EVEN -> RoundingMode.HALF_EVEN;
    };
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithDecimalsOfAnyLength(Rounding rounding) {
    Samples samples = new Samples();
    for (int run = 0; run < 50_000; run++) {
      long value = samples.next();
      int from = samples.nextInt(19);
      int to = samples.nextInt(19);
      BigInteger exact =
          BigDecimal.valueOf(value, from).setScale(to, mode(rounding)).unscaledValue();
      assertEquals(
          Oracle.ifLong(exact),
          Oracle.attempt(() -> Scales.rescale(value, from, to, rounding)),
          () -> value + " from " + from + " to " + to + Samples.seed());
    }
  }

  @Test
  void powersOfTen() {
    for (int k = 0; k <= 18; k++) {
      assertEquals(BigInteger.TEN.pow(k).longValueExact(), Scales.powerOfTen(k));
    }
    for (int k : new int[] {-1, 19, Integer.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> Scales.powerOfTen(k));
      assertThrows(IllegalArgumentException.class, () -> Scales.rescale(1, k, 0, Rounding.FLOOR));
      assertThrows(IllegalArgumentException.class, () -> Scales.rescale(1, 0, k, Rounding.FLOOR));
    }
  }
}
