/**
 * Runs published cases of other venues against this product's rules: case files, the venues' topics
 * and the comparison of what a case expects with what a rule gives.
 *
 * <p>May import the JSON library and the rules of {@code io.plimsoll.margin}; no chain.
 *
 * <p>Start with {@link io.plimsoll.node.conformance.Conformance}.
 */
@NullMarked
package io.plimsoll.node.conformance;

import org.jspecify.annotations.NullMarked;
