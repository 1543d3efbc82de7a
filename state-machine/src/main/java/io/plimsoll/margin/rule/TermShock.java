package io.plimsoll.margin.rule;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import java.math.BigInteger;

/**
 * Relative moves of volatilities that count more the nearer an expiry is: range * (30 days /
 * time)^power, as at Deribit and the venues that follow it. Numbers have 18 decimals.
 *
 * @param up range of a rise
 * @param down range of a fall
 * @param shortPower for less than 30 days
 * @param longPower from 30 days on
 * @param leastRisen the least volatility after a rise
 */
public record TermShock(
    BigInteger up,
    BigInteger down,
    BigInteger shortPower,
    BigInteger longPower,
    BigInteger leastRisen) {

  private static final long DAYS_30 = 30L * 86_400;

  /** (30 days / time)^power, to the nearest; a time of less than a second counts as one. */
  public BigInteger scale(long seconds) {
    BigInteger base = BigInteger.valueOf(DAYS_30);
    BigInteger ln = Q96.ln(base, BigInteger.valueOf(Math.max(1, seconds)));
    BigInteger power = seconds < DAYS_30 ? shortPower : longPower;
    return E18.ofBinary(Q96.exp(ln.multiply(power).divide(E18.ONE)), Q96.BITS);
  }

  /** What a rise multiplies a volatility with. */
  public BigInteger risenBy(long seconds) {
    return E18.ONE.add(timesTowardZero(up, scale(seconds)));
  }

  /** What a fall multiplies a volatility with, at least 0. */
  public BigInteger fallenBy(long seconds) {
    return E18.ONE.subtract(timesTowardZero(down, scale(seconds))).max(BigInteger.ZERO);
  }

  /**
   * A volatility after a move.
   *
   * @param direction 1 for a rise, -1 for a fall, 0 for none
   */
  public BigInteger of(BigInteger volatility, int direction, long seconds) {
    return switch (direction) {
      case 1 -> timesTowardZero(volatility, risenBy(seconds)).max(leastRisen);
      case -1 -> timesTowardZero(volatility, fallenBy(seconds));
      default -> volatility;
    };
  }
}
