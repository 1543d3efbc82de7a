package io.plimsoll.kernels.device;

import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.scalar.RowLaw;
import io.plimsoll.kernels.scalar.ScalarEngine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Checks each row that a device has computed, from the caller's own columns, with three
 * multiply-adds a position instead of one for each scenario.
 *
 * <ul>
 *   <li>The checksum is sum over s of x_s * raw_s modulo 2^64, where raw_s is the plain sum of lots
 *       * entry in scenario s. Exchanging the sums, it is the sum over positions of lots * (sum
 *       over s of x_s * entry_s), whose bracket is one number for each instrument. x is drawn anew
 *       for each call, so results of an earlier call do not pass. Each x_s is odd, so an error e in
 *       a single raw_s changes it by x_s * e, which is 0 modulo 2^64 only if e is: any single wrong
 *       sum is caught, several at once but for a chance of the order of 2^-64.
 *   <li>The indices must exist and differ, and the losses must be what the law makes of the sums at
 *       these indices; the worst must precede the runner-up.
 *   <li>Right sums do not prove that the smallest was chosen. So some rows, chosen by chance, are
 *       recomputed whole; ties and choices stand in the known-answer suite; and {@link
 *       DeviceEngine#confirm} recomputes the rows on which something irreversible hangs.
 * </ul>
 *
 * <p>Rows whose weighted sums may not fit 64 bits are the law's, whatever the device says: of sums
 * that wrap it may find no smallest, and not be wrong. All values are copied out of the shared
 * memory first, so that what is checked is what is handed on.
 */
final class RowCheck {

  /** Weighted sums of this size and more are left to the law. */
  private static final int EXACT_BITS = 62;

  /** Rows, and entries, from which on each thread of the crew takes a part. */
  private static final int ROWS_WORTH_SHARING = 1 << 12;

  private static final int ENTRIES_WORTH_SHARING = 1 << 14;

  private final Workers workers;
  private final Part[] parts;
  private final SplittableRandom chance = new SplittableRandom(new SecureRandom().nextLong());
  private final LossTable sample = new LossTable();
  private long[] secret = {};
  private long[] dots = {};
  private long[] checksums = {};
  private SetWeights[] weights = {};

  /** What a thread has of its own. */
  private static final class Part {
    final ScalarEngine law = new ScalarEngine();
    long[] grid = {};
    long lawRows;
    @Nullable DeviceFault fault;

    long[] grid(int scenarios) {
      if (grid.length < scenarios) {
        grid = new long[scenarios];
      }
      return grid;
    }
  }

  /** A check on the calling thread. */
  RowCheck() {
    this(new Workers(1, "plimsoll-device-check"));
  }

  /** A check whose rows a crew shares. */
  RowCheck(Workers workers) {
    this.workers = workers;
    parts = new Part[workers.threads()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Part();
    }
  }

  /** The number of rows of the last call that were left to the law. */
  long lawRows() {
    long rows = 0;
    for (Part part : parts) {
      rows += part.lawRows;
    }
    return rows;
  }

  /** Draws the secret of the next call, and puts it where the device reads it. */
  void draw(RiskArrays arrays, SharedMemory memory) {
    int stride = arrays.stride();
    if (secret.length != stride) {
      secret = new long[stride];
    }
    for (int s = 0; s < stride; s++) {
      secret[s] = chance.nextLong() | 1;
    }
    MemorySegment column = memory.column(Column.SECRET);
    MemorySegment.copy(secret, 0, column, ValueLayout.JAVA_LONG, 0, stride);
    if (dots.length != arrays.count()) {
      // Exactly as long as there are instruments, so that one that is not there is an exception.
      dots = new long[arrays.count()];
    }
    if ((long) dots.length * stride < ENTRIES_WORTH_SHARING) {
      dot(0, dots.length, arrays);
    } else {
      workers.run((part, of) ->
          dot(
              Workers.bound(dots.length, part, of),
              Workers.bound(dots.length, part + 1, of),
              arrays));
    }
  }

  private void dot(int from, int to, RiskArrays arrays) {
    int stride = arrays.stride();
    long[] entries = arrays.entries();
    for (int i = from; i < to; i++) {
      long dot = 0;
      for (int s = 0; s < stride; s++) {
        dot += secret[s] * entries[i * stride + s];
      }
      dots[i] = dot;
    }
  }

  /**
   * Copies the device's results and checks them.
   *
   * @throws DeviceFault where a row is wrong
   * @throws IndexOutOfBoundsException where a row of the caller's names what is not there
   */
  void take(Revaluation in, RiskArrays arrays, SharedMemory memory, LossTable out, int samples)
      throws DeviceFault {
    int rows = in.rows();
    out.reset(rows);
    if (checksums.length < rows) {
      checksums = new long[rows];
    }
    weights = new SetWeights[in.scenarioSetCount()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = SetWeights.of(in.scenarioSetAt(i));
    }
    for (Part part : parts) {
      part.lawRows = 0;
      part.fault = null;
    }
    if (rows < ROWS_WORTH_SHARING) {
      takePart(0, 1, in, arrays, memory, out);
    } else {
      workers.run((part, of) -> takePart(part, of, in, arrays, memory, out));
    }
    for (Part part : parts) {
      if (part.fault != null) {
        throw part.fault;
      }
    }
    for (int i = 0; i < samples; i++) {
      recompute(in, chance.nextInt(rows), arrays, out, Fault.SAMPLE);
    }
  }

  /** Copies and checks the rows of one part; what is wrong with the first of them is noted. */
  private void takePart(
      int part, int of, Revaluation in, RiskArrays arrays, SharedMemory memory, LossTable out) {
    int from = Workers.bound(in.rows(), part, of);
    int to = Workers.bound(in.rows(), part + 1, of);
    copy(memory, Column.WORST_PNL, out.worstPnl(), from, to);
    copy(memory, Column.WORST, out.worst(), from, to);
    copy(memory, Column.RUNNER_UP_PNL, out.runnerUpPnl(), from, to);
    copy(memory, Column.RUNNER_UP, out.runnerUp(), from, to);
    copy(memory, Column.CHECKSUM, checksums, from, to);
    try {
      for (int row = from; row < to; row++) {
        check(parts[part], in, row, arrays, out);
      }
    } catch (DeviceFault e) {
      parts[part].fault = e;
    }
  }

  private static void copy(SharedMemory memory, Column column, long[] to, int first, int end) {
    MemorySegment from = memory.column(column);
    long offset = (long) first * Long.BYTES;
    MemorySegment.copy(from, ValueLayout.JAVA_LONG, offset, to, first, end - first);
  }

  private static void copy(SharedMemory memory, Column column, int[] to, int first, int end) {
    MemorySegment from = memory.column(column);
    long offset = (long) first * Integer.BYTES;
    MemorySegment.copy(from, ValueLayout.JAVA_INT, offset, to, first, end - first);
  }

  private void check(Part part, Revaluation in, int row, RiskArrays arrays, LossTable out)
      throws DeviceFault {
    int scenarios = in.scenarios();
    int worst = out.worst()[row];
    int runnerUp = out.runnerUp()[row];
    boolean exist = areScenarios(scenarios, worst, runnerUp);
    int one = exist ? worst : 0;
    int other = exist && scenarios > 1 ? runnerUp : one;
    long[] entries = arrays.entries();
    int[] instrument = in.instrument();
    long[] lots = in.lots();
    int stride = arrays.stride();
    int end = in.end()[row];
    long sum = 0;
    long atWorst = 0;
    long atRunnerUp = 0;
    long sizes = 0;
    for (int p = in.start()[row]; p < end; p++) {
      long size = lots[p];
      int first = instrument[p] * stride;
      sum += size * dots[instrument[p]];
      atWorst += size * entries[first + one];
      atRunnerUp += size * entries[first + other];
      sizes |= size ^ (size >> 63);
    }
    int setIndex = in.scenarioSet()[row];
    ScenarioSet set = in.scenarioSetAt(setIndex);
    SetWeights whole = weights[setIndex];
    long divisor = whole.one() * RowLaw.powerOfTen(in.unitScale()[row]);
    if (sum != checksums[row]) {
      throw new DeviceFault(Fault.CHECKSUM, "row " + row + ": " + checksums[row] + ", not " + sum);
    }
    int positions = Math.max(0, end - in.start()[row]);
    if (!fits(bits(sizes) + bits(positions), arrays.largestMaxAbs(), whole)
        && !fits(in, row, arrays, whole)) {
      long[] grid = part.grid(scenarios);
      part.lawRows++;
      part.law.lossGrid(in, row, arrays, grid);
      out.reduce(row, grid, scenarios);
      return;
    }
    if (!exist) {
      throw new DeviceFault(
          Fault.INDEX,
          "row " + row + ": " + worst + " and " + runnerUp + " of " + scenarios + " scenarios");
    }
    long worstPnl = out.worstPnl()[row];
    if (!isFloor(worstPnl, atWorst * whole.weight(set, worst), divisor)) {
      throw new DeviceFault(Fault.LOSS, "row " + row + ", scenario " + worst + ": not " + worstPnl);
    }
    requireRunnerUp(row, out, scenarios, atRunnerUp * whole.weight(set, other), divisor);
  }

  private static boolean areScenarios(int scenarios, int worst, int runnerUp) {
    boolean exists = runnerUp >= 0 && runnerUp < scenarios && runnerUp != worst;
    return worst >= 0 && worst < scenarios && (scenarios == 1 ? runnerUp == -1 : exists);
  }

  private static void requireRunnerUp(
      int row, LossTable out, int scenarios, long weighted, long divisor) throws DeviceFault {
    long pnl = out.runnerUpPnl()[row];
    long worstPnl = out.worstPnl()[row];
    boolean right;
    if (scenarios == 1) {
      right = pnl == 0;
    } else {
      boolean inOrder =
          worstPnl < pnl || (worstPnl == pnl && out.worst()[row] < out.runnerUp()[row]);
      right = inOrder && isFloor(pnl, weighted, divisor);
    }
    if (!right) {
      throw new DeviceFault(
          Fault.RUNNER_UP, "row " + row + ", scenario " + out.runnerUp()[row] + ": not " + pnl);
    }
  }

  /** Whether a number is floor(value / divisor), without dividing; |value| is below 2^62. */
  static boolean isFloor(long floor, long value, long divisor) {
    long product = floor * divisor;
    boolean exact = Math.multiplyHigh(floor, divisor) == product >> 63;
    return exact && product <= value && product > value - divisor;
  }

  private static int bits(long size) {
    return Long.SIZE - Long.numberOfLeadingZeros(size);
  }

  /** Whether weighted sums fit for certain, by the largest entry of all instruments. */
  private static boolean fits(int bitsOfLots, long largestMaxAbs, SetWeights whole) {
    return bitsOfLots + bits(largestMaxAbs) + bits(whole.one()) <= EXACT_BITS;
  }

  /** Whether weighted sums fit, by the largest entries of the row's own instruments. */
  private static boolean fits(Revaluation in, int row, RiskArrays arrays, SetWeights whole) {
    long limit = Raw.floorDiv(1L << EXACT_BITS, whole.one());
    long bound = 0;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      long size = in.lots()[p];
      long most = arrays.maxAbs()[in.instrument()[p]];
      if (size == Long.MIN_VALUE || Raw.mulOverflows(Math.abs(size), most)) {
        return false;
      }
      bound += Math.abs(size) * most;
      if (bound < 0 || bound >= limit) {
        return false;
      }
    }
    return true;
  }

  /** Compares a row with the law's. */
  void recompute(Revaluation in, int row, RiskArrays arrays, LossTable table, Fault fault)
      throws DeviceFault {
    sample.reset(1);
    long[] grid = parts[0].grid(in.scenarios());
    parts[0].law.lossGrid(in, row, arrays, grid);
    sample.reduce(0, grid, in.scenarios());
    if (sample.worstPnl()[0] != table.worstPnl()[row]
        || sample.worst()[0] != table.worst()[row]
        || sample.runnerUpPnl()[0] != table.runnerUpPnl()[row]
        || sample.runnerUp()[0] != table.runnerUp()[row]) {
      throw new DeviceFault(
          fault, "row " + row + ": " + text(table, row) + ", not " + text(sample, 0));
    }
  }

  private static String text(LossTable table, int row) {
    return table.worstPnl()[row]
        + "@"
        + table.worst()[row]
        + " "
        + table.runnerUpPnl()[row]
        + "@"
        + table.runnerUp()[row];
  }
}
