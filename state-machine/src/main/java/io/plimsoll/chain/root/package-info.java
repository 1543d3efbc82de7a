/**
 * The Merkle root: a compact binary trie over SHA-256 of the keys, a function of the set of leaves.
 *
 * <p>May import nothing of this project.
 *
 * <p>Start with {@link io.plimsoll.chain.root.StateTree}.
 */
@NullMarked
package io.plimsoll.chain.root;

import org.jspecify.annotations.NullMarked;
