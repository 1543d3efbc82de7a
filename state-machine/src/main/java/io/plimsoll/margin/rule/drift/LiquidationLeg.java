package io.plimsoll.margin.rule.drift;

/**
 * One side of a liquidation that swaps an asset for a debt.
 *
 * @param weight in 10^-4
 * @param multiplier what the liquidator gains on this side, in 10^-6: above 10^6 on an asset, below
 *     it on a debt; 10^6 is nothing
 * @param decimals of the token
 * @param price in 10^-6
 */
public record LiquidationLeg(long weight, long multiplier, int decimals, long price) {}
