package io.plimsoll.chain.process;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.kernels.batch.PricingBatch;

/** Ranges that keep all arithmetic of a block exact. */
final class Limits {

  /** Parts per million of 1. */
  static final long ONE_PPM = 1_000_000;

  /** Largest amount of one command, and quote of one fill, in quanta: 9 billion USD. */
  static final long AMOUNT = 1L << 53;

  /** Most that all collateral pools may hold together, in quanta: over a trillion USD. */
  static final long POOL = 1L << 60;

  /** Largest value of one lot, in quanta: a million USD. */
  static final long LOT_VALUE = 1L << 40;

  /** Largest size of one command, in lots. */
  static final long LOTS = 1L << 53;

  /** Largest price mantissa. */
  static final long PRICE = PricingBatch.LARGEST_PRICE;

  /** Largest price mantissa of an underlying that has a coin, by which coins are divided. */
  static final long COIN_PRICE = PRICE >> 1;

  /** Largest numerator of a multiplier: with the largest price it fits a long. */
  static final long MULTIPLIER_NUM = 10_000;

  /** Largest denominator of a multiplier. */
  static final long MULTIPLIER_DEN = 1_000_000_000_000L;

  /** Largest annual volatility, in ppm. */
  static final long VOL_PPM = PricingBatch.LARGEST_VOL_PPM;

  /** Largest funding rate of eight hours in either direction, in ppm. */
  static final int FUNDING_PPM = 100_000;

  /** Largest funding rate of eight hours that is made of samples, in ppm: all of the notional. */
  static final long SAMPLED_FUNDING_PPM = 1_000_000;

  /** Largest risk array entry * lots of a position. */
  static final long POSITION_RISK = 1L << 62;

  /** Largest id of an underlying or a market. */
  static final int ID = 0xffff;

  private Limits() {}

  /** Whether one lot of a market is worth at most {@link #LOT_VALUE} at a price. */
  static boolean isLotSmall(long price, long num, long den) {
    return MulDiv.compareProducts(price, num, LOT_VALUE, den) <= 0;
  }
}
