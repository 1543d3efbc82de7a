package io.plimsoll.margin.rule.drift;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import java.math.BigInteger;

/**
 * The average of a price over five minutes, which {@link StrictPrice} holds against the price: each
 * new price weighs the time since the last one, what was there before the rest of the five minutes,
 * at least one unit of time.
 *
 * <p>The quotient is TowardZero; where the rest is more than one unit it moves by one, away from
 * what weighs less: up where the old average weighs more than the price, down where it weighs less,
 * but not below 0.
 *
 * <p>The venue also keeps a new price near the average of an hour; here the band of prices does
 * that.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/stats.rs.
 */
public final class StrictAverage {

  /** How long a price is averaged, in milliseconds. */
  public static final long PERIOD_MS = 300_000;

  private StrictAverage() {}

  /**
   * The average after a price.
   *
   * @param average before it, at least 0
   * @param price at least 0
   * @param elapsedMs since the average was made; where it is 0 nothing changes
   * @param scratch is overwritten
   */
  public static long next(long average, long price, long elapsedMs, Wide scratch) {
    if (elapsedMs <= 0) {
      return average;
    }
    long elapsed = Math.min(elapsedMs, Long.MAX_VALUE - 1);
    long rest = Math.max(1, PERIOD_MS - elapsed);
    scratch.setProduct(price, elapsed);
    scratch.addProduct(average, rest);
    long mean = scratch.divideTowardZero(elapsed + rest);
    int bias = rest > 1 ? MulDiv.compareProducts(average, rest, price, elapsed) : 0;
    return Math.max(0, mean + bias);
  }

  /** The same without limits. */
  public static BigInteger next(BigInteger average, BigInteger price, BigInteger elapsedMs) {
    if (elapsedMs.signum() <= 0) {
      return average;
    }
    BigInteger rest = BigInteger.valueOf(PERIOD_MS).subtract(elapsedMs).max(BigInteger.ONE);
    BigInteger then = average.multiply(rest);
    BigInteger now = price.multiply(elapsedMs);
    BigInteger mean = then.add(now).divide(elapsedMs.add(rest));
    boolean moves = rest.compareTo(BigInteger.ONE) > 0;
    return (moves ? mean.add(BigInteger.valueOf(then.compareTo(now))) : mean).max(BigInteger.ZERO);
  }
}
