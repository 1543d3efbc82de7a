/**
 * Margin and liquidation rules of Drift v2, each a function of its arguments alone.
 *
 * <p>May import fixed-point.
 *
 * <p>Start with {@link io.plimsoll.margin.rule.drift.SizeScaling}; {@link
 * io.plimsoll.margin.rule.drift.Figure} says how a result and an error of the venue look.
 */
@NullMarked
package io.plimsoll.margin.rule.drift;

import org.jspecify.annotations.NullMarked;
