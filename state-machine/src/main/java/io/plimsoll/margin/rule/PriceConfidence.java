package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.MarketData;
import java.math.BigInteger;

/**
 * What an uncertain price costs: initial margin of uncertainty * factor * notional, where the
 * uncertainty is half the width of the price's confidence interval over the price.
 *
 * <p>Source: Derive v2-core 7736900d3957, oracle contingency of risk-managers/PMRMLib.sol, where
 * the uncertainty is 1 less the confidence of a feed; roundings, each against the account, are
 * ours.
 */
public final class PriceConfidence {

  private static final long ONE_PPM = 1_000_000;

  private PriceConfidence() {}

  /**
   * Uncertainty of a price in ppm, Ceil, at most 1e6.
   *
   * @param confidence half the width of the interval, a mantissa, 0 or more
   * @param price mantissa of the same exponent, positive
   */
  public static long uncertaintyPpm(long confidence, long price) {
    return Math.min(ONE_PPM, MulDiv.ceilSaturated(confidence, ONE_PPM, price));
  }

  /** The same without limits. */
  public static BigInteger uncertaintyPpm(BigInteger confidence, BigInteger price) {
    return Exact.ceil(confidence.multiply(Exact.MILLION), price).min(Exact.MILLION);
  }

  /**
   * Initial margin in ppm of the notional, Ceil.
   *
   * @param uncertaintyPpm 0 to 1e6
   * @param factorPpm 0 to 1e8
   */
  public static long surchargePpm(long uncertaintyPpm, long factorPpm) {
    return MulDiv.ceil(uncertaintyPpm, factorPpm, ONE_PPM);
  }

  /** The same without limits. */
  public static BigInteger surchargePpm(BigInteger uncertaintyPpm, BigInteger factorPpm) {
    return Exact.ceilOfPpm(uncertaintyPpm, factorPpm);
  }

  /** The surcharge of a notional without its sign, in quanta, Ceil; saturates. */
  public static long surcharge(long notional, long surchargePpm) {
    return MulDiv.ceilSaturated(notional, surchargePpm, ONE_PPM);
  }

  /** The surcharges of an account's positions, in quanta; saturates. */
  public static long surcharge(MarketData market, Book book) {
    long total = 0;
    if (market.hasSurcharge()) {
      for (int p = book.from(); p < book.to(); p++) {
        int instrument = book.instrument(p);
        int ppm = market.surchargePpm(market.underlying()[instrument]);
        long notional = market.notional(instrument, book.lots(p));
        total = Checked.addSaturated(total, surcharge(notional, ppm));
      }
    }
    return total;
  }

  /** The same without limits. */
  public static BigInteger surcharge(BigInteger notional, BigInteger surchargePpm) {
    return Exact.ceilOfPpm(notional, surchargePpm);
  }
}
