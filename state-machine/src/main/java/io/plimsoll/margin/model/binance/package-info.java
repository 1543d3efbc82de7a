/**
 * Binance's portfolio margin: the unified maintenance margin ratio.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.binance.BinanceModel}.
 *
 * <p>Covers perpetuals and futures that settle in a stable coin or in the underlying, margin loans
 * and collateral rates in tiers, from the help pages on Portfolio Margin Pro (2025) and {@code
 * Portfolio-Margin-Pro-Tiered-Collateral-Rate} of developers.binance.com; leverage tiers are a
 * snapshot of October 2024. Maintenance margins are cut after eight decimals, as live responses
 * show.
 *
 * <p>There is no initial margin: an account may take on risk above one ratio and is liquidated at
 * another. Does not cover options, the loss of open orders (a book may state it as the charge
 * {@code open_loss}), and the reminders between those ratios. That the rate of a collateral tier
 * counts for the amount within it alone is deduced from the response's form.
 */
@NullMarked
package io.plimsoll.margin.model.binance;

import org.jspecify.annotations.NullMarked;
