package io.plimsoll.fixed.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.plimsoll.fixed.Oracle;
import io.plimsoll.fixed.Rounding;
import io.plimsoll.fixed.Samples;
import java.math.BigInteger;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RawTest {

  private static final int RUNS = 200_000;

  private static LongBinaryOperator division(Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> Raw::floorDiv;
      case CEIL -> Raw::ceilDiv;
      case TOWARD_ZERO -> Raw::towardZeroDiv;
      case AWAY_FROM_ZERO -> Raw::awayFromZeroDiv;
      case HALF_EVEN -> Raw::halfEvenDiv;
    };
  }

  /** BigInteger.longValue() wraps just as Raw promises to, so -2^63 / -1 needs no exception. */
  @ParameterizedTest
  @EnumSource
  void divisionsRoundAsNamed(Rounding rounding) {
    LongBinaryOperator division = division(rounding);
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      assertDivision(division, rounding, samples.next(), samples.nextDivisor());
    }
    for (long dividend : Samples.edges()) {
      for (long divisor : Samples.edges()) {
        if (divisor != 0) {
          assertDivision(division, rounding, dividend, divisor);
        }
      }
    }
    assertThrows(ArithmeticException.class, () -> division.applyAsLong(1, 0));
  }

  private static void assertDivision(
      LongBinaryOperator division, Rounding rounding, long dividend, long divisor) {
    BigInteger exact = Oracle.divide(Oracle.big(dividend), Oracle.big(divisor), rounding);
    assertEquals(
        exact.longValue(),
        division.applyAsLong(dividend, divisor),
        () -> dividend + " / " + divisor + Samples.seed());
  }

  @Test
  void quotientAndRemainderMakeTheDividend() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long dividend = samples.next();
      long divisor = samples.nextDivisor();
      String operands = dividend + " / " + divisor + Samples.seed();
      BigInteger[] truncated = Oracle.big(dividend).divideAndRemainder(Oracle.big(divisor));
      BigInteger mod = Oracle.big(dividend).mod(Oracle.big(divisor).abs());
      // BigInteger's is never negative; ours has the divisor's sign.
      BigInteger signedMod = divisor < 0 && mod.signum() != 0 ? mod.add(Oracle.big(divisor)) : mod;
      assertEquals(truncated[1].longValueExact(), Raw.remainder(dividend, divisor), operands);
      assertEquals(signedMod.longValueExact(), Raw.floorMod(dividend, divisor), operands);
    }
  }

  @Test
  void upperHalvesOfProductsAreExact() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long a = samples.next();
      long b = samples.next();
      String operands = a + " * " + b + Samples.seed();
      BigInteger signed = Oracle.product(a, b).shiftRight(64);
      BigInteger unsigned = Oracle.unsigned(a).multiply(Oracle.unsigned(b)).shiftRight(64);
      assertEquals(signed.longValueExact(), Raw.mulHigh(a, b), operands);
      assertEquals(unsigned.longValue(), Raw.unsignedMulHigh(a, b), operands);
    }
  }

  @Test
  void overflowIsSeenExactlyWhereThereIsOne() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      assertOverflow(samples.next(), samples.next());
    }
    for (long a : Samples.edges()) {
      for (long b : Samples.edges()) {
        assertOverflow(a, b);
      }
    }
  }

  private static void assertOverflow(long a, long b) {
    boolean sum = Oracle.ifLong(Oracle.big(a).add(Oracle.big(b))).isEmpty();
    boolean product = Oracle.ifLong(Oracle.product(a, b)).isEmpty();
    assertEquals(sum, Raw.addOverflows(a, b), () -> a + " + " + b + Samples.seed());
    assertEquals(product, Raw.mulOverflows(a, b), () -> a + " * " + b + Samples.seed());
  }

  @Test
  void longDivisionOfUnsignedNumbersIsExact() {
    Samples samples = new Samples();
    for (int run = 0; run < 2 * RUNS; run++) {
      long divisor = samples.nextDivisor();
      // Just below the divisor is where the estimated digits are furthest from the true ones.
      boolean close = samples.nextInt(2) == 0;
      long hi = close ? divisor - 1 : Long.remainderUnsigned(samples.next(), divisor);
      assertLongDivision(hi, samples.next(), divisor);
    }
  }

  /** Dividends a little below {@code (q + 1) * d}, whose quotient an estimate easily overshoots. */
  @Test
  void longDivisionDoesNotOvershoot() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long divisor = samples.nextDivisor();
      BigInteger multiple = Oracle.unsigned(divisor).multiply(Oracle.unsigned(samples.next()));
      BigInteger remainder =
          Oracle.unsigned(divisor).subtract(BigInteger.valueOf(1 + samples.nextInt(2)));
      BigInteger dividend = multiple.add(remainder.max(BigInteger.ZERO));
      assertLongDivision(dividend.shiftRight(64).longValue(), dividend.longValue(), divisor);
    }
  }

  private static void assertLongDivision(long hi, long lo, long divisor) {
    BigInteger dividend = Oracle.unsigned(hi).shiftLeft(64).add(Oracle.unsigned(lo));
    BigInteger exact = dividend.divide(Oracle.unsigned(divisor));
    assertEquals(
        exact.longValue(),
        Raw.unsignedDiv128(hi, lo, divisor),
        () -> dividend + " / " + Long.toUnsignedString(divisor) + Samples.seed());
  }

  @Test
  void longDivisionByZeroThrowsAsJavaDoes() {
    assertThrows(ArithmeticException.class, () -> Raw.unsignedDiv128(0, 5, 0));
    assertThrows(ArithmeticException.class, () -> Raw.unsignedDiv128(3, 5, 0));
  }
}
