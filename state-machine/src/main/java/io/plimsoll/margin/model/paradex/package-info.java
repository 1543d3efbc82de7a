/**
 * Paradex's portfolio margin.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.paradex.ParadexModel}.
 *
 * <p>Covers perpetuals and options that settle in USDC, from the page on portfolio margin of
 * tradeparadex/paradex-docs at commit 9b82a75a0353 (20 August 2026): 24 scenarios of price and
 * volatility with their weights, the shock of volatility by time to expiry with the least of a
 * rise, the minimum by net and by hedged delta, and what of it is to be maintained. That each coin
 * has a requirement of its own and these are added, that the factor of a rise and not the
 * volatility has the least, and that options are repriced on their forward, are ours: the page
 * leaves it open.
 *
 * <p>The provisions for funding and for fees rest on rates of the day and of the account: they are
 * charges that a book states, {@code funding_provision} and {@code fee_provision}. Does not cover
 * cross margin (open orders' worse side is in {@code margin.rule.OpenOrderMargin}), positions with
 * a margin of their own, spot, and loss that is socialised.
 */
@NullMarked
package io.plimsoll.margin.model.paradex;

import org.jspecify.annotations.NullMarked;
