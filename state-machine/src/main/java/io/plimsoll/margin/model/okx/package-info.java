/**
 * OKX's portfolio margin.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.okx.OkxModel}.
 *
 * <p>Covers perpetuals, futures and options by risk unit, from the help page on multi-currency and
 * portfolio margin (9 July 2025), the notice on stress parameters (6 January 2025), the notice on
 * the scaling factor (December 2021) and the response example of {@code account/position-builder}
 * (15 January 2025), which is reproduced to its last digit: MR1, MR2, MR4, MR6, MR7 with its tiers,
 * MR8 and MR9, and the margin ratio.
 *
 * <p>The tables of MR1's volatilities, MR3, MR5 and MR9 were not to be had: they are required
 * parameters, asked for where a book has options or hedges across stable coins, and the form of MR3
 * (each expiry's change under a move of its volatility), of MR5 (value times time times a rate) and
 * of MR2 (a day's decay) is ours. MR7 is charged on each position's delta. Coins that are held as a
 * position count as a contract that is paid in dollars.
 *
 * <p>Does not cover the discounts of collateral, auto-borrowing of spot, spot hedges in derivatives
 * units, and orders.
 */
@NullMarked
package io.plimsoll.margin.model.okx;

import org.jspecify.annotations.NullMarked;
