package io.plimsoll.margin.rule;

import java.math.BigInteger;
import java.util.List;

/**
 * The weighted median of what several reporters say: the lowest value whose cumulative power
 * reaches half of all power. It is one of the values, so it is in any range that all of them are
 * in, and it does not depend on the order in which they stand.
 *
 * <p>Who has less than half of the power cannot move it beyond the values of the others.
 */
public final class WeightedMedian {

  private WeightedMedian() {}

  /**
   * The median of the first {@code count} values. Each is held against all others, so nothing is
   * sorted and nothing allocated; reporters are few.
   *
   * @param powers positive; twice their sum fits a {@code long}
   * @param count at least 1
   */
  public static long of(long[] values, long[] powers, int count) {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += powers[i];
    }
    long median = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if (2 * powerUpTo(values[i], values, powers, count) >= total) {
        median = Math.min(median, values[i]);
      }
    }
    return median;
  }

  private static long powerUpTo(long most, long[] values, long[] powers, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i] <= most ? powers[i] : 0;
    }
    return sum;
  }

  /** The same without limits. */
  public static BigInteger of(List<BigInteger> values, List<BigInteger> powers) {
    BigInteger total = powers.stream().reduce(BigInteger.ZERO, BigInteger::add);
    return values.stream()
        .filter(value -> powerUpTo(value, values, powers).shiftLeft(1).compareTo(total) >= 0)
        .min(BigInteger::compareTo)
        .orElseThrow();
  }

  private static BigInteger powerUpTo(
      BigInteger most, List<BigInteger> values, List<BigInteger> powers) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).compareTo(most) <= 0) {
        sum = sum.add(powers.get(i));
      }
    }
    return sum;
  }
}
