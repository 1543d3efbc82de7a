package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.JointPnl;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.scalar.RowLaw;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Revalues rows, a block of them at a time: first their sums, then what follows from these. One for
 * each thread, for its scratch.
 *
 * <p>How wide a block's factors are is read from the data and cannot show in a result: ints where
 * all lots and entries are, else longs, as long as no weighted sum can have more than 62 bits; else
 * the scalar law. A block that does not agree is cut into single rows, and so are sets that do more
 * than weigh.
 */
final class RowLanes {

  /** Rows a block: enough to hide a loop's start, few enough for their sums to stay near. */
  private static final int BLOCK = 64;

  private static final int SUMS_OF_A_BLOCK = BLOCK * 128;
  private static final int FREE_BITS = 62;
  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int WIDTH = LANES.length();

  private final int[] rows = new int[BLOCK];
  private final FloorBy[] floors = new FloorBy[BLOCK];
  private final SetPlan[] sets = new SetPlan[BLOCK];
  private final Reduction reduction = new Reduction(BLOCK);
  private final JointPnl joint = new JointPnl();
  private final TailLanes tail = new TailLanes();
  private long[] sums = {};
  private long[] pnl = {};

  // What a call works on.
  private Revaluation in = new Revaluation();
  private RiskArrays arrays = new RiskArrays();
  private @Nullable SetPlan[] plans = {};
  private int rowsOfABlock;

  // What the rows last looked at have in common.
  private int longest;
  private int weightBits;
  private boolean plain;
  private boolean weighs;

  /** Takes the input of the calls that follow. */
  void begin(Revaluation in, RiskArrays arrays, @Nullable SetPlan[] plans) {
    this.in = in;
    this.arrays = arrays;
    this.plans = plans;
    int stride = Math.max(arrays.stride(), 1);
    rowsOfABlock = Math.clamp(SUMS_OF_A_BLOCK / stride, 1, BLOCK);
    int room = rowsOfABlock * stride;
    if (sums.length < room) {
      sums = new long[room];
    }
    if (pnl.length < stride) {
      pnl = new long[stride];
    }
  }

  /** Revalues the rows from {@code from} to {@code to - 1}. */
  void revalue(int from, int to, LossTable out) {
    for (int first = from; first < to; first += rowsOfABlock) {
      int count = Math.min(rowsOfABlock, to - first);
      for (int i = 0; i < count; i++) {
        rows[i] = first + i;
      }
      revalueBlock(count, out);
    }
  }

  /** Revalues the rows named by entries {@code from} to {@code to - 1} of a list. */
  void revalueListed(int[] list, int from, int to, LossTable out) {
    for (int first = from; first < to; first += rowsOfABlock) {
      int count = Math.min(rowsOfABlock, to - first);
      System.arraycopy(list, first, rows, 0, count);
      revalueBlock(count, out);
    }
  }

  /** Revalues accounts, whose rows are added scenario by scenario. */
  void revalueJoint(AccountRows accounts, int from, int to, LossTable out) {
    for (int account = from; account < to; account++) {
      reduce(jointPnl(accounts, account), out, account);
    }
  }

  /** The tails of accounts. */
  void tails(AccountRows accounts, int from, int to, TailRule rule, TailTable out) {
    for (int account = from; account < to; account++) {
      tail.reduce(jointPnl(accounts, account), in.scenarios(), rule, out, account);
    }
  }

  /** Fills a grid's rows from {@code from} to {@code to - 1}, counted in the revaluation. */
  void grid(int from, int to, LossGrid out) {
    int scenarios = in.scenarios();
    for (int row = from; row < to; row++) {
      long[] values = pnlOf(row);
      System.arraycopy(values, 0, out.pnl(), (row - out.first()) * scenarios, scenarios);
    }
  }

  /** One account's profit or loss in each scenario; in scratch that the next call uses again. */
  private long[] jointPnl(AccountRows accounts, int account) {
    int first = accounts.from()[account];
    int end = accounts.to()[account];
    if (end - first == 1) {
      return pnlOf(first);
    }
    int stride = arrays.stride();
    Arrays.fill(pnl, 0, stride, 0);
    boolean overflows = false;
    for (int row = first; row < end && !overflows; row++) {
      overflows = addOverflows(pnlOf(row), stride);
    }
    if (overflows) {
      joint.begin(in.scenarios());
      for (int row = first; row < end; row++) {
        joint.add(pnlOf(row));
      }
      joint.finish(pnl);
    }
    return pnl;
  }

  /** Adds a row's values to the sums so far; whether one left -(2^63 - 1) .. 2^63 - 1. */
  private boolean addOverflows(long[] values, int stride) {
    LongVector bad = LongVector.zero(LANES);
    for (int v = 0; v < stride; v += WIDTH) {
      LongVector before = LongVector.fromArray(LANES, pnl, v);
      LongVector value = LongVector.fromArray(LANES, values, v);
      LongVector sum = before.add(value);
      // Of all numbers only the smallest stays negative when its sign is turned.
      LongVector smallest = sum.and(sum.neg());
      bad =
          bad.or(
                  before
                      .lanewise(VectorOperators.XOR, sum)
                      .and(value.lanewise(VectorOperators.XOR, sum)))
              .or(smallest);
      sum.intoArray(pnl, v);
    }
    return bad.lt(0).anyTrue();
  }

  /** One row's profit or loss in each scenario; in scratch that the next call uses again. */
  private long[] pnlOf(int row) {
    rows[0] = row;
    look(0, 1);
    return rowPnl(0);
  }

  /** The same of the row at an index of the block, that was looked at. */
  private long[] rowPnl(int at) {
    int row = rows[at];
    if (sum(at, 1)) {
      plan(row).toQuanta(sums, in.unitScale()[row]);
    } else {
      RowLaw.grid(in, row, arrays, sums);
    }
    return sums;
  }

  private void revalueBlock(int count, LossTable out) {
    look(0, count);
    if (plain && (three(count, out) || sumAndReduce(0, count, out))) {
      return;
    }
    for (int i = 0; i < count; i++) {
      look(i, 1);
      if (!plain || !sumAndReduce(i, 1, out)) {
        reduce(rowPnl(i), out, rows[i]);
      }
    }
  }

  /** Whether the block could be done as three vectors of ints. */
  private boolean three(int count, LossTable out) {
    if (arrays.stride() != 3 * WIDTH) {
      return false;
    }
    int narrowBits = narrowBits(arrays.largestMaxAbs());
    return narrowBits >= 0
        && ThreeLanes.revalue(in, rows, count, arrays, sets, floors, narrowBits, out);
  }

  /** Sets a row of a table from its profits and losses, which it changes. */
  private void reduce(long[] values, LossTable out, int row) {
    int scenarios = arrays.scenarios();
    if (scenarios < 2) {
      out.reduce(row, values, scenarios);
    } else {
      Reduction.ofPnl(values, arrays.stride(), scenarios, out, row);
    }
  }

  private boolean sumAndReduce(int at, int count, LossTable out) {
    boolean could = sum(at, count);
    if (could) {
      reduce(at, count, out);
    }
    return could;
  }

  /** Gathers what rows from index {@code at} of the block need, and their bounds. */
  private void look(int at, int count) {
    int positions = 0;
    int bits = 0;
    boolean allPlain = true;
    boolean anyWeighs = false;
    for (int i = 0; i < count; i++) {
      int row = rows[at + i];
      SetPlan plan = plan(row);
      FloorBy floor = plan.floorBy(in.unitScale()[row]);
      // A reference is dear to write, and most rows have what the last block's had.
      if (floors[i] != floor) {
        floors[i] = floor;
        sets[i] = plan;
      }
      allPlain &= plan.plain;
      anyWeighs |= plan.weighs;
      bits = Math.max(bits, plan.weightBits);
      positions = Math.max(positions, in.end()[row] - in.start()[row]);
    }
    keep(positions, bits, allPlain, anyWeighs);
  }

  /**
   * Writes only what is new, because another thread's fields may lie beside these, and each write
   * would take their memory from it.
   */
  private void keep(int positions, int bits, boolean allPlain, boolean anyWeighs) {
    if (longest != positions) {
      longest = positions;
    }
    if (weightBits != bits) {
      weightBits = bits;
    }
    if (plain != allPlain) {
      plain = allPlain;
    }
    if (weighs != anyWeighs) {
      weighs = anyWeighs;
    }
  }

  /**
   * Fills the sums of rows that were looked at, if they are sure to fit; weighted they then have at
   * most 62 bits.
   */
  private boolean sum(int at, int count) {
    long entries = arrays.largestMaxAbs();
    if (count == 1 && entries > Integer.MAX_VALUE) {
      // One absurd instrument is not to widen the rows that do not hold it.
      entries = unionOfEntries(rows[at]);
    }
    int freeBits = freeBits(entries);
    if (in.scenarios() < 2 || freeBits < 0) {
      return false;
    }
    int narrowBits = narrowBits(entries);
    if (narrowBits >= 0 && RawSums.narrow(in, rows, at, count, arrays, narrowBits, sums)) {
      return true;
    }
    for (int i = at; i < at + count; i++) {
      if (bits(unionOfLots(rows[i])) > freeBits) {
        return false;
      }
    }
    RawSums.full(in, rows, at, count, arrays, sums);
    return true;
  }

  /** The bits that lots may have beside entries of a size, for sums to fit. */
  private int freeBits(long entries) {
    return FREE_BITS - weightBits - bits(longest) - bits(entries);
  }

  /** The same where both must be ints; negative where that cannot be. */
  private int narrowBits(long entries) {
    return entries <= Integer.MAX_VALUE ? Math.min(Integer.SIZE - 1, freeBits(entries)) : -1;
  }

  /** Sets {@code count} rows of the block from index {@code at}, of plain sets, by their sums. */
  private void reduce(int at, int count, LossTable out) {
    int scenarios = arrays.scenarios();
    int stride = arrays.stride();
    for (int i = 0; weighs && i < count; i++) {
      weigh(sets[i], i * stride);
    }
    if (scenarios <= Reduction.FEW) {
      reduction.few(sums, stride, scenarios, floors, rows, at, count, out);
    } else {
      for (int i = 0; i < count; i++) {
        Reduction.many(sums, i * stride, stride, scenarios, floors[i], out, rows[at + i]);
      }
    }
  }

  private void weigh(SetPlan plan, int at) {
    if (!plan.weighs) {
      return;
    }
    for (int v = 0; v < plan.weights.length; v += WIDTH) {
      LongVector.fromArray(LANES, sums, at + v)
          .mul(LongVector.fromArray(LANES, plan.weights, v))
          .intoArray(sums, at + v);
    }
  }

  private SetPlan plan(int row) {
    return Objects.requireNonNull(plans[in.scenarioSet()[row]], "a row names no scenario set");
  }

  private static int bits(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value);
  }

  /** The bits that occur in sizes of lots; negative where the smallest long is among them. */
  private long unionOfLots(int row) {
    long[] lots = in.lots();
    long union = 0;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      union |= Math.abs(lots[p]);
    }
    return union;
  }

  private long unionOfEntries(int row) {
    int[] instrument = in.instrument();
    long[] maxAbs = arrays.maxAbs();
    long union = 0;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      union |= maxAbs[instrument[p]];
    }
    return union;
  }
}
