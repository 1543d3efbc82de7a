package io.plimsoll.chain.snapshot;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.root.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What a snapshot is of, and by what each of its chunks is known. Nodes that take one of the same
 * block with the same chunk size get the same header.
 *
 * <p>The bytes: version (1 byte), height (8), time (8), hash of the last block (32), state root
 * (32), chunk size (4), number of chunks (4), and the hash of each chunk (32).
 *
 * <p>A chunk holds whole leaves, one after another, in the order of their keys, which goes on from
 * chunk to chunk: length of the key (1 byte), length of the value (4), key, value. A chunk ends
 * where the next leaf would make it larger than the chunk size. Its hash is SHA-256 of the byte 3
 * and the chunk.
 *
 * <p>The state root speaks for the state alone. The last block's hash is the header's word, on
 * which only the next block depends; who cannot trust the header compares its {@link #hash} with
 * one that is trusted.
 *
 * @param height height of the last committed block; 0 before the first
 * @param timeMs its time in milliseconds; -1 before the first
 * @param lastHash its hash; zeros before the first
 * @param stateRoot root of the state after it
 * @param chunkBytes the most bytes that a chunk has, 1 to {@link #MOST_CHUNK_BYTES}
 * @param chunks hashes of the chunks, in their order
 */
public record SnapshotHeader(
    long height, long timeMs, Hash lastHash, Hash stateRoot, int chunkBytes, List<Hash> chunks) {

  /** The version that is written and the only one that is read. */
  public static final int VERSION = 1;

  /** The largest chunk size. */
  public static final int MOST_CHUNK_BYTES = 1 << 26;

  private static final byte CHUNK_TAG = 3;
  private static final byte HEADER_TAG = 4;

  /**
   * Copies the list.
   *
   * @throws SnapshotRefused where a field is outside of its range, naming it
   */
  public SnapshotHeader {
    chunks = List.copyOf(chunks);
    if (height < 0) {
      throw new SnapshotRefused("header: height is " + height + "; it must be 0 or more");
    }
    if (height == 0 ? timeMs != -1 : timeMs < 0) {
      throw new SnapshotRefused("header: time is " + timeMs + " ms at height " + height);
    }
    if (height == 0 && !(lastHash.equals(Hash.ZERO) && chunks.isEmpty())) {
      throw new SnapshotRefused("header: at height 0 there is no last block and no chunk");
    }
    if (chunkBytes < 1 || chunkBytes > MOST_CHUNK_BYTES) {
      throw new SnapshotRefused(
          "header: chunk size is " + chunkBytes + "; it must be in 1.." + MOST_CHUNK_BYTES);
    }
  }

  /** The bytes of the header. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.u8(VERSION).i64(height).i64(timeMs);
    lastHash.write(out);
    stateRoot.write(out);
    out.i32(chunkBytes).i32(chunks.size());
    for (Hash chunk : chunks) {
      chunk.write(out);
    }
    return out.toBytes();
  }

  /**
   * Reads a header.
   *
   * @throws SnapshotRefused where the bytes are not those of one, naming the field
   */
  public static SnapshotHeader ofBytes(byte[] bytes) {
    try {
      return read(new ByteReader(bytes));
    } catch (MalformedBytes e) {
      throw new SnapshotRefused("header: " + e.getMessage(), e);
    }
  }

  private static SnapshotHeader read(ByteReader in) {
    int version = in.u8();
    if (version != VERSION) {
      throw new SnapshotRefused("header: version is " + version + "; it must be " + VERSION);
    }
    long height = in.i64();
    long timeMs = in.i64();
    Hash lastHash = Hash.read(in);
    Hash stateRoot = Hash.read(in);
    int chunkBytes = in.i32();
    int count = in.i32();
    if (count < 0) {
      throw new SnapshotRefused("header: number of chunks is " + count + "; it must be 0 or more");
    }
    List<Hash> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(Hash.read(in));
    }
    in.end();
    return new SnapshotHeader(height, timeMs, lastHash, stateRoot, chunkBytes, chunks);
  }

  /** SHA-256 of the byte 4 and the header's bytes, which stands for the whole snapshot. */
  public Hash hash() {
    return tagged(HEADER_TAG, toBytes());
  }

  static Hash chunkHash(byte[] chunk) {
    return tagged(CHUNK_TAG, chunk);
  }

  private static Hash tagged(byte tag, byte[] bytes) {
    return Hash.of(new Sha256().update(tag).update(bytes, 0, bytes.length).digest());
  }

  /**
   * Checks one chunk, whatever has become of the others.
   *
   * @param index which it should be, from 0
   * @throws SnapshotRefused where it is not the header's
   */
  public void check(int index, byte[] chunk) {
    if (index < 0 || index >= chunks.size()) {
      throw new SnapshotRefused(
          "chunk " + index + " is one too many; the header has " + chunks.size());
    }
    if (chunk.length > chunkBytes) {
      throw new SnapshotRefused(
          "chunk " + index + " has " + chunk.length + " bytes; the most are " + chunkBytes);
    }
    Hash hash = chunkHash(chunk);
    if (!hash.equals(chunks.get(index))) {
      int elsewhere = chunks.indexOf(hash);
      throw new SnapshotRefused(
          "chunk "
              + index
              + " is "
              + (elsewhere < 0 ? "not the header's" : "the header's chunk " + elsewhere)
              + ": its hash is "
              + hash.hex()
              + "; it must be "
              + chunks.get(index).hex());
    }
  }
}
