package io.plimsoll.margin.rule.drift;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Sqrt;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * Margin that grows with the square root of a position's size.
 *
 * <p>The root is Floor(sqrt(10 * size + 1)), a size in 10^-9 so that the root is in 10^-5. Size
 * factors are in 10^-6, ratios and weights in 10^-4.
 *
 * <p>The entries for longs give what the others give, where these give a number: a result of the
 * long entries that is above 2^32 - 1 is an error at the venue.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/margin.rs.
 */
public final class SizeScaling {

  /** 10^5 of the root times 10^6 of the factor, over 10^4 of a ratio. */
  private static final long TO_RATIO = 10_000_000;

  private static final long ROOT = 100_000;

  private static final long DISCOUNT_NUMERATOR = (Scale.FEE + Scale.FEE / 10) * Scale.WEIGHT;

  private SizeScaling() {}

  /**
   * A margin ratio, or the weight of a debt, at a size: max(r, r - Floor(r / 5) + Floor(root *
   * factor / 10^7)); r where the factor is 0.
   *
   * @param size in 10^-9, at least 0
   * @param factor size factor in 10^-6
   * @param ratio r in 10^-4
   */
  public static Figure premiumRatio(BigInteger size, long factor, long ratio) {
    return premiumRatio(size, factor, Figure.of(Width.U32, ratio));
  }

  static Figure premiumRatio(BigInteger size, long factor, Figure ratio) {
    if (factor == 0) {
      return ratio;
    }
    Figure wide = ratio.to(Width.U128);
    Figure premium = root(size).times(Figure.of(Width.U32, factor)).divideTowardZero(TO_RATIO);
    return wide.minus(wide.divideTowardZero(5)).plus(premium).to(Width.U32).max(ratio);
  }

  /**
   * {@link #premiumRatio(BigInteger, long, long)} for blocks.
   *
   * @param size in 10^-9, at least 0
   * @param factor size factor in 10^-6, at least 0
   * @param ratio in 10^-4, at least 0
   */
  public static long premiumRatio(long size, int factor, int ratio) {
    if (factor == 0) {
      return ratio;
    }
    long premium = MulDiv.floor(root(size), factor, TO_RATIO);
    return Math.max(ratio, ratio - ratio / 5 + premium);
  }

  /**
   * The weight of an asset at a size: min(w, Floor(1.1 * 10^10 / (10^6 + Floor(root * factor /
   * 10^5)))); w where the factor is 0. An asset of weight 1 loses nothing until root * factor makes
   * a tenth.
   *
   * @param size in 10^-9, at least 0
   * @param factor size factor in 10^-6
   * @param weight w in 10^-4
   */
  public static Figure discountWeight(BigInteger size, long factor, long weight) {
    return discountWeight(size, factor, Figure.of(Width.U32, weight));
  }

  static Figure discountWeight(BigInteger size, long factor, Figure weight) {
    if (factor == 0) {
      return weight;
    }
    Figure growth = root(size).times(Figure.of(Width.U32, factor)).divideTowardZero(ROOT);
    Figure discounted =
        Figure.of(Width.U128, DISCOUNT_NUMERATOR).divideTowardZero(growth.plus(Scale.FEE));
    return discounted.to(Width.U32).min(weight);
  }

  /**
   * {@link #discountWeight(BigInteger, long, long)} for blocks.
   *
   * @param size in 10^-9, at least 0
   * @param factor size factor in 10^-6, at least 0
   * @param weight in 10^-4, at least 0
   */
  public static int discountWeight(long size, int factor, int weight) {
    if (factor == 0) {
      return weight;
    }
    return discounted(root(size), factor, weight);
  }

  /** The weight for a root, in 10^-5. */
  static int discounted(long root, int factor, int weight) {
    long growth = MulDiv.floor(root, factor, ROOT);
    return (int) Math.min(weight, Raw.floorDiv(DISCOUNT_NUMERATOR, Scale.FEE + growth));
  }

  private static Figure root(BigInteger size) {
    return Figure.of(Width.U128, size).times(10).plus(1).sqrtFloor();
  }

  private static long root(long size) {
    long low = size * 10 + 1;
    // Ten times a long is at most 2^67, and adding one to a product that is even never carries.
    return Sqrt.floor(Raw.mulHigh(size, 10), low);
  }
}
