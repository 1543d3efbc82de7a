/**
 * The tables of the chain's state, their canonical leaves, and the journal by which a block is
 * undone.
 *
 * <p>May import {@code chain.codec}, {@code chain.command} and {@code margin}.
 *
 * <p>Start with {@link io.plimsoll.chain.state.State}, then {@link
 * io.plimsoll.chain.state.Journal}.
 */
@NullMarked
package io.plimsoll.chain.state;

import org.jspecify.annotations.NullMarked;
