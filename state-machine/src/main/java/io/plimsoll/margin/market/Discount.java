package io.plimsoll.margin.market;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Exp;

/** The factor by which a payment at an expiry is worth less today. */
public final class Discount {

  private static final long NONE_Q62 = 1L << 62;
  private static final long YEAR_MS = 365L * 24 * 3_600_000;
  private static final long ONE_PPM = 1_000_000;

  /** From here on the factor is that of 44, which is 0 in Q62. */
  private static final long MOST_PPM = 44 * ONE_PPM;

  private Discount() {}

  /**
   * e^(-rate * years left), 2^62 being 1; the exponent is rounded Floor to ppm.
   *
   * @param ratePpm annual rate, continuously compounded, in ppm, 0 to 1e6
   * @param leftMs time to the expiry; 0 or less discounts nothing
   */
  public static long q62(int ratePpm, long leftMs) {
    if (ratePpm == 0 || leftMs <= 0) {
      return NONE_Q62;
    }
    long exponentPpm = Math.min(MulDiv.floor(ratePpm, leftMs, YEAR_MS), MOST_PPM);
    return Exp.q62(MulDiv.floor(-exponentPpm, Exp.ONE, ONE_PPM));
  }
}
