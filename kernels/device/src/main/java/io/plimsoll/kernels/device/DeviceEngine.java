package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.AccountRows;
import io.plimsoll.kernels.batch.LossGrid;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.batch.TailTable;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.simd.Workers;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Revalues rows on a device, and lets nothing that {@link RowCheck} can see of a device's faults
 * show in a result.
 *
 * <p>The device's worker is a child process, which a fault of a driver may kill and a hang may
 * leave behind. It is used only after it has given all known answers; each row of each call is
 * checked on the CPU ({@link RowCheck}); and at any difference, error or missed deadline the call
 * is computed again on the CPU, the device is dropped for good, and an alarm is raised to the
 * operator. No call waits for a process to start, nor for a larger one where the book outgrows it:
 * meanwhile the CPU computes.
 *
 * <p>Prices are computed on the CPU: a wrong price would enter all rows alike, no check is cheaper
 * than pricing again, and the CPU prices a whole chain in a fraction of what its rows take.
 */
public final class DeviceEngine implements Engine {

  private final String name;
  private final WorkerLauncher launcher;
  private final DeviceSettings settings;
  private final Engine cpu;
  private final Consumer<DeviceAlarm> onAlarm;
  private final Workers workers;
  private final RowCheck check;

  // The writer's thread changes these; state() may be asked by any thread.
  private volatile @Nullable DeviceSession session;
  private volatile @Nullable FutureTask<DeviceSession> starting;
  private volatile @Nullable DeviceAlarm alarm;
  private volatile String device = DeviceAlarm.UNKNOWN;
  private final AtomicLong deviceCalls = new AtomicLong();
  private final AtomicLong cpuCalls = new AtomicLong();
  private final AtomicLong lawRows = new AtomicLong();
  private boolean lastWasDevices;

  /**
   * An engine whose process is being started.
   *
   * @param name the engine's name
   * @param launcher starts the worker
   * @param settings deadlines, samples, capacities
   * @param cpu computes where the device does not; closed with this engine
   * @param onAlarm told once, by the thread that calls the engine, why the device was dropped; it
   *     must not throw, and nothing that it does may enter a result
   */
  public DeviceEngine(
      String name,
      WorkerLauncher launcher,
      DeviceSettings settings,
      Engine cpu,
      Consumer<DeviceAlarm> onAlarm) {
    this.name = name;
    this.launcher = launcher;
    this.settings = settings;
    this.cpu = cpu;
    this.onAlarm = onAlarm;
    workers = new Workers(settings.threads(), "plimsoll-device-check");
    check = new RowCheck(workers);
    start(KnownAnswerSuite.CAPACITIES.covering(settings.least()));
  }

  private void start(Capacities capacities) {
    FutureTask<DeviceSession> task =
        new FutureTask<>(
            () -> DeviceSession.proved(launcher, capacities, settings, check, workers));
    starting = task;
    Thread thread = new Thread(task, "plimsoll-device-start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public String name() {
    return name;
  }

  /** The device and how it has done so far. */
  @Override
  public List<EngineStatus.Detail> details() {
    DeviceState now = state();
    DeviceAlarm dropped = now.alarm();
    String proof =
        switch (now.phase()) {
          case STARTING -> "being asked";
          case TRUSTED -> "all " + KnownAnswerSuite.CALLS + " revaluations equal the law's";
          case DROPPED -> String.valueOf(dropped);
        };
    return List.of(
        new EngineStatus.Detail("device", now.device()),
        new EngineStatus.Detail("proof", proof),
        new EngineStatus.Detail(
            "revaluations",
            now.deviceCalls() + " by the device, " + now.cpuCalls() + " by the CPU"));
  }

  @Override
  public @Nullable String trouble() {
    DeviceAlarm dropped = alarm;
    return dropped == null ? null : dropped.toString();
  }

  /** How the device is; may be asked by any thread. */
  public DeviceState state() {
    DeviceAlarm dropped = alarm;
    DeviceState.Phase phase =
        dropped != null
            ? DeviceState.Phase.DROPPED
            : session != null ? DeviceState.Phase.TRUSTED : DeviceState.Phase.STARTING;
    return new DeviceState(
        phase, device, dropped, deviceCalls.get(), cpuCalls.get(), lawRows.get());
  }

  /**
   * Waits until the process that is being started has proved itself or failed; for tools and tests,
   * a node does not wait. To be called by the thread that calls the engine.
   *
   * @param limitMs the longest wait, in milliseconds
   * @return whether the device is trusted
   */
  public boolean awaitDevice(long limitMs) {
    FutureTask<DeviceSession> task = starting;
    if (task != null) {
      try {
        adopt(task.get(limitMs, TimeUnit.MILLISECONDS));
      } catch (ExecutionException e) {
        refuse(e);
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return session != null;
  }

  /** The worker's process, or -1 where none is trusted; for tests that kill it. */
  long pid() {
    DeviceSession current = session;
    return current == null ? -1 : current.pid();
  }

  @Override
  public void price(PricingBatch in, RiskArrays out) {
    cpu.price(in, out);
  }

  @Override
  public void reprice(PricingBatch in, int[] instruments, int listed, RiskArrays out) {
    cpu.reprice(in, instruments, listed, out);
  }

  @Override
  public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
    lastWasDevices = onDevice(in, arrays, out);
    if (lastWasDevices) {
      deviceCalls.incrementAndGet();
    } else {
      cpuCalls.incrementAndGet();
      cpu.revalue(in, arrays, out);
    }
  }

  /** Few rows at a time are not worth a device's call; a device hears of their changes later. */
  @Override
  public void revalue(Revaluation in, RowList rows, RiskArrays arrays, LossTable out) {
    cpu.revalue(in, rows, arrays, out);
  }

  @Override
  public void revalueJoint(Revaluation in, AccountRows accounts, RiskArrays arrays, LossTable out) {
    cpu.revalueJoint(in, accounts, arrays, out);
  }

  @Override
  public void tails(
      Revaluation in, AccountRows accounts, RiskArrays arrays, TailRule rule, TailTable out) {
    cpu.tails(in, accounts, arrays, rule, out);
  }

  @Override
  public void lossGrid(Revaluation in, int from, int to, RiskArrays arrays, LossGrid out) {
    cpu.lossGrid(in, from, to, arrays, out);
  }

  @Override
  public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
    cpu.lossGrid(in, row, arrays, pnlOut);
  }

  /**
   * Where the last whole table was the device's, recomputes rows by the law. At a difference the
   * device is dropped and the whole table recomputed on the CPU.
   */
  @Override
  public boolean confirm(Revaluation in, RiskArrays arrays, LossTable table, RowList rows) {
    if (!lastWasDevices) {
      return true;
    }
    try {
      for (int i = 0; i < rows.count(); i++) {
        check.recompute(in, rows.row()[i], arrays, table, Fault.CONFIRMATION);
      }
      return true;
    } catch (DeviceFault e) {
      drop(e);
      lastWasDevices = false;
      cpu.revalue(in, arrays, table);
      return false;
    }
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public Engine onCpu() {
    return cpu;
  }

  /** Whether the device has done it, and rightly. */
  private boolean onDevice(Revaluation in, RiskArrays arrays, LossTable out) {
    if (alarm != null || in.rows() == 0 || in.scenarios() == 0 || arrays.count() == 0) {
      return false;
    }
    if (in.scenarios() != arrays.scenarios()) {
      // The caller's mistake, which the CPU engine reports.
      return false;
    }
    for (int i = 0; i < in.scenarioSetCount(); i++) {
      if (!SetWeights.isAll(in.scenarioSetAt(i))) {
        // The device's kernel knows weights; what else a set does to a profit or loss is the CPU's.
        return false;
      }
    }
    DeviceSession current = ready(in, arrays);
    if (current == null) {
      return false;
    }
    try {
      current.revalue(in, arrays, out, settings.callMs(), settings.samples());
      lawRows.addAndGet(check.lawRows());
      return true;
    } catch (IndexOutOfBoundsException e) {
      // A row names what is not there. The CPU engine finds it too, and says so.
      return false;
    } catch (DeviceFault e) {
      drop(e);
      return false;
    } catch (RuntimeException | InternalError e) {
      // Memory that is taken away, or a fault of ours: no reason to lose a block.
      drop(new DeviceFault(Fault.FAILED, e.toString()));
      return false;
    }
  }

  /** The process that can take a call now; starts a larger one where the book has outgrown it. */
  private @Nullable DeviceSession ready(Revaluation in, RiskArrays arrays) {
    FutureTask<DeviceSession> task = starting;
    if (task != null) {
      if (!task.isDone()) {
        return null;
      }
      awaitDevice(0);
    }
    DeviceSession current = session;
    if (current == null) {
      return null;
    }
    Capacities needed;
    try {
      needed = DeviceBook.needed(in, arrays, current.capacities());
    } catch (IllegalArgumentException | ArithmeticException e) {
      // More than any device holds.
      return null;
    }
    if (needed.equals(current.capacities())) {
      return current;
    }
    session = null;
    current.close();
    start(needed);
    return null;
  }

  private void adopt(DeviceSession proved) {
    starting = null;
    session = proved;
    device = proved.device();
  }

  private void refuse(ExecutionException failed) {
    starting = null;
    Throwable cause = failed.getCause();
    drop(
        cause instanceof DeviceFault fault
            ? fault
            : new DeviceFault(Fault.FAILED, String.valueOf(cause)));
  }

  private void drop(DeviceFault fault) {
    DeviceSession current = session;
    session = null;
    if (current != null) {
      current.close();
    }
    String culprit = fault.device().equals(DeviceAlarm.UNKNOWN) ? device : fault.device();
    DeviceAlarm raised = new DeviceAlarm(fault.fault(), culprit, fault.detail());
    alarm = raised;
    onAlarm.accept(raised);
  }

  /** Ends the worker's process and the CPU engine. */
  @Override
  public void close() {
    try (cpu;
        workers) {
      FutureTask<DeviceSession> task = starting;
      starting = null;
      if (task != null) {
        abandon(task);
      }
      DeviceSession current = session;
      session = null;
      if (current != null) {
        current.close();
      }
    }
  }

  /** Closes a process that is still starting as soon as it has started, without waiting for it. */
  private static void abandon(FutureTask<DeviceSession> task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.get().close();
              } catch (ExecutionException e) {
                // It failed, and so has closed itself.
                return;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "plimsoll-device-end");
    thread.setDaemon(true);
    thread.start();
  }
}
