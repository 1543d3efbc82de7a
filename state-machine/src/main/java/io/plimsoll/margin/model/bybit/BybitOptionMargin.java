package io.plimsoll.margin.model.bybit;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * What Bybit requires of a short option outside of portfolio margin. Numbers have 18 decimals.
 *
 * <pre>
 *   maintenance = (max(rate * index, rate * mark) + mark + fee * index) * size
 *   risk        = max(most * index - out of the money, least * index)
 *   initial     = max((risk + max(entry, mark)) * size, maintenance)
 * </pre>
 *
 * <p>Source: Bybit help center, comparison of spread strategies in cross and portfolio margin.
 *
 * @param initial margin, Ceil
 * @param maintenance margin, Ceil
 */
public record BybitOptionMargin(BigInteger initial, BigInteger maintenance) {

  /**
   * The rates.
   *
   * @param maintenance of index or mark
   * @param most of the index, at the money
   * @param least of the index
   * @param fee of liquidation, of the index
   */
  public record Rates(BigInteger maintenance, BigInteger most, BigInteger least, BigInteger fee) {}

  /**
   * The margins of a short option.
   *
   * @param size sold, not negative
   */
  public static BybitOptionMargin of(
      Rates rates,
      boolean isCall,
      BigInteger index,
      BigInteger strike,
      BigInteger entry,
      BigInteger mark,
      BigInteger size) {
    BigInteger one = E18.ONE;
    BigInteger perOption =
        rates
            .maintenance()
            .multiply(index.max(mark))
            .add(mark.multiply(one))
            .add(rates.fee().multiply(index));
    BigInteger maintenance = Exact.ceil(perOption.multiply(size), one.multiply(one));
    BigInteger above = strike.subtract(index);
    BigInteger out = (isCall ? above : above.negate()).max(BigInteger.ZERO);
    BigInteger risk =
        rates.most().multiply(index).subtract(out.multiply(one)).max(rates.least().multiply(index));
    BigInteger opened = risk.add(entry.max(mark).multiply(one));
    BigInteger initial = Exact.ceil(opened.multiply(size), one.multiply(one));
    return new BybitOptionMargin(initial.max(maintenance), maintenance);
  }
}
