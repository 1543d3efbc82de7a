/**
 * Finds where two chains part: the first block, phase and leaf, and what each side says of it.
 *
 * <p>May import the chain, its storage, the block log and the peers of {@code node.server.run}.
 *
 * <p>Start with {@link io.plimsoll.node.server.diverge.Finder}.
 */
@NullMarked
package io.plimsoll.node.server.diverge;

import org.jspecify.annotations.NullMarked;
