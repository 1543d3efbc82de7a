package io.plimsoll.chain.process;

import io.plimsoll.fixed.Checked;
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

  /** Largest k of the units of 10^-k quanta in which risk arrays are. */
  static final int UNIT_SCALE = PricingBatch.LARGEST_UNIT_SCALE;

  /** 1% of the index value of a lot must be 1,000 units of a risk array. */
  private static final long LEAST_UNITS = 100_000;

  private Limits() {}

  /**
   * The smallest k in 0..12 for which a lot's index value weighs enough in 10^-k quanta; larger
   * where none does.
   *
   * @param value index price mantissa * numerator of the multiplier
   * @param den denominator of the multiplier
   */
  static int unitScale(long value, long den) {
    long scaled = value;
    int k = 0;
    while (scaled < LEAST_UNITS * den && k <= UNIT_SCALE) {
      scaled = Checked.multiplySaturated(scaled, 10);
      k++;
    }
    return k;
  }

  /** 10^k, k in 0..12. */
  static long powerOfTen(int k) {
    long power = 1;
    for (int i = 0; i < k; i++) {
      power *= 10;
    }
    return power;
  }

  /** Whether one lot of a market is worth at most {@link #LOT_VALUE} at a price. */
  static boolean isLotSmall(long price, long num, long den) {
    return MulDiv.compareProducts(price, num, LOT_VALUE, den) <= 0;
  }
}
