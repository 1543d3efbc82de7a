package io.plimsoll.chain.block;

/**
 * A trade that nobody makes, to ask what it would do.
 *
 * @param instrument id
 * @param lots bought, or sold where negative; not 0
 * @param price mantissa; 0 for the mark
 * @param fee paid, in quanta of what the instrument settles in; negative where one is given; or
 *     {@link #AS_TAKER}
 */
public record HypotheticalTrade(int instrument, long lots, long price, long fee) {

  /** What the owner's tier asks of a taker; nothing where fees are what matchers say. */
  public static final long AS_TAKER = Long.MIN_VALUE;
}
