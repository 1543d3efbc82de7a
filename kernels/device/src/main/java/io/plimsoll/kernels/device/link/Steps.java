package io.plimsoll.kernels.device.link;

/** What a request asks for, as bits; a worker does them in the order in which they stand here. */
public final class Steps {

  /** Take all rows and positions from the shared memory. */
  public static final int LOAD_BOOK = 1;

  /** Take all risk arrays, weights and divisors from the shared memory. */
  public static final int LOAD_PRICES = 2;

  /** Apply the changed rows and positions to those on the device. */
  public static final int PATCH_BOOK = 4;

  /** Revalue all live rows. */
  public static final int REVALUE = 8;

  private Steps() {}

  /** Whether a request holds a step. */
  public static boolean has(int steps, int step) {
    return (steps & step) != 0;
  }
}
