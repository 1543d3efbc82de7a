package io.plimsoll.kernels.body;

import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.fixed.raw.Raw;

/**
 * What the sensitivities of Black-76 are made of: d2 without the price's grid, the density of N,
 * and three products.
 *
 * <p>The price may take d2 from a grid because its error has no first-order effect there; on delta
 * and the others it has one, so here d2 = ln(F/K) / s - s / 2 is a quotient of 128 by 64 bits. With
 * the s that {@link Black76Body} uses, at most 1.32 * 2^-54 too low, it is off by at most
 *
 * <p>2^-54 (12 / s + 3) where d1 or d2 is within 8: 1.1 / s from the logarithms, (8 + s / 2) * 1.32
 * / s from s in the quotient, and the rest from s itself and the two cuts; strikes are within a
 * factor of 100 of the forward.
 */
public final class GreeksBody {

  /** The largest size of ln(F/K) / s, beyond which N is 0 or 1 for any s: 64. */
  public static final long FARTHEST_RATIO_Q54 = 1L << 60;

  private static final long HALF_Q62 = 1L << 61;

  private GreeksBody() {}

  /**
   * d2, Q54; d1 is d2 + s.
   *
   * @param logQ57 ln(F/K), Q57: a difference of two {@code Ln.q57}
   * @param sQ54 from {@link Black76Body#LEAST_S_Q54} to {@link Black76Body#LARGEST_S_Q54}
   */
  public static long d2Q54(long logQ57, long sQ54) {
    long size = Math.abs(logQ57);
    long ratio = FARTHEST_RATIO_Q54;
    if (size >>> 9 < sQ54) {
      ratio = Raw.unsignedDiv128(size >>> 13, size << 51, sQ54);
    }
    return (logQ57 < 0 ? -ratio : ratio) - (sQ54 >>> 1);
  }

  /** N(d1) = N(d2) where s is 0: 0, 1/2 or 1 as the forward is below, at or above the strike. */
  public static long stepQ62(long forward, long strike) {
    return forward == strike ? HALF_Q62 : forward < strike ? 0 : 2 * HALF_Q62;
  }

  /** The density of N, Q62, as {@link NormalCdf#densityQ62}, but 0 beyond 8, where it is 2^-47. */
  public static long densityQ62(long hQ54) {
    return Math.abs(hQ54) > Black76Body.FARTHEST_Q54 ? 0 : NormalCdf.densityQ62(hQ54);
  }

  /** phi(d1) sqrt(T), Q58, Floor: what a volatility of 1 adds to the price over the forward. */
  public static long vegaQ58(long densityQ62, long rootYearsQ60) {
    return Raw.mulHigh(densityQ62, rootYearsQ60);
  }

  /** phi(d1) s, Q55, Floor: twice what the price over the forward loses in a time of T. */
  public static long decayQ55(long densityQ62, long sQ54) {
    return Raw.mulHigh(densityQ62, sQ54 << 3);
  }

  /**
   * K N, Q12, Floor.
   *
   * @param strike up to 2^49 - 1
   * @param cdfQ62 0 to 2^62
   */
  public static long strikeShareQ12(long strike, long cdfQ62) {
    return Raw.mulHigh(strike << 14, cdfQ62);
  }
}
