package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;

/**
 * What an instrument is quoted at. Numbers have 18 decimals.
 *
 * @param mark price of one coin of it, in dollars or in the coin that it is quoted in; of an option
 *     in its settlement asset
 * @param forward of an option, price at which its expiry is traded; else 0
 * @param volatility of an option, of a year; else 0
 */
public record Quote(BigInteger mark, BigInteger forward, BigInteger volatility) {

  /** Checks them. */
  public Quote {
    require("mark", mark);
    require("forward", forward);
    require("volatility", volatility);
  }

  /** Of what has a mark alone. */
  public static Quote of(BigInteger mark) {
    return new Quote(mark, BigInteger.ZERO, BigInteger.ZERO);
  }

  private static void require(String name, BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > Holdings.MOST_BITS) {
      throw new IllegalArgumentException(
          name + " " + E18.text(value) + " must be from 0 on, and not so large");
    }
  }
}
