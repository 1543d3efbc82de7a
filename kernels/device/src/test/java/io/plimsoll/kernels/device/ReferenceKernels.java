package io.plimsoll.kernels.device;

import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.Counts;
import io.plimsoll.kernels.device.link.DeviceKernels;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.device.link.Steps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device in plain Java: it has memory of its own, so that what it was not told it does not know,
 * and computes what a device's kernel computes.
 */
class ReferenceKernels implements DeviceKernels {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private @Nullable SharedMemory shared;
  private int[] start = {};
  private int[] end = {};
  private int[] kind = {};
  private int[] instrument = {};
  private long[] lots = {};
  private long[] entries = {};
  private long[] weights = {};
  private long[] divisors = {};

  @Override
  public String open(SharedMemory memory) throws Exception {
    shared = memory;
    return "reference worker";
  }

  @Override
  public void run(int steps) throws Exception {
    if (Steps.has(steps, Steps.LOAD_BOOK)) {
      start = ints(Column.ROW_START);
      end = ints(Column.ROW_END);
      kind = ints(Column.ROW_KIND);
      instrument = ints(Column.INSTRUMENT);
      lots = longs(Column.LOTS);
    }
    if (Steps.has(steps, Steps.LOAD_PRICES)) {
      entries = longs(Column.ENTRIES);
      weights = longs(Column.WEIGHTS);
      divisors = longs(Column.DIVISORS);
    }
    if (Steps.has(steps, Steps.PATCH_BOOK)) {
      patch();
    }
    if (Steps.has(steps, Steps.REVALUE)) {
      for (int row = 0; row < memory().count(Counts.ROWS); row++) {
        revalue(row);
      }
    }
  }

  /** The memory shared with the node. */
  protected SharedMemory memory() {
    return Objects.requireNonNull(shared, "not opened");
  }

  private int[] ints(Column column) {
    return memory().column(column).toArray(INT);
  }

  private long[] longs(Column column) {
    return memory().column(column).toArray(LONG);
  }

  private void patch() {
    for (int i = 0; i < memory().count(Counts.POSITION_DELTAS); i++) {
      int position = memory().column(Column.POSITION_AT).getAtIndex(INT, i);
      instrument[position] = memory().column(Column.POSITION_INSTRUMENT).getAtIndex(INT, i);
      lots[position] = memory().column(Column.POSITION_LOTS).getAtIndex(LONG, i);
    }
    for (int i = 0; i < memory().count(Counts.ROW_DELTAS); i++) {
      int row = memory().column(Column.ROW_AT).getAtIndex(INT, i);
      start[row] = memory().column(Column.ROW_AT_START).getAtIndex(INT, i);
      end[row] = memory().column(Column.ROW_AT_END).getAtIndex(INT, i);
      kind[row] = memory().column(Column.ROW_AT_KIND).getAtIndex(INT, i);
    }
  }

  private void revalue(int row) {
    long[] sums = sums(row);
    MemorySegment secret = memory().column(Column.SECRET);
    long checksum = 0;
    for (int s = 0; s < sums.length; s++) {
      checksum += secret.getAtIndex(LONG, s) * sums[s];
    }
    long[] pnl = pnl(row);
    int worst = least(pnl, -1);
    int runnerUp = least(pnl, worst);
    memory().column(Column.CHECKSUM).setAtIndex(LONG, row, checksum);
    store(row, pnl[worst], worst, runnerUp < 0 ? 0 : pnl[runnerUp], runnerUp);
  }

  private long[] sums(int row) {
    int stride = memory().count(Counts.STRIDE);
    long[] sums = new long[memory().count(Counts.SCENARIOS)];
    for (int p = start[row]; p < end[row]; p++) {
      for (int s = 0; s < sums.length; s++) {
        sums[s] += lots[p] * entries[instrument[p] * stride + s];
      }
    }
    return sums;
  }

  /** A row's profit or loss in each scenario. */
  protected long[] pnl(int row) {
    int set = kind[row] / Capacities.DIVISORS_OF_A_SET;
    int stride = memory().count(Counts.STRIDE);
    long[] pnl = sums(row);
    for (int s = 0; s < pnl.length; s++) {
      pnl[s] = Math.floorDiv(pnl[s] * weights[set * stride + s], divisors[kind[row]]);
    }
    return pnl;
  }

  /** The lowest index of the smallest value, leaving one out; -1 where there is no other. */
  protected static int least(long[] pnl, int except) {
    int least = -1;
    for (int s = 0; s < pnl.length; s++) {
      if (s != except && (least < 0 || pnl[s] < pnl[least])) {
        least = s;
      }
    }
    return least;
  }

  /** Writes a row's result. */
  protected void store(int row, long worstPnl, int worst, long runnerUpPnl, int runnerUp) {
    memory().column(Column.WORST_PNL).setAtIndex(LONG, row, worstPnl);
    memory().column(Column.WORST).setAtIndex(INT, row, worst);
    memory().column(Column.RUNNER_UP_PNL).setAtIndex(LONG, row, runnerUpPnl);
    memory().column(Column.RUNNER_UP).setAtIndex(INT, row, runnerUp);
  }
}
