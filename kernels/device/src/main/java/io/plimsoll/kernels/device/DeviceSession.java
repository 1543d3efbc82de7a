package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Steps;
import io.plimsoll.kernels.simd.Workers;
import java.util.concurrent.TimeUnit;

/** A process that has proved itself, with the book that its device holds. */
final class DeviceSession implements AutoCloseable {

  private final WorkerProcess process;
  private final DeviceBook book;
  private final RowCheck check;

  private DeviceSession(WorkerProcess process, RowCheck check, Workers workers) {
    this.process = process;
    this.check = check;
    book = new DeviceBook(process.memory(), workers);
  }

  /** Starts a process and puts the questions to it whose answers are known, in a start's time. */
  static DeviceSession proved(
      WorkerLauncher launcher,
      Capacities capacities,
      DeviceSettings settings,
      RowCheck check,
      Workers workers)
      throws DeviceFault {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.startMs());
    WorkerProcess process = WorkerProcess.start(launcher, capacities);
    DeviceSession session = new DeviceSession(process, check, workers);
    try {
      process.awaitReady(settings.startMs());
      KnownAnswerSuite.put(session, end);
    } catch (DeviceFault e) {
      session.close();
      throw e.of(process.device());
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
    return session;
  }

  String device() {
    return process.device();
  }

  long pid() {
    return process.pid();
  }

  Capacities capacities() {
    return process.memory().capacities();
  }

  /**
   * Revalues on the device and checks each row.
   *
   * @throws DeviceFault where anything about the device is wrong
   * @throws IndexOutOfBoundsException where a row of the caller's names what is not there
   */
  void revalue(Revaluation in, RiskArrays arrays, LossTable out, long limitMs, int samples)
      throws DeviceFault {
    int steps = book.update(in, arrays);
    check.draw(arrays, process.memory());
    process.call(steps | Steps.REVALUE, limitMs);
    book.done();
    check.take(in, arrays, process.memory(), out, samples);
  }

  /** Asks the device for steps alone: nothing is brought up to date, and nothing checked. */
  void call(int steps, long limitMs) throws DeviceFault {
    process.call(steps, limitMs);
  }

  @Override
  public void close() {
    process.close();
  }
}
