package io.plimsoll.fixed.fn;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The largest error of a run and the argument where it was. */
final class Largest {

  private final String unit;
  private BigDecimal error = BigDecimal.ZERO;
  private long argument;

  /**
   * Nothing seen yet.
   *
   * @param unit what errors are counted in
   */
  Largest(String unit) {
    this.unit = unit;
  }

  void see(long value, BigDecimal exact, long at) {
    see(BigDecimal.valueOf(value).subtract(exact).abs(), at);
  }

  void see(BigDecimal size, long at) {
    if (size.compareTo(error) > 0) {
      error = size;
      argument = at;
    }
  }

  /** Takes over what another run has seen. */
  void see(Largest other) {
    see(other.error, other.argument);
  }

  boolean isBelow(BigDecimal bound) {
    return error.compareTo(bound) < 0;
  }

  boolean isBelow(String bound) {
    return isBelow(new BigDecimal(bound));
  }

  @Override
  public String toString() {
    return error.setScale(4, RoundingMode.CEILING).toPlainString()
        + " "
        + unit
        + " at argument "
        + argument;
  }
}
