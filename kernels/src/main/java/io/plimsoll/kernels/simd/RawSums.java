package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The plain sums lots * entry of a few rows in each scenario, a scenario to a lane, modulo 2^64.
 *
 * <p>Narrow sums multiply ints, each cast to the lanes of a long vector: the compiler knows this
 * phrase and makes one instruction of its product, where 64-bit factors take three. Each method
 * keeps its sums in registers, five vectors at most.
 */
final class RawSums {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> HALF =
      VectorSpecies.of(int.class, VectorShape.forBitSize(LANES.vectorBitSize() / 2));
  private static final int WIDTH = LANES.length();

  private RawSums() {}

  /**
   * Sums of rows whose instruments' entries are ints, which are right where all lots have at most
   * {@code bits} bits. Lots are looked at on the way, because memory is the slower the more often
   * it is read.
   *
   * @param rows indices of the rows, from index {@code at}
   * @param count their number
   * @param bits 0 to 31
   * @param sums filled with one row after another, each of the arrays' stride, from index 0
   * @return whether all lots of the rows are from -2^bits to 2^bits - 1
   */
  static boolean narrow(
      Revaluation in, int[] rows, int at, int count, RiskArrays arrays, int bits, long[] sums) {
    int stride = arrays.stride();
    long half = 1L << bits;
    long union = 0;
    int column = 0;
    for (; stride - column >= 5 * WIDTH; column += 5 * WIDTH) {
      union |= narrow5(in, rows, at, count, arrays.narrow(), stride, column, half, sums);
    }
    for (; stride - column >= 3 * WIDTH; column += 3 * WIDTH) {
      union |= narrow3(in, rows, at, count, arrays.narrow(), stride, column, half, sums);
    }
    for (; column < stride; column += WIDTH) {
      union |= narrow1(in, rows, at, count, arrays.narrow(), stride, column, half, sums);
    }
    return union >>> bits < 2;
  }

  /** As {@link #narrow}, of any lots and entries. */
  static void full(Revaluation in, int[] rows, int at, int count, RiskArrays arrays, long[] sums) {
    int stride = arrays.stride();
    int column = 0;
    for (; stride - column >= 5 * WIDTH; column += 5 * WIDTH) {
      full5(in, rows, at, count, arrays.entries(), stride, column, sums);
    }
    for (; stride - column >= 3 * WIDTH; column += 3 * WIDTH) {
      full3(in, rows, at, count, arrays.entries(), stride, column, sums);
    }
    for (; column < stride; column += WIDTH) {
      full1(in, rows, at, count, arrays.entries(), stride, column, sums);
    }
  }

  // The methods below return the union of lots + half, which tells whether all lots are in range.

  private static LongVector lots(long lots) {
    return (LongVector)
        IntVector.broadcast(HALF, (int) lots).convertShape(VectorOperators.I2L, LANES, 0);
  }

  private static LongVector entries(int[] narrow, int at) {
    return (LongVector)
        IntVector.fromArray(HALF, narrow, at).convertShape(VectorOperators.I2L, LANES, 0);
  }

  private static long narrow5(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      int[] entries,
      int stride,
      int column,
      long half,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long union = 0;
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      LongVector b = a;
      LongVector c = a;
      LongVector d = a;
      LongVector e = a;
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        long mLots = lots[p];
        LongVector m = lots(mLots);
        union |= mLots + half;
        a = a.add(m.mul(entries(entries, one)));
        b = b.add(m.mul(entries(entries, one + WIDTH)));
        c = c.add(m.mul(entries(entries, one + 2 * WIDTH)));
        d = d.add(m.mul(entries(entries, one + 3 * WIDTH)));
        e = e.add(m.mul(entries(entries, one + 4 * WIDTH)));
      }
      a.intoArray(sums, to);
      b.intoArray(sums, to + WIDTH);
      c.intoArray(sums, to + 2 * WIDTH);
      d.intoArray(sums, to + 3 * WIDTH);
      e.intoArray(sums, to + 4 * WIDTH);
      to += stride;
    }
    return union;
  }

  private static long narrow3(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      int[] entries,
      int stride,
      int column,
      long half,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long union = 0;
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      LongVector b = a;
      LongVector c = a;
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        long mLots = lots[p];
        LongVector m = lots(mLots);
        union |= mLots + half;
        a = a.add(m.mul(entries(entries, one)));
        b = b.add(m.mul(entries(entries, one + WIDTH)));
        c = c.add(m.mul(entries(entries, one + 2 * WIDTH)));
      }
      a.intoArray(sums, to);
      b.intoArray(sums, to + WIDTH);
      c.intoArray(sums, to + 2 * WIDTH);
      to += stride;
    }
    return union;
  }

  private static long narrow1(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      int[] entries,
      int stride,
      int column,
      long half,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    long union = 0;
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        long mLots = lots[p];
        LongVector m = lots(mLots);
        union |= mLots + half;
        a = a.add(m.mul(entries(entries, one)));
      }
      a.intoArray(sums, to);
      to += stride;
    }
    return union;
  }

  private static void full5(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      long[] entries,
      int stride,
      int column,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      LongVector b = a;
      LongVector c = a;
      LongVector d = a;
      LongVector e = a;
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        LongVector m = LongVector.broadcast(LANES, lots[p]);
        a = a.add(m.mul(LongVector.fromArray(LANES, entries, one)));
        b = b.add(m.mul(LongVector.fromArray(LANES, entries, one + WIDTH)));
        c = c.add(m.mul(LongVector.fromArray(LANES, entries, one + 2 * WIDTH)));
        d = d.add(m.mul(LongVector.fromArray(LANES, entries, one + 3 * WIDTH)));
        e = e.add(m.mul(LongVector.fromArray(LANES, entries, one + 4 * WIDTH)));
      }
      a.intoArray(sums, to);
      b.intoArray(sums, to + WIDTH);
      c.intoArray(sums, to + 2 * WIDTH);
      d.intoArray(sums, to + 3 * WIDTH);
      e.intoArray(sums, to + 4 * WIDTH);
      to += stride;
    }
  }

  private static void full3(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      long[] entries,
      int stride,
      int column,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      LongVector b = a;
      LongVector c = a;
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        LongVector m = LongVector.broadcast(LANES, lots[p]);
        a = a.add(m.mul(LongVector.fromArray(LANES, entries, one)));
        b = b.add(m.mul(LongVector.fromArray(LANES, entries, one + WIDTH)));
        c = c.add(m.mul(LongVector.fromArray(LANES, entries, one + 2 * WIDTH)));
      }
      a.intoArray(sums, to);
      b.intoArray(sums, to + WIDTH);
      c.intoArray(sums, to + 2 * WIDTH);
      to += stride;
    }
  }

  private static void full1(
      Revaluation in,
      int[] rows,
      int at,
      int count,
      long[] entries,
      int stride,
      int column,
      long[] sums) {
    int[] start = in.start();
    int[] end = in.end();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    int to = column;
    for (int i = at; i < at + count; i++) {
      int last = end[rows[i]];
      LongVector a = LongVector.zero(LANES);
      for (int p = start[rows[i]]; p < last; p++) {
        int one = instrument[p] * stride + column;
        LongVector m = LongVector.broadcast(LANES, lots[p]);
        a = a.add(m.mul(LongVector.fromArray(LANES, entries, one)));
      }
      a.intoArray(sums, to);
      to += stride;
    }
  }
}
