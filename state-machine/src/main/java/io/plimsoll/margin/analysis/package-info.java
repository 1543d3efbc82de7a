/**
 * Questions about a book that any margin model answers: what would be after some trades, what each
 * position adds, and at which price of a coin the book is liquidated next.
 *
 * <p>May import fixed-point, {@code margin.holding}, {@code margin.model} and {@code margin.rule};
 * it sees no single model.
 *
 * <p>Start with {@link io.plimsoll.margin.analysis.WhatIf}.
 */
@NullMarked
package io.plimsoll.margin.analysis;

import org.jspecify.annotations.NullMarked;
