package io.plimsoll.kernels.device;

import io.plimsoll.kernels.device.link.Capacities;

/**
 * How a device is watched. None of it can show in a result.
 *
 * @param callMs how long a revaluation may take on the device before the CPU computes it, in
 *     milliseconds
 * @param startMs how long a process may take to start and prove itself, in milliseconds; nothing
 *     waits for it
 * @param samples how many rows of each call, chosen by chance, are recomputed whole
 * @param threads how many threads compare the book with what the device holds and check the rows,
 *     the calling one among them
 * @param least the capacities of the first process; a book that outgrows them gets another one
 */
public record DeviceSettings(int callMs, int startMs, int samples, int threads, Capacities least) {

  /**
   * A second for a call, a minute for a start, 64 rows recomputed, one thread, room for 16,384
   * rows, 262,144 positions and 2^18 entries at first.
   */
  public static DeviceSettings usual() {
    return new DeviceSettings(
        1_000, 60_000, 64, 1, new Capacities(1 << 14, 1 << 18, 1 << 18, 1 << 7, 1 << 3));
  }

  /** Checks that all are more than 0; no samples are allowed. */
  public DeviceSettings {
    if (callMs < 1 || startMs < 1 || samples < 0 || threads < 1) {
      throw new IllegalArgumentException(
          "callMs is "
              + callMs
              + ", startMs "
              + startMs
              + ", samples "
              + samples
              + " and threads "
              + threads
              + "; they must be at least 1, 1, 0 and 1");
    }
  }

  /** The same with another limit for a call, in milliseconds. */
  public DeviceSettings withCallMs(int ms) {
    return new DeviceSettings(ms, startMs, samples, threads, least);
  }

  /** The same with another limit for a start, in milliseconds. */
  public DeviceSettings withStartMs(int ms) {
    return new DeviceSettings(callMs, ms, samples, threads, least);
  }

  /** The same with another number of rows that are recomputed whole. */
  public DeviceSettings withSamples(int rows) {
    return new DeviceSettings(callMs, startMs, rows, threads, least);
  }

  /** The same with another number of threads. */
  public DeviceSettings withThreads(int number) {
    return new DeviceSettings(callMs, startMs, samples, number, least);
  }
}
