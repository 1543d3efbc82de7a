package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Counts;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Revalues rows: eight threads of the device for each row. Each takes every eighth scenario, four
 * at a time, so the eight read one stretch of a risk array together; then the first of them puts
 * together what they have found.
 *
 * <p>A row's worst is the least floor(v / d) over its scenarios, v being the weighted sum and d the
 * row's divisor, ties to the lowest scenario. A division is dear, so the two smallest v are looked
 * for first, ties to the lowest scenario, and {@code next}, the smallest v above them. Only these
 * two are divided: where their quotients differ, or they are the same v, and next is not in the
 * second's quantum, Floor has made nothing equal that was not. Otherwise, which is rare, the first
 * thread goes through the row again and divides where it must: {@code low1} = d * floor(v / d) of
 * the worst so far and {@code low2} of the runner-up, and v &lt; low1 says that v's quotient is
 * smaller.
 *
 * <p>The work-group's size is given: on an NVIDIA GPU a kernel for which TornadoVM chose one never
 * started, and TornadoVM did not say so.
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
  private static final int FOUR = 4 * TEAM;
  private static final int LAST_OF_FOUR = 3 * TEAM;

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
    long[] firsts = context.allocateLongLocalArray(GROUP);
    long[] seconds = context.allocateLongLocalArray(GROUP);
    long[] nexts = context.allocateLongLocalArray(GROUP);
    long[] checks = context.allocateLongLocalArray(GROUP);
    int[] ats1 = context.allocateIntLocalArray(GROUP);
    int[] ats2 = context.allocateIntLocalArray(GROUP);
    int thread = context.localIdx;
    int lane = thread & LAST_OF_TEAM;
    int row = (context.groupIdx << GROUP_ROWS_BITS) + (thread >> TEAM_BITS);
    int scenarios = counts.get(Counts.SCENARIOS);
    int stride = counts.get(Counts.STRIDE);
    if (row < counts.get(Counts.ROWS)) {
      int to = rowEnd.get(row);
      int firstWeight = (rowKind.get(row) >> 4) * stride;
      long first = Long.MAX_VALUE;
      long second = Long.MAX_VALUE;
      long next = Long.MAX_VALUE;
      int at1 = -1;
      int at2 = -1;
      long check = 0;
      for (int s = lane; s < stride; s += s + LAST_OF_FOUR < stride ? FOUR : TEAM) {
        boolean four = s + LAST_OF_FOUR < stride;
        long sum0 = 0;
        long sum1 = 0;
        long sum2 = 0;
        long sum3 = 0;
        for (int p = rowStart.get(row); p < to; p++) {
          long size = lots.get(p);
          int entry = instrument.get(p) * stride + s;
          sum0 += size * entries.get(entry);
          if (four) {
            sum1 += size * entries.get(entry + TEAM);
            sum2 += size * entries.get(entry + 2 * TEAM);
            sum3 += size * entries.get(entry + 3 * TEAM);
          }
        }
        for (int i = 0; i < 4; i++) {
          if (four | (i < 1)) {
            int at = s + TEAM * i;
            long sum = i < 2 ? (i < 1 ? sum0 : sum1) : (i < 3 ? sum2 : sum3);
            check += secret.get(at) * sum;
            long value = at < scenarios ? sum * weights.get(firstWeight + at) : Long.MAX_VALUE;
            long loser = Math.max(first, value);
            long third = Math.max(second, loser);
            at2 = value < first ? at1 : (value < second ? at : at2);
            at1 = value < first ? at : at1;
            first = Math.min(first, value);
            second = Math.min(second, loser);
            next = third > second ? Math.min(next, third) : next;
          }
        }
      }
      firsts[thread] = first;
      seconds[thread] = second;
      nexts[thread] = next;
      ats1[thread] = at1;
      ats2[thread] = at2;
      checks[thread] = check;
    }
    context.localBarrier();
    if (row < counts.get(Counts.ROWS) && lane == 0) {
      long first = firsts[thread];
      long second = seconds[thread];
      long next = nexts[thread];
      int at1 = ats1[thread];
      int at2 = ats2[thread];
      long check = checks[thread];
      for (int i = 2; i < 2 * TEAM; i++) {
        int other = thread + (i >> 1);
        boolean others2 = (i & 1) == 1;
        long value = others2 ? seconds[other] : firsts[other];
        int at = others2 ? ats2[other] : ats1[other];
        check += others2 ? 0L : checks[other];
        boolean before1 = (value < first) | ((value == first) & (at < at1));
        boolean before2 = (value < second) | ((value == second) & (at < at2));
        long loser = Math.max(first, value);
        long third = Math.max(second, loser);
        at2 = before1 ? at1 : (before2 ? at : at2);
        at1 = before1 ? at : at1;
        first = Math.min(first, value);
        second = Math.min(second, loser);
        next = third > second ? Math.min(next, third) : next;
        next = Math.min(next, nexts[other]);
      }
      long divisor = divisors.get(rowKind.get(row));
      long low1 = at1 < 0 ? Long.MAX_VALUE : multipleBelow(first, divisor);
      long low2 = at2 < 0 ? Long.MAX_VALUE : multipleBelow(second, divisor);
      int worstAt = at1;
      int runnerUpAt = at2;
      if ((next < low2 + divisor) | ((low1 == low2) & (first < second))) {
        // Floor makes equal what was not, so it matters which come first.
        int firstWeight = (rowKind.get(row) >> 4) * stride;
        int to = rowEnd.get(row);
        low1 = Long.MAX_VALUE;
        low2 = Long.MAX_VALUE;
        for (int s = 0; s < scenarios; s++) {
          long sum = 0;
          for (int p = rowStart.get(row); p < to; p++) {
            sum += lots.get(p) * entries.get(instrument.get(p) * stride + s);
          }
          long value = sum * weights.get(firstWeight + s);
          if (value < low2) {
            long low = multipleBelow(value, divisor);
            runnerUpAt = value < low1 ? worstAt : s;
            worstAt = value < low1 ? s : worstAt;
            low2 = Math.min(low2, Math.max(low1, low));
            low1 = Math.min(low1, low);
          }
        }
      }
      put(worstPnl, worst, row, low1 / divisor, worstAt);
      put(runnerUpPnl, runnerUp, row, runnerUpAt < 0 ? 0 : low2 / divisor, runnerUpAt);
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
