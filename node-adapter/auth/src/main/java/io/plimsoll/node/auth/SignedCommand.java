package io.plimsoll.node.auth;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as it comes from outside: version (1 byte), chain id (8), length of the command (4),
 * its canonical bytes ({@link CommandCodec}), the sender's signature (65) and, for {@link
 * Command.FillOrders}, those of the two orders (65 each, the buyer's first).
 *
 * @param orders the signatures of orders, none for all other commands
 */
public record SignedCommand(
    long chainId, Authenticated command, Signature signature, List<Signature> orders) {

  /** The version that is written and the only one that is read. */
  public static final int VERSION = 1;

  private static final int ORDERS = 2;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException where the command has another number of orders
   */
  public SignedCommand {
    orders = List.copyOf(orders);
    if (orders.size() != orders(command.command())) {
      throw new IllegalArgumentException(
          "a command has " + orders(command.command()) + " signatures of orders");
    }
  }

  private static int orders(Command command) {
    return command instanceof Command.FillOrders ? ORDERS : 0;
  }

  /**
   * Reads one; no signature is looked at.
   *
   * @throws MalformedBytes where the bytes are not one in its only form
   */
  public static SignedCommand read(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new MalformedBytes("version is " + version + "; it must be " + VERSION);
    }
    long chainId = in.i64();
    int length = in.i32();
    if (length < 0 || length > in.left()) {
      throw new MalformedBytes("the command's length is not that of bytes that are there");
    }
    Authenticated command = CommandCodec.decode(in.raw(length));
    Signature signature = Signature.read(in);
    List<Signature> orders = new ArrayList<>();
    for (int i = 0; i < orders(command.command()); i++) {
      orders.add(Signature.read(in));
    }
    in.end();
    return new SignedCommand(chainId, command, signature, orders);
  }

  /**
   * What stands before the signatures: the signatures' bytes appended to it, the sender's first,
   * are a signed command.
   *
   * @throws IllegalArgumentException where the command has no bytes
   */
  public static byte[] unsigned(long chainId, Authenticated command) {
    byte[] bytes = CommandCodec.encode(command);
    ByteWriter out = new ByteWriter();
    return out.u8(VERSION).i64(chainId).i32(bytes.length).raw(bytes).toBytes();
  }

  /**
   * Its bytes.
   *
   * @throws IllegalArgumentException where the command has none
   */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.raw(unsigned(chainId, command)).raw(signature.toBytes());
    orders.forEach(each -> out.raw(each.toBytes()));
    return out.toBytes();
  }
}
