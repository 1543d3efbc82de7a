/**
 * Tests of the block log: every kind of damage is refused at its line.
 *
 * <p>May import the chain's blocks.
 *
 * <p>Start with {@link io.plimsoll.node.log.BlockLogTest}.
 */
@NullMarked
package io.plimsoll.node.log;

import org.jspecify.annotations.NullMarked;
