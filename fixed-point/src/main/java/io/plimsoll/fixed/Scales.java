package io.plimsoll.fixed;

/** Integers that carry a power of ten, moved from one scale to another: 15 at 1 is 1500 at 3. */
public final class Scales {

  /** The largest scale, and the largest power of ten that is a long: 10^18. */
  public static final int LARGEST = 18;

  private static final long[] POWERS = new long[LARGEST + 1];

  static {
    POWERS[0] = 1;
    for (int k = 1; k <= LARGEST; k++) {
      POWERS[k] = 10 * POWERS[k - 1];
    }
  }

  private Scales() {}

  /**
   * 10^exponent.
   *
   * @param exponent 0 to 18
   * @throws IllegalArgumentException if it is outside
   */
  public static long powerOfTen(int exponent) {
    check(exponent);
    return POWERS[exponent];
  }

  /**
   * {@code value * 10^(to - from)}: what {@code value} at the scale {@code from} is at {@code to}.
   * Exact towards a larger scale, rounded as named towards a smaller one.
   *
   * @param from scale of the value, 0 to 18
   * @param to scale of the result, 0 to 18
   * @throws ArithmeticException if the result is not a long, naming the operands
   * @throws IllegalArgumentException if a scale is outside of its range
   */
  public static long rescale(long value, int from, int to, Rounding rounding) {
    check(from);
    check(to);
    return to >= from
        ? Checked.multiply(value, POWERS[to - from])
        : MulDiv.divide(value, 1, POWERS[from - to], rounding);
  }

  private static void check(int scale) {
    if (scale < 0 || scale > LARGEST) {
      throw new IllegalArgumentException("scale " + scale + " is not within 0 to " + LARGEST);
    }
  }
}
