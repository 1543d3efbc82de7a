package io.plimsoll.chain.snapshot;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Packs leaves, given in the order of their keys, into chunks. */
public final class ChunkWriter {

  /** The bytes of a leaf beside its key and its value. */
  static final int LEAF_HEAD = 1 + Integer.BYTES;

  private final int chunkBytes;
  private final Consumer<byte[]> to;
  private final List<Hash> hashes = new ArrayList<>();
  private final ByteWriter chunk = new ByteWriter();

  /**
   * Hands each chunk on when it is full.
   *
   * @throws IllegalArgumentException where the chunk size is outside of its range
   */
  public ChunkWriter(int chunkBytes, Consumer<byte[]> to) {
    if (chunkBytes < 1 || chunkBytes > SnapshotHeader.MOST_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk size is " + chunkBytes + "; it must be in 1.." + SnapshotHeader.MOST_CHUNK_BYTES);
    }
    this.chunkBytes = chunkBytes;
    this.to = to;
  }

  /**
   * Adds a leaf.
   *
   * @throws IllegalArgumentException where it is larger than a chunk may be
   */
  public void add(byte[] key, byte[] value) {
    int size = LEAF_HEAD + key.length + value.length;
    if (size > chunkBytes) {
      throw new IllegalArgumentException(
          "chunk size is " + chunkBytes + "; a leaf of this state needs " + size);
    }
    if (chunk.size() + size > chunkBytes) {
      handOn();
    }
    chunk.u8(key.length).i32(value.length).raw(key).raw(value);
  }

  private void handOn() {
    byte[] bytes = chunk.toBytes();
    chunk.clear();
    hashes.add(SnapshotHeader.chunkHash(bytes));
    to.accept(bytes);
  }

  /** Hands on the last chunk and returns the hashes of all. */
  public List<Hash> end() {
    if (chunk.size() > 0) {
      handOn();
    }
    return List.copyOf(hashes);
  }
}
