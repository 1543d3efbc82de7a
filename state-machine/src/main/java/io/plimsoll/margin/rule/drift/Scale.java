package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;

/** Drift's units as whole numbers, and the powers of ten between the units of tokens. */
final class Scale {

  /** Prices and amounts of the quote asset. */
  static final long PRICE = 1_000_000;

  /** Sizes of perpetuals. */
  static final long BASE = 1_000_000_000;

  /** Base units times a price, in quote units. */
  static final long BASE_TIMES_PRICE_TO_QUOTE = 1_000_000_000;

  /** Base units in a quote unit, where a price is one. */
  static final long BASE_TO_QUOTE = 1_000;

  /** Weights, margin ratios, and the share of an account that is liquidated. */
  static final long WEIGHT = 10_000;

  /** Liquidation fees and multipliers, size factors. */
  static final long FEE = 1_000_000;

  /** A liquidation fee's units in one of a margin ratio. */
  static final long WEIGHT_TO_FEE = 100;

  /** Decimals of the quote asset. */
  static final int QUOTE_DECIMALS = 6;

  /** Decimals of a token balance and of its interest together. */
  static final int BALANCE_DECIMALS = 19;

  /** No width holds a higher power of ten. */
  private static final int LARGEST_POWER = 38;

  private Scale() {}

  /** Ten to a power; an error where the width does not hold it, or the power is negative. */
  static Figure ten(Width width, int power) {
    return power < 0 || power > LARGEST_POWER
        ? Figure.failed(DriftError.ARITHMETIC)
        : Figure.of(width, BigInteger.TEN.pow(power));
  }
}
