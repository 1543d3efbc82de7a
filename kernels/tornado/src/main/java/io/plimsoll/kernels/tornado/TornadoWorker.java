package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Worker;
import java.io.IOException;

/** The main class of the worker's process. */
public final class TornadoWorker {

  /** The setting that chooses a device, "backend:device". */
  static final String DEVICE = "plimsoll.device";

  private TornadoWorker() {}

  /** Serves a node until it ends. */
  public static void main(String[] arguments) throws IOException {
    Worker.serve(arguments, new TornadoKernels(System.getProperty(DEVICE, "")));
  }
}
