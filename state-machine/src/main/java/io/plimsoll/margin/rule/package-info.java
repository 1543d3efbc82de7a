/**
 * Rules that models share, each a function of its arguments alone.
 *
 * <p>May import fixed-point, {@code margin.market} and {@code margin.book}.
 *
 * <p>Start with {@link io.plimsoll.margin.rule.Equity}.
 */
@NullMarked
package io.plimsoll.margin.rule;

import org.jspecify.annotations.NullMarked;
