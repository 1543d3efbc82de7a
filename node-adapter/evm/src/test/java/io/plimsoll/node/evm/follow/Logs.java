package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.rpc.EvmLog;
import java.nio.charset.StandardCharsets;

/** Logs as the inbox writes them. */
public final class Logs {

  /** The inbox of all tests. */
  public static final Address INBOX = new Address(0x1111_2222_3333_4444L, 5, 6);

  /** A feed. */
  public static final Address FEED = Address.ofNumber(900);

  private static final int WORD = 32;

  private Logs() {}

  private static byte[] topics(String signature, long sequence, byte[]... more) {
    ByteWriter out = new ByteWriter();
    out.raw(Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII)));
    out.raw(word(sequence));
    for (byte[] each : more) {
      out.raw(each);
    }
    return out.toBytes();
  }

  private static byte[] word(long value) {
    return new ByteWriter().i64(0).i64(0).i64(value < 0 ? -1 : 0).i64(value).toBytes();
  }

  private static byte[] word(Address address) {
    ByteWriter out = new ByteWriter();
    out.i64(0).i32(0);
    address.write(out);
    return out.toBytes();
  }

  private static EvmLog log(int index, byte[] topics, byte[]... words) {
    ByteWriter out = new ByteWriter();
    for (byte[] each : words) {
      out.raw(each);
    }
    return new EvmLog(index, INBOX, topics, out.toBytes());
  }

  /** A token came in. */
  public static EvmLog deposited(
      int index, long sequence, Address owner, int number, long asset, long quanta) {
    return log(
        index,
        topics("Deposited(uint64,address,uint32,uint32,uint64,address)", sequence, word(owner)),
        word(Integer.toUnsignedLong(number)),
        word(asset),
        word(quanta),
        word(owner));
  }

  /** A feed answered. */
  public static EvmLog answered(int index, long sequence, Address feed, long price) {
    return log(
        index,
        topics("Answered(uint64,address,uint16,uint64,int256,uint80,uint64)", sequence, word(feed)),
        word(1),
        word(price),
        word(-price),
        word(7),
        word(8));
  }

  /** Somebody brought bytes. */
  public static EvmLog commanded(int index, long sequence, byte[] bytes) {
    byte[] padded = new byte[(bytes.length + WORD - 1) / WORD * WORD];
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    return log(
        index,
        topics("Commanded(uint64,address,bytes)", sequence, word(FEED)),
        word(WORD),
        word(bytes.length),
        padded);
  }

  /** A withdrawal was paid. */
  public static EvmLog released(int index, long sequence, long withdrawal) {
    return log(
        index,
        topics(
            "Released(uint64,uint64,address,uint32,uint64)",
            sequence,
            word(withdrawal),
            word(FEED)),
        word(3),
        word(4));
  }

  /** Deposits were stopped. */
  public static EvmLog paused(int index, long sequence) {
    return log(index, topics("DepositsPaused(uint64,bool)", sequence), word(1));
  }
}
