package io.plimsoll.bench.scenario;

import java.math.BigInteger;

/**
 * A collateral pool's insurance fund and backstop at the opening, for a population of reference
 * size.
 *
 * @param symbol of the isolated market, or empty for the cross pool
 * @param insuranceQuanta what its insurance fund holds
 * @param backstopQuanta what its backstop subaccount holds
 */
public record Pool(String symbol, long insuranceQuanta, long backstopQuanta) {

  /** Whether it is the pool of all cross markets. */
  public boolean isCross() {
    return symbol.isEmpty();
  }

  /** An amount stated for the reference size, in proportion to a population, Floor. */
  public static long scaled(long quanta, int books, int referenceBooks) {
    return BigInteger.valueOf(quanta)
        .multiply(BigInteger.valueOf(books))
        .divide(BigInteger.valueOf(referenceBooks))
        .longValueExact();
  }
}
