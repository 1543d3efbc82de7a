package io.plimsoll.kernels.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class GreeksBodyTest {

  private static final MathContext DIGITS = new MathContext(30);

  /** d1 and d2 with the volatility and the time that are meant, not with the s that is used. */
  @Test
  void distancesAreWithinTheirBound() {
    Seeded random = Seeded.of("distancesAreWithinTheirBound", 45);
    BigDecimal largest = BigDecimal.ZERO;
    for (int round = 0; round < 20_000; round++) {
      long forward = random.between(50_000_000_000L, 100_000_000_000L);
      long strike = forward / 1_000_000 * random.between(10_000, 100_000_000);
      long volPpm = random.between(10_000, 5_000_000);
      long timeMs = Math.max(60_000, random.positive(37));
      BigInteger exactS = Black76Reference.s(volPpm, timeMs);
      BigInteger exact = Black76Reference.d2(forward, strike, exactS);
      if (exact.abs().bitLength() > Black76Reference.BITS + 3) {
        continue;
      }
      long s = Black76Body.sQ54(volPpm, Black76Body.rootYearsQ60(timeMs));
      long d2 = GreeksBody.d2Q54(Ln.q57(forward) - Ln.q57(strike), s);
      BigDecimal bound =
          BigDecimal.valueOf(12)
              .divide(Black76Reference.decimal(exactS), DIGITS)
              .add(BigDecimal.valueOf(3));
      for (long sign = 0; sign <= 1; sign++) {
        BigInteger own = BigInteger.valueOf(d2 + sign * s).shiftLeft(Black76Reference.BITS - 54);
        BigInteger meant = exact.add(exactS.multiply(BigInteger.valueOf(sign)));
        BigDecimal error =
            Black76Reference.decimal(own.subtract(meant).abs().shiftLeft(54)).divide(bound, DIGITS);
        largest = largest.max(error);
        assertTrue(
            error.compareTo(BigDecimal.ONE) <= 0,
            () -> forward + " " + strike + " " + volPpm + " " + timeMs + ": " + error);
      }
    }
    System.out.println("d1 and d2: largest error " + largest.round(new MathContext(4)) + " bounds");
    assertTrue(largest.compareTo(new BigDecimal("0.2")) > 0, largest::toString);
  }

  /** Where ln(F/K) / s is beyond 64, or just within, N is 0 or 1 on either side. */
  @Test
  void farStrikes() {
    long log = Ln.q57((1L << 49) - 1);
    for (long s : new long[] {Black76Body.LEAST_S_Q54, 1L << 30, 1L << 52, 1L << 53}) {
      for (long sign : new long[] {-1, 1}) {
        long d2 = GreeksBody.d2Q54(sign * log, s);
        assertEquals(sign, Long.signum(d2), () -> "s " + s);
        assertTrue(Math.abs(d2) > Black76Body.FARTHEST_Q54, () -> "s " + s);
        assertEquals(0, GreeksBody.densityQ62(d2));
      }
    }
    long edge = 1L << 48;
    assertEquals(64L << 54, GreeksBody.d2Q54(64 * (edge << 3), edge) + edge / 2);
    assertEquals(64L << 54, GreeksBody.d2Q54(64 * (edge << 3) + 512, edge) + edge / 2);
    assertTrue(GreeksBody.d2Q54(64 * (edge << 3) - 512, edge) + edge / 2 < 64L << 54);
  }
}
