/**
 * The block log: one chain's blocks as lines of JSON, which anybody can replay.
 *
 * <p>May import the chain's blocks; knows nothing of what they do.
 *
 * <p>Start with {@link io.plimsoll.node.log.BlockLogReader}.
 */
@NullMarked
package io.plimsoll.node.log;

import org.jspecify.annotations.NullMarked;
