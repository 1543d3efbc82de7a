package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.Counts;
import io.plimsoll.kernels.device.link.DeviceKernels;
import io.plimsoll.kernels.device.link.Outcome;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.device.link.Steps;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The device by TornadoVM, and all that this project knows of its backends.
 *
 * <p>Four graphs share what stays on the device. TornadoVM hands buffers on from the graph that ran
 * last, so each graph names all of them. Arrays are views of the shared memory: nothing is copied
 * but from there to the device and back.
 */
final class TornadoKernels implements DeviceKernels {

  private static final int LOAD = 0;
  private static final int PRICES = 1;
  private static final int PATCH = 2;
  private static final int REVALUE = 3;

  private final String deviceIndices;
  private final WorkerGrid1D rowWorker = new WorkerGrid1D(RowKernel.GROUP);
  private @Nullable TornadoExecutionPlan plan;
  private @Nullable SharedMemory memory;

  /**
   * Kernels for a device.
   *
   * @param deviceIndices "backend:device" as {@code tornado --devices} numbers them; empty for the
   *     first one
   */
  TornadoKernels(String deviceIndices) {
    this.deviceIndices = deviceIndices;
  }

  @Override
  public String open(SharedMemory memory) {
    TornadoDevice device = device();
    this.memory = memory;
    rowWorker.setLocalWork(RowKernel.GROUP, 1, 1);
    plan =
        plan(memory)
            .withDevice(device)
            .withGridScheduler(new GridScheduler("revalue.rows", rowWorker));
    return device.getPhysicalDevice().getDeviceName().strip()
        + " ("
        + device.getTornadoVMBackend().name().toLowerCase(Locale.ROOT)
        + ", "
        + device.getPlatformName().strip()
        + ")";
  }

  private TornadoDevice device() {
    if (deviceIndices.isEmpty()) {
      return TornadoExecutionPlan.DEFAULT_DEVICE;
    }
    int colon = deviceIndices.indexOf(':');
    return TornadoExecutionPlan.getDevice(
        Integer.parseInt(deviceIndices.substring(0, colon)),
        Integer.parseInt(deviceIndices.substring(colon + 1)));
  }

  private static IntArray ints(SharedMemory memory, Column column) {
    return IntArray.fromSegmentShallow(memory.withHeader(column, TornadoNativeArray.ARRAY_HEADER));
  }

  private static LongArray longs(SharedMemory memory, Column column) {
    return LongArray.fromSegmentShallow(memory.withHeader(column, TornadoNativeArray.ARRAY_HEADER));
  }

  private static TornadoExecutionPlan plan(SharedMemory memory) {
    IntArray counts = ints(memory, Column.COUNTS);
    IntArray echo = new IntArray(Capacities.COUNTS);
    IntArray start = ints(memory, Column.ROW_START);
    IntArray end = ints(memory, Column.ROW_END);
    IntArray kind = ints(memory, Column.ROW_KIND);
    IntArray instrument = ints(memory, Column.INSTRUMENT);
    LongArray lots = longs(memory, Column.LOTS);
    LongArray entries = longs(memory, Column.ENTRIES);
    LongArray weights = longs(memory, Column.WEIGHTS);
    LongArray divisors = longs(memory, Column.DIVISORS);
    Object[] book = {start, end, kind, instrument, lots};
    Object[] prices = {entries, weights, divisors};
    Object[] all = {start, end, kind, instrument, lots, entries, weights, divisors};
    TaskGraph load =
        new TaskGraph("load")
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, counts)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, all)
            .task("arrived", BookKernel::arrived, counts, echo)
            .persistOnDevice(all);
    TaskGraph reprice =
        new TaskGraph("prices")
            .consumeFromDevice(book)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, counts)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, prices)
            .task("arrived", BookKernel::arrived, counts, echo)
            .persistOnDevice(all);
    TaskGraph patch = patch(memory, counts, start, end, kind, instrument, lots, all);
    LongArray secret = longs(memory, Column.SECRET);
    LongArray worstPnl = longs(memory, Column.WORST_PNL);
    IntArray worst = ints(memory, Column.WORST);
    LongArray runnerUpPnl = longs(memory, Column.RUNNER_UP_PNL);
    IntArray runnerUp = ints(memory, Column.RUNNER_UP);
    LongArray checksum = longs(memory, Column.CHECKSUM);
    TaskGraph revalue =
        new TaskGraph("revalue")
            .consumeFromDevice(all)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, counts, secret)
            .task(
                "rows",
                RowKernel::revalue,
                new KernelContext(),
                counts,
                start,
                end,
                kind,
                instrument,
                lots,
                entries,
                weights,
                divisors,
                secret,
                worstPnl,
                worst,
                runnerUpPnl,
                runnerUp,
                checksum)
            .transferToHost(
                DataTransferMode.EVERY_EXECUTION, worstPnl, worst, runnerUpPnl, runnerUp, checksum)
            .persistOnDevice(all);
    return new TornadoExecutionPlan(
        load.snapshot(), reprice.snapshot(), patch.snapshot(), revalue.snapshot());
  }

  private static TaskGraph patch(
      SharedMemory memory,
      IntArray counts,
      IntArray start,
      IntArray end,
      IntArray kind,
      IntArray instrument,
      LongArray lots,
      Object[] all) {
    IntArray positionAt = ints(memory, Column.POSITION_AT);
    IntArray positionInstrument = ints(memory, Column.POSITION_INSTRUMENT);
    LongArray positionLots = longs(memory, Column.POSITION_LOTS);
    IntArray rowAt = ints(memory, Column.ROW_AT);
    IntArray rowAtStart = ints(memory, Column.ROW_AT_START);
    IntArray rowAtEnd = ints(memory, Column.ROW_AT_END);
    IntArray rowAtKind = ints(memory, Column.ROW_AT_KIND);
    return new TaskGraph("patch")
        .consumeFromDevice(all)
        .transferToDevice(
            DataTransferMode.EVERY_EXECUTION,
            counts,
            positionAt,
            positionInstrument,
            positionLots,
            rowAt,
            rowAtStart,
            rowAtEnd,
            rowAtKind)
        .task(
            "positions",
            BookKernel::positions,
            counts,
            positionAt,
            positionInstrument,
            positionLots,
            instrument,
            lots)
        .task(
            "rows",
            BookKernel::rows,
            counts,
            rowAt,
            rowAtStart,
            rowAtEnd,
            rowAtKind,
            start,
            end,
            kind)
        .persistOnDevice(all);
  }

  @Override
  public void run(int steps) {
    if (Steps.has(steps, Steps.LOAD_BOOK)) {
      // With the prices, because the buffers of both are handed on together.
      execute(LOAD);
    } else {
      if (Steps.has(steps, Steps.LOAD_PRICES)) {
        execute(PRICES);
      }
      if (Steps.has(steps, Steps.PATCH_BOOK)) {
        execute(PATCH);
      }
    }
    if (Steps.has(steps, Steps.REVALUE)) {
      execute(REVALUE);
    }
  }

  private void execute(int graph) {
    if (plan == null || memory == null) {
      throw new IllegalStateException("a request before the device was opened");
    }
    if (graph == REVALUE) {
      int rows = Math.max(1, memory.count(Counts.ROWS));
      long groups = ((long) rows * RowKernel.TEAM + RowKernel.GROUP - 1) / RowKernel.GROUP;
      rowWorker.setGlobalWork(groups * RowKernel.GROUP, 1, 1);
    }
    plan.withGraph(graph).execute();
  }

  @Override
  public Outcome outcomeOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof TornadoOutOfMemoryException || cause instanceof TornadoMemoryException) {
        return Outcome.OUT_OF_MEMORY;
      }
      // TornadoVM looks for drivers in static initialisers, which fail but once.
      if (cause instanceof LinkageError) {
        return Outcome.NO_DRIVER;
      }
    }
    return DeviceKernels.super.outcomeOf(thrown);
  }
}
