package io.plimsoll.chain.snapshot;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.MalformedBytes;
import java.util.Arrays;

/** Takes leaves out of chunks and checks all that can be checked without knowing what they say. */
public final class ChunkReader {

  private final SnapshotHeader header;
  private final Leaves to;
  private byte[] lastKey = {};
  private int chunk;
  private int leaf;

  /** Who takes the leaves. */
  @FunctionalInterface
  public interface Leaves {
    /**
     * Takes a leaf.
     *
     * @throws MalformedBytes where it is not one
     */
    void take(byte[] key, byte[] value);
  }

  /** Gives the leaves of this header's chunks to somebody. */
  public ChunkReader(SnapshotHeader header, Leaves to) {
    this.header = header;
    this.to = to;
  }

  /**
   * Reads the chunks in their order; each is read only when the one before has been taken whole.
   *
   * @throws SnapshotRefused where they are not the header's, or hold anything but leaves in order
   */
  public void readAll(Iterable<byte[]> chunks) {
    for (byte[] bytes : chunks) {
      header.check(chunk, bytes);
      readChunk(bytes);
      chunk++;
    }
    if (chunk < header.chunks().size()) {
      throw new SnapshotRefused(
          "chunk " + chunk + " is missing; the header has " + header.chunks().size());
    }
  }

  private void readChunk(byte[] bytes) {
    leaf = 0;
    ByteReader in = new ByteReader(bytes);
    try {
      do {
        readLeaf(in);
        leaf++;
      } while (in.left() > 0);
    } catch (MalformedBytes e) {
      throw new SnapshotRefused("chunk " + chunk + ", leaf " + leaf + ": " + e.getMessage(), e);
    }
  }

  private void readLeaf(ByteReader in) {
    int keyBytes = in.u8();
    int valueBytes = in.i32();
    byte[] key = in.raw(keyBytes);
    byte[] value = in.raw(valueBytes);
    if (Arrays.compareUnsigned(lastKey, key) >= 0) {
      throw new MalformedBytes("its key does not come after the key before");
    }
    lastKey = key;
    to.take(key, value);
  }
}
