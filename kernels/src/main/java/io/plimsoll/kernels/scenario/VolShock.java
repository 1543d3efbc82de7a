package io.plimsoll.kernels.scenario;

/** How a scenario moves a volatility. */
public enum VolShock {
  /** The volatility stays as it is. */
  NONE,

  /** {@code vol * (1e6 + volMovePpm) / 1e6}, rounded HalfEven, and 0 where that is negative. */
  RELATIVE
}
