package io.plimsoll.kernels.body;

import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.fixed.fn.Sqrt;
import io.plimsoll.fixed.raw.Raw;

/**
 * The undiscounted Black-76 price of a European option, in 64-bit integers.
 *
 * <p>A call is worth F N(d1) - K N(d2), where s = vol * sqrt(T), d2 = ln(F/K) / s - s / 2 and d1 =
 * d2 + s. At the true d2 a small error in it changes the price only in the second order, because F
 * phi(d1) = K phi(d2), <em>provided that one and the same d2 serves both terms and s between them
 * is exact</em>. So the logarithm and 1/s need only about 30 good bits, and d2 may be cut to a grid
 * of 2^-20; s and the two values of N carry the accuracy. Two shifts may meet a negative number and
 * then mean Floor: the one that scales the logarithm, and the last one of a cell. All others act on
 * what is never negative.
 *
 * <p>N(h) for h at least 0 is the value at the node below plus a Taylor step: with the density phi,
 * the node z and the distance delta, the step is delta * phi * (1 - delta / 2 * (z - delta / 3 *
 * (z^2 - 1))); what the quartic term adds is folded into the node tables. Below 0, N(h) = 1 -
 * N(-h). Beyond 8, N is 0 or 1.
 *
 * <p>Formats: Q44 logarithms, Q54 for s and d, Q59 for the clamped distance, Q62 for N, prices with
 * 12 extra bits until the last rounding. A put is the call minus (F - K), exactly.
 *
 * <p><b>Error.</b> With h* the exact d2 of the s that is used, and f(h) = F N(h + s) - K N(h), the
 * price is off by no more than the sum of:
 *
 * <ul>
 *   <li>the last rounding: 1/2;
 *   <li>F times the error of N(d1): the Taylor step over a whole segment, its table, the density's
 *       32 bits and the bits of d1 below 2^-41 come to less than 6.9e-13 anywhere;
 *   <li>K times the error of N(d2). There K phi(h*) = F phi(h* + s), so K is at most F e^(h*^2 /
 *       2): where the error of N is largest the strike cannot be far above the forward. With K at
 *       most 100 F the product stays below 1.25e-12 F;
 *   <li>f(h) - f(h*), of what d2 is off: f'(h* + u) = K phi(h* + u) (e^(-s u) - 1), so that with
 *       |u| at most eps the integral is at most 1.0001 F s phi(d1) eps^2 / 2. Here eps is at most
 *       1.1 * 2^-20: the grid, 2^-24 of the cut ratio, |ln(F/K) / s| 2^-29 of the reciprocal (two
 *       cuts of 2^-30 of it), 2^-43.9 / s of the logarithms. s phi(d1) is at most 1.28, since d1 is
 *       at least s / 2 - ln(100) / s;
 *   <li>three units of 2^-12 of the products that are cut, whose signs differ;
 *   <li>F phi(d1) times the error of s, at most vol * 2^-58 + 2^-54.
 * </ul>
 *
 * <p>At a forward of 100,000 USD in units of 10^-6 USD, with volatilities of 1% to 500%, 60 seconds
 * to five years, and strikes of 1% to 100 times the forward, that is 1/2 + 0.069 + 0.125 + 0.071 +
 * 0.001 = 0.77 units at most; everything but the 1/2 is proportional to the forward, so the error
 * is below 1 unit up to 189,000 USD. {@code Black76ProofTest} computes each line in exact interval
 * arithmetic, segment by segment. Two such prices differ from the exact difference by less than 2,
 * so along any argument a price that should not fall falls by at most one unit, and not at all
 * where the exact step is above 0.77.
 *
 * <p>For any arguments that {@link #call} takes the error is below 1/2 + 0.001 + 1.1e-11 F + 9e-14
 * K: there s phi(d1) is at most 32 * 0.4, and s may be 1.6e-13 of itself too low.
 *
 * <p>Source of the formula: F. Black, The pricing of commodity contracts, Journal of Financial
 * Economics 3 (1976).
 */
public final class Black76Body {

  /** Below this s the time value is under 2^-41 of the forward, and the price is intrinsic. */
  public static final long LEAST_S_Q54 = 1L << 14;

  /** From this s on the call is worth the forward; greater ones are cut to it. */
  public static final long LARGEST_S_Q54 = 1L << 59;

  /** The exponent of s from which on the logarithm is shifted right; below it, left. */
  public static final int LEAST_EXPONENT_OF_RIGHT_SHIFT = -20;

  /** The largest size of the logarithm over 2^e, a Q24 number. */
  public static final long LARGEST_RATIO_Q24 = (1L << 31) - 1;

  /** Clears the bits of d2 below its grid of 2^-20. */
  public static final long GRID_MASK_Q54 = -(1L << 34);

  /** The distance from which on N is 0 or 1: 8. */
  public static final long FARTHEST_Q54 = 1L << 57;

  private static final long ONE_Q62 = 1L << 62;
  private static final long MASK_32 = 0xFFFF_FFFFL;
  private static final long MASK_50 = (1L << 50) - 1;
  private static final long THIRD_Q32 = 0x5555_5555L;
  private static final long YEAR_MS = 31_536_000_000L;
  private static final long LONGEST_MS = 60 * YEAR_MS;
  private static final long ONE_PPM = 1_000_000;

  /** What a volatility in ppm times a root, Q60, is divided by to be s, Q54. */
  public static final long S_DIVISOR = ONE_PPM << 6;

  private static final long[] CDF_Q62 = NormalCdf.cdfNodesQ62();
  private static final long[] DENSITY_Q64 = NormalCdf.densityNodesQ64();

  private Black76Body() {}

  /**
   * The square root of a time in years of 365 days, Q60, rounded Floor (to a multiple of 4 from
   * four years on).
   *
   * @param timeMs milliseconds, more than 0; more than 60 years count as 60 years
   */
  public static long rootYearsQ60(long timeMs) {
    long time = Math.min(timeMs, LONGEST_MS);
    return time < 4 * YEAR_MS
        ? Sqrt.ofRatioQ60(time, YEAR_MS)
        : 4 * Sqrt.ofRatioQ60(time, 16 * YEAR_MS);
  }

  /**
   * s = vol * sqrt(T), Q54: floor(volPpm * rootYearsQ60 / (1e6 * 2^6)), at most {@link
   * #LARGEST_S_Q54}. Long division of the 128-bit product by digits of 32 bits.
   *
   * @param volPpm annual volatility in ppm, at least 0
   * @param rootYearsQ60 of {@link #rootYearsQ60}
   */
  public static long sQ54(long volPpm, long rootYearsQ60) {
    long high = Raw.mulHigh(volPpm, rootYearsQ60);
    if (high >= 1L << 21) {
      return LARGEST_S_Q54;
    }
    long low = volPpm * rootYearsQ60;
    long upper = (high << 26) | (low >>> 38);
    long lower = (low >>> 6) & MASK_32;
    long quotient = Raw.floorDiv(upper, ONE_PPM);
    long rest = upper - quotient * ONE_PPM;
    long s = (quotient << 32) + Raw.floorDiv((rest << 32) | lower, ONE_PPM);
    return Math.min(s, LARGEST_S_Q54);
  }

  /** Floor of the binary logarithm of s. */
  public static int exponent(long sQ54) {
    return 9 - Long.numberOfLeadingZeros(sQ54);
  }

  /** 2^e / s for s's exponent e, Q30, from above 1/2 to 1, Floor (s cut to 30 fractional bits). */
  public static long reciprocalQ30(long sQ54, int exponent) {
    int shift = 24 + exponent;
    long mantissaQ30 = shift >= 0 ? sQ54 >>> shift : sQ54 << -shift;
    return Raw.floorDiv(1L << 60, mantissaQ30);
  }

  /** The natural logarithm of a price, Q44. */
  public static long lnQ44(long price) {
    return Ln.q44(price);
  }

  /**
   * d2 on its grid, Q54, clamped far beyond where N is 0 or 1.
   *
   * @param logQ44 ln(F/K)
   * @param sQ54 from {@link #LEAST_S_Q54} to {@link #LARGEST_S_Q54}
   * @param exponent of {@link #exponent}
   * @param reciprocalQ30 of {@link #reciprocalQ30}
   */
  public static long d2Q54(long logQ44, long sQ54, int exponent, long reciprocalQ30) {
    int shift = exponent - LEAST_EXPONENT_OF_RIGHT_SHIFT;
    long ratio;
    if (shift >= 0) {
      // Floor of a signed number; a device without arithmetic shifts uses Raw's twin.
      ratio = logQ44 >> shift;
    } else {
      long limit = LARGEST_RATIO_Q24 >>> -shift;
      ratio = Math.max(-limit - 1, Math.min(limit + 1, logQ44)) << -shift;
    }
    ratio = Math.max(-LARGEST_RATIO_Q24, Math.min(LARGEST_RATIO_Q24, ratio));
    return (ratio * reciprocalQ30 - (sQ54 >>> 1)) & GRID_MASK_Q54;
  }

  /**
   * The undiscounted price of a call, rounded to the nearest mantissa unit, between max(0, F - K)
   * and F.
   *
   * @param forward F, 0 to 2^49 - 1
   * @param strike K, 1 to 2^49 - 1
   * @param logQ44 ln(F/K)
   * @param sQ54 vol * sqrt(T), 0 to {@link #LARGEST_S_Q54}
   */
  public static long call(long forward, long strike, long logQ44, long sQ54) {
    long intrinsic = Math.max(0, forward - strike);
    if (sQ54 < LEAST_S_Q54 || forward == 0) {
      return intrinsic;
    }
    int exponent = exponent(sQ54);
    long d2 = d2Q54(logQ44, sQ54, exponent, reciprocalQ30(sQ54, exponent));
    return cell(forward, strike, d2, sQ54);
  }

  /** The price of a call from its d2 (Q54, on the grid) and s; one cell of the grid. */
  public static long cell(long forward, long strike, long d2Q54, long sQ54) {
    long forwardPart = high64(forward << 14, cdfOfForward(d2Q54 + sQ54));
    long strikePart = high64(strike << 14, cdfOfStrike(d2Q54));
    long price = (forwardPart - strikePart + 2048) >> 12;
    return Math.max(Math.max(0, forward - strike), Math.min(forward, price));
  }

  /** The price of a put from the call's: put-call parity, exact. */
  public static long put(long call, long forward, long strike) {
    return call - forward + strike;
  }

  /** N(d1), Q62, with the density to 32 bits. */
  static long cdfOfForward(long hQ54) {
    long a = Math.min(FARTHEST_Q54, Math.abs(hQ54)) << 5;
    long t = (a & MASK_50) >>> 18;
    long n = CDF_Q62[(int) (a >>> 50)] + (((slope(a, t) >>> 32) * t) >>> 11);
    return hQ54 < 0 ? ONE_Q62 - n : n;
  }

  /** N(d2), Q62, with the density to 46 bits, which a strike far above the forward needs. */
  static long cdfOfStrike(long hQ54) {
    long a = Math.min(FARTHEST_Q54, Math.abs(hQ54)) << 5;
    long t = (a & MASK_50) >>> 18;
    long n = CDF_Q62[(int) (a >>> 50)] + (((slope(a, t) >>> 18) * (t >>> 21)) >>> 4);
    return hQ54 < 0 ? ONE_Q62 - n : n;
  }

  /**
   * The mean slope of N from the node below to a, Q64: phi * (1 - delta / 2 * (z - delta / 3 * (z^2
   * - 1))).
   *
   * @param a the distance, Q59
   * @param t what it has beyond its node, Q41
   */
  private static long slope(long a, long t) {
    long node = a & ~MASK_50;
    // z = i / 512, so i^2 is z^2 in Q18.
    long i = a >>> 50;
    long third = (t * THIRD_Q32) >>> 32;
    long bend = (node + (third << 18) - third * (i * i)) >>> 32;
    long half = (t * bend) >>> 32;
    long density = DENSITY_Q64[(int) (a >>> 50)];
    return density - (((density >>> 32) * half) >>> 5);
  }

  /** The upper 64 bits of a product of two non-negative numbers, up to 3 too low. */
  private static long high64(long a, long b) {
    long aHigh = a >>> 32;
    long bHigh = b >>> 32;
    return aHigh * bHigh + ((aHigh * (b & MASK_32)) >>> 32) + (((a & MASK_32) * bHigh) >>> 32);
  }
}
