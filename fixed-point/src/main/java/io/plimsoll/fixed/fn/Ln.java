package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * The natural logarithm.
 *
 * <p>x = 2^k m with 1 &lt;= m &lt; 2. The upper 8 bits of m's fraction choose a reciprocal r of the
 * middle of m's interval, so that m r = 1 + y with |y| &lt; 2^-8.9; ln x = k ln 2 - ln r + ln(1 +
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
   * <p>Error below 0.52 units of 2^-44: half of one from the last rounding, k * 2^-58 &lt;= 2^-52
   * from ln 2, y^6/6 &lt; 2^-55.9 from the series, and less than 2^-58 from everything else.
   *
   * @param x an integer, at least 1; anything less gives a number without meaning
   */
  public static long q44(long x) {
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
    long sumQ57 = (63 - zeros) * LN2_Q57 + (fraction >> 5);
    return (sumQ57 + (1L << 12)) >> 13;
  }

  /** Of a Q69 and a Q62 number, Q62, Floor. */
  private static long product(long aQ69, long bQ62) {
    return Raw.mulHigh(aQ69, bQ62) >> 5;
  }
}
