package io.plimsoll.kernels.device.link;

/** How a request to a worker ended. */
public enum Outcome {
  /** Done; the results stand in the shared memory. */
  OK(1),
  /** The device, its driver or the worker failed. */
  FAILED(2),
  /** There is no device, or no driver for it. */
  NO_DRIVER(3),
  /** The device's memory does not hold the buffers. */
  OUT_OF_MEMORY(4);

  private final long word;

  Outcome(long word) {
    this.word = word;
  }

  /** What stands for it in the shared memory. */
  long word() {
    return word;
  }

  /** From the shared memory; {@link #FAILED} where a word means nothing. */
  static Outcome of(long word) {
    for (Outcome outcome : values()) {
      if (outcome.word == word) {
        return outcome;
      }
    }
    return FAILED;
  }
}
