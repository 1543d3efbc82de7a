package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * The exponential function.
 *
 * <p>For -x = n ln 2 + j/128 + g with integers n and j and 0 &lt;= g &lt; 1/128: e^x = 2^-n
 * e^(-j/128) e^-g, the second from a table, the third by its series to g^7.
 */
public final class Exp {

  /** 1 as an argument: arguments are Q57. */
  public static final long ONE = 1L << 57;

  /** The least argument: -44. */
  public static final long LEAST = -44 * ONE;

  /** The largest argument of {@link #q32}: 21. */
  public static final long LARGEST = 21 * ONE;

  private static final int STEP_BITS = 50;
  private static final int STEPS = 90;
  private static final long STEP_MASK = (1L << STEP_BITS) - 1;
  private static final int TERMS = 8;
  private static final long INVERSE_LN2_Q62 =
      Tables.round(Tables.divide(Tables.ONE, Tables.ln2()), 62);
  static final long LN2_Q57 = Tables.round(Tables.ln2(), 57);
  static final long[] POWERS_Q62 = new long[STEPS];

  /** (-1)^k / k!, Q62. */
  static final long[] SERIES_Q62 = new long[TERMS];

  static {
    for (int j = 0; j < STEPS; j++) {
      POWERS_Q62[j] = Tables.round(Tables.exp(Tables.of(-j, 128)), 62);
    }
    BigInteger term = Tables.ONE;
    for (int k = 0; k < TERMS; k++) {
      SERIES_Q62[k] = Tables.round(term, 62);
      term = Tables.divide(term, -(k + 1L));
    }
  }

  private Exp() {}

  /**
   * e^x, Q62, in 0 to 2^62.
   *
   * <p>Error below 10 units of 2^-62. Of the factors: the series stops before g^8 / 8! &lt; 2^-71;
   * each of its products is cut, below 1 unit, and all but the last count g times or less, as do
   * its coefficients, so that with them it is 1.01 units too low at most; the table's power is off
   * by half a unit, and their product is cut: 2.52 units in all. For n halvings ln 2, off by 2^-58
   * at most, moves the argument by n 2^-58, hence the result by n 2^-n 2^-58, which is 8 units for
   * n of 1 or 2 and less for others; the 2.52 units are halved n times, and the last rounding adds
   * half a unit: 9.76 units for n = 1, and less for any other.
   *
   * @param xQ57 the argument, Q57, from {@link #LEAST} to 0
   * @throws IllegalArgumentException where it is outside
   */
  public static long q62(long xQ57) {
    if (xQ57 > 0 || xQ57 < LEAST) {
      throw new IllegalArgumentException("e^x for x = " + xQ57 + " / 2^57; x must be in -44..0");
    }
    long t = -xQ57;
    int n = (int) (Raw.mulHigh(t, INVERSE_LN2_Q62) >>> 55);
    long rest = t - n * LN2_Q57;
    if (rest < 0) {
      // The quotient was one too large, which happens only next to a multiple of ln 2.
      n--;
      rest += LN2_Q57;
    }
    int j = (int) (rest >>> STEP_BITS);
    long gQ69 = (rest & STEP_MASK) << 12;
    long series = SERIES_Q62[TERMS - 1];
    for (int k = TERMS - 2; k >= 0; k--) {
      series = SERIES_Q62[k] + (Raw.mulHigh(gQ69, series) >> 5);
    }
    long power = POWERS_Q62[j];
    long product = (Raw.mulHigh(power, series) << 2) | ((power * series) >>> 62);
    return n == 0 ? product : (product + (1L << (n - 1))) >> n;
  }

  /**
   * e^x, Q32, up to 2^62.3.
   *
   * <p>Error below half a unit of 2^-32 and, for x to 0, the 10 * 2^-30 units that {@link #q62}
   * adds; beyond, 2^-52.9 of the value: the n of at most 31 doublings move the argument by n 2^-58,
   * and 10 units of 2^-62 are 2^-57.6 of a number from 1/2 on.
   *
   * @param xQ57 the argument, Q57, from {@link #LEAST} to {@link #LARGEST}
   * @throws IllegalArgumentException where it is outside
   */
  public static long q32(long xQ57) {
    if (xQ57 > LARGEST) {
      throw new IllegalArgumentException("e^x for x = " + xQ57 + " / 2^57; x must be in -44..21");
    }
    if (xQ57 <= 0) {
      return (q62(xQ57) + (1L << 29)) >> 30;
    }
    // e^x = 2^n e^(x - n ln 2) with the first n that makes the second exponent negative.
    int n = (int) (Raw.mulHigh(xQ57, INVERSE_LN2_Q62) >>> 55) + 1;
    long value = q62(Math.min(0, xQ57 - n * LN2_Q57));
    int shift = 30 - n;
    if (shift > 0) {
      return (value + (1L << (shift - 1))) >> shift;
    }
    return value << -shift;
  }
}
