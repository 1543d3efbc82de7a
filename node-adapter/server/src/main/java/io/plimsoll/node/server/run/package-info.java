/**
 * A node at work: one thread that takes blocks from a source and keeps them on disk, and readers
 * that answer beside it.
 *
 * <p>May import the storage, the state machine and {@code watch}.
 *
 * <p>Start with {@link io.plimsoll.node.server.run.Node}.
 */
@NullMarked
package io.plimsoll.node.server.run;

import org.jspecify.annotations.NullMarked;
