package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Counts;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Revalues rows: eight scenarios at a time, one row for each thread of the device.
 *
 * <p>A row's worst is the least floor(v / d) over its scenarios, v being the weighted sum and d the
 * row's divisor, ties to the lowest scenario. Instead of dividing each v, the kernel keeps {@code
 * low1} = d * floor(v / d) of the worst so far and {@code low2} of the runner-up: v &lt; low1 says
 * that v's quotient is smaller, so a division is needed only where a scenario takes one of the two
 * places.
 *
 * <p>Compilers from Java to devices translate some integer code wrongly and silently. Kernels here
 * keep to what is right with all of TornadoVM's backends:
 *
 * <ul>
 *   <li>no {@code >>>}; {@code >>} only of what is never negative (one backend shifts
 *       arithmetically, another logically);
 *   <li>no division by a constant power of two, none by less than 1;
 *   <li>no int becomes part of a long value (it would be taken for unsigned);
 *   <li>no {@code break}, {@code continue} or {@code return} in a loop, no variable of a loop that
 *       becomes another as it is (min, max and choices instead);
 *   <li>no {@code &&} and {@code ||} nested in a value; nested choices instead;
 *   <li>no comparison that finds an overflow. Sums that wrap are right in the checksum; what they
 *       are compared for is a row's that the CPU computes itself.
 * </ul>
 *
 * <p>What still goes wrong on some device, the known-answer suite finds before it is trusted.
 */
final class RowKernel {

  private RowKernel() {}

  /** Revalues all live rows; columns as in {@link io.plimsoll.kernels.device.link.Column}. */
  static void revalue(
      IntArray counts,
      IntArray rowStart,
      IntArray rowEnd,
      IntArray rowKind,
      IntArray instrument,
      LongArray lots,
      LongArray entries,
      LongArray weights,
      LongArray divisors,
      LongArray secret,
      LongArray worstPnl,
      IntArray worst,
      LongArray runnerUpPnl,
      IntArray runnerUp,
      LongArray checksum) {
    for (@Parallel int row = 0; row < rowStart.getSize(); row++) {
      if (row < counts.get(Counts.ROWS)) {
        int scenarios = counts.get(Counts.SCENARIOS);
        int stride = counts.get(Counts.STRIDE);
        int to = rowEnd.get(row);
        int firstWeight = (rowKind.get(row) >> 4) * stride;
        long divisor = divisors.get(rowKind.get(row));
        long low1 = Long.MAX_VALUE;
        long low2 = Long.MAX_VALUE;
        int at1 = -1;
        int at2 = -1;
        long check = 0;
        for (int s = 0; s < stride; s += 8) {
          long sum0 = 0;
          long sum1 = 0;
          long sum2 = 0;
          long sum3 = 0;
          long sum4 = 0;
          long sum5 = 0;
          long sum6 = 0;
          long sum7 = 0;
          for (int p = rowStart.get(row); p < to; p++) {
            long size = lots.get(p);
            int entry = instrument.get(p) * stride + s;
            sum0 += size * entries.get(entry);
            sum1 += size * entries.get(entry + 1);
            sum2 += size * entries.get(entry + 2);
            sum3 += size * entries.get(entry + 3);
            sum4 += size * entries.get(entry + 4);
            sum5 += size * entries.get(entry + 5);
            sum6 += size * entries.get(entry + 6);
            sum7 += size * entries.get(entry + 7);
          }
          for (int lane = 0; lane < 8; lane++) {
            long sum = choose(lane, sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
            check += secret.get(s + lane) * sum;
            long value =
                s + lane < scenarios ? sum * weights.get(firstWeight + s + lane) : Long.MAX_VALUE;
            if (value < low2) {
              long low = multipleBelow(value, divisor);
              at2 = value < low1 ? at1 : s + lane;
              at1 = value < low1 ? s + lane : at1;
              low2 = Math.min(low2, Math.max(low1, low));
              low1 = Math.min(low1, low);
            }
          }
        }
        put(worstPnl, worst, row, low1 / divisor, at1);
        put(runnerUpPnl, runnerUp, row, at2 < 0 ? 0 : low2 / divisor, at2);
        checksum.set(row, check);
      }
    }
  }

  private static void put(LongArray pnl, IntArray scenario, int row, long value, int at) {
    pnl.set(row, value);
    scenario.set(row, at);
  }

  /** One of eight; unrolling makes it none at all. */
  private static long choose(
      int lane, long v0, long v1, long v2, long v3, long v4, long v5, long v6, long v7) {
    long low = lane < 2 ? (lane < 1 ? v0 : v1) : (lane < 3 ? v2 : v3);
    long high = lane < 6 ? (lane < 5 ? v4 : v5) : (lane < 7 ? v6 : v7);
    return lane < 4 ? low : high;
  }

  /** divisor * floor(value / divisor). */
  private static long multipleBelow(long value, long divisor) {
    long multiple = value / divisor * divisor;
    return multiple > value ? multiple - divisor : multiple;
  }
}
