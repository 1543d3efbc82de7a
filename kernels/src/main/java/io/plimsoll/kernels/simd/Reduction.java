package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.LossTable;
import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * From a row's weighted sums to its worst value, the scenario that has it, and the runner-up.
 *
 * <p>All sums of a row have one divisor D, and Floor is monotone: the worst value is the Floor of
 * the least sum, and just those scenarios share it whose sum is below (worst + 1) * D; the lowest
 * index among them is the driver. So a row needs two divisions, not one for each scenario.
 */
final class Reduction {

  /** As many scenarios as have a bit in a long. */
  static final int FEW = Long.SIZE;

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();
  private static final long LARGEST = Long.MAX_VALUE;

  private final long[] worst;
  private final long[] limit;
  private final long[] next;
  private final long[] nextLimit;

  /** For blocks of a number of rows. */
  Reduction(int rows) {
    worst = new long[rows];
    limit = new long[rows];
    next = new long[rows];
    nextLimit = new long[rows];
  }

  /**
   * Sets rows of 2 to {@link #FEW} scenarios, in two passes: what the second needs of the first is
   * then at hand for all rows, where a single pass would wait for one row after the other.
   *
   * @param sums of the rows one after another, each of a stride, from index 0; weighted, of less
   *     than 2^62 in size; their padding is changed
   * @param floors each row's division
   * @param rows indices of the rows in the table, from index {@code from}
   * @param count their number
   */
  void few(
      long[] sums,
      int stride,
      int scenarios,
      FloorBy[] floors,
      int[] rows,
      int from,
      int count,
      LossTable out) {
    pad(sums, stride, scenarios, count);
    leastTwo(sums, stride, floors, count);
    for (int i = 0; i < count; i++) {
      long drivers = below(sums, i * stride, stride, limit[i]);
      long others = below(sums, i * stride, stride, nextLimit[i]) & ~drivers;
      long ties = drivers & (drivers - 1);
      out.set(
          rows[from + i],
          worst[i],
          Long.numberOfTrailingZeros(drivers),
          ties != 0 ? worst[i] : next[i],
          Long.numberOfTrailingZeros(ties != 0 ? ties : others));
    }
  }

  /** No scenario is in the lanes beyond, so what is there must not be the least. */
  private static void pad(long[] sums, int stride, int scenarios, int count) {
    int first = scenarios / WIDTH * WIDTH;
    VectorMask<Long> padding = LANES.indexInRange(0, scenarios - first).not();
    LongVector largest = LongVector.broadcast(LANES, LARGEST);
    for (int i = 0; first < stride && i < count; i++) {
      int at = i * stride;
      LongVector.fromArray(LANES, sums, at + first)
          .blend(largest, padding)
          .intoArray(sums, at + first);
      for (int v = first + WIDTH; v < stride; v += WIDTH) {
        largest.intoArray(sums, at + v);
      }
    }
  }

  // A row's first five vectors are handled without a loop, whose start and end would cost more than
  // its few turns; the tests that stand for it are always answered alike.

  /**
   * The least sum and the next of each row: their values, and the limits of the sums that have
   * these values. Where sums tie for the least, the next means nothing.
   */
  private void leastTwo(long[] sums, int stride, FloorBy[] floors, int count) {
    for (int i = 0; i < count; i++) {
      int at = i * stride;
      LongVector first = LongVector.fromArray(LANES, sums, at);
      LongVector second = LongVector.broadcast(LANES, LARGEST);
      if (stride > WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, at + WIDTH);
        second = first.max(sum);
        first = first.min(sum);
      }
      if (stride > 2 * WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, at + 2 * WIDTH);
        second = second.min(first.max(sum));
        first = first.min(sum);
      }
      if (stride > 3 * WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, at + 3 * WIDTH);
        second = second.min(first.max(sum));
        first = first.min(sum);
      }
      if (stride > 4 * WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, at + 4 * WIDTH);
        second = second.min(first.max(sum));
        first = first.min(sum);
      }
      for (int v = 5 * WIDTH; v < stride; v += WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, at + v);
        second = second.min(first.max(sum));
        first = first.min(sum);
      }
      long least = first.reduceLanes(VectorOperators.MIN);
      FloorBy floor = floors[i];
      worst[i] = floor.of(least);
      limit[i] = (worst[i] + 1) * floor.divisor();
      VectorMask<Long> taken = first.compare(VectorOperators.EQ, least);
      next[i] = floor.of(first.blend(second, taken).reduceLanes(VectorOperators.MIN));
      nextLimit[i] = (next[i] + 1) * floor.divisor();
    }
  }

  /** A bit for each sum of a row that is below a limit. */
  private static long below(long[] sums, int at, int stride, long limit) {
    LongVector above = LongVector.broadcast(LANES, limit);
    long bits = LongVector.fromArray(LANES, sums, at).lt(above).toLong();
    if (stride > WIDTH) {
      bits |= LongVector.fromArray(LANES, sums, at + WIDTH).lt(above).toLong() << WIDTH;
    }
    if (stride > 2 * WIDTH) {
      bits |= LongVector.fromArray(LANES, sums, at + 2 * WIDTH).lt(above).toLong() << (2 * WIDTH);
    }
    if (stride > 3 * WIDTH) {
      bits |= LongVector.fromArray(LANES, sums, at + 3 * WIDTH).lt(above).toLong() << (3 * WIDTH);
    }
    if (stride > 4 * WIDTH) {
      bits |= LongVector.fromArray(LANES, sums, at + 4 * WIDTH).lt(above).toLong() << (4 * WIDTH);
    }
    for (int v = 5 * WIDTH; v < stride; v += WIDTH) {
      bits |= LongVector.fromArray(LANES, sums, at + v).lt(above).toLong() << v;
    }
    return bits;
  }

  /** Sets one row of more scenarios, whose sums are from index {@code at}; changes them. */
  static void many(
      long[] sums, int at, int stride, int scenarios, FloorBy floor, LossTable out, int row) {
    Arrays.fill(sums, at + scenarios, at + stride, LARGEST);
    long worst = floor.of(least(sums, at, stride));
    int driver = firstBelow(sums, at, (worst + 1) * floor.divisor());
    sums[at + driver] = LARGEST;
    long next = floor.of(least(sums, at, stride));
    out.set(row, worst, driver, next, firstBelow(sums, at, (next + 1) * floor.divisor()));
  }

  /**
   * Sets one row from its profits and losses, of any size; changes them.
   *
   * @param pnl of 2 scenarios or more, with room up to the stride
   */
  static void ofPnl(long[] pnl, int stride, int scenarios, LossTable out, int row) {
    Arrays.fill(pnl, scenarios, stride, LARGEST);
    long worst = least(pnl, 0, stride);
    int driver = firstEqual(pnl, worst);
    pnl[driver] = LARGEST;
    long next = least(pnl, 0, stride);
    if (next == LARGEST) {
      // What was set aside looks like the others, so their first cannot be told; the law can.
      pnl[driver] = worst;
      out.reduce(row, pnl, scenarios);
      return;
    }
    out.set(row, worst, driver, next, firstEqual(pnl, next));
  }

  /** The first index of a value that is there. */
  private static int firstEqual(long[] pnl, long value) {
    int v = 0;
    while (true) {
      VectorMask<Long> equal =
          LongVector.fromArray(LANES, pnl, v).compare(VectorOperators.EQ, value);
      if (equal.anyTrue()) {
        return v + equal.firstTrue();
      }
      v += WIDTH;
    }
  }

  private static long least(long[] sums, int at, int stride) {
    LongVector least = LongVector.fromArray(LANES, sums, at);
    for (int v = at + WIDTH; v < at + stride; v += WIDTH) {
      least = least.min(LongVector.fromArray(LANES, sums, v));
    }
    return least.reduceLanes(VectorOperators.MIN);
  }

  /** The first index whose sum is below a limit; there is one. */
  private static int firstBelow(long[] sums, int at, long limit) {
    int v = at;
    while (true) {
      VectorMask<Long> below =
          LongVector.fromArray(LANES, sums, v).compare(VectorOperators.LT, limit);
      if (below.anyTrue()) {
        return v - at + below.firstTrue();
      }
      v += WIDTH;
    }
  }
}
