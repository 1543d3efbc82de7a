package io.plimsoll.fixed;

/** Where a quotient goes that is not an integer. There is no up or down: -0.5 has neither. */
public enum Rounding {
  /** Towards minus infinity: 0.5 to 0, -0.5 to -1. Never increases a value. */
  FLOOR,
  /** Towards plus infinity: 0.5 to 1, -0.5 to 0. Never decreases a value. */
  CEIL,
  /** Drops the fraction: 1.5 to 1, -1.5 to -1. Never increases a magnitude. */
  TOWARD_ZERO,
  /** To the next larger magnitude: 0.1 to 1, -0.1 to -1. Never decreases a magnitude. */
  AWAY_FROM_ZERO,
  /** To the nearest, at a half to the even one: 0.5 to 0, 1.5 to 2, -2.5 to -2. */
  HALF_EVEN
}
