package io.plimsoll.chain.block;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.root.Sha256;
import java.util.List;

/**
 * A block: authenticated commands in their order, and where the block stands.
 *
 * @param height 1 for the first, then one more each
 * @param timeMs block time in milliseconds, at least 0 and later than the block's before
 * @param previous hash of the block before; zeros for the first
 * @param commands canonical bytes, see {@link io.plimsoll.chain.command.CommandCodec}; not to be
 *     changed
 */
public record Block(long height, long timeMs, Hash previous, List<byte[]> commands) {

  private static final int TAG = 2;

  /** Copies the list. */
  public Block {
    commands = List.copyOf(commands);
  }

  /**
   * SHA-256 of the byte 2, the height, the time, the hash before, the number of commands (4 bytes),
   * and each command after its length (4 bytes).
   */
  public Hash hash() {
    ByteWriter head = new ByteWriter();
    head.u8(TAG).i64(height).i64(timeMs);
    previous.write(head);
    head.i32(commands.size());
    for (byte[] command : commands) {
      head.i32(command.length).raw(command);
    }
    Sha256 sha = new Sha256();
    sha.update(head.memory(), 0, head.size());
    return Hash.of(sha.digest());
  }
}
