/**
 * Signed commands that wait for a block, and what became of those that are in one.
 *
 * <p>May import the chain, the storage, signatures, {@code run} and the JDK.
 *
 * <p>Start with {@link io.plimsoll.node.server.pool.CommandPool}.
 */
@NullMarked
package io.plimsoll.node.server.pool;

import org.jspecify.annotations.NullMarked;
