package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * How much of a position, a debt or an asset a liquidation moves. Token amounts are in the token's
 * smallest unit, prices and values in 10^-6, fees and multipliers in 10^-6, weights and ratios in
 * 10^-4.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/liquidation.rs.
 */
public final class LiquidationSizes {

  /** Weights get one more decimal, so that quotients of multipliers are finer. */
  private static final long FINER = 10;

  /** A shortage below this is liquidated at once: 50 of the quote asset. */
  private static final long TINY = 50 * Scale.PRICE;

  private LiquidationSizes() {}

  /**
   * The size of a perpetual whose closing frees a shortage: Floor(shortage * 10^9 /
   * (Floor(Floor(price * quote price) * (ratio - liquidator's fee)) - Floor(price * insurance
   * fee))), in 10^-9. The largest {@link Width#U64}, that is everything, where the price is 0 or
   * closing frees nothing as the fee is not below the ratio. An error where the insurance fee takes
   * all that is freed.
   *
   * @param shortage at least 0
   */
  public static Figure baseToCover(
      BigInteger shortage,
      long marginRatio,
      long liquidatorFee,
      long insuranceFee,
      long price,
      long quotePrice) {
    Figure ratio = Figure.of(Width.U32, marginRatio).times(Scale.WEIGHT_TO_FEE);
    Figure fee = Figure.of(Width.U32, liquidatorFee);
    if (ratio.isError() || fee.isError()) {
      return ratio.isError() ? ratio : fee;
    }
    if (price == 0 || ratio.value().compareTo(fee.value()) <= 0) {
      return Figure.of(Width.U64, Width.U64.largest());
    }
    Figure unit = Figure.of(Width.U128, price);
    Figure freed =
        unit.times(quotePrice)
            .divideTowardZero(Scale.PRICE)
            .times(ratio.minus(fee))
            .divideTowardZero(Scale.FEE);
    Figure taken = unit.times(Figure.of(Width.U32, insuranceFee)).divideTowardZero(Scale.FEE);
    return Figure.of(Width.U128, shortage)
        .times(Scale.BASE_TIMES_PRICE_TO_QUOTE)
        .divideTowardZero(freed.minus(taken))
        .to(Width.U64);
  }

  /**
   * The debt whose repayment out of an asset frees a shortage, at least 1. With weights w, finer by
   * a decimal, a = Floor(asset's w * asset's multiplier / debt's multiplier) and d the debt's w:
   * Floor(shortage * 10^11 / (price * (d - a) - Floor(price * insurance fee) * d)), brought to the
   * debt's decimals. The largest {@link Width#U128}, that is everything, where an asset weighs as
   * much as the debt, so that a swap frees nothing. An error where the insurance fee takes all that
   * is freed.
   *
   * @param shortage at least 0
   * @param asset its decimals and price do not matter here
   */
  public static Figure liabilityToCover(
      BigInteger shortage, LiquidationLeg asset, LiquidationLeg liability, long insuranceFee) {
    Figure everything = Figure.of(Width.U128, Width.U128.largest());
    if (asset.weight() >= liability.weight()) {
      return everything;
    }
    Figure debtWeight = Figure.of(Width.U32, liability.weight()).to(Width.U128);
    Figure finer = debtWeight.times(FINER);
    Figure assetWeight =
        Figure.of(Width.U32, asset.weight())
            .to(Width.U128)
            .times(FINER)
            .times(Figure.of(Width.U32, asset.multiplier()))
            .divideTowardZero(Figure.of(Width.U32, liability.multiplier()));
    if (assetWeight.isError() || finer.isError()) {
      return assetWeight.isError() ? assetWeight : finer;
    }
    if (assetWeight.value().compareTo(finer.value()) >= 0) {
      return everything;
    }
    Figure price = Figure.of(Width.U128, liability.price());
    Figure freed = price.times(finer.minus(assetWeight));
    Figure taken =
        price
            .times(Figure.of(Width.U32, insuranceFee))
            .divideTowardZero(Scale.FEE)
            .times(debtWeight)
            .times(FINER);
    int shift = liability.decimals() - Scale.QUOTE_DECIMALS;
    return Figure.of(Width.U128, shortage)
        .times(Scale.ten(Width.U128, Math.max(shift, 0)))
        .times(Scale.PRICE * Scale.WEIGHT * FINER)
        .divideTowardZero(freed.minus(taken))
        .divideTowardZero(Scale.ten(Width.U128, Math.max(-shift, 0)))
        .max(Figure.of(Width.U128, 1));
  }

  /**
   * The debt that an amount of an asset repays: Ceil(amount * asset's price * debt's multiplier /
   * (debt's price * asset's multiplier)), brought to the debt's decimals, Ceil again where these
   * are fewer.
   */
  public static Figure liabilityOf(
      BigInteger assetAmount, LiquidationLeg asset, LiquidationLeg liability) {
    int shift = liability.decimals() - asset.decimals();
    return Figure.of(Width.U128, assetAmount)
        .times(Scale.ten(Width.U128, Math.max(shift, 0)))
        .times(asset.price())
        .times(Figure.of(Width.U32, liability.multiplier()))
        .divideCeil(
            Figure.of(Width.U128, liability.price())
                .times(Figure.of(Width.U32, asset.multiplier())))
        .divideCeil(Scale.ten(Width.U128, Math.max(-shift, 0)));
  }

  /**
   * The asset that pays for an amount of a debt, at least 1: Floor(amount * debt's price * asset's
   * multiplier / (asset's price * debt's multiplier)), brought to the asset's decimals, Floor. All
   * of the asset where what that leaves, or lacks, is worth less than 1 of the quote asset.
   *
   * <p>That worth is as the venue computes it, which multiplies by 10^(decimals - 6) where a value
   * would be divided by it: of an asset with more decimals than 6 only a smaller rest is taken
   * along, of one with fewer a larger one.
   *
   * @param assetAmount all of the asset that there is
   */
  public static Figure assetFor(
      BigInteger liabilityAmount,
      LiquidationLeg asset,
      LiquidationLeg liability,
      BigInteger assetAmount) {
    int shift = asset.decimals() - liability.decimals();
    Figure transfer =
        Figure.of(Width.U128, liabilityAmount)
            .times(Scale.ten(Width.U128, Math.max(shift, 0)))
            .times(liability.price())
            .times(Figure.of(Width.U32, asset.multiplier()))
            .divideTowardZero(
                Figure.of(Width.U128, asset.price())
                    .times(Figure.of(Width.U32, liability.multiplier())))
            .divideTowardZero(Scale.ten(Width.U128, Math.max(-shift, 0)))
            .max(Figure.of(Width.U128, 1));
    Figure all = Figure.of(Width.U128, assetAmount);
    int finer = asset.decimals() - Scale.QUOTE_DECIMALS;
    Figure rest =
        transfer
            .max(all)
            .minus(transfer.min(all))
            .times(asset.price())
            .divideTowardZero(Scale.PRICE)
            .times(Scale.ten(Width.U128, Math.max(finer, 0)))
            .divideTowardZero(Scale.ten(Width.U128, Math.max(-finer, 0)));
    if (rest.isError()) {
      return rest;
    }
    return rest.value().compareTo(BigInteger.valueOf(Scale.PRICE)) < 0 ? all : transfer;
  }

  /**
   * The share of a shortage that may be liquidated now, in 10^-4: all of it below 50 of the quote
   * asset. Else p = min(1, first share + Floor(slots since the account was active / duration)) of
   * the whole shortage, that which was freed before included, may have been freed: Floor((Floor(p *
   * whole) - freed) / shortage), 0 where more was freed.
   *
   * @param shortage in 10^-6, what is missing now
   * @param lastActiveSlot when the account last did something
   * @param initialShare in 10^-4
   * @param duration slots until everything may be liquidated; 0 means at once
   * @param freed in 10^-6, what was freed since the liquidation began
   */
  public static Figure share(
      BigInteger shortage,
      BigInteger lastActiveSlot,
      BigInteger slot,
      BigInteger initialShare,
      BigInteger duration,
      BigInteger freed) {
    Figure missing = Figure.of(Width.U128, shortage);
    Figure all = Figure.of(Width.U128, Scale.WEIGHT);
    if (missing.isError()) {
      return missing;
    }
    if (shortage.compareTo(BigInteger.valueOf(TINY)) < 0) {
      return all;
    }
    Figure elapsed =
        Figure.of(Width.U64, slot).minus(Figure.of(Width.U64, lastActiveSlot)).to(Width.U128);
    Figure grown = elapsed.times(Scale.WEIGHT);
    Figure due =
        duration.signum() == 0 && !grown.isError()
            ? all
            : grown.divideTowardZero(Figure.of(Width.U128, duration));
    Figure share = due.plus(Figure.of(Width.U128, initialShare)).min(all);
    Figure before = Figure.of(Width.U64, freed).to(Width.U128);
    return missing
        .plus(before)
        .times(share)
        .divideTowardZero(Scale.WEIGHT)
        .minusAtLeastZero(before)
        .times(Scale.WEIGHT)
        .divideTowardZero(missing);
  }

  /**
   * Whether a swap that a liquidator made gives the account enough: Floor(Floor(debt repaid * 10^6
   * / 10^d) * 10^a / asset taken) is not below Floor(Floor(asset's price * 10^6 * debt's multiplier
   * / debt's price) / asset's multiplier).
   *
   * @return the price of the swap, debt for asset in 10^-6; {@link DriftError#LIQUIDATION} where it
   *     is too low
   */
  public static Figure swapPrice(
      BigInteger assetAmount,
      BigInteger liabilityAmount,
      LiquidationLeg asset,
      LiquidationLeg liability) {
    Figure price =
        Figure.of(Width.U128, liabilityAmount)
            .times(Scale.PRICE)
            .divideTowardZero(Scale.ten(Width.U128, liability.decimals()))
            .times(Scale.ten(Width.U128, asset.decimals()))
            .divideTowardZero(Figure.of(Width.U128, assetAmount));
    Figure boundary =
        Figure.of(Width.U128, asset.price())
            .times(Scale.PRICE)
            .times(Figure.of(Width.U32, liability.multiplier()))
            .divideTowardZero(liability.price())
            .divideTowardZero(Figure.of(Width.U32, asset.multiplier()));
    if (price.isError() || boundary.isError()) {
      return price.isError() ? price : boundary;
    }
    boolean enough = price.value().compareTo(boundary.value()) >= 0;
    return enough ? price : Figure.failed(DriftError.LIQUIDATION);
  }
}
