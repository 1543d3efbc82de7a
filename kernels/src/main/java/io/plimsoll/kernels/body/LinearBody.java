package io.plimsoll.kernels.body;

import io.plimsoll.fixed.raw.Raw;

/** A change in price as a change in value, for what fits 64 bits. */
public final class LinearBody {

  private LinearBody() {}

  /**
   * Whether {@link #entry} is exact: no product on its way leaves 64 bits. The answer follows from
   * the numbers alone.
   */
  public static boolean fits(long value, long factor, long num) {
    return !Raw.mulOverflows(value, factor) && !Raw.mulOverflows(value * factor, num);
  }

  /**
   * An entry of a risk array: value * factor * num / den, HalfEven, where {@link #fits} holds.
   *
   * @param value a price mantissa, or a change of one
   * @param factor a price move in ppm, or 1
   * @param num numerator of what one mantissa unit (times 1 ppm) is worth in units of 10^-k quanta
   * @param den its denominator, at least 1
   */
  public static long entry(long value, long factor, long num, long den) {
    return Raw.halfEvenDiv(value * factor * num, den);
  }
}
