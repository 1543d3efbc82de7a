package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Counts;
import uk.ac.manchester.tornado.api.KernelContext;
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

  /** How many threads share a row; each takes every eighth scenario. */
  static final int TEAM = 8;

  /** Threads of a work-group. */
  static final int GROUP = 256;

  private static final int TEAM_BITS = 3;
  private static final int GROUP_ROWS_BITS = 5;
  private static final int LAST_OF_TEAM = TEAM - 1;
  private static final int STEP = 4 * TEAM;

  /** Revalues all live rows; columns as in {@link io.plimsoll.kernels.device.link.Column}. */
  static void revalue(
      KernelContext context,
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
    long[] lows1 = context.allocateLongLocalArray(GROUP);
    long[] lows2 = context.allocateLongLocalArray(GROUP);
    long[] checks = context.allocateLongLocalArray(GROUP);
    int[] ats1 = context.allocateIntLocalArray(GROUP);
    int[] ats2 = context.allocateIntLocalArray(GROUP);
    int thread = context.localIdx;
    int lane = thread & LAST_OF_TEAM;
    int row = (context.groupIdx << GROUP_ROWS_BITS) + (thread >> TEAM_BITS);
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
      for (int s = lane; s < stride; s += STEP) {
        int last = stride - TEAM + lane;
        int s1 = Math.min(s + TEAM, last);
        int s2 = Math.min(s + 2 * TEAM, last);
        int s3 = Math.min(s + 3 * TEAM, last);
        long sum0 = 0;
        long sum1 = 0;
        long sum2 = 0;
        long sum3 = 0;
        for (int p = rowStart.get(row); p < to; p++) {
          long size = lots.get(p);
          int entry = instrument.get(p) * stride;
          sum0 += size * entries.get(entry + s);
          sum1 += size * entries.get(entry + s1);
          sum2 += size * entries.get(entry + s2);
          sum3 += size * entries.get(entry + s3);
        }
        for (int i = 0; i < 4; i++) {
          int at = s + TEAM * i;
          if (at < stride) {
            long sum = i < 2 ? (i < 1 ? sum0 : sum1) : (i < 3 ? sum2 : sum3);
            check += secret.get(at) * sum;
            long value = at < scenarios ? sum * weights.get(firstWeight + at) : Long.MAX_VALUE;
            if (value < low2) {
              long low = multipleBelow(value, divisor);
              at2 = value < low1 ? at1 : at;
              at1 = value < low1 ? at : at1;
              low2 = Math.min(low2, Math.max(low1, low));
              low1 = Math.min(low1, low);
            }
          }
        }
      }
      lows1[thread] = low1;
      lows2[thread] = low2;
      ats1[thread] = at1;
      ats2[thread] = at2;
      checks[thread] = check;
    }
    context.localBarrier();
    if (row < counts.get(Counts.ROWS) && lane == 0) {
      long divisor = divisors.get(rowKind.get(row));
      long low1 = lows1[thread];
      long low2 = lows2[thread];
      int at1 = ats1[thread];
      int at2 = ats2[thread];
      long check = checks[thread];
      // The others' two smallest of all: scenarios are not in order here, so ties look at them.
      for (int i = 2; i < 2 * TEAM; i++) {
        int other = thread + (i >> 1);
        boolean second = (i & 1) == 1;
        long low = second ? lows2[other] : lows1[other];
        int at = second ? ats2[other] : ats1[other];
        check += second ? 0L : checks[other];
        boolean first1 = (low < low1) | ((low == low1) & (at < at1));
        boolean first2 = (low < low2) | ((low == low2) & (at < at2));
        at2 = first1 ? at1 : (first2 ? at : at2);
        at1 = first1 ? at : at1;
        low2 = Math.min(low2, Math.max(low1, low));
        low1 = Math.min(low1, low);
      }
      put(worstPnl, worst, row, low1 / divisor, at1);
      put(runnerUpPnl, runnerUp, row, at2 < 0 ? 0 : low2 / divisor, at2);
      checksum.set(row, check);
    }
  }

  private static void put(LongArray pnl, IntArray scenario, int row, long value, int at) {
    pnl.set(row, value);
    scenario.set(row, at);
  }

  /** divisor * floor(value / divisor). */
  private static long multipleBelow(long value, long divisor) {
    long multiple = value / divisor * divisor;
    return multiple > value ? multiple - divisor : multiple;
  }
}
