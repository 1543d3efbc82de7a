package io.plimsoll.chain.root;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The oracle: the package's definition word for word, over a sorted map from the 256 characters of
 * a key hash's bits to the value. It hashes everything anew each time and shares no code with the
 * tree.
 */
public final class NaiveTrie {

  private static final byte[] ZERO = new byte[32];

  private final NavigableMap<String, byte[]> values = new TreeMap<>();
  private final boolean dropsEmptySides;

  /** No leaves. */
  public NaiveTrie() {
    this(false);
  }

  /** The canary's trie forgets the nodes that have an empty side, which is a different root. */
  NaiveTrie(boolean dropsEmptySides) {
    this.dropsEmptySides = dropsEmptySides;
  }

  /** SHA-256 of the parts, one after another. */
  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String bits(byte[] keyHash) {
    String digits = new BigInteger(1, keyHash).toString(2);
    return "0".repeat(256 - digits.length()) + digits;
  }

  private static byte[] hash(String bits) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return bytes;
  }

  /** Gives the key of this hash a value; an empty one removes it. */
  public void put(byte[] keyHash, byte[] value) {
    if (value.length == 0) {
      values.remove(bits(keyHash));
    } else {
      values.put(bits(keyHash), value);
    }
  }

  void remove(byte[] keyHash) {
    values.remove(bits(keyHash));
  }

  int size() {
    return values.size();
  }

  /** The root of what is there. */
  public byte[] root() {
    return root("");
  }

  /** All keys whose hash begins with these bits, as the package defines their subtree's hash. */
  private byte[] root(String prefix) {
    NavigableMap<String, byte[]> inside = inside(prefix);
    if (inside.isEmpty()) {
      return ZERO;
    }
    if (inside.size() == 1) {
      Map.Entry<String, byte[]> leaf = inside.firstEntry();
      return sha256(new byte[] {0}, hash(leaf.getKey()), sha256(leaf.getValue()));
    }
    byte[] left = root(prefix + "0");
    byte[] right = root(prefix + "1");
    if (dropsEmptySides && inside(prefix + "0").isEmpty()) {
      return right;
    }
    if (dropsEmptySides && inside(prefix + "1").isEmpty()) {
      return left;
    }
    return sha256(new byte[] {1}, left, right);
  }

  private NavigableMap<String, byte[]> inside(String prefix) {
    return values.subMap(prefix, true, prefix + "2", false);
  }

  /** The bytes that a proof for this key hash must have. */
  byte[] proof(byte[] keyHash) {
    String bits = bits(keyHash);
    List<byte[]> siblings = new ArrayList<>();
    while (inside(bits.substring(0, siblings.size())).size() > 1) {
      int level = siblings.size();
      siblings.add(root(bits.substring(0, level) + (bits.charAt(level) == '0' ? "1" : "0")));
    }
    NavigableMap<String, byte[]> end = inside(bits.substring(0, siblings.size()));
    int kind = end.isEmpty() ? 0 : end.containsKey(bits) ? 1 : 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(kind);
    out.write(siblings.size() >> 8);
    out.write(siblings.size());
    siblings.forEach(out::writeBytes);
    if (kind == 2) {
      out.writeBytes(hash(end.firstEntry().getKey()));
      out.writeBytes(sha256(end.firstEntry().getValue()));
    }
    return out.toByteArray();
  }
}
