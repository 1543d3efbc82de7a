package io.plimsoll.kernels.device;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineProvider;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine {@code tornado} for {@link Engines}: with the worker that stands on the class
 * path, the usual settings, and a CPU engine beside it. Alarms go to the logger of this package.
 *
 * <p>The engine is never the choice of {@code auto}. With a few dozen scenarios the check of its
 * rows costs as much as the CPU's own vectors, so an operator who wants a device asks for it.
 */
public final class DeviceProvider implements EngineProvider {

  private static final String NAME = "tornado";
  private static final int NOT_FOR_AUTO = -1;

  private final @Nullable WorkerLauncher launcher;
  private final DeviceSettings settings;

  /** Looks for a worker on the class path. */
  public DeviceProvider() {
    this(
        // The loader of this class, not the thread's, so that all threads of a node see one list.
        ServiceLoader.load(WorkerLauncher.class, WorkerLauncher.class.getClassLoader())
            .findFirst()
            .orElse(null),
        DeviceSettings.usual());
  }

  /** With a worker of the caller's; for tests. */
  DeviceProvider(@Nullable WorkerLauncher launcher, DeviceSettings settings) {
    this.launcher = launcher;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Starts nothing: whether the device works shows when the engine is made. */
  @Override
  public EngineStatus status() {
    if (launcher == null) {
      return EngineStatus.off(
          NAME,
          "this build has no device worker; it is built where TORNADOVM_HOME points to a TornadoVM"
              + " SDK");
    }
    String missing = launcher.missing();
    return missing != null
        ? EngineStatus.off(NAME, missing)
        : EngineStatus.on(
            NAME, NOT_FOR_AUTO, "a worker can be started; taken only where it is asked for");
  }

  /** Makes the engine and waits until its device has proved itself. */
  @Override
  public Engine create(int threads) {
    DeviceEngine engine =
        new DeviceEngine(
            NAME,
            Objects.requireNonNull(launcher, "status says that there is no worker"),
            settings.withThreads(threads),
            cpu(threads),
            DeviceProvider::report);
    if (engine.awaitDevice(settings.startMs())) {
      return engine;
    }
    DeviceAlarm alarm = engine.state().alarm();
    engine.close();
    throw new IllegalStateException(
        alarm == null
            ? "its worker did not prove itself within " + settings.startMs() + " ms"
            : alarm.fault().sentence() + ": " + alarm.detail());
  }

  private static Engine cpu(int threads) {
    try {
      return Engines.create("simd", threads);
    } catch (IllegalArgumentException e) {
      // It is off here, which its status says; scalar is always there.
      return Engines.create("scalar", threads);
    }
  }

  private static void report(DeviceAlarm alarm) {
    System.getLogger(DeviceProvider.class.getPackageName())
        .log(System.Logger.Level.ERROR, alarm.toString());
  }
}
