package io.plimsoll.chain.root;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The set of (key, value) as it stood at one moment, with its values. It never changes, so any
 * number of threads read it while {@link Edit} makes the next one, which shares with it all that is
 * the same: k changes among n leaves make at most k * log2 n nodes.
 *
 * <p>It has the shape of {@link StateTree} and therefore its root, and gives the same proofs. What
 * is not asked for is not hashed: nodes are hashed when a root or a proof needs them first, and
 * remember it. Two threads that hash the same node come to the same.
 */
public final class FrozenTree {

  private static final int HASH = Sha256.BYTES;
  private static final int BITS = HASH * Byte.SIZE;
  private static final byte LEAF_TAG = 0;
  private static final byte NODE_TAG = 1;

  private final @Nullable Item top;
  private final int size;
  private final long version;

  private FrozenTree(@Nullable Item top, int size, long version) {
    this.top = top;
    this.size = size;
    this.version = version;
  }

  /** The tree without leaves. */
  public static FrozenTree empty() {
    return new FrozenTree(null, 0, 0);
  }

  /** A hash in a final field, so that a thread that sees it sees its bytes. */
  private static final class Sealed {
    private final byte[] bytes;

    Sealed(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** A leaf or a node, and its hash where somebody has asked for it. */
  private abstract static class Item {
    private @Nullable Sealed hash;
  }

  private static final class Leaf extends Item {
    private final byte[] key;
    private final byte[] value;

    Leaf(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }

  /** A node that decides the bit at a depth; changed only by the edit that made it. */
  private static final class Node extends Item {
    private final int depth;
    private final long madeIn;
    private Item zero;
    private Item one;

    Node(int depth, long madeIn, Item zero, Item one) {
      this.depth = depth;
      this.madeIn = madeIn;
      this.zero = zero;
      this.one = one;
    }

    Item side(byte[] hash) {
      return Hashes.bit(hash, 0, depth) == 0 ? zero : one;
    }

    void setSide(byte[] hash, Item to) {
      if (Hashes.bit(hash, 0, depth) == 0) {
        zero = to;
      } else {
        one = to;
      }
    }
  }

  private static Leaf leafOnTheWay(Item from, byte[] hash) {
    Item at = from;
    while (at instanceof Node node) {
      at = node.side(hash);
    }
    return (Leaf) at;
  }

  /** The number of keys that have a value. */
  public int size() {
    return size;
  }

  /** The value of a key, or null; the array is the tree's, not to be changed. */
  public byte @Nullable [] get(byte[] key) {
    return get(key, new Sha256());
  }

  /** The same by a hash that the caller keeps between many. */
  public byte @Nullable [] get(byte[] key, Sha256 sha) {
    if (top == null) {
      return null;
    }
    Leaf leaf = leafOnTheWay(top, sha.reset().update(key, 0, key.length).digest());
    return Arrays.equals(leaf.key, key) ? leaf.value : null;
  }

  /** The root, a new array of 32 bytes. */
  public byte[] root() {
    return top == null ? new byte[HASH] : hashAt(top, 0, new Sha256()).clone();
  }

  /** The proof of what the tree says of a key. */
  public Proof prove(byte[] key) {
    return Proof.of(this::way, key);
  }

  private static byte[] keyHash(Leaf leaf, Sha256 sha) {
    return sha.update(leaf.key, 0, leaf.key.length).digest();
  }

  private static Leaf someLeaf(Item below) {
    Item at = below;
    while (at instanceof Node node) {
      at = node.zero;
    }
    return (Leaf) at;
  }

  /**
   * The hash of a subtree as it is at a depth, at most its own; recursion ends after 256 levels.
   */
  private static byte[] hashAt(Item at, int depth, Sha256 sha) {
    byte[] hash = hash(at, sha);
    if (!(at instanceof Node node) || node.depth == depth) {
      return hash;
    }
    byte[] key = keyHash(someLeaf(node), sha);
    byte[] zeros = new byte[HASH];
    for (int level = node.depth - 1; level >= depth; level--) {
      boolean left = Hashes.bit(key, 0, level) == 0;
      sha.update(NODE_TAG).update(left ? hash : zeros, 0, HASH);
      hash = sha.update(left ? zeros : hash, 0, HASH).digest();
    }
    return hash;
  }

  private static byte[] hash(Item of, Sha256 sha) {
    Sealed known = of.hash;
    if (known != null) {
      return known.bytes;
    }
    byte[] hash;
    if (of instanceof Node node) {
      byte[] zero = hashAt(node.zero, node.depth + 1, sha);
      byte[] one = hashAt(node.one, node.depth + 1, sha);
      hash = sha.update(NODE_TAG).update(zero, 0, HASH).update(one, 0, HASH).digest();
    } else {
      Leaf leaf = (Leaf) of;
      byte[] key = keyHash(leaf, sha);
      byte[] value = sha.update(leaf.value, 0, leaf.value.length).digest();
      hash = sha.update(LEAF_TAG).update(key, 0, HASH).update(value, 0, HASH).digest();
    }
    of.hash = new Sealed(hash);
    return hash;
  }

  /** See {@link Way#along}. */
  private int way(byte[] hash, byte[] siblings, byte[] leaf) {
    Sha256 sha = new Sha256();
    int levels = 0;
    Item at = top;
    while (at instanceof Node node) {
      if (levels < node.depth) {
        // On the levels that have no node, one side is empty.
        byte[] some = keyHash(someLeaf(node), sha);
        for (; levels < node.depth; levels++) {
          if (Hashes.bit(some, 0, levels) != Hashes.bit(hash, 0, levels)) {
            byte[] beside = hashAt(node, levels + 1, sha);
            System.arraycopy(beside, 0, siblings, levels * HASH, HASH);
            return ~(levels + 1);
          }
        }
      }
      Item next = node.side(hash);
      byte[] beside = hashAt(next == node.zero ? node.one : node.zero, levels + 1, sha);
      System.arraycopy(beside, 0, siblings, levels * HASH, HASH);
      levels++;
      at = next;
    }
    if (at == null) {
      return ~levels;
    }
    Leaf end = (Leaf) at;
    System.arraycopy(keyHash(end, sha), 0, leaf, 0, HASH);
    sha.update(end.value, 0, end.value.length).digest(leaf, HASH);
    return levels;
  }

  /** The next tree in the making; this one stays as it is. */
  public Edit edit() {
    return new Edit(this);
  }

  /** Changes on the way to the next tree. One instance serves one thread, until {@link #freeze}. */
  public static final class Edit {

    private final Sha256 sha = new Sha256();
    private final long version;
    private @Nullable Item top;
    private int size;
    private boolean frozen;

    private Edit(FrozenTree from) {
      version = from.version + 1;
      top = from.top;
      size = from.size;
    }

    /**
     * Gives a key its value; an empty value takes the key away. The arrays are the tree's from then
     * on.
     */
    public void put(byte[] key, byte[] value) {
      if (frozen) {
        throw new IllegalStateException("the tree is made already");
      }
      byte[] hash = sha.update(key, 0, key.length).digest();
      Item from = top;
      if (from == null) {
        top = value.length == 0 ? null : new Leaf(key, value);
        size = value.length == 0 ? 0 : 1;
        return;
      }
      Leaf old = leafOnTheWay(from, hash);
      boolean there = Arrays.equals(old.key, key);
      if (value.length == 0) {
        if (there) {
          top = without(from, hash);
          size--;
        }
        return;
      }
      if (there && Arrays.equals(old.value, value)) {
        return;
      }
      int parts = there ? BITS : Hashes.firstDifference(hash, 0, keyHash(old, sha), 0);
      top = with(from, hash, parts, new Leaf(there ? old.key : key, value));
      size += there ? 0 : 1;
    }

    /** A node that this edit may change. */
    private Node own(Node node) {
      if (node.madeIn == version) {
        return node;
      }
      return new Node(node.depth, version, node.zero, node.one);
    }

    /** Puts a leaf whose key hash parts from those that are there at a depth, 256 for its own. */
    private Item with(Item at, byte[] hash, int parts, Leaf leaf) {
      if (at instanceof Node node && node.depth < parts) {
        Node mine = own(node);
        mine.setSide(hash, with(mine.side(hash), hash, parts, leaf));
        return mine;
      }
      if (parts == BITS) {
        return leaf;
      }
      boolean left = Hashes.bit(hash, 0, parts) == 0;
      return new Node(parts, version, left ? leaf : at, left ? at : leaf);
    }

    private @Nullable Item without(Item at, byte[] hash) {
      if (!(at instanceof Node node)) {
        return null;
      }
      Item side = node.side(hash);
      Item left = without(side, hash);
      if (left == null) {
        return side == node.zero ? node.one : node.zero;
      }
      Node mine = own(node);
      mine.setSide(hash, left);
      return mine;
    }

    /** The tree with all changes; this edit is over. */
    public FrozenTree freeze() {
      frozen = true;
      return new FrozenTree(top, size, version);
    }
  }
}
