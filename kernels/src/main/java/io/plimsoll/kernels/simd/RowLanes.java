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
      accumulate(in, arrays, first, last, stride);
      weigh(plan, scenarios, stride);
      reduce(divisor, scenarios, stride, out, row);
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

  private void accumulate(Revaluation in, RiskArrays arrays, int first, int last, int stride) {
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long[] entries = arrays.entries();
    int at = 0;
    while (at < stride) {
      int vectors = (stride - at) / WIDTH;
      if (vectors == 5 || vectors >= 8) {
        five(instrument, lots, entries, first, last, stride, at);
        at += 5 * WIDTH;
      } else if (vectors >= 3) {
        three(instrument, lots, entries, first, last, stride, at);
        at += 3 * WIDTH;
      } else {
        one(instrument, lots, entries, first, last, stride, at);
        at += WIDTH;
      }
    }
  }

  private void five(
      int[] instrument, long[] lots, long[] entries, int first, int last, int stride, int at) {
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    LongVector e = a;
    for (int p = first; p < last; p++) {
      int base = instrument[p] * stride + at;
      LongVector n = LongVector.broadcast(LANES, lots[p]);
      a = a.add(n.mul(LongVector.fromArray(LANES, entries, base)));
      b = b.add(n.mul(LongVector.fromArray(LANES, entries, base + WIDTH)));
      c = c.add(n.mul(LongVector.fromArray(LANES, entries, base + 2 * WIDTH)));
      d = d.add(n.mul(LongVector.fromArray(LANES, entries, base + 3 * WIDTH)));
      e = e.add(n.mul(LongVector.fromArray(LANES, entries, base + 4 * WIDTH)));
    }
    a.intoArray(sums, at);
    b.intoArray(sums, at + WIDTH);
    c.intoArray(sums, at + 2 * WIDTH);
    d.intoArray(sums, at + 3 * WIDTH);
    e.intoArray(sums, at + 4 * WIDTH);
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
