package io.plimsoll.node.evm.rpc;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of logs of one block, from a list of them or from a list of its receipts. Each must
 * say that it is of that block, and their places must grow.
 */
public final class EvmLogReader {

  private static final int ADDRESS = 1;
  private static final int TOPICS = 2;
  private static final int DATA = 4;
  private static final int INDEX = 8;
  private static final int BLOCK = 16;
  private static final int ALL = 31;

  private final Hash block;
  private final byte[] topics = new byte[EvmLog.MOST_TOPICS * EvmLog.TOPIC];
  private long lastIndex = -1;

  /** Of a block. */
  public EvmLogReader(Hash block) {
    this.block = block;
  }

  /** Reads a list; the reader's next token begins it. */
  public List<EvmLog> list(JsonReader in) throws Malformed {
    List<EvmLog> logs = new ArrayList<>();
    in.beginList();
    while (in.nextObject()) {
      logs.add(one(in));
    }
    return logs;
  }

  private EvmLog one(JsonReader in) throws Malformed {
    Address address = null;
    byte[] ownTopics = null;
    byte[] data = null;
    long index = -1;
    int seen = 0;
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "address" -> {
          seen = once(seen, ADDRESS, field);
          address = Address.read(new ByteReader(in.bytes(field, Address.BYTES)));
        }
        case "topics" -> {
          seen = once(seen, TOPICS, field);
          ownTopics = topics(in);
        }
        case "data" -> {
          seen = once(seen, DATA, field);
          data = in.bytes(field);
        }
        case "logIndex" -> {
          seen = once(seen, INDEX, field);
          index = in.quantity(field);
        }
        case "blockHash" -> {
          seen = once(seen, BLOCK, field);
          requireBlock(Hash.of(in.bytes(field, Hash.BYTES)));
        }
        case "removed" -> requireThere(in);
        default -> in.skip();
      }
    }
    return checked(seen, index, address, ownTopics, data);
  }

  private EvmLog checked(
      int seen,
      long index,
      @Nullable Address address,
      byte @Nullable [] ownTopics,
      byte @Nullable [] data)
      throws Malformed {
    if (seen != ALL || address == null || ownTopics == null || data == null) {
      throw new Malformed("a log lacks a field");
    }
    if (index <= lastIndex) {
      throw new Malformed("log " + index + " follows log " + lastIndex);
    }
    lastIndex = index;
    return new EvmLog(index, address, ownTopics, data);
  }

  private static int once(int seen, int bit, String field) throws Malformed {
    if ((seen & bit) != 0) {
      throw new Malformed("a log has two fields " + field);
    }
    return seen | bit;
  }

  private void requireBlock(Hash said) throws Malformed {
    if (!said.equals(block)) {
      throw new Malformed("a log is of block " + said + ", not of " + block);
    }
  }

  private static void requireThere(JsonReader in) throws Malformed {
    if (in.flag("removed")) {
      throw new Malformed("a log says that it was removed");
    }
  }

  private byte[] topics(JsonReader in) throws Malformed {
    int count = 0;
    in.beginList();
    while (in.nextText()) {
      byte[] topic = in.currentBytes("topic");
      if (count == EvmLog.MOST_TOPICS || topic.length != EvmLog.TOPIC) {
        throw new Malformed("a log has at most four topics, of 32 bytes each");
      }
      System.arraycopy(topic, 0, topics, count * EvmLog.TOPIC, EvmLog.TOPIC);
      count++;
    }
    return Arrays.copyOf(topics, count * EvmLog.TOPIC);
  }
}
