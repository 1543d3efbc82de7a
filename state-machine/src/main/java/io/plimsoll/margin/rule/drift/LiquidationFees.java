package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * What a liquidation costs. Fees and multipliers are in 10^-6, weights and ratios in 10^-4, prices
 * and values in 10^-6.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/liquidation.rs.
 */
public final class LiquidationFees {

  private LiquidationFees() {}

  /**
   * The insurance fund's fee on a perpetual: at most the market's, and at most 95% of what the
   * liquidation leaves, so that it ends no account: min(most, Floor((ratio - liquidator's fee -
   * Floor(shortage / (size * price))) * 19 / 20)), at least 0. Floor(shortage / (size * price)) is
   * Floor(Floor(shortage * 10^9 / size) * 10^6 / Floor(price * quote price)). 0 where a price or
   * the size is 0, or the liquidator's fee takes the ratio.
   *
   * @param size in 10^-9, at least 0
   */
  public static Figure insuranceOnPerp(
      BigInteger shortage,
      BigInteger size,
      long marginRatio,
      long liquidatorFee,
      long price,
      long quotePrice,
      long mostFee) {
    Figure ratio = Figure.of(Width.U32, marginRatio).times(Scale.WEIGHT_TO_FEE);
    Figure fee = Figure.of(Width.U32, liquidatorFee);
    Figure base = Figure.of(Width.U64, size).to(Width.U128);
    if (ratio.isError() || fee.isError() || base.isError()) {
      return ratio.plus(fee).plus(base);
    }
    boolean nothing = price == 0 || quotePrice == 0 || base.signum() == 0;
    if (nothing || ratio.value().compareTo(fee.value()) <= 0) {
      return Figure.of(Width.U32, 0);
    }
    Figure unit = Figure.of(Width.U128, price).times(quotePrice).divideTowardZero(Scale.PRICE);
    Figure needed =
        Figure.of(Width.U128, shortage)
            .times(Scale.BASE)
            .divideTowardZero(base)
            .times(Scale.PRICE)
            .divideTowardZero(unit)
            .toSaturated(Width.U32);
    Figure left = ratio.minusAtLeastZero(fee).minusAtLeastZero(needed);
    return left.times(19).divideTowardZero(20).min(Figure.of(Width.U32, mostFee));
  }

  /**
   * The insurance fund's fee on a debt in tokens: at most the market's, and at most what the
   * liquidation leaves: min(most, Floor((d - Floor(a * asset's multiplier / debt's multiplier) -
   * Floor(Floor(shortage * 10^6 * 10^decimals / amount) / price)) * 10^6 / d)), where a and d are
   * the weights in 10^-6, and no difference is below 0. 0 where the asset weighs as much as the
   * debt, or the price, the amount or the debt's multiplier is 0.
   *
   * @param amount of the debt, in the token's smallest unit
   * @param asset its decimals and price do not matter here
   */
  public static Figure insuranceOnSpot(
      BigInteger shortage,
      BigInteger amount,
      LiquidationLeg asset,
      LiquidationLeg liability,
      long mostFee) {
    Figure most = Figure.of(Width.U32, mostFee);
    boolean nothing = liability.price() == 0 || amount.signum() == 0 || liability.multiplier() == 0;
    if (nothing || asset.weight() >= liability.weight()) {
      return Figure.of(Width.U32, 0);
    }
    Figure debtWeight =
        Figure.of(Width.U32, liability.weight()).to(Width.U128).times(Scale.WEIGHT_TO_FEE);
    Figure assetWeight =
        Figure.of(Width.U32, asset.weight())
            .to(Width.U128)
            .times(Scale.WEIGHT_TO_FEE)
            .times(Figure.of(Width.U32, asset.multiplier()))
            .divideTowardZero(Figure.of(Width.U32, liability.multiplier()));
    Figure needed =
        Figure.of(Width.U128, shortage)
            .times(Scale.FEE)
            .times(Scale.ten(Width.U128, liability.decimals()))
            .divideTowardZero(Figure.of(Width.U128, amount))
            .divideTowardZero(liability.price());
    return debtWeight
        .minusAtLeastZero(assetWeight)
        .minusAtLeastZero(needed)
        .times(Scale.FEE)
        .divideTowardZero(debtWeight)
        .toSaturated(Width.U32)
        .min(most);
  }

  /**
   * The liquidator's fee, which grows the longer nobody liquidates: base while fewer slots than
   * grace have passed since the account was active; then min(most, base + slots * growth). While it
   * has not begun to grow the base counts as it is, though it be above the most.
   *
   * @param growth of the fee in a slot
   */
  public static Figure grown(
      long base,
      long most,
      BigInteger lastActiveSlot,
      BigInteger slot,
      BigInteger grace,
      long growth) {
    Figure elapsed = Figure.of(Width.U64, slot).minus(Figure.of(Width.U64, lastActiveSlot));
    Figure fee = Figure.of(Width.U32, base);
    if (elapsed.isError() || elapsed.value().compareTo(grace) < 0) {
      return elapsed.isError() ? elapsed : fee;
    }
    Figure added = elapsed.times(growth).toSaturated(Width.U32);
    return added.to(Width.U64).plus(fee).toSaturated(Width.U32).min(Figure.of(Width.U32, most));
  }
}
