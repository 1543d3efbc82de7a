package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block came to.
 *
 * @param height of the block
 * @param timeMs its time in milliseconds
 * @param hash its hash
 * @param stateRoot Merkle root of the state after it
 * @param marginDigest over all requirements after it; zeros where the store began with a snapshot
 *     of this block
 * @param phaseDigests one for each phase; none where the store began with a snapshot of this block
 */
public record Outcome(
    long height,
    long timeMs,
    Hash hash,
    Hash stateRoot,
    Hash marginDigest,
    List<Hash> phaseDigests) {

  /** Copies the list. */
  public Outcome {
    phaseDigests = List.copyOf(phaseDigests);
  }

  /** What a block came to, by what its execution returned. */
  public static Outcome of(Block block, BlockResult result) {
    return new Outcome(
        block.height(),
        block.timeMs(),
        block.hash(),
        result.stateRoot(),
        result.marginDigest(),
        result.phaseDigests());
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.i64(height).i64(timeMs);
    hash.write(out);
    stateRoot.write(out);
    marginDigest.write(out);
    out.u8(phaseDigests.size());
    for (Hash digest : phaseDigests) {
      digest.write(out);
    }
    return out.toBytes();
  }

  static Outcome ofBytes(byte[] bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      long height = in.i64();
      long timeMs = in.i64();
      Hash hash = Hash.read(in);
      Hash stateRoot = Hash.read(in);
      Hash marginDigest = Hash.read(in);
      int phases = in.u8();
      List<Hash> phaseDigests = new ArrayList<>();
      for (int i = 0; i < phases; i++) {
        phaseDigests.add(Hash.read(in));
      }
      in.end();
      return new Outcome(height, timeMs, hash, stateRoot, marginDigest, phaseDigests);
    } catch (MalformedBytes e) {
      throw new StoreRefused("a stored outcome is damaged: " + e.getMessage(), e);
    }
  }
}
