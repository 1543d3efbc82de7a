package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Steps;
import io.plimsoll.kernels.simd.Workers;
import java.util.ServiceLoader;

/**
 * What a device takes for a call that nobody checks: the book is there already, and when a call
 * returns the results are on this side. For benchmarks; a chain has {@link DeviceEngine}.
 */
public final class DeviceProbe implements AutoCloseable {

  private static final int PATIENCE_MS = 60_000;

  private final Workers workers = new Workers(1, "plimsoll-device-probe");
  private final DeviceSession session;

  /**
   * Starts the worker that stands on the class path, lets it prove itself, gives it the book and
   * checks its first results.
   *
   * @param in at least one row
   * @throws IllegalStateException where there is no device, or where it is wrong
   */
  public DeviceProbe(Revaluation in, RiskArrays arrays) {
    DeviceSettings settings = DeviceSettings.usual();
    WorkerLauncher launcher =
        ServiceLoader.load(WorkerLauncher.class, WorkerLauncher.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("this build has no device worker"));
    Capacities capacities = DeviceBook.needed(in, arrays, KnownAnswerSuite.CAPACITIES);
    RowCheck check = new RowCheck(workers);
    try {
      session = DeviceSession.proved(launcher, capacities, settings, check, workers);
    } catch (DeviceFault e) {
      throw new IllegalStateException(e.fault().sentence() + ": " + e.detail(), e);
    }
    try {
      session.revalue(in, arrays, new LossTable(), PATIENCE_MS, settings.samples());
    } catch (DeviceFault e) {
      session.close();
      throw new IllegalStateException(e.fault().sentence() + ": " + e.detail(), e);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** What a person calls the device. */
  public String device() {
    return session.device();
  }

  /** Revalues all rows; the results are in the shared memory, where nobody looks at them. */
  public void revalue() {
    try {
      session.call(Steps.REVALUE, PATIENCE_MS);
    } catch (DeviceFault e) {
      throw new IllegalStateException(e.fault().sentence() + ": " + e.detail(), e);
    }
  }

  /** Ends the worker's process. */
  @Override
  public void close() {
    session.close();
    workers.close();
  }
}
