package io.plimsoll.margin.rule.paradex;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * How far a position can come to either side if all orders of that side are filled, in coins.
 *
 * <p>Source: Paradex's documentation of cross margin, paradex-docs 9b82a75a0353,
 * fern/pages/risk-system/cross-margin-requirement.mdx.
 *
 * @param buy the long position after all buys, or 0 if it is still none
 * @param sell the size of the short position after all sells, or 0 if it is still none
 */
public record OpenSizes(BigInteger buy, BigInteger sell) {

  private static final BigInteger E36 = E18.ONE.multiply(E18.ONE);

  /**
   * Of a position and its open orders.
   *
   * @param position in coins, below 0 if short
   * @param buys sum of the sizes of all buys, not negative
   * @param sells sum of the sizes of all sells, not negative
   */
  public static OpenSizes of(BigInteger position, BigInteger buys, BigInteger sells) {
    return new OpenSizes(
        position.add(buys).max(BigInteger.ZERO), sells.subtract(position).max(BigInteger.ZERO));
  }

  /**
   * max(buy, sell) * fraction * mark, in USD; Ceil. The venue adds a provision of fees and the loss
   * of orders beyond the mark.
   *
   * @param fraction initial margin of a position's value
   * @param mark in USD
   */
  public BigInteger initial(BigInteger fraction, BigInteger mark) {
    return Exact.ceil(buy.max(sell).multiply(fraction).multiply(mark), E36);
  }
}
