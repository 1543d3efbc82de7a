package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;

/**
 * Parameters of liquidation. Ratios are in ppm, amounts in quote quanta.
 *
 * <p>Source: clob/types/liquidations_config.go.
 *
 * @param maxFeePpm the most of a fill's quote that goes to the insurance fund
 * @param bankruptcyAdjustmentPpm how fast the fillable price falls as an account loses its margin
 * @param spreadToMaintenancePpm how far it falls at most, as a part of maintenance margin
 * @param minPositionNotional a position is liquidated by at least that much at a time
 * @param maxPositionPortionPpm and by at most that part
 * @param maxSubaccountNotional what a subaccount may have liquidated in a block
 * @param maxSubaccountInsuranceLost what a subaccount may use of the insurance fund in a block
 */
public record LiquidationConfig(
    BigInteger maxFeePpm,
    BigInteger bankruptcyAdjustmentPpm,
    BigInteger spreadToMaintenancePpm,
    BigInteger minPositionNotional,
    BigInteger maxPositionPortionPpm,
    BigInteger maxSubaccountNotional,
    BigInteger maxSubaccountInsuranceLost) {

  /** What the venue's code starts with. */
  public static final LiquidationConfig DEFAULT =
      new LiquidationConfig(
          BigInteger.valueOf(5_000),
          BigInteger.valueOf(1_000_000),
          BigInteger.valueOf(100_000),
          BigInteger.valueOf(1_000),
          BigInteger.valueOf(1_000_000),
          BigInteger.valueOf(100_000_000_000_000L),
          BigInteger.valueOf(100_000_000_000_000L));
}
