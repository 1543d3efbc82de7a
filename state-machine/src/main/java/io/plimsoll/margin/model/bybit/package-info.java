/**
 * Bybit's portfolio margin in the unified trading account.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.bybit.BybitModel}.
 *
 * <p>Covers perpetuals, futures, options and spot of one base coin as a risk unit, from the help
 * center's pages on portfolio margin, the notice of 10 January 2025 (range of 10% for BTC and ETH;
 * read through a mirror) and third parties' summaries of the contingencies: maximum loss over 33
 * scenarios, and contingencies for short options, for hedges across expiries in vega and in delta,
 * for hedges across USDT and USDC, and for perpetuals and futures. That the eleven prices are
 * equally spaced, and how positions of different expiries hedge one another (the nearest first),
 * are ours. {@link io.plimsoll.margin.model.bybit.BybitOptionMargin} is the requirement of a short
 * option in the other modes.
 *
 * <p>The tables of volatilities, of most contingencies and of the initial margin's factor were not
 * to be had: they are required parameters. Does not cover collateral's haircuts, borrowing margin,
 * and orders.
 */
@NullMarked
package io.plimsoll.margin.model.bybit;

import org.jspecify.annotations.NullMarked;
