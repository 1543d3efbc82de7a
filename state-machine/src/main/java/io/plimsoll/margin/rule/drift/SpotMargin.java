package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/**
 * What tokens add to an account: a requirement, and collateral. Values are in 10^-6.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/margin.rs, state/user.rs.
 *
 * @param requirement at least 0
 * @param collateral weighted
 */
public record SpotMargin(Figure requirement, Figure collateral) {

  private static final SpotMargin NOTHING =
      new SpotMargin(Figure.of(Width.U128, 0), Figure.of(Width.I128, 0));

  /**
   * What an account would have if its bids or its asks were filled.
   *
   * @param amount tokens, in their smallest unit
   * @param orders what the orders would bring in the quote asset, negative where they cost
   * @param value of the tokens
   * @param weighted value of the tokens
   */
  private record Filled(Figure amount, Figure orders, Figure value, Figure weighted) {

    /** What it would leave to be used. */
    Figure contribution() {
      return weighted.plus(orders);
    }
  }

  /**
   * The quote asset: what an account has is collateral and what it owes a requirement, both in
   * full.
   *
   * @param amount in the quote asset's smallest unit, signed
   */
  public static SpotMargin ofQuote(BigInteger amount, StrictPrice price) {
    Figure value = price.require(price.value(Figure.of(Width.I128, amount), Scale.QUOTE_DECIMALS));
    if (value.isError()) {
      return failed(value);
    }
    return NOTHING.with(value);
  }

  /**
   * Any other token, in the worse of two cases: all bids filled, or all asks, by what would be left
   * to use; the asks where both are equal. Fills are at the price of a debt. Tokens then had are
   * collateral at their weight, tokens owed a requirement at theirs, both TowardZero; what the
   * orders bring is collateral and what they cost a requirement, in full; each open order requires
   * a little more.
   *
   * @param customRatio least margin ratio that the account asks of itself to open, in 10^-4; 0
   *     where it asks nothing
   * @param orderMargin requirement of an open order
   */
  public static SpotMargin of(
      SpotMarket market,
      SpotHolding holding,
      StrictPrice price,
      MarginType type,
      long customRatio,
      long orderMargin) {
    Figure tokens = Figure.of(Width.I128, holding.amount());
    Figure value = price.require(price.value(tokens, market.decimals()));
    Filled worst = worse(market, tokens, value, holding, price, type);
    if (worst.contribution().isError()) {
      return failed(worst.contribution());
    }
    Figure weighted =
        customWeighted(market, worst, price, type == MarginType.INITIAL ? customRatio : 0);
    Figure orders = Figure.of(Width.U128, holding.openOrders()).times(orderMargin);
    if (weighted.isError() || orders.isError()) {
      return failed(weighted.isError() ? weighted : orders);
    }
    int sign = worst.value().signum();
    boolean light = weighted.value().abs().compareTo(worst.value().value().abs()) < 0;
    if (sign < 0 && (light || weighted.signum() == 0)) {
      return failed(Figure.failed(DriftError.MARGIN));
    }
    SpotMargin margin = new SpotMargin(NOTHING.requirement.plus(orders), NOTHING.collateral);
    return margin.with(weighted).with(worst.orders());
  }

  /** Both together. */
  public SpotMargin plus(SpotMargin other) {
    return new SpotMargin(requirement.plus(other.requirement), collateral.plus(other.collateral));
  }

  /**
   * With a value that is collateral where it is positive and a requirement where it is negative.
   */
  private SpotMargin with(Figure value) {
    if (value.signum() < 0) {
      return new SpotMargin(requirement.plus(value.magnitude()), collateral);
    }
    return new SpotMargin(requirement, collateral.plus(value));
  }

  private static SpotMargin failed(Figure error) {
    return new SpotMargin(error, error);
  }

  private static Filled worse(
      SpotMarket market,
      Figure tokens,
      Figure value,
      SpotHolding holding,
      StrictPrice price,
      MarginType type) {
    Filled bought = filled(market, tokens, value, holding.openBids(), price, type);
    Filled sold = filled(market, tokens, value, holding.openAsks(), price, type);
    if (bought.contribution().isError() || sold.contribution().isError()) {
      return bought.contribution().isError() ? bought : sold;
    }
    Figure ofSold = sold.contribution();
    return ofSold.value().compareTo(bought.contribution().value()) <= 0 ? sold : bought;
  }

  private static Filled filled(
      SpotMarket market,
      Figure tokens,
      Figure value,
      BigInteger open,
      StrictPrice price,
      MarginType type) {
    Figure filled = Figure.of(Width.I64, open).to(Width.I128);
    Figure orders = StrictPrice.value(filled.negate(), market.decimals(), price.high());
    Figure amount = tokens.plus(filled);
    Figure valueAfter = value.minus(orders);
    return new Filled(
        amount, orders, valueAfter, weighted(market, amount, valueAfter, price, type));
  }

  private static Figure weighted(
      SpotMarket market, Figure amount, Figure value, StrictPrice price, MarginType type) {
    if (amount.isError() || value.isError() || value.signum() == 0) {
      return amount.isError() ? amount : value;
    }
    BigInteger size = amount.value().abs();
    Figure weight =
        value.signum() > 0
            ? SpotWeights.asset(market, size, price.current(), type)
            : SpotWeights.liability(market, size, type);
    return value.times(weight).divideTowardZero(Scale.WEIGHT);
  }

  /**
   * The weighted value where the account asks more of itself: a debt weighs at least 1 + ratio, and
   * what is had at most 1 - ratio.
   */
  private static Figure customWeighted(
      SpotMarket market, Filled filled, StrictPrice price, long customRatio) {
    if (customRatio == 0 || filled.weighted().signum() == 0) {
      return filled.weighted();
    }
    BigInteger size = filled.amount().value().abs();
    Figure ratio = Figure.of(Width.U32, customRatio);
    Figure one = Figure.of(Width.U32, Scale.WEIGHT);
    Figure weight =
        filled.weighted().signum() < 0
            ? SpotWeights.liability(market, size, MarginType.INITIAL).max(ratio.plus(one))
            : SpotWeights.asset(market, size, price.current(), MarginType.INITIAL)
                .min(one.minusAtLeastZero(ratio));
    return filled.value().times(weight).divideTowardZero(Scale.WEIGHT);
  }
}
