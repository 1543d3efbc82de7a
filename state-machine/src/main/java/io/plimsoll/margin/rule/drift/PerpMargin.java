package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * What a position in a perpetual requires, and what its profit counts. Prices and values are in
 * 10^-6, sizes in 10^-9, ratios and weights in 10^-4.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/margin.rs, math/position.rs,
 * math/funding.rs, state/perp_market.rs, state/user.rs.
 */
public final class PerpMargin {

  private PerpMargin() {}

  /**
   * The size that a position would have after its worse orders, and what that is worth.
   *
   * @param base in 10^-9, signed
   * @param liability in 10^-6, at least 0, at the price of the quote asset of 1
   */
  public record WorstCase(Figure base, Figure liability) {}

  /**
   * What a position adds to an account.
   *
   * @param requirement in 10^-6, at least 0
   * @param profit unrealised, weighted, in 10^-6, signed
   * @param liability of the worst case, in 10^-6, at the price of the quote asset
   */
  public record Result(Figure requirement, Figure profit, Figure liability) {

    /** No result: the venue refuses the whole account. */
    private static Result failed(Figure error) {
      return new Result(error, error, error);
    }
  }

  /**
   * What an account chooses and the chain sets for all.
   *
   * @param customRatio least margin ratio that the account asks of itself, in 10^-4
   * @param orderMargin requirement of an open order, in 10^-6
   * @param initialProfitCap most profit that counts to open, in 10^-6
   */
  public record Terms(long customRatio, long orderMargin, BigInteger initialProfitCap) {}

  /**
   * Requirement and weighted profit of a position.
   *
   * <p>Requirement = Floor(Floor(worst liability * quote price) * ratio) + orders * order margin,
   * with the larger of the account's and the market's ratio at the worst size. Profit = TowardZero(
   * base * price) + quote + funding; where its weight is not 1 it is multiplied by that,
   * TowardZero, and by the price of the quote asset likewise: at the lower price a profit, at the
   * higher one a loss. To open, at most the cap counts.
   *
   * @param price of the perpetual in 10^-6; the profit of a negative one is that at 0
   * @param quotePrice of the quote asset
   */
  public static Result of(
      PerpMarket market,
      PerpPosition position,
      long price,
      StrictPrice quotePrice,
      MarginType type,
      Terms terms) {
    WorstCase worst = worstCase(market, position, price);
    Figure profit = profit(market, position, price);
    if (worst.base().isError() || profit.isError()) {
      return Result.failed(worst.base().isError() ? worst.base() : profit);
    }
    Figure liability = worst.liability().times(quotePrice.high()).divideTowardZero(Scale.PRICE);
    Figure ratio =
        marginRatio(market, worst.base().value().abs(), type)
            .max(Figure.of(Width.U32, terms.customRatio()));
    Figure requirement =
        liability
            .times(ratio)
            .divideTowardZero(Scale.WEIGHT)
            .plus(Figure.of(Width.U128, position.openOrders()).times(terms.orderMargin()));
    Figure weighted = weightedProfit(market, profit, quotePrice, type);
    if (type == MarginType.INITIAL) {
      weighted = weighted.min(Figure.of(Width.I128, terms.initialProfitCap()));
    }
    if (requirement.isError() || weighted.isError()) {
      return Result.failed(requirement.isError() ? requirement : weighted);
    }
    return new Result(requirement, weighted, liability);
  }

  private static Figure weightedProfit(
      PerpMarket market, Figure profit, StrictPrice quotePrice, MarginType type) {
    Figure weight = profitWeight(market, profit.value(), type);
    long quote =
        switch (profit.signum()) {
          case 1 -> quotePrice.low();
          case -1 -> quotePrice.high();
          default -> quotePrice.current();
        };
    // Multiplying by a weight or price of 1 is left out, as it could not fit where it changes
    // nothing.
    Figure one = Figure.of(Width.U32, Scale.WEIGHT);
    Figure weighted =
        weight.equals(one) ? profit : profit.times(weight).divideTowardZero(Scale.WEIGHT);
    return quote == Scale.PRICE ? weighted : weighted.times(quote).divideTowardZero(Scale.PRICE);
  }

  /** The margin ratio of the type at a size, as {@link SizeScaling#premiumRatio}. */
  public static Figure marginRatio(PerpMarket market, BigInteger size, MarginType type) {
    return SizeScaling.premiumRatio(
        size, market.imfFactor(), type.choose(market.initialRatio(), market.maintenanceRatio()));
  }

  /**
   * The weight of unrealised profit: 1 for a loss or nothing. To stay, that of the market. To open
   * or to be filled, the initial one, times cap / profit of all users where that is above the cap,
   * less the discount for its size.
   *
   * @param profit in 10^-6, signed
   */
  public static Figure profitWeight(PerpMarket market, BigInteger profit, MarginType type) {
    Figure amount = Figure.of(Width.I128, profit);
    if (type == MarginType.MAINTENANCE) {
      return profit.signum() > 0
          ? Figure.of(Width.U32, market.profitMaintenanceWeight())
          : Figure.of(Width.U32, Scale.WEIGHT);
    }
    Figure weight = balancedWeight(market);
    if (profit.signum() <= 0) {
      return weight.isError() ? weight : Figure.of(Width.U32, Scale.WEIGHT);
    }
    if (weight.isError() || weight.signum() == 0) {
      return weight;
    }
    Figure size = amount.magnitude().times(Scale.BASE_TO_QUOTE);
    return size.isError()
        ? size
        : SizeScaling.discountWeight(size.value(), market.profitImfFactor(), weight);
  }

  /** The initial weight of profit, less where all users together have more than the cap. */
  private static Figure balancedWeight(PerpMarket market) {
    Figure weight = Figure.of(Width.U32, market.profitInitialWeight());
    Figure cap = Figure.of(Width.U64, market.maxImbalance());
    Figure net = Figure.of(Width.I128, market.netUserProfit());
    if (cap.isError() || net.isError()) {
      return cap.isError() ? cap : net;
    }
    boolean above = cap.signum() > 0 && net.value().compareTo(cap.value()) > 0;
    return above
        ? weight.to(Width.U128).times(cap).divideTowardZero(net.magnitude()).to(Width.U32)
        : weight;
  }

  /**
   * The worse of all bids filled and all asks filled, by the value of what is then held; the asks
   * where both are equal.
   */
  public static WorstCase worstCase(PerpMarket market, PerpPosition position, long price) {
    Figure base = Figure.of(Width.I64, position.base());
    Figure bought = base.plus(Figure.of(Width.I64, position.openBids())).to(Width.I128);
    Figure sold = base.plus(Figure.of(Width.I64, position.openAsks())).to(Width.I128);
    Figure ofBought = liability(market, bought, price);
    Figure ofSold = liability(market, sold, price);
    if (ofBought.isError() || ofSold.isError()) {
      Figure error = ofBought.isError() ? ofBought : ofSold;
      return new WorstCase(error, error);
    }
    return ofSold.value().compareTo(ofBought.value()) >= 0
        ? new WorstCase(sold, ofSold)
        : new WorstCase(bought, ofBought);
  }

  /**
   * What a size is worth: Floor(|base| * price), 0 at a negative price. A short prediction is worth
   * Floor(|base| * (highest price - price)), 0 above the highest price.
   */
  private static Figure liability(PerpMarket market, Figure base, long price) {
    if (base.isError()) {
      return base;
    }
    Figure unit = Figure.of(Width.I64, price).abs().to(Width.U128);
    if (market.contract() == Contract.PERPETUAL) {
      unit = Figure.of(Width.U128, Math.max(price, 0));
    } else if (base.signum() < 0) {
      unit = Figure.of(Width.U128, market.highestPrice()).minusAtLeastZero(unit);
    }
    return base.magnitude().times(unit).divideTowardZero(Scale.BASE_TIMES_PRICE_TO_QUOTE);
  }

  private static Figure profit(PerpMarket market, PerpPosition position, long price) {
    Figure base = Figure.of(Width.I64, position.base()).to(Width.I128);
    Figure value = base.times(Math.max(price, 0)).divideTowardZero(Scale.BASE);
    return value
        .plus(Figure.of(Width.I64, position.quote()))
        .plus(fundingPayment(market, position));
  }

  /**
   * The funding that a position takes (positive) or pays (negative): the index moved by m since it
   * was settled, and it takes -m * base, cut TowardZero to 10^-9 and once more to 10^-6. A position
   * of no size uses the index of shorts.
   */
  static Figure fundingPayment(PerpMarket market, PerpPosition position) {
    Figure base = Figure.of(Width.I64, position.base());
    boolean isLong = position.base().signum() > 0;
    Figure moved =
        Figure.of(Width.I128, isLong ? market.fundingLong() : market.fundingShort())
            .minus(Figure.of(Width.I64, position.funding()));
    if (base.isError() || moved.isError()) {
      return base.isError() ? base : moved;
    }
    // The venue multiplies these in 192 bits, which always suffice.
    BigInteger product = moved.value().multiply(base.value()).negate();
    return Figure.of(Width.I128, product.divide(BigInteger.valueOf(Scale.BASE)))
        .divideTowardZero(Scale.BASE_TO_QUOTE)
        .to(Width.I64);
  }
}
