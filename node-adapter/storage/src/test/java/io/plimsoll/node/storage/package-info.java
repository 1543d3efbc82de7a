/**
 * What a store must survive, and what it must refuse.
 *
 * <p>May import all of what the module may.
 *
 * <p>Start with {@link io.plimsoll.node.storage.StoredChainTest}.
 */
@NullMarked
package io.plimsoll.node.storage;

import org.jspecify.annotations.NullMarked;
