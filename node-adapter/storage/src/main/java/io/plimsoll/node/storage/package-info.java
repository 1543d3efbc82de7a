/**
 * A chain on disk: blocks, their outcomes, the leaves of the state, the journal that undoes blocks,
 * and snapshots, one atomic and synced commit for each block, and a tip record beside the database.
 *
 * <p>May import the chain and the command line's root; RocksDB is seen by one class alone.
 *
 * <p>Start with {@link io.plimsoll.node.storage.StoredChain}.
 */
@NullMarked
package io.plimsoll.node.storage;

import org.jspecify.annotations.NullMarked;
