/**
 * Margin rules of Derive v2: {@link io.plimsoll.margin.rule.derive.Pmrm} (PMRM_2, the second
 * portfolio margin risk manager) and {@link io.plimsoll.margin.rule.derive.StandardManager}, each a
 * function of its arguments alone. Every number has 18 decimals and every product and quotient goes
 * TowardZero, as in the venue's contracts; logarithms, exponentials and option prices are nearer to
 * the exact ones than those of the contracts.
 *
 * <p>May import fixed-point and {@code margin.rule}.
 *
 * <p>Covers what derivexyz/v2-core computes at commit 7736900d3957 (21 January 2026) in
 * PMRMLib_2.sol, PMRM_2.sol and StandardManager.sol: margins, contingencies, the scenarios' profits
 * and losses. Does not cover its feeds (volatilities come as numbers, not as a surface), open
 * interest fees, and limits of balances. {@link io.plimsoll.margin.rule.derive.Auction} is its
 * Dutch auction, in quanta and blocks.
 *
 * <p>Start with {@link io.plimsoll.margin.rule.derive.Pmrm}.
 */
@NullMarked
package io.plimsoll.margin.rule.derive;

import org.jspecify.annotations.NullMarked;
