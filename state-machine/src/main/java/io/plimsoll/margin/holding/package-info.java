/**
 * A book as a person holds it: balances, positions in instruments that are named as venues name
 * them, and the quotes they are valued with, at 18 decimals. It is what models are asked about on
 * the command line, apart from a chain's lots and quanta in {@code margin.book}.
 *
 * <p>May import fixed-point and {@code margin.rule}.
 *
 * <p>Start with {@link io.plimsoll.margin.holding.Holdings}; {@link
 * io.plimsoll.margin.holding.Notation} reads the venues' names.
 */
@NullMarked
package io.plimsoll.margin.holding;

import org.jspecify.annotations.NullMarked;
