package io.plimsoll.kernels.simd;

import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scalar.RowLaw;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Revalues a range of rows, a scenario to a lane. One for each thread, for its scratch.
 *
 * <p>All values of a row are compared as weighted raw sums with one divisor, D = one * 10^k, whose
 * Floor is monotone: the worst value is the Floor of the least sum, and it is shared by just those
 * scenarios whose sum is below (worst + 1) * D; the lowest index among them is the driver. So a row
 * needs two divisions, not one for each scenario. Rows that might leave 64 bits in this form take
 * the scalar law, which gives the same bits.
 */
final class RowLanes {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();
  private static final LongVector INDEX = LongVector.zero(LANES).addIndex(1);
  private static final int FREE_BITS = 62;

  private long[] sums = {};
  private long[] pnl = {};

  /** Revalues the rows from {@code from} to {@code to - 1}. */
  void run(
      Revaluation in,
      RiskArrays arrays,
      @Nullable SetPlan[] plans,
      LossTable out,
      int from,
      int to) {
    int stride = arrays.stride();
    int scenarios = arrays.scenarios();
    if (sums.length < stride) {
      sums = new long[stride];
      pnl = new long[stride];
    }
    int entryBits = bits(arrays.largestMaxAbs());
    int[] start = in.start();
    int[] end = in.end();
    int[] sets = in.scenarioSet();
    int[] scales = in.unitScale();
    for (int row = from; row < to; row++) {
      int first = start[row];
      int last = end[row];
      SetPlan plan = Objects.requireNonNull(plans[sets[row]], "a row names no scenario set");
      long divisor = plan.one * RowLaw.powerOfTen(scales[row]);
      int freeBits = FREE_BITS - plan.weightBits - sizeBits(in.lots(), first, last);
      // The largest entry of all mostly settles it; else the largest of this row's instruments.
      boolean narrow =
          bits(divisor) < FREE_BITS - 1
              && (entryBits <= freeBits || entryBits(in, arrays, first, last) <= freeBits);
      if (!narrow || scenarios < 2) {
        RowLaw.grid(in, row, arrays, pnl);
        RowLaw.reduce(pnl, scenarios, out, row);
        continue;
      }
      if (stride == 3 * WIDTH) {
        three(in, arrays, plan, divisor, out, row);
      } else if (stride == 5 * WIDTH) {
        five(in, arrays, row);
        reduceFive(plan, divisor, out, row);
      } else {
        accumulate(in, arrays, first, last, stride);
        weigh(plan, scenarios, stride);
        reduce(divisor, scenarios, stride, out, row);
      }
    }
  }

  private static int bits(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value);
  }

  /** An upper bound on the bits of the sum of |lots|, cheaply: of their union, and their number. */
  private static int sizeBits(long[] lots, int first, int last) {
    long union = 0;
    for (int p = first; p < last; p++) {
      union |= lots[p] ^ (lots[p] >> 63);
    }
    // The complement of a negative number is one less than its size, hence the 1.
    return bits(union) + 1 + bits(Math.max(0, last - first));
  }

  private static int entryBits(Revaluation in, RiskArrays arrays, int first, int last) {
    int[] instrument = in.instrument();
    long[] maxAbs = arrays.maxAbs();
    long union = 0;
    for (int p = first; p < last; p++) {
      union |= maxAbs[instrument[p]];
    }
    return bits(union);
  }

  /** A whole row of three vectors, in registers: 24 lanes of eight, for the generic matrix. */
  private static void three(
      Revaluation in, RiskArrays arrays, SetPlan plan, long divisor, LossTable out, int row) {
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long[] entries = arrays.entries();
    int last = in.end()[row];
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    for (int p = in.start()[row]; p < last; p++) {
      int base = instrument[p] * (3 * WIDTH);
      LongVector n = LongVector.broadcast(LANES, lots[p]);
      a = a.add(n.mul(LongVector.fromArray(LANES, entries, base)));
      b = b.add(n.mul(LongVector.fromArray(LANES, entries, base + WIDTH)));
      c = c.add(n.mul(LongVector.fromArray(LANES, entries, base + 2 * WIDTH)));
    }
    if (plan.weighs) {
      a = a.mul(LongVector.fromArray(LANES, plan.weights, 0));
      b = b.mul(LongVector.fromArray(LANES, plan.weights, WIDTH));
      c = c.mul(LongVector.fromArray(LANES, plan.weights, 2 * WIDTH));
    }
    a = a.or(LongVector.fromArray(LANES, plan.padding, 0));
    b = b.or(LongVector.fromArray(LANES, plan.padding, WIDTH));
    c = c.or(LongVector.fromArray(LANES, plan.padding, 2 * WIDTH));
    long worstPnl = floor(a.min(b).min(c).reduceLanes(VectorOperators.MIN), divisor);
    long limit = (worstPnl + 1) * divisor;
    int worst = first(below(a, limit, 0) | below(b, limit, 1) | below(c, limit, 2));
    a = without(a, worst, 0);
    b = without(b, worst, 1);
    c = without(c, worst, 2);
    long nextPnl = floor(a.min(b).min(c).reduceLanes(VectorOperators.MIN), divisor);
    limit = (nextPnl + 1) * divisor;
    int next = first(below(a, limit, 0) | below(b, limit, 1) | below(c, limit, 2));
    out.set(row, worstPnl, worst, nextPnl, next);
  }

  /** The sums of a row of five vectors: 40 lanes of eight. */
  private void five(Revaluation in, RiskArrays arrays, int row) {
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long[] entries = arrays.entries();
    int last = in.end()[row];
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    LongVector e = a;
    for (int p = in.start()[row]; p < last; p++) {
      int base = instrument[p] * (5 * WIDTH);
      LongVector n = LongVector.broadcast(LANES, lots[p]);
      a = a.add(n.mul(LongVector.fromArray(LANES, entries, base)));
      b = b.add(n.mul(LongVector.fromArray(LANES, entries, base + WIDTH)));
      c = c.add(n.mul(LongVector.fromArray(LANES, entries, base + 2 * WIDTH)));
      d = d.add(n.mul(LongVector.fromArray(LANES, entries, base + 3 * WIDTH)));
      e = e.add(n.mul(LongVector.fromArray(LANES, entries, base + 4 * WIDTH)));
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, WIDTH);
    c.intoArray(sums, 2 * WIDTH);
    d.intoArray(sums, 3 * WIDTH);
    e.intoArray(sums, 4 * WIDTH);
  }

  /**
   * Sets a row of five vectors from its sums. Apart from the method that adds them up, because the
   * compiler puts vectors on the heap in methods that grow beyond its limits.
   */
  private void reduceFive(SetPlan plan, long divisor, LossTable out, int row) {
    LongVector a = LongVector.fromArray(LANES, sums, 0);
    LongVector b = LongVector.fromArray(LANES, sums, WIDTH);
    LongVector c = LongVector.fromArray(LANES, sums, 2 * WIDTH);
    LongVector d = LongVector.fromArray(LANES, sums, 3 * WIDTH);
    LongVector e = LongVector.fromArray(LANES, sums, 4 * WIDTH);
    if (plan.weighs) {
      a = a.mul(LongVector.fromArray(LANES, plan.weights, 0));
      b = b.mul(LongVector.fromArray(LANES, plan.weights, WIDTH));
      c = c.mul(LongVector.fromArray(LANES, plan.weights, 2 * WIDTH));
      d = d.mul(LongVector.fromArray(LANES, plan.weights, 3 * WIDTH));
      e = e.mul(LongVector.fromArray(LANES, plan.weights, 4 * WIDTH));
    }
    a = a.or(LongVector.fromArray(LANES, plan.padding, 0));
    b = b.or(LongVector.fromArray(LANES, plan.padding, WIDTH));
    c = c.or(LongVector.fromArray(LANES, plan.padding, 2 * WIDTH));
    d = d.or(LongVector.fromArray(LANES, plan.padding, 3 * WIDTH));
    e = e.or(LongVector.fromArray(LANES, plan.padding, 4 * WIDTH));
    long worstPnl = floor(least(a, b, c, d, e), divisor);
    long limit = (worstPnl + 1) * divisor;
    int worst =
        first(
            below(a, limit, 0)
                | below(b, limit, 1)
                | below(c, limit, 2)
                | below(d, limit, 3)
                | below(e, limit, 4));
    a = without(a, worst, 0);
    b = without(b, worst, 1);
    c = without(c, worst, 2);
    d = without(d, worst, 3);
    e = without(e, worst, 4);
    long nextPnl = floor(least(a, b, c, d, e), divisor);
    limit = (nextPnl + 1) * divisor;
    int next =
        first(
            below(a, limit, 0)
                | below(b, limit, 1)
                | below(c, limit, 2)
                | below(d, limit, 3)
                | below(e, limit, 4));
    out.set(row, worstPnl, worst, nextPnl, next);
  }

  private static long least(LongVector a, LongVector b, LongVector c, LongVector d, LongVector e) {
    return a.min(b).min(c.min(d)).min(e).reduceLanes(VectorOperators.MIN);
  }

  /** The lanes of vector {@code v} of a row that are below a limit, as bits of scenarios. */
  private static long below(LongVector sums, long limit, int v) {
    return sums.compare(VectorOperators.LT, limit).toLong() << (v * WIDTH);
  }

  /** Vector {@code v} of a row with the largest long in the lane of a scenario, if it is there. */
  private static LongVector without(LongVector sums, int scenario, int v) {
    return sums.blend(Long.MAX_VALUE, INDEX.compare(VectorOperators.EQ, scenario - v * WIDTH));
  }

  private static int first(long scenarios) {
    return Long.numberOfTrailingZeros(scenarios);
  }

  private void accumulate(Revaluation in, RiskArrays arrays, int first, int last, int stride) {
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long[] entries = arrays.entries();
    int at = 0;
    for (; at + 2 * WIDTH < stride; at += 3 * WIDTH) {
      three(instrument, lots, entries, first, last, stride, at);
    }
    for (; at < stride; at += WIDTH) {
      one(instrument, lots, entries, first, last, stride, at);
    }
  }

  private void three(
      int[] instrument, long[] lots, long[] entries, int first, int last, int stride, int at) {
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    for (int p = first; p < last; p++) {
      int base = instrument[p] * stride + at;
      LongVector n = LongVector.broadcast(LANES, lots[p]);
      a = a.add(n.mul(LongVector.fromArray(LANES, entries, base)));
      b = b.add(n.mul(LongVector.fromArray(LANES, entries, base + WIDTH)));
      c = c.add(n.mul(LongVector.fromArray(LANES, entries, base + 2 * WIDTH)));
    }
    a.intoArray(sums, at);
    b.intoArray(sums, at + WIDTH);
    c.intoArray(sums, at + 2 * WIDTH);
  }

  private void one(
      int[] instrument, long[] lots, long[] entries, int first, int last, int stride, int at) {
    LongVector a = LongVector.zero(LANES);
    for (int p = first; p < last; p++) {
      LongVector n = LongVector.broadcast(LANES, lots[p]);
      a = a.add(n.mul(LongVector.fromArray(LANES, entries, instrument[p] * stride + at)));
    }
    a.intoArray(sums, at);
  }

  /** Weighs the sums, and makes those of padding so large that they are never the least. */
  private void weigh(SetPlan plan, int scenarios, int stride) {
    if (plan.weighs) {
      for (int v = 0; v < stride; v += WIDTH) {
        LongVector.fromArray(LANES, sums, v)
            .mul(LongVector.fromArray(LANES, plan.weights, v))
            .intoArray(sums, v);
      }
    }
    Arrays.fill(sums, scenarios, stride, Long.MAX_VALUE);
  }

  private void reduce(long divisor, int scenarios, int stride, LossTable out, int row) {
    long worstPnl = floor(least(stride), divisor);
    int worst = firstBelow((worstPnl + 1) * divisor, scenarios, stride);
    sums[worst] = Long.MAX_VALUE;
    long runnerUpPnl = floor(least(stride), divisor);
    int runnerUp = firstBelow((runnerUpPnl + 1) * divisor, scenarios, stride);
    out.set(row, worstPnl, worst, runnerUpPnl, runnerUp);
  }

  private static long floor(long sum, long divisor) {
    return divisor == 1 ? sum : Raw.floorDiv(sum, divisor);
  }

  private long least(int stride) {
    LongVector least = LongVector.fromArray(LANES, sums, 0);
    for (int v = WIDTH; v < stride; v += WIDTH) {
      least = least.min(LongVector.fromArray(LANES, sums, v));
    }
    return least.reduceLanes(VectorOperators.MIN);
  }

  /** The first index whose sum is below a limit; there is one. */
  private int firstBelow(long limit, int scenarios, int stride) {
    for (int v = 0; v < stride; v += WIDTH) {
      VectorMask<Long> below =
          LongVector.fromArray(LANES, sums, v).compare(VectorOperators.LT, limit);
      if (below.anyTrue()) {
        return v + below.firstTrue();
      }
    }
    throw new IllegalStateException(
        "none of " + scenarios + " sums is below " + limit + ", which the least one is");
  }
}
