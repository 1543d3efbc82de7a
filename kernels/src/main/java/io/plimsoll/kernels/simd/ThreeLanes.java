package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What {@link RawSums} and {@link Reduction} do, in one pass for rows of three vectors, such as the
 * generic stress matrix has: so few stay in registers all the way, and the next row's products fill
 * the time in which this row's divisions wait for each other.
 */
final class ThreeLanes {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> HALF =
      VectorSpecies.of(int.class, VectorShape.forBitSize(LANES.vectorBitSize() / 2));
  private static final int WIDTH = LANES.length();
  private static final long LARGEST = Long.MAX_VALUE;

  private ThreeLanes() {}

  /**
   * Sets rows whose instruments' entries are ints, which is right where all lots have at most
   * {@code bits} bits.
   *
   * @param rows indices of the rows
   * @param count their number
   * @param weights each row's, such that no weighted sum has more than 62 bits
   * @param floors each row's division
   * @param bits 0 to 31
   * @return whether all lots of the rows are from -2^bits to 2^bits - 1
   */
  static boolean revalue(
      Revaluation in,
      int[] rows,
      int count,
      RiskArrays arrays,
      SetPlan[] weights,
      FloorBy[] floors,
      int bits,
      LossTable out) {
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    int[] narrow = arrays.narrow();
    long half = 1L << bits;
    long union = 0;
    // No scenario is in the lanes beyond, so what is there must not be the least.
    VectorMask<Long> padding = LANES.indexInRange(0, arrays.scenarios() - 2 * WIDTH).not();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      int last = in.end()[row];
      LongVector a = LongVector.zero(LANES);
      LongVector b = a;
      LongVector c = a;
      for (int p = in.start()[row]; p < last; p++) {
        int base = instrument[p] * (3 * WIDTH);
        long size = lots[p];
        union |= size + half;
        LongVector n = widened(IntVector.broadcast(HALF, (int) size));
        a = a.add(n.mul(widened(IntVector.fromArray(HALF, narrow, base))));
        b = b.add(n.mul(widened(IntVector.fromArray(HALF, narrow, base + WIDTH))));
        c = c.add(n.mul(widened(IntVector.fromArray(HALF, narrow, base + 2 * WIDTH))));
      }
      if (weights[i].weighs) {
        a = a.mul(LongVector.fromArray(LANES, weights[i].weights, 0));
        b = b.mul(LongVector.fromArray(LANES, weights[i].weights, WIDTH));
        c = c.mul(LongVector.fromArray(LANES, weights[i].weights, 2 * WIDTH));
      }
      c = c.blend(LARGEST, padding);
      FloorBy floor = floors[i];
      long worst = floor.of(a.min(b).min(c).reduceLanes(VectorOperators.MIN));
      long limit = (worst + 1) * floor.divisor();
      VectorMask<Long> inA = a.compare(VectorOperators.LT, limit);
      VectorMask<Long> inB = b.compare(VectorOperators.LT, limit);
      VectorMask<Long> inC = c.compare(VectorOperators.LT, limit);
      long drivers = inA.toLong() | inB.toLong() << WIDTH | inC.toLong() << (2 * WIDTH);
      int driver = Long.numberOfTrailingZeros(drivers);
      long others = drivers & (drivers - 1);
      long next = worst;
      if (others == 0) {
        LongVector rest = a.blend(LARGEST, inA).min(b.blend(LARGEST, inB));
        next = floor.of(rest.min(c.blend(LARGEST, inC)).reduceLanes(VectorOperators.MIN));
        limit = (next + 1) * floor.divisor();
        others =
            a.compare(VectorOperators.LT, limit).toLong()
                | b.compare(VectorOperators.LT, limit).toLong() << WIDTH
                | c.compare(VectorOperators.LT, limit).toLong() << (2 * WIDTH);
        others &= ~drivers;
      }
      out.set(row, worst, driver, next, Long.numberOfTrailingZeros(others));
    }
    return union >>> bits < 2;
  }

  private static LongVector widened(IntVector narrow) {
    return (LongVector) narrow.convertShape(VectorOperators.I2L, LANES, 0);
  }
}
