/**
 * Tests of the rules that models and blocks share.
 *
 * <p>May import everything that the rules may.
 *
 * <p>Start with {@code RuleTwinsTest}.
 */
@NullMarked
package io.plimsoll.margin.rule;

import org.jspecify.annotations.NullMarked;
