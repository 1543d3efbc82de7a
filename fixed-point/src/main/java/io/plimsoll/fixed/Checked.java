package io.plimsoll.fixed;

import io.plimsoll.fixed.raw.Raw;

/**
 * Arithmetic on longs of one scale that throws where the exact result is not a long. The {@link
 * ArithmeticException} names the operation and its operands. The saturating twins give the nearest
 * long instead.
 */
public final class Checked {

  private Checked() {}

  /**
   * {@code a + b}.
   *
   * @throws ArithmeticException if the sum is not a long
   */
  public static long add(long a, long b) {
    if (Raw.addOverflows(a, b)) {
      throw overflow("add", a, b);
    }
    return a + b;
  }

  /**
   * {@code a - b}.
   *
   * @throws ArithmeticException if the difference is not a long
   */
  public static long subtract(long a, long b) {
    if (subtractOverflows(a, b)) {
      throw overflow("subtract", a, b);
    }
    return a - b;
  }

  /**
   * {@code a * b}; the scales of both add up.
   *
   * @throws ArithmeticException if the product is not a long
   */
  public static long multiply(long a, long b) {
    if (Raw.mulOverflows(a, b)) {
      throw overflow("multiply", a, b);
    }
    return a * b;
  }

  /**
   * {@code -a}.
   *
   * @throws ArithmeticException if {@code a} is {@link Long#MIN_VALUE}, whose negative is no long
   */
  public static long negate(long a) {
    if (a == Long.MIN_VALUE) {
      throw overflow("negate", a);
    }
    return -a;
  }

  /**
   * Magnitude of {@code a}.
   *
   * @throws ArithmeticException if {@code a} is {@link Long#MIN_VALUE}, whose magnitude is no long
   */
  public static long abs(long a) {
    if (a == Long.MIN_VALUE) {
      throw overflow("abs", a);
    }
    return a < 0 ? -a : a;
  }

  /** {@code a + b}, or the end of the range that the sum lies beyond. */
  public static long addSaturated(long a, long b) {
    if (!Raw.addOverflows(a, b)) {
      return a + b;
    }
    return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** {@code a - b}, or the end of the range that the difference lies beyond. */
  public static long subtractSaturated(long a, long b) {
    if (!subtractOverflows(a, b)) {
      return a - b;
    }
    return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** {@code a * b}, or the end of the range that the product lies beyond. */
  public static long multiplySaturated(long a, long b) {
    if (!Raw.mulOverflows(a, b)) {
      return a * b;
    }
    return (a ^ b) < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static boolean subtractOverflows(long a, long b) {
    return ((a ^ b) & (a ^ (a - b))) < 0;
  }

  private static ArithmeticException overflow(String operation, long a, long b) {
    return new ArithmeticException(
        "Checked." + operation + "(" + a + ", " + b + ") does not fit a long");
  }

  private static ArithmeticException overflow(String operation, long a) {
    return new ArithmeticException("Checked." + operation + "(" + a + ") does not fit a long");
  }
}
