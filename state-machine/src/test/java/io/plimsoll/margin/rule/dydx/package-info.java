/**
 * Tests of dYdX v4's rules.
 *
 * <p>May import everything that the rules may.
 *
 * <p>Start with {@code cases.txt}, which {@code DydxCasesTest} runs.
 */
@NullMarked
package io.plimsoll.margin.rule.dydx;

import org.jspecify.annotations.NullMarked;
