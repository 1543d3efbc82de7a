package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.state.LeafChange;
import java.util.ArrayList;
import java.util.List;

/** The bytes of what a store keeps; all numbers big-endian, so that keys sort by height. */
final class Records {

  private static final int HEIGHT_BYTES = Long.BYTES;

  private Records() {}

  /** The key of what belongs to a height. */
  static byte[] key(long height) {
    return new ByteWriter().i64(height).toBytes();
  }

  /** The key of a part of what belongs to a height. */
  static byte[] key(long height, int part) {
    return new ByteWriter().i64(height).i32(part).toBytes();
  }

  static long heightOf(byte[] key) {
    return new ByteReader(key).i64();
  }

  /** Whether a key of snapshots is that of a header, not of a chunk. */
  static boolean isHeaderKey(byte[] key) {
    return key.length == HEIGHT_BYTES;
  }

  static byte[] block(Block block) {
    ByteWriter out = new ByteWriter();
    out.i64(block.height()).i64(block.timeMs());
    block.previous().write(out);
    out.i32(block.commands().size());
    for (byte[] command : block.commands()) {
      out.i32(command.length).raw(command);
    }
    return out.toBytes();
  }

  static Block block(long height, byte[] bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      long written = in.i64();
      if (written != height) {
        throw new StoreRefused("block " + height + " is stored as block " + written);
      }
      long timeMs = in.i64();
      Hash previous = Hash.read(in);
      int count = in.i32();
      List<byte[]> commands = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        commands.add(in.raw(in.i32()));
      }
      in.end();
      return new Block(height, timeMs, previous, commands);
    } catch (MalformedBytes e) {
      throw new StoreRefused("block " + height + " is damaged: " + e.getMessage(), e);
    }
  }

  static byte[] journal(List<LeafChange> changes) {
    ByteWriter out = new ByteWriter();
    out.i32(changes.size());
    for (LeafChange change : changes) {
      out.u8(change.key().length).i32(change.before().length);
      out.raw(change.key()).raw(change.before());
    }
    return out.toBytes();
  }

  /** Visits what a journal has: keys, and their leaves before the block, empty where absent. */
  static void journal(long height, byte[] bytes, KeyValues.Visitor visitor) {
    try {
      ByteReader in = new ByteReader(bytes);
      int count = in.i32();
      for (int i = 0; i < count; i++) {
        int keyBytes = in.u8();
        int valueBytes = in.i32();
        byte[] key = in.raw(keyBytes);
        visitor.visit(key, in.raw(valueBytes));
      }
      in.end();
    } catch (MalformedBytes e) {
      throw new StoreRefused("the journal of block " + height + " is damaged", e);
    }
  }

  static byte[] tip(TipRecord tip) {
    ByteWriter out = new ByteWriter();
    out.i64(tip.height());
    tip.hash().write(out);
    return out.toBytes();
  }

  static TipRecord tip(byte[] bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      TipRecord tip = new TipRecord(in.i64(), Hash.read(in));
      in.end();
      return tip;
    } catch (MalformedBytes e) {
      throw new StoreRefused("the database's own tip is damaged: " + e.getMessage(), e);
    }
  }
}
