package io.plimsoll.chain.root;

import java.util.Arrays;

/**
 * The set of (key, value) as a binary Merkle trie; the package states what its root is.
 *
 * <p>Changes wait until {@link #apply} makes them all at once: sorted by their key hashes they go
 * down the tree together, and each node on their ways is read and hashed once. Undoing is putting
 * the older values back.
 *
 * <p>The tree has neither keys nor values, only the caller's numbers of leaves; {@link Leaves} says
 * what they are where it must know, which is when a new leaf parts from an old one, and in proofs.
 * The nodes that have {@code zero} on one side are left out, and come back in hashing: a node knows
 * its depth, and keeps the hashes of its two sides as they are just below it, side by side. So n
 * leaves take n - 1 nodes. All lies in columns, about 75 bytes a leaf, and a change allocates
 * nothing unless a column grows. One instance serves one thread.
 */
public final class StateTree {

  private static final int HASH = Sha256.BYTES;
  private static final int BITS = HASH * Byte.SIZE;

  /** Reading ahead for so many changes at once: what they need fits a near cache. */
  private static final int AHEAD = 32;

  private static final byte LEAF_TAG = 0;
  private static final byte NODE_TAG = 1;

  /**
   * A reference to nothing. A leaf's reference is its number, a node's the complement of its row.
   */
  private static final int NONE = Integer.MAX_VALUE;

  private final Leaves of;
  private final Sha256 sha = new Sha256();
  private final LeafBatch batch = new LeafBatch();
  private final byte[] leafBytes = new byte[1 + 2 * HASH];
  private final byte[] nodeBytes = new byte[1 + 2 * HASH];
  private final byte[] someKey = new byte[HASH];

  /** The nodes from the root towards a key hash. */
  private final int[] path = new int[BITS];

  private int top = NONE;
  private final byte[] topHash = new byte[HASH];

  /** Two references a node: the side of bit 0, then that of bit 1. Free rows chain by the first. */
  private int[] children = new int[32];

  /** The depth of the bit that a node decides. */
  private short[] depths = new short[16];

  /** Where those that are read ahead for have come to. */
  private final int[] ways = new int[AHEAD];

  /** Changes before this place have been read ahead. */
  private int readAhead;

  /** A sum of what was read ahead, without which reads would be left out. */
  @SuppressWarnings("UnusedVariable") // That it is written is all that it is for.
  private int read;

  private final NodeRows rows = new NodeRows(NODE_TAG);
  private int nodeRows;
  private int freeNode = NONE;
  private int size;

  /** What the caller's numbers stand for, as of the last {@link #apply}. */
  public interface Leaves {
    /** Writes SHA-256 of the leaf's key to 32 bytes from an offset on. */
    void keyHash(int leaf, byte[] to, int offset);

    /** Writes SHA-256 of the leaf's value to 32 bytes from an offset on. */
    void valueHash(int leaf, byte[] to, int offset);
  }

  /** The empty state. */
  public StateTree(Leaves leaves) {
    of = leaves;
    leafBytes[0] = LEAF_TAG;
    nodeBytes[0] = NODE_TAG;
  }

  /** The number of keys that have a value. */
  public int size() {
    return size;
  }

  /** The bytes that the columns take, those of rows that are free included. */
  public long memoryBytes() {
    return rows.memoryBytes()
        + (long) Integer.BYTES * children.length
        + (long) Short.BYTES * depths.length;
  }

  /**
   * Changes a leaf with the next {@link #apply}, before which it must not be changed again.
   *
   * @param leaf the caller's number, 0 to 2^31 - 2
   * @param known whether it is in the tree
   * @param key the first {@code keyLength} bytes are its key
   * @param value the first {@code valueLength} bytes are its value; none takes it away
   */
  public void put(
      int leaf, boolean known, byte[] key, int keyLength, byte[] value, int valueLength) {
    if (!known && valueLength == 0) {
      return;
    }
    int change = batch.add(leaf, known, valueLength == 0);
    sha.update(key, 0, keyLength).digest(batch.keys(), LeafBatch.at(change));
    hashLeaf(change, value, valueLength);
  }

  /** As {@link #put}, for a key of this hash, so that a test can choose long common prefixes. */
  void putHashed(int leaf, boolean known, byte[] keyHash, byte[] value) {
    if (!known && value.length == 0) {
      return;
    }
    int change = batch.add(leaf, known, value.length == 0);
    System.arraycopy(keyHash, 0, batch.keys(), LeafBatch.at(change), HASH);
    hashLeaf(change, value, value.length);
  }

  private void hashLeaf(int change, byte[] value, int length) {
    if (length == 0) {
      return;
    }
    System.arraycopy(batch.keys(), LeafBatch.at(change), leafBytes, 1, HASH);
    sha.update(value, 0, length).digest(leafBytes, 1 + HASH);
    sha.update(leafBytes, 0, leafBytes.length).digest(batch.hashes(), LeafBatch.at(change));
  }

  /** Makes all changes that wait. */
  public void apply() {
    int changes = batch.size();
    if (changes == 0) {
      return;
    }
    batch.sort();
    if (top == NONE) {
      size = changes;
      top = build(0, changes, 0, topHash, 0);
    } else {
      for (int place = 0; place < changes; place++) {
        int change = batch.ordered(place);
        if (!batch.isKnown(change)) {
          insert(change);
        }
        size += batch.isKnown(change) ? 0 : 1;
        size -= batch.isRemoved(change) ? 1 : 0;
      }
      readAhead = 0;
      top = update(top, 0, changes, 0, topHash, 0);
    }
    batch.clear();
  }

  /** The root of the state as of the last {@link #apply}: a new array of 32 bytes. */
  public byte[] root() {
    return topHash.clone();
  }

  /**
   * Makes a subtree of new leaves, whose key hashes are equal down to a depth; writes its hash as
   * it is at that depth.
   */
  private int build(int from, int to, int depth, byte[] hash, int offset) {
    int first = LeafBatch.at(batch.ordered(from));
    if (to - from == 1) {
      System.arraycopy(batch.hashes(), first, hash, offset, HASH);
      return batch.leaf(batch.ordered(from));
    }
    byte[] keys = batch.keys();
    int last = LeafBatch.at(batch.ordered(to - 1));
    int parts = Hashes.firstDifference(keys, first, keys, last);
    int node = newNode(parts);
    int middle = batch.split(from, to, parts);
    byte[] page = rows.page(node);
    // Columns may grow on the way.
    int zero = build(from, middle, parts + 1, page, NodeRows.offset(node, 0));
    children[2 * node] = zero;
    int one = build(middle, to, parts + 1, page, NodeRows.offset(node, 1));
    children[2 * node + 1] = one;
    hashNode(node, depth, keys, first, hash, offset);
    return ~node;
  }

  /** Gives a leaf that is not there its place. Its hash, and those above, follow. */
  private void insert(int change) {
    byte[] key = batch.keys();
    int at = LeafBatch.at(change);
    int reference = top;
    int length = 0;
    while (reference < 0) {
      int node = ~reference;
      path[length++] = node;
      reference = children[2 * node + Hashes.bit(key, at, depths[node])];
    }
    of.keyHash(reference, someKey, 0);
    int parts = Hashes.firstDifference(key, at, someKey, 0);
    if (parts == BITS) {
      throw new IllegalStateException("leaf " + batch.leaf(change) + " has the key of another");
    }
    while (length > 0 && depths[path[length - 1]] > parts) {
      length--;
    }
    int node = newNode(parts);
    int side = Hashes.bit(key, at, parts);
    byte[] above = topHash;
    int aboveAt = 0;
    int below = top;
    if (length > 0) {
      int parent = path[length - 1];
      int sideOfParent = Hashes.bit(key, at, depths[parent]);
      above = rows.page(parent);
      aboveAt = NodeRows.offset(parent, sideOfParent);
      below = children[2 * parent + sideOfParent];
      children[2 * parent + sideOfParent] = ~node;
    } else {
      top = ~node;
    }
    children[2 * node + side] = batch.leaf(change);
    children[2 * node + 1 - side] = below;
    byte[] page = rows.page(node);
    int row = NodeRows.offset(node, 1 - side);
    if (below >= 0) {
      System.arraycopy(above, aboveAt, page, row, HASH);
    } else {
      hashNode(~below, parts + 1, someKey, 0, page, row);
    }
  }

  /**
   * Changes a subtree, in which all the changes' leaves are, and writes its hash as it is at a
   * depth. Recursion is at most 256 deep, one a bit.
   *
   * @return the subtree's reference now
   */
  private int update(int reference, int from, int to, int depth, byte[] hash, int offset) {
    int first = batch.ordered(from);
    if (to > readAhead && to - from <= AHEAD) {
      readAhead(reference, from, to);
    }
    if (reference >= 0) {
      if (to - from != 1 || batch.leaf(first) != reference) {
        throw new IllegalStateException("leaf " + batch.leaf(first) + " is not in the tree");
      }
      if (batch.isRemoved(first)) {
        Arrays.fill(hash, offset, offset + HASH, (byte) 0);
        return NONE;
      }
      System.arraycopy(batch.hashes(), LeafBatch.at(first), hash, offset, HASH);
      return reference;
    }
    int node = ~reference;
    int parts = depths[node];
    int middle = batch.split(from, to, parts);
    byte[] page = rows.page(node);
    if (from < middle) {
      int zero = children[2 * node];
      int at = NodeRows.offset(node, 0);
      children[2 * node] = update(zero, from, middle, parts + 1, page, at);
    }
    if (middle < to) {
      int one = children[2 * node + 1];
      int at = NodeRows.offset(node, 1);
      children[2 * node + 1] = update(one, middle, to, parts + 1, page, at);
    }
    if (children[2 * node] == NONE || children[2 * node + 1] == NONE) {
      return collapse(node, depth, hash, offset);
    }
    hashNode(node, depth, batch.keys(), LeafBatch.at(first), hash, offset);
    return reference;
  }

  /**
   * Reads the nodes on the ways of some changes. Their waits for memory overlap here, since all go
   * down a step at a time; without it each is waited for alone, between two hashes. Nothing comes
   * of what is read.
   */
  private void readAhead(int reference, int from, int to) {
    byte[] keys = batch.keys();
    Arrays.fill(ways, 0, to - from, reference);
    int left = to - from;
    while (left > 0) {
      left = 0;
      for (int i = 0; i < to - from; i++) {
        if (ways[i] < 0) {
          int node = ~ways[i];
          byte[] page = rows.page(node);
          int row = NodeRows.offset(node);
          read += page[row] + page[row + NodeRows.BYTES - 1];
          int key = LeafBatch.at(batch.ordered(from + i));
          ways[i] = children[2 * node + Hashes.bit(keys, key, depths[node])];
          left++;
        }
      }
    }
    readAhead = to;
  }

  /** Takes a node away of which at most one side is left, and writes what is there now. */
  private int collapse(int node, int depth, byte[] hash, int offset) {
    int side = children[2 * node] == NONE ? 1 : 0;
    int left = children[2 * node + side];
    int row = NodeRows.offset(node, side);
    if (left < 0) {
      of.keyHash(someLeaf(~left), someKey, 0);
      hashNode(~left, depth, someKey, 0, hash, offset);
    } else {
      // A leaf's hash, or zeros where nothing is left.
      System.arraycopy(rows.page(node), row, hash, offset, HASH);
    }
    children[2 * node] = freeNode;
    freeNode = node;
    return left;
  }

  /** A node that decides the bit at a depth. */
  private int newNode(int depth) {
    int node = freeNode;
    if (node == NONE) {
      node = nodeRows++;
      if (node == depths.length) {
        int count = node + (node >> 4) + 16;
        depths = Arrays.copyOf(depths, count);
        children = Arrays.copyOf(children, 2 * count);
      }
      rows.ensure(node);
    } else {
      freeNode = children[2 * node];
    }
    depths[node] = (short) depth;
    return node;
  }

  /**
   * Writes the hash of a node's subtree as it is at a depth at most the node's own.
   *
   * @param key with {@code at}, the key hash of any leaf of the subtree, which says on which sides
   *     the levels between lie
   */
  private void hashNode(int node, int atDepth, byte[] key, int at, byte[] to, int offset) {
    sha.update(rows.page(node), NodeRows.offset(node), NodeRows.BYTES).digest(to, offset);
    for (int depth = depths[node] - 1; depth >= atDepth; depth--) {
      int side = Hashes.bit(key, at, depth);
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

  /** See {@link Way#along}. */
  int way(byte[] hash, byte[] siblings, byte[] leaf) {
    int levels = 0;
    int at = top;
    while (at < 0) {
      int node = ~at;
      int depth = depths[node];
      if (levels < depth) {
        // On the levels that have no node, one side is empty.
        of.keyHash(someLeaf(node), someKey, 0);
        for (; levels < depth; levels++) {
          if (Hashes.bit(someKey, 0, levels) != Hashes.bit(hash, 0, levels)) {
            hashNode(node, levels + 1, someKey, 0, siblings, levels * HASH);
            return ~(levels + 1);
          }
        }
      }
      int side = Hashes.bit(hash, 0, depth);
      int beside = NodeRows.offset(node, 1 - side);
      System.arraycopy(rows.page(node), beside, siblings, levels * HASH, HASH);
      levels++;
      at = children[2 * node + side];
    }
    if (at == NONE) {
      return ~levels;
    }
    of.keyHash(at, leaf, 0);
    of.valueHash(at, leaf, HASH);
    return levels;
  }
}
