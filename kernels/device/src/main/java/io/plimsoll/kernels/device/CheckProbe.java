package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.scalar.ScalarEngine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a device's results cost the CPU to check, without a device: the law's own results stand
 * where a device would put them. For benchmarks.
 */
public final class CheckProbe implements AutoCloseable {

  private final Revaluation in;
  private final RiskArrays arrays;
  private final int samples = DeviceSettings.usual().samples();
  private final Arena arena = Arena.ofShared();
  private final SharedMemory memory;
  private final RowCheck check = new RowCheck();
  private final LossTable out = new LossTable();

  /**
   * Puts right results in place.
   *
   * @param in at least one row
   * @throws IOException where no memory can be mapped
   */
  public CheckProbe(Revaluation in, RiskArrays arrays) throws IOException {
    this.in = in;
    this.arrays = arrays;
    Capacities capacities = DeviceBook.needed(in, arrays, KnownAnswerSuite.CAPACITIES);
    Path file = Files.createTempFile("plimsoll", "memory");
    try {
      SharedMemory.reserve(file, capacities);
      memory = SharedMemory.map(file, capacities, arena);
    } finally {
      Files.delete(file);
    }
    check.draw(arrays, memory);
    putResults();
  }

  private void putResults() {
    LossTable right = new LossTable();
    try (Engine law = new ScalarEngine()) {
      law.revalue(in, arrays, right);
    }
    put(Column.WORST_PNL, right.worstPnl());
    put(Column.RUNNER_UP_PNL, right.runnerUpPnl());
    put(Column.WORST, right.worst());
    put(Column.RUNNER_UP, right.runnerUp());
    int stride = arrays.stride();
    long[] secret =
        memory
            .column(Column.SECRET)
            .asSlice(0, (long) stride * Long.BYTES)
            .toArray(ValueLayout.JAVA_LONG);
    long[] checksums = new long[in.rows()];
    for (int row = 0; row < in.rows(); row++) {
      for (int p = in.start()[row]; p < in.end()[row]; p++) {
        for (int s = 0; s < stride; s++) {
          long product = in.lots()[p] * arrays.entries()[in.instrument()[p] * stride + s];
          checksums[row] += secret[s] * product;
        }
      }
    }
    put(Column.CHECKSUM, checksums);
  }

  private void put(Column column, long[] values) {
    MemorySegment to = memory.column(column);
    MemorySegment.copy(values, 0, to, ValueLayout.JAVA_LONG, 0, in.rows());
  }

  private void put(Column column, int[] values) {
    MemorySegment to = memory.column(column);
    MemorySegment.copy(values, 0, to, ValueLayout.JAVA_INT, 0, in.rows());
  }

  /** Copies all results out and checks them, as each call of a device does; returns them. */
  public LossTable check() {
    try {
      check.take(in, arrays, memory, out, samples);
    } catch (DeviceFault e) {
      throw new IllegalStateException("right results were refused", e);
    }
    return out;
  }

  /** Lets the memory go. */
  @Override
  public void close() {
    arena.close();
  }
}
