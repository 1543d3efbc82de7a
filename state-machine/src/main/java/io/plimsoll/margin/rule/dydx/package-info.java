/**
 * The rules of dYdX v4 for accounts of perpetuals, in numbers without limits: risk of an account,
 * updates and what forbids them, liquidation, deleveraging, funding ticks. Each is a function of
 * its arguments; what a rule refuses is a {@link io.plimsoll.margin.rule.dydx.Code}, never an
 * exception.
 *
 * <p>May import fixed-point, {@code margin.market} and {@code margin.rule}, whose rules have the
 * arithmetic that blocks use too. Facts: dYdX v4-chain 84d4664bae71; each class names its files.
 *
 * <p>Start with {@link io.plimsoll.margin.rule.dydx.Risk}, then {@link
 * io.plimsoll.margin.rule.dydx.AccountUpdates}.
 */
@NullMarked
package io.plimsoll.margin.rule.dydx;

import org.jspecify.annotations.NullMarked;
