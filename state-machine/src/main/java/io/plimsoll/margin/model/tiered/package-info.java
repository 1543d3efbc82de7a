/**
 * Isolated and cross margin: each position has a requirement of its own, and an account's is the
 * sum.
 *
 * <p>May import fixed-point and {@code margin}, but no other model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.tiered.TieredModel}.
 */
@NullMarked
package io.plimsoll.margin.model.tiered;

import org.jspecify.annotations.NullMarked;
