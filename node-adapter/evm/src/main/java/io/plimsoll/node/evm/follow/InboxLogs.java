package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.node.auth.Keccak;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the inbox's events from its logs, by hand: words of 32 bytes at fixed places, each checked
 * to be what the contract can have written.
 */
public final class InboxLogs {

  private static final int WORD = 32;

  /** The first topics of the events that say something to the module. */
  private static final Hash DEPOSITED =
      topic("Deposited(uint64,address,uint32,uint32,uint64,address)");

  private static final Hash COMMANDED = topic("Commanded(uint64,address,bytes)");
  private static final Hash ANSWERED =
      topic("Answered(uint64,address,uint16,uint64,int256,uint80,uint64)");
  private static final Hash RELEASED = topic("Released(uint64,uint64,address,uint32,uint64)");

  private static final long MOST_ASSET = 0xffff;
  private static final int BITS_16 = 2;
  private static final int BITS_32 = 4;
  private static final int BITS_64 = 8;

  private InboxLogs() {}

  private static Hash topic(String signature) {
    return Hash.of(Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Reads one.
   *
   * @throws Malformed where the contract cannot have written it
   */
  public static InboxEvent read(EvmLog log) throws Malformed {
    byte[] topics = log.topics();
    byte[] data = log.data();
    if (topics.length < 2 * WORD) {
      throw new Malformed("a log of the inbox has no sequence number");
    }
    Hash kind = Hash.read(new ByteReader(topics, 0, WORD));
    long sequence = number(topics, 1, BITS_64);
    if (kind.equals(DEPOSITED)) {
      require(topics, 3, data.length == 4 * WORD);
      return new InboxEvent.Deposited(
          sequence,
          address(topics, 2),
          (int) number(data, 0, BITS_32),
          asset(number(data, 1, BITS_32)),
          number(data, 2, BITS_64),
          address(data, 3));
    }
    if (kind.equals(COMMANDED)) {
      require(topics, 3, data.length >= 2 * WORD);
      return new InboxEvent.Commanded(sequence, bytes(data));
    }
    if (kind.equals(ANSWERED)) {
      require(topics, 3, data.length == 5 * WORD);
      return new InboxEvent.Answered(
          sequence, address(topics, 2), (int) number(data, 0, BITS_16), number(data, 1, BITS_64));
    }
    if (kind.equals(RELEASED)) {
      require(topics, 4, data.length == 2 * WORD);
      return new InboxEvent.Released(sequence, number(topics, 2, BITS_64));
    }
    return new InboxEvent.Other(sequence);
  }

  private static void require(byte[] topics, int count, boolean fits) throws Malformed {
    if (topics.length != count * WORD || !fits) {
      throw new Malformed("a log of the inbox does not have its event's length");
    }
  }

  /** The number in the last bytes of a word, whose others are 0; at most 63 bits. */
  private static long number(byte[] words, int word, int bytes) throws Malformed {
    int from = word * WORD;
    requireZero(words, from, from + WORD - bytes);
    long value = 0;
    for (int i = from + WORD - bytes; i < from + WORD; i++) {
      value = (value << Byte.SIZE) | (words[i] & 0xff);
    }
    if (value < 0) {
      throw new Malformed("a number of the inbox has more than 63 bits");
    }
    return value;
  }

  /** The contract lists ids of 16 bits and USD alone. */
  private static int asset(long id) throws Malformed {
    if (id > MOST_ASSET && (int) id != Command.USD) {
      throw new Malformed("there is no asset " + id);
    }
    return (int) id;
  }

  private static void requireZero(byte[] words, int from, int to) throws Malformed {
    int bits = 0;
    for (int i = from; i < to; i++) {
      bits |= words[i];
    }
    if (bits != 0) {
      throw new Malformed("a word of the inbox is larger than its type");
    }
  }

  private static Address address(byte[] words, int word) throws Malformed {
    int from = word * WORD + WORD - Address.BYTES;
    requireZero(words, word * WORD, from);
    return Address.read(new ByteReader(words, from, from + Address.BYTES));
  }

  /** The one argument of variable length: its place, its length, its bytes, zeros to a word. */
  private static byte[] bytes(byte[] data) throws Malformed {
    long place = number(data, 0, BITS_64);
    long length = number(data, 1, BITS_64);
    int from = 2 * WORD;
    if (place != WORD || length > data.length - from) {
      throw new Malformed("a text of the inbox is not where it must be");
    }
    int to = from + (int) length;
    if (data.length - to >= WORD || data.length % WORD != 0) {
      throw new Malformed("a text of the inbox is not filled up to a word");
    }
    requireZero(data, to, data.length);
    return Arrays.copyOfRange(data, from, to);
  }
}
