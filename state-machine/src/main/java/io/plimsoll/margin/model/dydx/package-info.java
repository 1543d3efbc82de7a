/**
 * dYdX v4's margin: a part of each perpetual's notional by the tier of its market.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.dydx.DydxModel}; blocks have the same rules in
 * {@code margin.model.tiered} and {@code margin.rule.dydx}.
 *
 * <p>Covers linear perpetuals and USDC, from dydxprotocol/v4-chain at commit 84d4664bae71 (5 March
 * 2026): notional, initial margin that grows with open interest, maintenance margin with both its
 * roundings, and both comparisons. Tiers and the markets in them are those of that commit's sample
 * genesis; the open interest of a market is a live value, which a set states where its tier has
 * caps. An isolated market is held alone.
 *
 * <p>Does not cover collateral other than USDC, which the venue does not take, a user's own
 * leverage, funding that is due, isolated markets' pools, and the rule on changes of an account
 * below its initial margin, which is in {@code margin.rule.dydx}.
 */
@NullMarked
package io.plimsoll.margin.model.dydx;

import org.jspecify.annotations.NullMarked;
