package io.plimsoll.chain.root;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a light client needs to believe, knowing the root alone, that a key has a value or has none.
 *
 * <p>The bytes, of which there is one form for each key and root:
 *
 * <ul>
 *   <li>one byte, what lies where the key's way ends: 0 nothing, 1 the key's own leaf, 2 the leaf
 *       of another key;
 *   <li>two bytes, highest first: the number n of levels on the way, 0 to 256;
 *   <li>n times 32 bytes, from the root down: the hash of the subtree on the other side;
 *   <li>for another key's leaf: its key hash and its value hash, 32 bytes each.
 * </ul>
 *
 * <p>To check it, hash what lies at the end, then for each level from the last to the first hash
 * {@code 0x01} with the two sides, the bit of the key hash at that level saying which is which. The
 * result is the root. Another leaf shows that the key has none because a subtree with one leaf is
 * that leaf: it must agree with the key in the first n bits, and differ later.
 */
public final class Proof {

  private static final int HASH = Sha256.BYTES;
  private static final int HEAD = 3;
  private static final int MAX_LEVELS = HASH * Byte.SIZE;

  private static final byte NOTHING = 0;
  private static final byte OWN_LEAF = 1;
  private static final byte OTHER_LEAF = 2;

  private final byte[] bytes;

  private Proof(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The proof of what a tree says of a key now: of its value, or that it has none. */
  public static Proof of(StateTree tree, byte[] key) {
    return of(tree::way, key);
  }

  static Proof of(Way tree, byte[] key) {
    return ofHashed(tree, new Sha256().update(key, 0, key.length).digest());
  }

  /** As {@link #of}, for a key of this hash. */
  static Proof ofHashed(Way tree, byte[] keyHash) {
    byte[] siblings = new byte[MAX_LEVELS * HASH];
    byte[] leaf = new byte[2 * HASH];
    int levels = tree.along(keyHash, siblings, leaf);
    boolean empty = levels < 0;
    levels = empty ? ~levels : levels;
    boolean own = !empty && Arrays.equals(leaf, 0, HASH, keyHash, 0, HASH);
    boolean other = !empty && !own;
    byte[] bytes = new byte[HEAD + levels * HASH + (other ? leaf.length : 0)];
    bytes[0] = empty ? NOTHING : own ? OWN_LEAF : OTHER_LEAF;
    bytes[1] = (byte) (levels >> Byte.SIZE);
    bytes[2] = (byte) levels;
    System.arraycopy(siblings, 0, bytes, HEAD, levels * HASH);
    if (other) {
      System.arraycopy(leaf, 0, bytes, HEAD + levels * HASH, leaf.length);
    }
    return new Proof(bytes);
  }

  /** The proof of these bytes, whatever they are; {@link #verify} judges them. */
  public static Proof ofBytes(byte[] bytes) {
    return new Proof(bytes.clone());
  }

  /** The bytes of the proof, in a new array. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * Whether a proof shows that the state of this root gives the key this value. Null, like an empty
   * value, asks whether it shows that the key has none. Bytes that are no proof show nothing.
   */
  public static boolean verify(byte[] root, byte[] key, byte @Nullable [] value, Proof proof) {
    return verifyHashed(root, new Sha256().update(key, 0, key.length).digest(), value, proof);
  }

  /** As {@link #verify}, for a key of this hash. */
  static boolean verifyHashed(byte[] root, byte[] keyHash, byte @Nullable [] value, Proof proof) {
    byte[] bytes = proof.bytes;
    if (bytes.length < HEAD) {
      return false;
    }
    int levels = ((bytes[1] & 0xff) << Byte.SIZE) | (bytes[2] & 0xff);
    int end = HEAD + levels * HASH;
    boolean present = value != null && value.length > 0;
    boolean other = bytes[0] == OTHER_LEAF;
    if (levels > MAX_LEVELS
        || bytes.length != end + (other ? 2 * HASH : 0)
        || present != (bytes[0] == OWN_LEAF)
        || bytes[0] < NOTHING
        || bytes[0] > OTHER_LEAF) {
      return false;
    }
    Sha256 sha = new Sha256();
    byte[] hash = new byte[HASH];
    if (value != null && present) {
      byte[] valueHash = sha.update(value, 0, value.length).digest();
      sha.update((byte) 0).update(keyHash, 0, HASH).update(valueHash, 0, HASH).digest(hash, 0);
    } else if (other) {
      int shared = Hashes.firstDifference(bytes, end, keyHash, 0);
      if (shared < levels || shared == MAX_LEVELS) {
        return false;
      }
      sha.update((byte) 0).update(bytes, end, 2 * HASH).digest(hash, 0);
    }
    for (int level = levels - 1; level >= 0; level--) {
      int sibling = HEAD + level * HASH;
      sha.update((byte) 1);
      if (Hashes.bit(keyHash, 0, level) == 0) {
        sha.update(hash, 0, HASH).update(bytes, sibling, HASH);
      } else {
        sha.update(bytes, sibling, HASH).update(hash, 0, HASH);
      }
      sha.digest(hash, 0);
    }
    return Arrays.equals(hash, root);
  }
}
