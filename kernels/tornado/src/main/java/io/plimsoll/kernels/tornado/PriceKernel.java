package io.plimsoll.kernels.tornado;

import static io.plimsoll.kernels.body.Black76Body.FARTHEST_Q54;
import static io.plimsoll.kernels.body.Black76Body.GRID_MASK_Q54;
import static io.plimsoll.kernels.body.Black76Body.LARGEST_RATIO_Q24;
import static io.plimsoll.kernels.body.Black76Body.LEAST_EXPONENT_OF_RIGHT_SHIFT;
import static io.plimsoll.kernels.body.Black76Body.LEAST_S_Q54;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * The cells of {@link io.plimsoll.kernels.body.Black76Body}, bit for bit, by the rules of {@link
 * RowKernel}: each shift but one is of what is never negative, so that it does not matter whether a
 * backend shifts arithmetically or logically, and the one of the logarithm says what it means.
 *
 * <p>The device engine does not price with it, because no check of a price is cheaper than the
 * price; it stands ready for grids outside of consensus.
 */
final class PriceKernel {

  private static final long ONE_Q62 = 1L << 62;
  private static final long MASK_32 = 0xFFFF_FFFFL;
  private static final long MASK_50 = (1L << 50) - 1;
  private static final long THIRD_Q32 = 0x5555_5555L;

  private PriceKernel() {}

  /**
   * Undiscounted calls, one for each cell.
   *
   * @param forward F, 0 to 2^49 - 1
   * @param strike K, 1 to 2^49 - 1
   * @param logQ44 ln(F/K)
   * @param sQ54 vol * sqrt(T)
   * @param exponent of s; any where s is too small to count
   * @param reciprocalQ30 2^exponent / s; any where s is too small to count
   * @param cdfQ62 nodes of the normal distribution
   * @param densityQ64 nodes of its density
   * @param call filled
   */
  static void calls(
      LongArray forward,
      LongArray strike,
      LongArray logQ44,
      LongArray sQ54,
      IntArray exponent,
      LongArray reciprocalQ30,
      LongArray cdfQ62,
      LongArray densityQ64,
      LongArray call) {
    for (@Parallel int i = 0; i < call.getSize(); i++) {
      long f = forward.get(i);
      long k = strike.get(i);
      long s = sQ54.get(i);
      int shift = exponent.get(i) - LEAST_EXPONENT_OF_RIGHT_SHIFT;
      long ratio = ratio(logQ44.get(i), shift);
      long d2 = (ratio * reciprocalQ30.get(i) - (s >> 1)) & GRID_MASK_Q54;
      long d1 = d2 + s;
      long a1 = Math.min(FARTHEST_Q54, d1 < 0 ? -d1 : d1) << 5;
      long t1 = (a1 & MASK_50) >> 18;
      int at1 = (int) (a1 >> 50);
      long slope1 = slope(a1, t1, densityQ64.get(at1));
      long n1 = cdfQ62.get(at1) + (((slope1 >> 32) * t1) >> 11);
      long forwardPart = high64(f << 14, d1 < 0 ? ONE_Q62 - n1 : n1);
      long a2 = Math.min(FARTHEST_Q54, d2 < 0 ? -d2 : d2) << 5;
      long t2 = (a2 & MASK_50) >> 18;
      int at2 = (int) (a2 >> 50);
      long slope2 = slope(a2, t2, densityQ64.get(at2));
      long n2 = cdfQ62.get(at2) + (((slope2 >> 18) * (t2 >> 21)) >> 4);
      long strikePart = high64(k << 14, d2 < 0 ? ONE_Q62 - n2 : n2);
      // What is negative here is less than the intrinsic value, so cutting it changes nothing.
      long price = Math.max(0L, forwardPart - strikePart + 2048) >> 12;
      long intrinsic = Math.max(0L, f - k);
      long value = Math.max(intrinsic, Math.min(f, price));
      call.set(i, s < LEAST_S_Q54 ? intrinsic : (f < 1L ? intrinsic : value));
    }
  }

  /** ln(F/K) / 2^exponent in Q24, cut to its range; shift is from -34 to 45. */
  private static long ratio(long logQ44, int shift) {
    long right = shift < 0 ? 0L : floorShift(logQ44, shift < 0 ? 0 : shift);
    int leftShift = shift < 0 ? -shift : 0;
    long limit = LARGEST_RATIO_Q24 >> leftShift;
    long left = Math.max(-limit - 1, Math.min(limit + 1, logQ44)) << leftShift;
    long ratio = shift < 0 ? left : right;
    return Math.max(-LARGEST_RATIO_Q24, Math.min(LARGEST_RATIO_Q24, ratio));
  }

  /** floor(x / 2^shift) without shifting what is negative: -(x + 1) is not. */
  private static long floorShift(long x, int shift) {
    long size = x < 0 ? -(x + 1) : x;
    long shifted = size >> shift;
    return x < 0 ? -shifted - 1 : shifted;
  }

  private static long slope(long a, long t, long density) {
    long node = a & ~MASK_50;
    long z = node >> 32;
    long third = (t * THIRD_Q32) >> 32;
    long bend = (node + (third << 18) - ((third * ((z * z) >> 32)) >> 4)) >> 32;
    long half = (t * bend) >> 32;
    return density - (((density >> 32) * half) >> 5);
  }

  /** The upper 64 bits of a product of two non-negative numbers, up to 3 too low. */
  private static long high64(long a, long b) {
    long aHigh = a >> 32;
    long bHigh = b >> 32;
    return aHigh * bHigh + ((aHigh * (b & MASK_32)) >> 32) + (((a & MASK_32) * bHigh) >> 32);
  }
}
