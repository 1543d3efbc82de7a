/**
 * Drift v2's margin: a part of each perpetual's notional that grows with the root of its size, and
 * collateral that counts by weights.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.drift.DriftModel}; the formulas are in {@code
 * margin.rule.drift}, and blocks have them in the chain's policy of cross margin.
 *
 * <p>Covers what these rules cover of drift-labs/protocol-v2 at commit 0ae3e3b1db78 (1 April 2026),
 * math/margin.rs: initial and maintenance ratios with their premium for size, weights of deposits
 * and of debts with theirs, the weight of unrealised profit and the most of it that counts to open.
 * Ratios and weights are accounts of the chain, which its governance sets: none is published with
 * the source, so that all are required parameters.
 *
 * <p>Does not cover open orders, the average price over five minutes (a book has one price, so that
 * the strict one is that), a user's own ratios, high leverage mode, isolated positions with a
 * deposit of their own, predictions, and funding that is due.
 */
@NullMarked
package io.plimsoll.margin.model.drift;

import org.jspecify.annotations.NullMarked;
