package io.plimsoll.fixed.fn;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * The standard normal distribution: its cumulative function N and its density, and the node tables
 * of the pricing kernel.
 *
 * <p>For h at least 0: at the node z below (a multiple of 1/512) both are in tables, and N(z + d) =
 * N(z) + phi(z) d (1 - d/2 (z - d/3 ((z^2 - 1) - d/4 (z^3 - 3 z)))). N(-h) = 1 - N(h). |h| counts
 * as 8 at most, beyond which 1 - N is less than 2^-50.
 */
public final class NormalCdf {

  /** The number of intervals between nodes. */
  private static final int STEPS = 4096;

  private static final int STEPS_PER_ONE = 512;
  private static final int STEP_BITS = 45;
  private static final long STEP_MASK = (1L << STEP_BITS) - 1;
  private static final long ONE_Q54 = 1L << 54;
  private static final long THIRD_Q54 = 0x0015_5555_5555_5555L;
  private static final long ONE_Q62 = 1L << 62;
  private static final long FARTHEST_Q54 = 8 * ONE_Q54;

  static final long[] CDF_Q62 = new long[STEPS + 1];
  static final long[] DENSITY_Q62 = new long[STEPS + 1];
  static final long[] KERNEL_CDF_Q62 = new long[STEPS + 1];
  static final long[] KERNEL_DENSITY_Q64 = new long[STEPS + 1];

  static {
    fillTables();
  }

  private NormalCdf() {}

  /**
   * Walks from node to node: phi by multiplying with e^(-(2 i + 1) / (2 * 512^2)), N by its Taylor
   * series. The 192 bits lose less than 20 on the way.
   */
  private static void fillTables() {
    BigInteger ratio = Tables.exp(Tables.of(-1, 2L * STEPS_PER_ONE * STEPS_PER_ONE));
    BigInteger ratioStep = Tables.multiply(ratio, ratio);
    BigInteger phi = Tables.divide(Tables.ONE, Tables.sqrt(Tables.pi().shiftLeft(1)));
    BigInteger cdf = Tables.ONE.shiftRight(1);
    // u^4 on 0..1 is about u + 2 p0; its line goes into the kernel's nodes.
    BigInteger p0 = Tables.cubeRoot(Tables.of(1, 4)).multiply(BigInteger.valueOf(-3)).shiftRight(3);
    for (int i = 0; i <= STEPS; i++) {
      BigInteger z = Tables.of(i, STEPS_PER_ONE);
      CDF_Q62[i] = Tables.round(cdf, 62);
      DENSITY_Q62[i] = Tables.round(phi, 62);
      BigInteger cube = Tables.multiply(Tables.multiply(z, z), z);
      BigInteger c4 =
          Tables.divide(
              Tables.multiply(cube.subtract(z.multiply(BigInteger.valueOf(3))), phi), -24);
      // The width of a step is 2^-9, so its powers are shifts.
      BigInteger line = Tables.multiply(c4, p0).shiftRight(36);
      KERNEL_CDF_Q62[i] = Tables.round(cdf.add(line), 62);
      KERNEL_DENSITY_Q64[i] = Tables.round(phi.add(c4.shiftRight(27)), 64);
      cdf = cdf.add(Tables.multiply(phi, stepIntegral(z)));
      phi = Tables.multiply(phi, ratio);
      ratio = Tables.multiply(ratio, ratioStep);
    }
    KERNEL_CDF_Q62[STEPS] = ONE_Q62;
    KERNEL_DENSITY_Q64[STEPS] = 0;
  }

  /**
   * (N(z + w) - N(z)) / phi(z) for the width w of a step: the sum of a_n w^(n+1) / (n+1), where the
   * density ratio phi(z + w) / phi(z) = sum a_n w^n has a_0 = 1, a_1 = -z and n a_n = -z a_(n-1) -
   * a_(n-2).
   */
  private static BigInteger stepIntegral(BigInteger z) {
    BigInteger before = BigInteger.ZERO;
    BigInteger a = Tables.ONE;
    BigInteger sum = BigInteger.ZERO;
    int shift = 9;
    for (int n = 0; shift < Tables.BITS + 8; n++) {
      sum = sum.add(Tables.divide(a.shiftRight(shift), n + 1L));
      BigInteger next = Tables.divide(Tables.multiply(z, a).add(before).negate(), n + 1L);
      before = a;
      a = next;
      shift += 9;
    }
    return sum;
  }

  /**
   * N(h), Q62, from 0 to 2^62.
   *
   * <p>Error below 1,412 units of 2^-62, which is 2^-51.5, for |h| up to 8. The series stops before
   * a term that Lagrange's rest bounds by He4(x) phi(x) d^5 / 120, at most 3 phi(0) 2^-45 / 120 =
   * 1,307.3 units. Its products are cut at 2^-54, which is 256 units: those of z are exact, being
   * multiples of 2^-9, and each of the others reaches the next one d &lt; 2^-9 times, so that d (1
   * - ...) is off by less than 1.003 cuts, and phi times that by 102.4 units. The last cut and the
   * table's N and phi add less than 1.6 units. Beyond 8 the value stays, while N goes on to 1: 1 -
   * N(8) is 2,869 units, 2^-50.5.
   *
   * @param hQ54 any number, Q54
   */
  public static long q62(long hQ54) {
    long a = distance(hQ54);
    int i = (int) (a >>> STEP_BITS);
    long d = a & STEP_MASK;
    long z = (long) i << STEP_BITS;
    long square = product54(z, z) - ONE_Q54;
    long cubic = product54(z, square - 2 * ONE_Q54);
    long inner = square - (product54(d, cubic) >> 2);
    long middle = z - product54(d, product54(inner, THIRD_Q54));
    long outer = ONE_Q54 - (product54(d, middle) >> 1);
    long value = CDF_Q62[i] + product54(DENSITY_Q62[i], product54(d, outer));
    return hQ54 < 0 ? ONE_Q62 - value : value;
  }

  /**
   * The density phi(h), Q62.
   *
   * <p>Error below 206 units of 2^-62, which is 2^-54.3, for |h| up to 8: the exponent z d + d^2 /
   * 2 is two cuts of 2^-54 too low at most, 2 * 256 phi = 204.3 units; {@link Exp#q62} without
   * halvings is off by 2.52 phi = 1.01 units and the table by half a unit; the last cut, of less
   * than 4 units, goes the other way. Beyond 8 the value stays at phi(8), 2^-47.5.
   *
   * @param hQ54 any number, Q54
   */
  public static long densityQ62(long hQ54) {
    long a = distance(hQ54);
    int i = (int) (a >>> STEP_BITS);
    long d = a & STEP_MASK;
    long z = (long) i << STEP_BITS;
    long exponentQ54 = product54(z, d) + (product54(d, d) >> 1);
    long factor = Exp.q62(-(exponentQ54 << 3));
    return Raw.mulHigh(DENSITY_Q62[i], factor) << 2;
  }

  private static long distance(long hQ54) {
    return hQ54 == Long.MIN_VALUE ? FARTHEST_Q54 : Math.min(FARTHEST_Q54, Math.abs(hQ54));
  }

  /** a * b / 2^54, Floor, for a product that fits. */
  private static long product54(long a, long b) {
    return (Raw.mulHigh(a, b) << 10) | ((a * b) >>> 54);
  }

  /**
   * N at the nodes z = i / 512, i = 0 to 4,096, Q62, with the quartic term of the step folded in;
   * the last is 2^62. A copy.
   */
  public static long[] cdfNodesQ62() {
    return KERNEL_CDF_Q62.clone();
  }

  /** The density at these nodes, Q64, with the quartic term folded in; the last is 0. A copy. */
  public static long[] densityNodesQ64() {
    return KERNEL_DENSITY_Q64.clone();
  }
}
