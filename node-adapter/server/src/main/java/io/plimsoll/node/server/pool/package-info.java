/**
 * Signed commands that wait for a block, and what became of those that are in one.
 *
 * <p>May import the chain, the JDK and who listens to a node.
 *
 * <p>Start with {@link io.plimsoll.node.server.pool.CommandPool}.
 */
@NullMarked
package io.plimsoll.node.server.pool;

import org.jspecify.annotations.NullMarked;
