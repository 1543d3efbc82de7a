package io.plimsoll.margin.market;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What a number of lots is worth at a price, and how many lots an amount is worth.
 *
 * <p>value = lots * num / den, TowardZero, so that a long and a short of one size are worth the
 * same; num / den is the value of one lot in quanta.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, lib/quantums.go. There a price is p * 10^x for a whole
 * coin and a lot 10^r coins, so num / den = p * 10^(x + r + 6).
 */
public final class Value {

  private Value() {}

  /**
   * The value of lots, in quanta, TowardZero; saturates at the ends of {@code long}.
   *
   * @param num not negative
   * @param den positive
   */
  public static long of(long lots, long num, long den) {
    long size = MulDiv.floorSaturated(size(lots), num, den);
    return lots < 0 ? -size : size;
  }

  /** The same without limits. */
  public static BigInteger of(BigInteger lots, BigInteger num, BigInteger den) {
    return lots.multiply(num).divide(den);
  }

  /**
   * The lots that are worth an amount, TowardZero. dYdX takes two steps, each TowardZero; a
   * quotient of quotients by whole numbers is the quotient by their product, so one step is the
   * same.
   *
   * @param num not 0
   */
  public static BigInteger lots(BigInteger amount, BigInteger num, BigInteger den) {
    return amount.multiply(den).divide(num);
  }

  static long size(long lots) {
    return lots == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(lots);
  }
}
