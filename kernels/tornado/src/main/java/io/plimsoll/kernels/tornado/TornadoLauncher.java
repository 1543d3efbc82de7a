package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.WorkerLauncher;
import io.plimsoll.kernels.device.link.Capacities;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Starts the worker on the JVM of this process with the settings of the SDK that TORNADOVM_HOME
 * points to. PLIMSOLL_DEVICE chooses a device, "backend:device" as {@code tornado --devices}
 * numbers them. Names no class of TornadoVM, so it loads where there is none.
 */
public final class TornadoLauncher implements WorkerLauncher {

  private static final String HOME = "TORNADOVM_HOME";
  private static final String DEVICE = "PLIMSOLL_DEVICE";
  private static final String ARGUMENTS = "tornado-argfile";

  /** What the driver adds to the columns, with room for a second copy of the largest. */
  private static final long DRIVER_BYTES = 256L << 20;

  private final UnaryOperator<@Nullable String> environment;

  /** Reads this process's environment. */
  public TornadoLauncher() {
    this(System::getenv);
  }

  /** Reads another environment; for tests. */
  TornadoLauncher(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String missing() {
    String home = environment.apply(HOME);
    if (home == null || home.isBlank()) {
      return HOME + " is not set; it must point to a TornadoVM SDK (sdk install tornadovm)";
    }
    if (!Files.isRegularFile(Path.of(home, ARGUMENTS))) {
      return HOME + " is " + home + ", which holds no " + ARGUMENTS + ", so it is no SDK";
    }
    return null;
  }

  @Override
  public List<String> command(Capacities capacities) {
    String device = environment.apply(DEVICE);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + Path.of(String.valueOf(environment.apply(HOME)), ARGUMENTS),
        // Without this a kernel that fails may be run in Java instead, in silence.
        "-Dtornado.recover.bailout=False",
        "-Dtornado.device.memory=" + (2 * capacities.deviceBytes() + DRIVER_BYTES),
        "-D" + TornadoWorker.DEVICE + "=" + (device == null ? "" : device),
        "-Xmx1g",
        "-cp",
        place(TornadoLauncher.class) + File.pathSeparator + place(WorkerLauncher.class),
        TornadoWorker.class.getName());
  }

  /** The jar or folder that a class comes from. */
  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path holds what is no path", e);
    }
  }
}
