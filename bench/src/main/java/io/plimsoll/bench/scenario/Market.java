package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import java.math.BigInteger;

/**
 * A market of a scenario: a perpetual and, where there are any, the options on the same underlying.
 *
 * @param symbol of the price table
 * @param isolated whether its positions have subaccounts, a pool and an insurance fund of their own
 * @param tier margins and open-interest caps
 * @param priceExponent a price is mantissa * 10^exponent USD
 * @param stepE12 one lot in units of the underlying, times 10^12
 * @param openInterestFactorE6 what the tier's caps are multiplied by for the population of
 *     reference size, in millionths
 * @param defaultFundingPpm what longs pay to shorts over eight hours when prices stand still
 * @param priorVolPpm annual volatility before the table begins and in the long run
 * @param bandPpmPerMinute relative price move that the chain allows for each minute
 */
public record Market(
    String symbol,
    boolean isolated,
    Tier tier,
    int priceExponent,
    long stepE12,
    long openInterestFactorE6,
    int defaultFundingPpm,
    long priorVolPpm,
    long bandPpmPerMinute) {

  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(60);

  private static final int STEP_SCALE = 12;
  private static final int QUANTUM_SCALE = 6;

  /** Numerator of the value of one lot in quanta for each unit of the price's mantissa. */
  public long multiplierNum() {
    return multiplier()[0];
  }

  /** Denominator of the value of one lot in quanta for each unit of the price's mantissa. */
  public long multiplierDen() {
    return multiplier()[1];
  }

  /** step * 10^(exponent + 6) in lowest terms. */
  private long[] multiplier() {
    int power = priceExponent + QUANTUM_SCALE - STEP_SCALE;
    BigInteger num = BigInteger.valueOf(stepE12).multiply(BigInteger.TEN.pow(Math.max(0, power)));
    BigInteger den = BigInteger.TEN.pow(Math.max(0, -power));
    BigInteger common = num.gcd(den);
    return new long[] {num.divide(common).longValueExact(), den.divide(common).longValueExact()};
  }

  /** The lots, TowardZero, that a signed amount of quanta buys at a price. */
  public long lots(long quanta, long priceMantissa) {
    long[] multiplier = multiplier();
    BigInteger lot = BigInteger.valueOf(priceMantissa).multiply(BigInteger.valueOf(multiplier[0]));
    return BigInteger.valueOf(quanta)
        .multiply(BigInteger.valueOf(multiplier[1]))
        .divide(lot)
        .longValueExact();
  }

  /**
   * The lower cap of open interest in quanta, Floor, for a population: in proportion to its size,
   * at most what a chain's parameter can be.
   *
   * @param books of the population
   * @param referenceBooks for which the scenario states its figures
   */
  public long openInterestLower(int books, int referenceBooks) {
    return cap(tier.openInterestLower(), books, referenceBooks);
  }

  /** The upper cap of open interest in quanta, Floor; 0 where the tier has none. */
  public long openInterestUpper(int books, int referenceBooks) {
    return cap(tier.openInterestUpper(), books, referenceBooks);
  }

  private long cap(long tierCap, int books, int referenceBooks) {
    return BigInteger.valueOf(tierCap)
        .multiply(BigInteger.valueOf(openInterestFactorE6))
        .multiply(BigInteger.valueOf(books))
        .divide(BigInteger.valueOf(ExactDecimal.ONE_PPM * referenceBooks))
        .min(MOST)
        .longValueExact();
  }
}
