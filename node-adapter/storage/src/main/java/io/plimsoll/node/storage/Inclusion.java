package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a command that counts once stands, and what the chain said of it. It is kept beside the
 * block, so that who asks by the command's hash is answered after a restart, too.
 *
 * @param height of the block
 * @param index of the command among the block's, from 0
 * @param code what the chain said of it
 * @param sender who sent it
 * @param once its nonce and expiry
 * @param earlier where an earlier block has refused it without using its nonce; null for none
 */
public record Inclusion(
    long height,
    int index,
    ResultCode code,
    Address sender,
    Authenticated.Once once,
    @Nullable Inclusion earlier) {

  /** Version and kind stand before the sender in canonical bytes, nonce and expiry after it. */
  private static final int SENDER_AT = 2;

  private static final int HEAD_BYTES = SENDER_AT + Address.BYTES + 2 * Long.BYTES;

  /** Of one, without an earlier one, which follows it. */
  private static final int BYTES =
      Long.BYTES + Integer.BYTES + Short.BYTES + Address.BYTES + 2 * Long.BYTES;

  /** By what a command is known: SHA-256 of its canonical bytes, as they stand in a block. */
  public static Hash hash(byte[] canonical) {
    try {
      return Hash.of(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether a command with this code has used its nonce up. */
  public static boolean usesNonce(ResultCode code) {
    return switch (code) {
      case TOO_MANY_COMMANDS,
          TOO_MANY_BYTES,
          MALFORMED,
          NONCE_USED,
          COMMAND_EXPIRED,
          EXPIRY_TOO_FAR,
          TOO_MANY_SENDERS,
          NONCE_TOO_FAR ->
          false;
      default -> true;
    };
  }

  /**
   * Those of a block. Whoever brings a command a second time does not hide what became of it the
   * first time: one that did not count stands only where none is known.
   *
   * @param known what is kept of earlier blocks
   */
  static Map<Hash, Inclusion> of(
      Block block, BlockResult result, Function<Hash, @Nullable Inclusion> known) {
    Map<Hash, Inclusion> out = new LinkedHashMap<>();
    for (int i = 0; i < block.commands().size(); i++) {
      byte[] bytes = block.commands().get(i);
      ResultCode code = result.results().get(i);
      if (!CommandCodec.countsOnce(bytes)
          || bytes.length < HEAD_BYTES
          || code == ResultCode.MALFORMED) {
        continue;
      }
      Hash hash = hash(bytes);
      Inclusion before = known.apply(hash);
      if (usesNonce(code) || (!out.containsKey(hash) && before == null)) {
        ByteReader in = new ByteReader(bytes);
        in.raw(SENDER_AT);
        Address sender = Address.read(in);
        Authenticated.Once once = new Authenticated.Once(in.i64(), in.i64());
        out.put(hash, new Inclusion(block.height(), i, code, sender, once, alone(before)));
      }
    }
    return out;
  }

  private static @Nullable Inclusion alone(@Nullable Inclusion of) {
    return of == null || of.earlier == null
        ? of
        : new Inclusion(of.height, of.index, of.code, of.sender, of.once, null);
  }

  static byte[] key(Hash hash) {
    ByteWriter out = new ByteWriter();
    hash.write(out);
    return out.toBytes();
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.i64(height).i32(index).u16(code.number());
    sender.write(out);
    out.i64(once.nonce()).i64(once.expiresMs());
    return earlier == null ? out.toBytes() : out.raw(earlier.toBytes()).toBytes();
  }

  static Inclusion ofBytes(byte[] bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      Inclusion last = read(in, bytes.length > BYTES);
      in.end();
      return last;
    } catch (MalformedBytes e) {
      throw new StoreRefused("what is kept of a command is damaged: " + e.getMessage(), e);
    }
  }

  private static Inclusion read(ByteReader in, boolean hasEarlier) throws MalformedBytes {
    long height = in.i64();
    int index = in.i32();
    ResultCode code = code(in.u16());
    Address sender = Address.read(in);
    Authenticated.Once once = new Authenticated.Once(in.i64(), in.i64());
    Inclusion earlier = hasEarlier ? read(in, false) : null;
    return new Inclusion(height, index, code, sender, once, earlier);
  }

  private static ResultCode code(int number) {
    for (ResultCode code : ResultCode.values()) {
      if (code.number() == number) {
        return code;
      }
    }
    throw new StoreRefused("what is kept of a command has code " + number + ", which is none");
  }
}
