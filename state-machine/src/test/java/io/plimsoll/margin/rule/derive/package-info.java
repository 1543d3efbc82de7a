/**
 * Derive's rules against figures and against a second model of them on random accounts.
 *
 * <p>May import the rules of the package alone.
 *
 * <p>Start with {@code PmrmTest}; {@code DoubleModel} is the second model.
 */
package io.plimsoll.margin.rule.derive;
