package io.plimsoll.kernels.device;

/**
 * Why a device is no longer used. Results are not affected: the call at which it happened was
 * recomputed on the CPU, and so are all later ones.
 *
 * @param fault what was wrong
 * @param device what a person calls the device; "unknown" where it never said
 * @param detail more, for a person: the row and both values, or what the driver said
 */
public record DeviceAlarm(Fault fault, String device, String detail) {

  /** The name of a device that never said one. */
  static final String UNKNOWN = "unknown";

  @Override
  public String toString() {
    return "the device '"
        + device
        + "' is no longer used: "
        + fault.sentence()
        + " ("
        + detail
        + "); the CPU computes instead, with the same results";
  }
}
