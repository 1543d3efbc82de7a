package io.plimsoll.kernels.option;

import io.plimsoll.kernels.body.ImpliedVolBody;

/** Why a price implies no volatility: what stands in place of one, below 0, never renumbered. */
public final class ImpliedVolatility {

  /** The price is not above the option's value at a volatility of 0. */
  public static final long NOT_ABOVE_INTRINSIC = -1;

  /** The price is not below the option's value at an endless volatility. */
  public static final long NOT_BELOW_LIMIT = -2;

  /** The largest volatility, 1e12 ppm, gives less than the price. */
  public static final long OUT_OF_REACH = ImpliedVolBody.OUT_OF_REACH;

  /** The option has no time left, so that no volatility changes its price. */
  public static final long EXPIRED = -4;

  private ImpliedVolatility() {}
}
