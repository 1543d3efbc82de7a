package io.plimsoll.kernels.device.link;

/** What a worker can do with its device. One thread calls it. */
public interface DeviceKernels {

  /**
   * Finds the device and prepares it for a shared memory.
   *
   * @return what a person calls the device
   * @throws Exception whatever is wrong; {@link #outcomeOf} names it
   */
  String open(SharedMemory memory) throws Exception;

  /**
   * Does the steps of a request, which {@link Steps} lists.
   *
   * @throws Exception whatever is wrong; {@link #outcomeOf} names it
   */
  void run(int steps) throws Exception;

  /** What kind of failure it was that {@link #open} or {@link #run} threw. */
  default Outcome outcomeOf(Throwable thrown) {
    return thrown instanceof OutOfMemoryError ? Outcome.OUT_OF_MEMORY : Outcome.FAILED;
  }
}
