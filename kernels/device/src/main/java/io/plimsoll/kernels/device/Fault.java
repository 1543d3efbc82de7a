package io.plimsoll.kernels.device;

/** What was wrong with a device, its process or its results. */
public enum Fault {
  /** Its process could not be started, or its memory not be mapped. */
  NOT_STARTED("its process could not be started"),
  /** There is no device, or no driver for it. */
  NO_DRIVER("there is no device or no driver for it"),
  /** The device's memory does not hold the book. */
  OUT_OF_MEMORY("the device's memory does not hold the book"),
  /** The worker reported an error. */
  FAILED("its worker reported an error"),
  /** The process ended by itself or was killed. */
  DIED("its process ended"),
  /** There was no answer in time. */
  DEADLINE("it did not answer in time"),
  /** It gave a wrong answer to a question whose answer is known. */
  KNOWN_ANSWERS("it failed the known-answer suite"),
  /** It named a scenario that does not exist, or the same one twice. */
  INDEX("it named a scenario that cannot be"),
  /** The checksum of a row's sums is wrong: some sum is, or the results are old. */
  CHECKSUM("a row's checksum is wrong"),
  /** A row's worst loss is not that of the scenario it named. */
  LOSS("a row's worst loss is not that of its scenario"),
  /** A row's runner-up is not that of the scenario it named, or hurts more than the worst. */
  RUNNER_UP("a row's runner-up is wrong"),
  /** A row that was recomputed whole, by chance, differs. */
  SAMPLE("a row that was recomputed whole differs"),
  /** A row that the caller wanted to be sure of differs. */
  CONFIRMATION("a row that had to be certain differs");

  private final String sentence;

  Fault(String sentence) {
    this.sentence = sentence;
  }

  /** What a person reads. */
  public String sentence() {
    return sentence;
  }
}
