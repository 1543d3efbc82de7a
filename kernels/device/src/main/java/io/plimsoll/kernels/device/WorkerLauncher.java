package io.plimsoll.kernels.device;

import io.plimsoll.kernels.device.link.Capacities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows how a kind of device's worker is started. Found by {@link java.util.ServiceLoader}; its
 * class must load where the device's libraries are absent.
 */
public interface WorkerLauncher {

  /** What keeps the worker from being started here, in one line without its end, or null. */
  @Nullable String missing();

  /**
   * The command that starts the worker, to which the arguments of {@link
   * io.plimsoll.kernels.device.link.Worker#serve} are added. It runs in an empty folder.
   *
   * @param capacities what the device must hold
   */
  List<String> command(Capacities capacities);
}
