/**
 * Drift's rules against figures and against what must hold for all arguments.
 *
 * <p>May import the rules of the package alone.
 *
 * <p>Start with {@code DriftRulesTest}, whose figures lie in {@code drift-rules.txt}.
 */
package io.plimsoll.margin.rule.drift;
