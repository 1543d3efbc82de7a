package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * The natural logarithm.
 *
 * <p>x = 2^k m with 1 &lt;= m &lt; 2. The upper 8 bits of m's fraction choose a reciprocal r of the
 * middle of m's interval, so that m r = 1 + y with |y| at most 1/513; ln x = k ln 2 - ln r + ln(1 +
 * y), the last by its series to y^5.
 */
public final class Ln {

  private static final int STEPS = 256;
  static final long HALF_Q62 = 1L << 61;
  static final long THIRD_Q62 = 0x1555_5555_5555_5555L;
  static final long FOURTH_Q62 = 1L << 60;
  static final long FIFTH_Q62 = 0x0CCC_CCCC_CCCC_CCCDL;
  private static final long ONE_Q61 = 1L << 61;
  private static final long ONE_Q62 = 1L << 62;

  static final long LN2_Q57 = Tables.round(Tables.ln2(), 57);
  static final long[] RECIPROCAL_Q62 = new long[STEPS];
  static final long[] MINUS_LN_Q62 = new long[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      // The interval's middle is (2 * STEPS + 2 i + 1) / (2 * STEPS).
      BigInteger reciprocal = Tables.of(2 * STEPS, 2 * STEPS + 2 * i + 1);
      RECIPROCAL_Q62[i] = Tables.round(reciprocal, 62);
      // -ln r = ln((1 + t) / (1 - t)) with t = (1 - r) / (1 + r), for the r that is stored.
      BigInteger stored = BigInteger.valueOf(RECIPROCAL_Q62[i]).shiftLeft(Tables.BITS - 62);
      BigInteger t = Tables.divide(Tables.ONE.subtract(stored), Tables.ONE.add(stored));
      MINUS_LN_Q62[i] = Tables.round(Tables.lnOfRatio(t), 62);
    }
  }

  private Ln() {}

  /**
   * ln(x), Q44.
   *
   * <p>Error below 0.505 units of 2^-44: half of one from the last rounding, and 34 * 2^-57 of
   * {@link #q57}, which is 0.0042 units.
   *
   * @param x an integer, at least 1; anything less gives a number without meaning
   */
  public static long q44(long x) {
    return (q57(x) + (1L << 12)) >> 13;
  }

  /**
   * ln(x), Q57.
   *
   * <p>Error below 34 units of 2^-57: k times that of ln 2, at most 62 / 2 = 31 units; of the
   * series, which stops before y^6 / 6 with |y| at most 1/513, 1.4 units; of the last shift, a
   * Floor, 1 unit; and a tenth of a unit from the Floor of y (2^-61) and of the last product
   * (2^-62), the others being multiplied by y, and from the table (2^-63). The first part cancels
   * in a difference: those of two numbers within a factor of 100 differ in k by 7 at most, so that
   * it is off by less than 9 units.
   *
   * @param x an integer, at least 1; anything less gives a number without meaning
   */
  public static long q57(long x) {
    int zeros = Long.numberOfLeadingZeros(x);
    long mantissaQ63 = x << zeros;
    int step = (int) (mantissaQ63 >>> 55) & (STEPS - 1);
    long y = Raw.unsignedMulHigh(mantissaQ63, RECIPROCAL_Q62[step]) - ONE_Q61;
    long yQ69 = y << 8;
    long series = FOURTH_Q62 - product(yQ69, FIFTH_Q62);
    series = THIRD_Q62 - product(yQ69, series);
    series = HALF_Q62 - product(yQ69, series);
    series = ONE_Q62 - product(yQ69, series);
    long fraction = MINUS_LN_Q62[step] + product(yQ69, series);
    return (63 - zeros) * LN2_Q57 + (fraction >> 5);
  }

  /** Of a Q69 and a Q62 number, Q62, Floor. */
  private static long product(long aQ69, long bQ62) {
    return Raw.mulHigh(aQ69, bQ62) >> 5;
  }
}
