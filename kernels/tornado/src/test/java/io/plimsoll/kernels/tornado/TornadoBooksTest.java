package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.DeviceBooks;
import io.plimsoll.kernels.device.WorkerLauncher;

/** All books of the device engine's tests, on a real device. */
class TornadoBooksTest extends DeviceBooks {

  @Override
  protected WorkerLauncher launcher() {
    return new TornadoLauncher();
  }
}
