/**
 * The state of a committed block as a header and chunks of leaves, from which another node goes on.
 *
 * <p>May import the chain's codec and hash, and {@code chain.block}; nothing that holds state.
 *
 * <p>Start with {@link io.plimsoll.chain.snapshot.SnapshotHeader}, which states the bytes.
 */
@NullMarked
package io.plimsoll.chain.snapshot;

import org.jspecify.annotations.NullMarked;
