package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;

/**
 * What is held and owed of one asset. Numbers have 18 decimals.
 *
 * @param amount held, signed
 * @param borrowed not negative
 */
public record Balance(BigInteger amount, BigInteger borrowed) {

  /** Nothing. */
  public static final Balance NONE = new Balance(BigInteger.ZERO, BigInteger.ZERO);

  /** Checks them. */
  public Balance {
    if (borrowed.signum() < 0) {
      throw new IllegalArgumentException(
          "borrowed " + E18.text(borrowed) + " must not be negative");
    }
    if (amount.bitLength() > Holdings.MOST_BITS || borrowed.bitLength() > Holdings.MOST_BITS) {
      throw new IllegalArgumentException("a balance must be smaller");
    }
  }

  /** What is held less what is owed. */
  public BigInteger net() {
    return amount.subtract(borrowed);
  }
}
