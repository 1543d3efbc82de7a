package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * What a token counts as collateral, and what a debt in it counts. Weights are in 10^-4, sizes in
 * the token's smallest unit.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, state/spot_market.rs, math/spot_balance.rs.
 */
public final class SpotWeights {

  private static final int BASE_DECIMALS = 9;

  private SpotWeights() {}

  /**
   * The weight of a deposit: that of the margin type, the initial one scaled by all deposits, less
   * the discount for its size. {@link MarginType#FILL} is Floor of the mean.
   *
   * @param price in 10^-6
   */
  public static Figure asset(SpotMarket market, BigInteger size, long price, MarginType type) {
    Figure maintenance = Figure.of(Width.U32, market.maintenanceAssetWeight());
    Figure weight =
        type == MarginType.MAINTENANCE
            ? maintenance
            : type.choose(scaledInitialAsset(market, price), maintenance);
    return scale(
        market, size, inBase -> SizeScaling.discountWeight(inBase, market.imfFactor(), weight));
  }

  /** The weight of a debt: that of the margin type, and more for its size. */
  public static Figure liability(SpotMarket market, BigInteger size, MarginType type) {
    Figure weight =
        type.choose(market.initialLiabilityWeight(), market.maintenanceLiabilityWeight());
    return scale(
        market, size, inBase -> SizeScaling.premiumRatio(inBase, market.imfFactor(), weight));
  }

  /**
   * The initial weight of a deposit, less where all deposits are worth more than the start of
   * scaling: Floor(weight * start / value), and the weight itself while they are worth less.
   *
   * @param price in 10^-6
   */
  public static Figure scaledInitialAsset(SpotMarket market, long price) {
    Figure weight = Figure.of(Width.U32, market.initialAssetWeight());
    Figure start = Figure.of(Width.U64, market.scaleStart());
    if (start.isError() || start.signum() == 0) {
      return start.isError() ? start : weight;
    }
    Figure value =
        StrictPrice.value(deposits(market).to(Width.I128), market.decimals(), price).to(Width.U128);
    if (value.isError() || value.value().compareTo(start.value()) < 0) {
      return value.isError() ? value : weight;
    }
    return weight.to(Width.U128).times(start).divideTowardZero(value).to(Width.U32);
  }

  /**
   * All deposits with interest in the token's smallest unit: Floor(balance * interest / 10^(19 -
   * d)).
   */
  static Figure deposits(SpotMarket market) {
    return Figure.of(Width.U128, market.depositBalance())
        .times(Figure.of(Width.U128, market.depositInterest()))
        .divideTowardZero(Scale.ten(Width.U128, Scale.BALANCE_DECIMALS - market.decimals()));
  }

  /** A rule of a size in 10^-9. */
  @FunctionalInterface
  private interface OfSize {
    Figure at(BigInteger size);
  }

  /** Applies a rule to a size in token units, which is cut to 10^-9 where it is finer. */
  private static Figure scale(SpotMarket market, BigInteger size, OfSize rule) {
    Figure tokens = Figure.of(Width.U128, size);
    Figure unit = Scale.ten(Width.U128, market.decimals());
    Figure inBase =
        market.decimals() > BASE_DECIMALS
            ? tokens.divideTowardZero(unit.divideTowardZero(Scale.BASE))
            : tokens.times(Scale.BASE).divideTowardZero(unit);
    return inBase.isError() ? inBase : rule.at(inBase.value());
  }
}
