package io.plimsoll.kernels.device.link;

/** Where the values of {@link Column#COUNTS} stand. */
public final class Counts {

  /** The number of live rows. */
  public static final int ROWS = 0;

  /** The number of scenarios. */
  public static final int SCENARIOS = 1;

  /** The distance between rows of risk arrays and of weights, a multiple of 8. */
  public static final int STRIDE = 2;

  /** The number of changed positions. */
  public static final int POSITION_DELTAS = 3;

  /** The number of changed rows. */
  public static final int ROW_DELTAS = 4;

  private Counts() {}
}
