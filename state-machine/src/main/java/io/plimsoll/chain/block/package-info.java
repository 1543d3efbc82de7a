/**
 * What goes into the chain and what comes out: blocks, their results, and the ways they fail.
 *
 * <p>May import the chain's codec, events and hash, nothing that holds state.
 *
 * <p>Start with {@link io.plimsoll.chain.block.Block}, then {@link
 * io.plimsoll.chain.block.BlockResult}.
 */
@NullMarked
package io.plimsoll.chain.block;

import org.jspecify.annotations.NullMarked;
