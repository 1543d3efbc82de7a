package io.plimsoll.chain.root;

/** What lies in a tree on the way of a key hash; of it a {@link Proof} is made. */
@FunctionalInterface
interface Way {

  /**
   * Writes the hashes beside the way of a key hash, from the root down, and the key hash and value
   * hash of the leaf at its end. Returns the number of levels, complemented where nothing lies at
   * the end.
   */
  int along(byte[] hash, byte[] siblings, byte[] leaf);
}
