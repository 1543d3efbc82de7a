package io.plimsoll.fixed;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** The same arithmetic by the JDK's numbers without limits, which share no code with ours. */
public final class Oracle {

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private Oracle() {}

  public static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  public static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  public static BigInteger product(long a, long b) {
    return big(a).multiply(big(b));
  }

  public static BigInteger divide(BigInteger dividend, BigInteger divisor, Rounding rounding) {
    RoundingMode mode =
        switch (rounding) {
          case FLOOR -> RoundingMode.FLOOR;
          case CEIL -> RoundingMode.CEILING;
          case TOWARD_ZERO -> RoundingMode.DOWN;
          case AWAY_FROM_ZERO -> RoundingMode.UP;
          case HALF_EVEN -> RoundingMode.HALF_EVEN;
        };
    return new BigDecimal(dividend).divide(new BigDecimal(divisor), 0, mode).toBigIntegerExact();
  }

  /** The exact value where it is a long, and nothing where a checked operation has to throw. */
  public static OptionalLong ifLong(BigInteger value) {
    return value.bitLength() < 64 ? OptionalLong.of(value.longValueExact()) : OptionalLong.empty();
  }

  public static long saturated(BigInteger value) {
    return value.min(MAX).max(MIN).longValueExact();
  }

  /** What our operation gives, or nothing where it throws {@link ArithmeticException}. */
  public static OptionalLong attempt(LongSupplier operation) {
    try {
      return OptionalLong.of(operation.getAsLong());
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
