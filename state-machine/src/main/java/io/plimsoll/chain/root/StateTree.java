package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * A binary Merkle trie over the bits of SHA-256(key), highest first. Its root depends on the set of
 * keys and values alone.
 *
 * <ul>
 *   <li>Leaf: SHA-256(0x00, SHA-256(key), SHA-256(value)).
 *   <li>A subtree without leaves is 32 zero bytes; one with a single leaf is that leaf.
 *   <li>Any other subtree: SHA-256(0x01, left, right).
 * </ul>
 *
 * <p>A change marks its path; {@link #root} hashes each marked node once. Nodes and leaves lie in
 * columns. Undoing is putting the old values back.
 */
public final class StateTree {

  private static final int HASH = Sha256.BYTES;
  private static final int BITS = Byte.SIZE * HASH;
  private static final int NONE = Integer.MIN_VALUE;
  private static final byte LEAF_TAG = 0;
  private static final byte NODE_TAG = 1;

  private final Sha256 sha = new Sha256();
  private final byte[] keyHash = new byte[HASH];
  private final byte[] scratch = new byte[1 + 2 * HASH];
  private final int[] path = new int[BITS + 1];

  // A child is a node's number, -1 - a leaf's number, or NONE.
  private int root = NONE;
  private int[] left = new int[16];
  private int[] right = new int[16];
  private boolean[] marked = new boolean[16];
  private byte[] nodeHashes = new byte[16 * HASH];
  private int nodes;
  private int freeNode = NONE;

  private byte[] leafKeys = new byte[16 * HASH];
  private byte[] leafHashes = new byte[16 * HASH];
  private int leaves;
  private int[] freeLeaves = new int[16];
  private int freeLeafCount;

  /** No leaves. */
  public StateTree() {}

  /** The number of leaves. */
  public int size() {
    return leaves - freeLeafCount;
  }

  /** Sets the value of a key. */
  public void put(byte[] key, byte[] value) {
    hashKey(key);
    int leaf = leafFor();
    scratch[0] = LEAF_TAG;
    System.arraycopy(leafKeys, leaf * HASH, scratch, 1, HASH);
    sha.update(value, 0, value.length);
    sha.digest(scratch, 1 + HASH);
    sha.update(scratch, 0, scratch.length);
    sha.digest(leafHashes, leaf * HASH);
  }

  private void hashKey(byte[] key) {
    sha.update(key, 0, key.length);
    sha.digest(keyHash, 0);
  }

  private static boolean bit(byte[] hashes, int offset, int depth) {
    return (hashes[offset + (depth >> 3)] >> (7 - (depth & 7)) & 1) != 0;
  }

  /** Goes down to the leaf of the key hash, marking the way; makes it where it is missing. */
  private int leafFor() {
    int depth = descend();
    int at = childBelow(depth);
    if (at == NONE) {
      int leaf = newLeaf();
      setChild(depth, -1 - leaf);
      return leaf;
    }
    int there = -1 - at;
    if (isLeaf(there)) {
      return there;
    }
    // Another leaf is where ours belongs: both go below nodes for the bits that they share.
    int leaf = newLeaf();
    boolean ours = bit(keyHash, 0, depth);
    while (ours == bit(leafKeys, there * HASH, depth)) {
      int node = newNode();
      setChild(depth, node);
      path[depth++] = node;
      ours = bit(keyHash, 0, depth);
    }
    int node = newNode();
    setChild(depth, node);
    left[node] = ours ? at : -1 - leaf;
    right[node] = ours ? -1 - leaf : at;
    return leaf;
  }

  /** Fills the path with the nodes on the key hash's way and marks them; returns their number. */
  private int descend() {
    int depth = 0;
    int at = root;
    while (at >= 0) {
      path[depth] = at;
      marked[at] = true;
      at = bit(keyHash, 0, depth) ? right[at] : left[at];
      depth++;
    }
    return depth;
  }

  private int childBelow(int depth) {
    if (depth == 0) {
      return root;
    }
    int parent = path[depth - 1];
    return bit(keyHash, 0, depth - 1) ? right[parent] : left[parent];
  }

  private void setChild(int depth, int child) {
    if (depth == 0) {
      root = child;
      return;
    }
    int parent = path[depth - 1];
    if (bit(keyHash, 0, depth - 1)) {
      right[parent] = child;
    } else {
      left[parent] = child;
    }
  }

  private boolean isLeaf(int leaf) {
    int from = leaf * HASH;
    return Arrays.equals(leafKeys, from, from + HASH, keyHash, 0, HASH);
  }

  /** Removes a key; one that is not there changes nothing. */
  public void remove(byte[] key) {
    hashKey(key);
    int depth = descend();
    int at = childBelow(depth);
    if (at == NONE || !isLeaf(-1 - at)) {
      return;
    }
    freeLeaf(-1 - at);
    setChild(depth, NONE);
    // A subtree that is left with a single leaf becomes that leaf, and its parents likewise.
    while (depth > 0) {
      int node = path[depth - 1];
      int remaining = left[node] == NONE ? right[node] : left[node];
      boolean single = left[node] == NONE || right[node] == NONE;
      if (!single || remaining >= 0) {
        return;
      }
      freeNode(node);
      depth--;
      setChild(depth, remaining);
    }
  }

  private int newLeaf() {
    int leaf;
    if (freeLeafCount > 0) {
      leaf = freeLeaves[--freeLeafCount];
    } else {
      leaf = leaves++;
      if (leaf * HASH == leafKeys.length) {
        leafKeys = Arrays.copyOf(leafKeys, 2 * leafKeys.length);
        leafHashes = Arrays.copyOf(leafHashes, 2 * leafHashes.length);
      }
    }
    System.arraycopy(keyHash, 0, leafKeys, leaf * HASH, HASH);
    return leaf;
  }

  private void freeLeaf(int leaf) {
    if (freeLeafCount == freeLeaves.length) {
      freeLeaves = Arrays.copyOf(freeLeaves, 2 * freeLeafCount);
    }
    freeLeaves[freeLeafCount++] = leaf;
  }

  private int newNode() {
    int node = freeNode;
    if (node == NONE) {
      node = nodes++;
      if (node == left.length) {
        left = Arrays.copyOf(left, 2 * node);
        right = Arrays.copyOf(right, 2 * node);
        marked = Arrays.copyOf(marked, 2 * node);
        nodeHashes = Arrays.copyOf(nodeHashes, 2 * node * HASH);
      }
    } else {
      freeNode = left[node];
    }
    left[node] = NONE;
    right[node] = NONE;
    marked[node] = true;
    return node;
  }

  private void freeNode(int node) {
    left[node] = freeNode;
    freeNode = node;
  }

  /** The root, 32 bytes; zeros where there are no leaves. */
  public byte[] root() {
    byte[] out = new byte[HASH];
    copyHash(root, out, 0);
    return out;
  }

  private void copyHash(int at, byte[] to, int offset) {
    if (at == NONE) {
      Arrays.fill(to, offset, offset + HASH, (byte) 0);
    } else if (at < 0) {
      System.arraycopy(leafHashes, (-1 - at) * HASH, to, offset, HASH);
    } else {
      rehash(at);
      System.arraycopy(nodeHashes, at * HASH, to, offset, HASH);
    }
  }

  private void rehash(int node) {
    if (!marked[node]) {
      return;
    }
    if (left[node] >= 0) {
      rehash(left[node]);
    }
    if (right[node] >= 0) {
      rehash(right[node]);
    }
    scratch[0] = NODE_TAG;
    copyHash(left[node], scratch, 1);
    copyHash(right[node], scratch, 1 + HASH);
    sha.update(scratch, 0, scratch.length);
    sha.digest(nodeHashes, node * HASH);
    marked[node] = false;
  }
}
