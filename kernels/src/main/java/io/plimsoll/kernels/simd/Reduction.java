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
  private final long[] drivers;
  private final long[] next;
  private final long[] nextLimit;
  private final long[] belowNext;

  /** For blocks of a number of rows. */
  Reduction(int rows) {
    worst = new long[rows + 1];
    limit = new long[rows + 1];
    drivers = new long[rows + 1];
    next = new long[rows + 1];
    nextLimit = new long[rows + 1];
    belowNext = new long[rows + 1];
  }

  /**
   * Sets rows of 2 to {@link #FEW} scenarios.
   *
   * @param sums of the rows one after another, each of a stride, from index 0; weighted, of less
   *     than 2^62 in size
   * @param floors each row's division
   * @param rows indices of the rows in the table, from index {@code from}
   * @param count their number
   */
  static void few(
      long[] sums,
      int stride,
      int scenarios,
      FloorBy[] floors,
      int[] rows,
      int from,
      int count,
      LossTable out) {
    int tail = stride - WIDTH;
    // No scenario is in the lanes beyond, so what is there must not be the least.
    VectorMask<Long> padding = LANES.indexInRange(0, scenarios - tail).not();
    for (int i = 0; i < count; i++) {
      int at = i * stride;
      int end = at + tail;
      FloorBy floor = floors[i];
      LongVector last = LongVector.fromArray(LANES, sums, end).blend(LARGEST, padding);
      LongVector least = last;
      for (int v = at; v < end; v += WIDTH) {
        least = least.min(LongVector.fromArray(LANES, sums, v));
      }
      long worst = floor.of(least.reduceLanes(VectorOperators.MIN));
      long limit = (worst + 1) * floor.divisor();
      VectorMask<Long> below = last.compare(VectorOperators.LT, limit);
      long drivers = below.toLong() << tail;
      LongVector rest = last.blend(LARGEST, below);
      for (int v = at; v < end; v += WIDTH) {
        LongVector sum = LongVector.fromArray(LANES, sums, v);
        below = sum.compare(VectorOperators.LT, limit);
        drivers |= below.toLong() << (v - at);
        rest = rest.min(sum.blend(LARGEST, below));
      }
      int driver = Long.numberOfTrailingZeros(drivers);
      long others = drivers & (drivers - 1);
      long next = worst;
      if (others == 0) {
        next = floor.of(rest.reduceLanes(VectorOperators.MIN));
        limit = (next + 1) * floor.divisor();
        others = last.compare(VectorOperators.LT, limit).toLong() << tail;
        for (int v = at; v < end; v += WIDTH) {
          LongVector sum = LongVector.fromArray(LANES, sums, v);
          others |= sum.compare(VectorOperators.LT, limit).toLong() << (v - at);
        }
        others &= ~drivers;
      }
      out.set(rows[from + i], worst, driver, next, Long.numberOfTrailingZeros(others));
    }
  }

  /**
   * As {@link #few}, of rows of five vectors, and in three passes: what one needs of the pass
   * before is then at hand for all rows, where a single pass would wait for one row after the
   * other. Each pass handles two rows at once, so there must be room for one more than {@code
   * count}.
   */
  void five(
      long[] sums,
      int scenarios,
      FloorBy[] floors,
      int[] rows,
      int from,
      int count,
      LossTable out) {
    VectorMask<Long> padding = LANES.indexInRange(0, scenarios - 4 * WIDTH).not();
    floors[count] = floors[count - 1];
    leastOfFive(sums, padding, floors, count);
    driversOfFive(sums, floors, count);
    othersOfFive(sums, count);
    for (int i = 0; i < count; i++) {
      long others = drivers[i] & (drivers[i] - 1);
      boolean ties = others != 0;
      out.set(
          rows[from + i],
          worst[i],
          Long.numberOfTrailingZeros(drivers[i]),
          ties ? worst[i] : next[i],
          Long.numberOfTrailingZeros(ties ? others : belowNext[i] & ~drivers[i]));
    }
  }

  /** The least sum of each row: its value and the limit of those sums that have this value. */
  private void leastOfFive(long[] sums, VectorMask<Long> padding, FloorBy[] floors, int count) {
    for (int i = 0; i < count; i += 2) {
      int at = 5 * WIDTH * i;
      LongVector a = LongVector.fromArray(LANES, sums, at);
      LongVector b = LongVector.fromArray(LANES, sums, at + WIDTH);
      LongVector c = LongVector.fromArray(LANES, sums, at + 2 * WIDTH);
      LongVector d = LongVector.fromArray(LANES, sums, at + 3 * WIDTH);
      LongVector e = LongVector.fromArray(LANES, sums, at + 4 * WIDTH);
      e = e.blend(LARGEST, padding);
      e.intoArray(sums, at + 4 * WIDTH);
      long least = a.min(b).min(c.min(d)).min(e).reduceLanes(VectorOperators.MIN);
      FloorBy floor = floors[i];
      worst[i] = floor.of(least);
      limit[i] = (worst[i] + 1) * floor.divisor();
      int at2 = at + 5 * WIDTH;
      LongVector a2 = LongVector.fromArray(LANES, sums, at2);
      LongVector b2 = LongVector.fromArray(LANES, sums, at2 + WIDTH);
      LongVector c2 = LongVector.fromArray(LANES, sums, at2 + 2 * WIDTH);
      LongVector d2 = LongVector.fromArray(LANES, sums, at2 + 3 * WIDTH);
      LongVector e2 = LongVector.fromArray(LANES, sums, at2 + 4 * WIDTH);
      e2 = e2.blend(LARGEST, padding);
      e2.intoArray(sums, at2 + 4 * WIDTH);
      long least2 = a2.min(b2).min(c2.min(d2)).min(e2).reduceLanes(VectorOperators.MIN);
      FloorBy floor2 = floors[i + 1];
      worst[i + 1] = floor2.of(least2);
      limit[i + 1] = (worst[i + 1] + 1) * floor2.divisor();
    }
  }

  /** The scenarios that share the worst value, and the same of the least of the others. */
  private void driversOfFive(long[] sums, FloorBy[] floors, int count) {
    for (int i = 0; i < count; i += 2) {
      int at = 5 * WIDTH * i;
      LongVector a = LongVector.fromArray(LANES, sums, at);
      LongVector b = LongVector.fromArray(LANES, sums, at + WIDTH);
      LongVector c = LongVector.fromArray(LANES, sums, at + 2 * WIDTH);
      LongVector d = LongVector.fromArray(LANES, sums, at + 3 * WIDTH);
      LongVector e = LongVector.fromArray(LANES, sums, at + 4 * WIDTH);
      LongVector below = LongVector.broadcast(LANES, limit[i]);
      VectorMask<Long> inA = a.lt(below);
      VectorMask<Long> inB = b.lt(below);
      VectorMask<Long> inC = c.lt(below);
      VectorMask<Long> inD = d.lt(below);
      VectorMask<Long> inE = e.lt(below);
      drivers[i] = bits(inA, inB, inC, inD, inE);
      LongVector rest =
          a.blend(LARGEST, inA)
              .min(b.blend(LARGEST, inB))
              .min(c.blend(LARGEST, inC).min(d.blend(LARGEST, inD)))
              .min(e.blend(LARGEST, inE));
      FloorBy floor = floors[i];
      next[i] = floor.of(rest.reduceLanes(VectorOperators.MIN));
      nextLimit[i] = (next[i] + 1) * floor.divisor();
      int at2 = at + 5 * WIDTH;
      LongVector a2 = LongVector.fromArray(LANES, sums, at2);
      LongVector b2 = LongVector.fromArray(LANES, sums, at2 + WIDTH);
      LongVector c2 = LongVector.fromArray(LANES, sums, at2 + 2 * WIDTH);
      LongVector d2 = LongVector.fromArray(LANES, sums, at2 + 3 * WIDTH);
      LongVector e2 = LongVector.fromArray(LANES, sums, at2 + 4 * WIDTH);
      LongVector below2 = LongVector.broadcast(LANES, limit[i + 1]);
      VectorMask<Long> inA2 = a2.lt(below2);
      VectorMask<Long> inB2 = b2.lt(below2);
      VectorMask<Long> inC2 = c2.lt(below2);
      VectorMask<Long> inD2 = d2.lt(below2);
      VectorMask<Long> inE2 = e2.lt(below2);
      drivers[i + 1] = bits(inA2, inB2, inC2, inD2, inE2);
      LongVector rest2 =
          a2.blend(LARGEST, inA2)
              .min(b2.blend(LARGEST, inB2))
              .min(c2.blend(LARGEST, inC2).min(d2.blend(LARGEST, inD2)))
              .min(e2.blend(LARGEST, inE2));
      FloorBy floor2 = floors[i + 1];
      next[i + 1] = floor2.of(rest2.reduceLanes(VectorOperators.MIN));
      nextLimit[i + 1] = (next[i + 1] + 1) * floor2.divisor();
    }
  }

  /** The scenarios whose value is the next or worse. */
  private void othersOfFive(long[] sums, int count) {
    for (int i = 0; i < count; i += 2) {
      int at = 5 * WIDTH * i;
      LongVector a = LongVector.fromArray(LANES, sums, at);
      LongVector b = LongVector.fromArray(LANES, sums, at + WIDTH);
      LongVector c = LongVector.fromArray(LANES, sums, at + 2 * WIDTH);
      LongVector d = LongVector.fromArray(LANES, sums, at + 3 * WIDTH);
      LongVector e = LongVector.fromArray(LANES, sums, at + 4 * WIDTH);
      LongVector below = LongVector.broadcast(LANES, nextLimit[i]);
      belowNext[i] = bits(a.lt(below), b.lt(below), c.lt(below), d.lt(below), e.lt(below));
      int at2 = at + 5 * WIDTH;
      LongVector a2 = LongVector.fromArray(LANES, sums, at2);
      LongVector b2 = LongVector.fromArray(LANES, sums, at2 + WIDTH);
      LongVector c2 = LongVector.fromArray(LANES, sums, at2 + 2 * WIDTH);
      LongVector d2 = LongVector.fromArray(LANES, sums, at2 + 3 * WIDTH);
      LongVector e2 = LongVector.fromArray(LANES, sums, at2 + 4 * WIDTH);
      LongVector below2 = LongVector.broadcast(LANES, nextLimit[i + 1]);
      belowNext[i + 1] =
          bits(a2.lt(below2), b2.lt(below2), c2.lt(below2), d2.lt(below2), e2.lt(below2));
    }
  }

  private static long bits(
      VectorMask<Long> a,
      VectorMask<Long> b,
      VectorMask<Long> c,
      VectorMask<Long> d,
      VectorMask<Long> e) {
    return a.toLong()
        | b.toLong() << WIDTH
        | c.toLong() << (2 * WIDTH)
        | d.toLong() << (3 * WIDTH)
        | e.toLong() << (4 * WIDTH);
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
