package io.plimsoll.margin.rule.paradex;

import java.math.BigInteger;

/**
 * How much may be traded until a position is as large as its market allows, in coins.
 *
 * <p>Source: Paradex's documentation of position limits, paradex-docs 9b82a75a0353,
 * fern/pages/risk-system/position-limit.mdx.
 *
 * @param buy the most that may be bought
 * @param sell the most that may be sold
 */
public record PositionLimit(BigInteger buy, BigInteger sell) {

  /**
   * Of a position, which may be beyond the limit, and then nothing may be added to it.
   *
   * @param limit the largest size to either side, not negative
   * @param position in coins, below 0 if short
   */
  public static PositionLimit of(BigInteger limit, BigInteger position) {
    return new PositionLimit(
        limit.subtract(position).max(BigInteger.ZERO), limit.add(position).max(BigInteger.ZERO));
  }
}
