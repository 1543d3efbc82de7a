package io.plimsoll.node.conformance;

import java.math.BigDecimal;

/**
 * How near a number must be to an expected one: within a part of it or within an amount, whichever
 * allows more.
 *
 * @param relative part of the expected number
 * @param absolute in the unit of the number
 */
public record Tolerance(BigDecimal relative, BigDecimal absolute) {

  /** Numbers must be equal. */
  public static final Tolerance NONE = new Tolerance(BigDecimal.ZERO, BigDecimal.ZERO);

  /** Whether numbers must be equal. */
  boolean isNone() {
    return relative.signum() == 0 && absolute.signum() == 0;
  }

  /** With a relative part that is not larger than this. */
  Tolerance within(BigDecimal part) {
    return new Tolerance(relative.min(part), absolute);
  }

  boolean allows(BigDecimal expected, BigDecimal got) {
    BigDecimal allowed = expected.abs().multiply(relative).max(absolute);
    return expected.subtract(got).abs().compareTo(allowed) <= 0;
  }
}
