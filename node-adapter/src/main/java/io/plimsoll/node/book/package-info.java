/**
 * Books of positions and quotes as people keep them in files: JSON, CSV, and option chains.
 *
 * <p>May import the JSON library and {@code io.plimsoll.margin}; no chain.
 *
 * <p>Start with {@link io.plimsoll.node.book.BookFile}.
 */
@NullMarked
package io.plimsoll.node.book;

import org.jspecify.annotations.NullMarked;
