package io.plimsoll.kernels.device;

import org.jspecify.annotations.Nullable;

/**
 * How a device engine is, for an operator and for metrics.
 *
 * @param phase whether the device is used
 * @param device what a person calls the device; "unknown" where it has not said
 * @param alarm why it is no longer used, where it is not
 * @param deviceCalls how many revaluations were the device's, checked
 * @param cpuCalls how many revaluations the CPU computed instead
 * @param lawRows how many rows of the device's calls the CPU computed, because their sums may not
 *     fit 64 bits
 */
public record DeviceState(
    Phase phase,
    String device,
    @Nullable DeviceAlarm alarm,
    long deviceCalls,
    long cpuCalls,
    long lawRows) {

  /** Whether the device is used. */
  public enum Phase {
    /** A process is being started or proves itself; meanwhile the CPU computes. */
    STARTING,
    /** The device computes and the CPU checks. */
    TRUSTED,
    /** The device is no longer used, for good. */
    DROPPED
  }
}
