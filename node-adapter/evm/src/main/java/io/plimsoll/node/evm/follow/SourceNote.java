package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;

/**
 * Of which block a block of the module was made; it is kept beside it, written and undone with it.
 *
 * @param terms hash of the {@link ChainTerms}
 * @param number of the source's block
 * @param hash of the source's block
 * @param sequence the last one that the inbox had given out
 */
public record SourceNote(Hash terms, long number, Hash hash, long sequence) {

  private static final int VERSION = 1;

  /** Its bytes. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.u8(VERSION);
    terms.write(out);
    out.i64(number);
    hash.write(out);
    return out.i64(sequence).toBytes();
  }

  /**
   * Reads one.
   *
   * @throws io.plimsoll.chain.codec.MalformedBytes where the bytes are none
   */
  public static SourceNote of(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new io.plimsoll.chain.codec.MalformedBytes(
          "a note's version is " + version + "; it must be " + VERSION);
    }
    SourceNote note = new SourceNote(Hash.read(in), in.i64(), Hash.read(in), in.i64());
    in.end();
    return note;
  }
}
