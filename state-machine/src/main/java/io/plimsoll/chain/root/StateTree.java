package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * The set of (key, value) as a binary Merkle trie; the package states what its root is.
 *
 * <p>A change only marks its path, and {@link #root()} hashes each marked node once, so a batch of
 * changes shares the nodes near the root. Values are not kept, and neither are versions: undoing is
 * putting the older values back.
 *
 * <p>In memory the nodes that have {@code zero} on one side are left out, and come back in hashing:
 * a node knows its depth, and its stored hash is the one of its subtree at the depth just below its
 * parent. So n leaves take n - 1 nodes. All lies in columns, about 106 bytes a leaf, and a change
 * allocates nothing unless a column grows. One instance serves one thread.
 */
public final class StateTree {

  private static final int HASH = Sha256.BYTES;
  private static final int BITS = HASH * Byte.SIZE;
  private static final byte LEAF_TAG = 0;
  private static final byte NODE_TAG = 1;

  /** A reference to nothing. A leaf's reference is its row, a node's is the complement of it. */
  private static final int NONE = Integer.MAX_VALUE;

  private final Sha256 sha = new Sha256();
  private final byte[] keyHash = new byte[HASH];
  private final byte[] valueHash = new byte[HASH];
  private final byte[] leafBytes = new byte[1 + 2 * HASH];
  private final byte[] nodeBytes = new byte[1 + 2 * HASH];

  /** The nodes from the root towards the key hash, filled by {@link #descend}. */
  private final int[] path = new int[BITS];

  private int pathLength;
  private int top = NONE;

  /** Two references a node: the side of bit 0, then that of bit 1. Free rows chain by the first. */
  private int[] children = new int[32];

  /** The depth of the bit that a node decides, complemented while its hash is stale. */
  private short[] depths = new short[16];

  private final Hashes nodeHashes = new Hashes();
  private int nodeRows;
  private int freeNode = NONE;

  private final Hashes leafKeys = new Hashes();
  private final Hashes leafValues = new Hashes();
  private int leafRows;
  private int freeLeaf = NONE;
  private int size;

  /** The empty state. */
  public StateTree() {
    leafBytes[0] = LEAF_TAG;
    nodeBytes[0] = NODE_TAG;
  }

  /** The number of keys that have a value. */
  public int size() {
    return size;
  }

  /** The bytes that the columns take, those of rows that are free included. */
  public long memoryBytes() {
    return nodeHashes.memoryBytes()
        + leafKeys.memoryBytes()
        + leafValues.memoryBytes()
        + (long) Integer.BYTES * children.length
        + (long) Short.BYTES * depths.length;
  }

  /** Gives a key its value in place of an older one; an empty value removes the key. */
  public void put(byte[] key, byte[] value) {
    put(key, key.length, value, value.length);
  }

  /** As {@link #put(byte[], byte[])}, of the first bytes of two arrays. */
  public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
    sha.update(key, 0, keyLength).digest(keyHash, 0);
    putAtKeyHash(value, valueLength);
  }

  /** Removes a key; a key without a value changes nothing. */
  public void remove(byte[] key) {
    sha.update(key, 0, key.length).digest(keyHash, 0);
    removeAtKeyHash();
  }

  /** As {@link #put}, for a key of this hash, so that a test can choose long common prefixes. */
  void putHashed(byte[] hash, byte[] value) {
    System.arraycopy(hash, 0, keyHash, 0, HASH);
    putAtKeyHash(value, value.length);
  }

  /** As {@link #remove}, for a key of this hash. */
  void removeHashed(byte[] hash) {
    System.arraycopy(hash, 0, keyHash, 0, HASH);
    removeAtKeyHash();
  }

  /** The root of the state as it is now: a new array of 32 bytes. */
  public byte[] root() {
    byte[] out = new byte[HASH];
    refresh();
    copyHash(top, out, 0);
    return out;
  }

  private void putAtKeyHash(byte[] value, int length) {
    if (length == 0) {
      removeAtKeyHash();
      return;
    }
    sha.update(value, 0, length).digest(valueHash, 0);
    int leaf = descend(keyHash);
    if (leaf == NONE) {
      top = newLeaf();
      return;
    }
    int differs = Hashes.firstDifference(leafKeys.page(leaf), Hashes.offset(leaf), keyHash);
    if (differs < BITS) {
      insert(leaf, differs);
    } else if (!leafValues.equal(leaf, valueHash)) {
      leafValues.set(leaf, valueHash, 0);
      mark(pathLength);
    }
  }

  /** Follows the bits that nodes decide to the only leaf that may be the key's, or NONE. */
  private int descend(byte[] hash) {
    int length = 0;
    int at = top;
    while (at < 0) {
      int node = ~at;
      path[length++] = node;
      at = children[2 * node + Hashes.bit(hash, 0, depth(node))];
    }
    pathLength = length;
    return at;
  }

  private int depth(int node) {
    int depth = depths[node];
    return depth < 0 ? ~depth : depth;
  }

  /**
   * Marks the first nodes of the path. Above a marked node all are marked already: whoever marks
   * one marks the path above it.
   */
  private void mark(int length) {
    for (int i = length - 1; i >= 0 && depths[path[i]] >= 0; i--) {
      markNode(path[i]);
    }
  }

  private void markNode(int node) {
    depths[node] = (short) ~depth(node);
  }

  /** Adds the key's leaf, with a node at a depth that parts it from the leaf found. */
  private void insert(int leaf, int depth) {
    int above = pathLength;
    while (above > 0 && depth(path[above - 1]) > depth) {
      above--;
    }
    int below = above < pathLength ? ~path[above] : leaf;
    int node = newNode(depth);
    int side = Hashes.bit(keyHash, 0, depth);
    children[2 * node + side] = newLeaf();
    children[2 * node + 1 - side] = below;
    attach(above, ~node);
    mark(above);
    if (below < 0) {
      // Its stored hash reached up to a parent that is no longer next to it.
      markNode(~below);
    }
  }

  /** Puts a reference in the place below the first nodes of the path. */
  private void attach(int above, int reference) {
    if (above == 0) {
      top = reference;
      return;
    }
    int parent = path[above - 1];
    children[2 * parent + Hashes.bit(keyHash, 0, depth(parent))] = reference;
  }

  private void removeAtKeyHash() {
    int leaf = descend(keyHash);
    if (leaf == NONE || !leafKeys.equal(leaf, keyHash)) {
      return;
    }
    releaseLeaf(leaf);
    if (pathLength == 0) {
      top = NONE;
      return;
    }
    int above = pathLength - 1;
    int node = path[above];
    int other = children[2 * node + 1 - Hashes.bit(keyHash, 0, depth(node))];
    attach(above, other);
    mark(above);
    if (other < 0) {
      markNode(~other);
    }
    children[2 * node] = freeNode;
    freeNode = node;
  }

  private int newLeaf() {
    int leaf = freeLeaf;
    if (leaf == NONE) {
      leaf = leafRows++;
      leafKeys.ensure(leaf);
      leafValues.ensure(leaf);
    } else {
      freeLeaf = leafKeys.link(leaf);
    }
    leafKeys.set(leaf, keyHash, 0);
    leafValues.set(leaf, valueHash, 0);
    size++;
    return leaf;
  }

  private void releaseLeaf(int leaf) {
    leafKeys.link(leaf, freeLeaf);
    freeLeaf = leaf;
    size--;
  }

  /** A marked node that decides the bit at a depth. */
  private int newNode(int depth) {
    int node = freeNode;
    if (node == NONE) {
      node = nodeRows++;
      if (node == depths.length) {
        int rows = node + (node >> 3) + 16;
        depths = Arrays.copyOf(depths, rows);
        children = Arrays.copyOf(children, 2 * rows);
      }
      nodeHashes.ensure(node);
    } else {
      freeNode = children[2 * node];
    }
    depths[node] = (short) ~depth;
    return node;
  }

  /**
   * Writes the hashes beside the way of a key hash, from the root down, and the key hash and value
   * hash of the leaf at its end. Returns the number of levels, complemented where nothing lies at
   * the end.
   */
  int prove(byte[] hash, byte[] siblings, byte[] leaf) {
    refresh();
    int levels = 0;
    int at = top;
    while (at < 0) {
      int node = ~at;
      int depth = depth(node);
      int below = someLeaf(node);
      // On the levels that have no node, one side is empty.
      for (; levels < depth; levels++) {
        if (leafKeys.bit(below, levels) != Hashes.bit(hash, 0, levels)) {
          hashNode(node, levels + 1, siblings, levels * HASH);
          return ~(levels + 1);
        }
      }
      int side = Hashes.bit(hash, 0, depth);
      copyHash(children[2 * node + 1 - side], siblings, levels * HASH);
      levels++;
      at = children[2 * node + side];
    }
    if (at == NONE) {
      return ~levels;
    }
    leafKeys.get(at, leaf, 0);
    leafValues.get(at, leaf, HASH);
    return levels;
  }

  private void refresh() {
    if (top < 0) {
      refresh(~top, 0);
    }
  }

  /** Hashes the marked nodes from here on down; recursion is at most 256 deep, one a bit. */
  private void refresh(int node, int depthInParent) {
    if (depths[node] >= 0) {
      return;
    }
    int depth = depth(node);
    int zero = children[2 * node];
    int one = children[2 * node + 1];
    if (zero < 0) {
      refresh(~zero, depth + 1);
    }
    if (one < 0) {
      refresh(~one, depth + 1);
    }
    hashNode(node, depthInParent, nodeHashes.page(node), Hashes.offset(node));
    depths[node] = (short) depth;
  }

  /** Writes the hash of a node's subtree as it is at a depth at most the node's own. */
  private void hashNode(int node, int atDepth, byte[] to, int offset) {
    copyHash(children[2 * node], nodeBytes, 1);
    copyHash(children[2 * node + 1], nodeBytes, 1 + HASH);
    sha.update(nodeBytes, 0, nodeBytes.length).digest(to, offset);
    int depth = depth(node);
    if (depth == atDepth) {
      return;
    }
    int leaf = someLeaf(node);
    while (depth > atDepth) {
      depth--;
      int side = leafKeys.bit(leaf, depth);
      System.arraycopy(to, offset, nodeBytes, 1 + side * HASH, HASH);
      int empty = 1 + (1 - side) * HASH;
      Arrays.fill(nodeBytes, empty, empty + HASH, (byte) 0);
      sha.update(nodeBytes, 0, nodeBytes.length).digest(to, offset);
    }
  }

  /** A leaf below a node; all of them have the same bits down to the node's depth. */
  private int someLeaf(int node) {
    int at = ~node;
    while (at < 0) {
      at = children[2 * ~at];
    }
    return at;
  }

  /** Writes the hash that a reference has just below its parent; stored hashes must be fresh. */
  private void copyHash(int reference, byte[] to, int offset) {
    if (reference == NONE) {
      Arrays.fill(to, offset, offset + HASH, (byte) 0);
    } else if (reference < 0) {
      nodeHashes.get(~reference, to, offset);
    } else {
      leafKeys.get(reference, leafBytes, 1);
      leafValues.get(reference, leafBytes, 1 + HASH);
      sha.update(leafBytes, 0, leafBytes.length).digest(to, offset);
    }
  }
}
