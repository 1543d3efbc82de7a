/**
 * The chain's module: takes blocks of commands, keeps the state, and says its root.
 *
 * <p>May import fixed-point, kernels and {@code margin}.
 *
 * <p>Start with {@link io.plimsoll.chain.MarginChain}.
 */
@NullMarked
package io.plimsoll.chain;

import org.jspecify.annotations.NullMarked;
