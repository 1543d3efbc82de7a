/**
 * What a block does to the state, phase after phase.
 *
 * <p>May import all other packages of the state machine, and kernels.
 *
 * <p>Start with {@link io.plimsoll.chain.process.BlockProcessor}.
 */
@NullMarked
package io.plimsoll.chain.process;

import org.jspecify.annotations.NullMarked;
