/**
 * The state root: a compact binary Merkle trie, and proofs that a key has a value or has none.
 *
 * <p>The root is a function of the set of (key, value) alone, whatever the order and history of the
 * changes. Let {@code H} be SHA-256, {@code ||} concatenation and {@code zero} 32 zero bytes.
 *
 * <ul>
 *   <li>A key is placed by the bits of {@code H(key)}, highest bit of the first byte first. The
 *       bytes of a key begin with the tag of its table, so keys of two tables never meet.
 *   <li>A leaf hashes to {@code H(0x00 || H(key) || H(value))}. An empty value is no leaf.
 *   <li>A subtree without leaves is {@code zero}; so is the root of the empty state.
 *   <li>A subtree with exactly one leaf is that leaf's hash, at whatever depth.
 *   <li>Any other subtree is {@code H(0x01 || left || right)}, where left holds the keys whose next
 *       bit is 0. It is so even where one side is empty and the other is not a leaf: the node over
 *       {@code zero} stays, and a proof has one hash for each level.
 * </ul>
 *
 * <p>May import java.lang, java.security and java.util; nothing of this project.
 *
 * <p>Start reading at {@link io.plimsoll.chain.root.StateTree}; {@link
 * io.plimsoll.chain.root.Proof} states the bytes of a proof.
 */
@NullMarked
package io.plimsoll.chain.root;

import org.jspecify.annotations.NullMarked;
