/**
 * One account's holdings as a margin model sees them, and what its risk units lose.
 *
 * <p>May import fixed-point, kernels and {@code margin.market}.
 *
 * <p>Start with {@link io.plimsoll.margin.book.Book}.
 */
@NullMarked
package io.plimsoll.margin.book;

import org.jspecify.annotations.NullMarked;
