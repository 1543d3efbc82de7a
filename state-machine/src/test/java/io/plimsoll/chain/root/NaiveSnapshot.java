package io.plimsoll.chain.root;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a snapshot by the words of its description and asserts that it keeps to them; it shares no
 * code with the product.
 */
public final class NaiveSnapshot {

  /** What the header says of the height, of the time and of the number of chunks. */
  public final long height;

  /** The header's time. */
  public final long timeMs;

  /** The header's state root. */
  public final byte[] stateRoot;

  /** Values by the digits of their keys, in their order. */
  public final Map<String, byte[]> leaves = new LinkedHashMap<>();

  private final byte[] bytes;
  private int at;

  private NaiveSnapshot(byte[] header, List<byte[]> chunks) {
    bytes = header;
    assertEquals(1, number(1), "version");
    height = number(8);
    timeMs = number(8);
    raw(32);
    stateRoot = raw(32);
    long chunkBytes = number(4);
    assertEquals(chunks.size(), number(4), "number of chunks");
    byte[] last = {};
    for (byte[] chunk : chunks) {
      assertTrue(chunk.length <= chunkBytes, "size of a chunk");
      assertArrayEquals(raw(32), NaiveTrie.sha256(new byte[] {3}, chunk), "hash of a chunk");
      last = readChunk(chunk, last);
    }
    assertEquals(header.length, at, "length of the header");
  }

  /** Reads a header and its chunks. */
  public static NaiveSnapshot of(byte[] header, List<byte[]> chunks) {
    return new NaiveSnapshot(header, chunks);
  }

  private byte[] raw(int size) {
    at += size;
    return Arrays.copyOfRange(bytes, at - size, at);
  }

  private long number(int size) {
    return new BigInteger(raw(size)).longValueExact();
  }

  private byte[] readChunk(byte[] chunk, byte[] before) {
    byte[] last = before;
    int from = 0;
    while (from < chunk.length) {
      int keyBytes = chunk[from];
      int valueBytes = new BigInteger(Arrays.copyOfRange(chunk, from + 1, from + 5)).intValue();
      int value = from + 5 + keyBytes;
      byte[] key = Arrays.copyOfRange(chunk, from + 5, value);
      assertTrue(Arrays.compareUnsigned(last, key) < 0, "order of keys");
      last = key;
      from = value + valueBytes;
      leaves.put(new BigInteger(1, key).toString(16), Arrays.copyOfRange(chunk, value, from));
    }
    assertEquals(chunk.length, from, "end of a chunk");
    return last;
  }

  /** The bytes of a key from its digits; tags begin with a zero digit. */
  public static byte[] key(String digits) {
    return new BigInteger(digits, 16).toByteArray();
  }

  /** The root of the leaves. */
  public byte[] root() {
    NaiveTrie trie = new NaiveTrie();
    leaves.forEach((digits, value) -> trie.put(NaiveTrie.sha256(key(digits)), value));
    return trie.root();
  }
}
