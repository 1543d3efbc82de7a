package io.plimsoll.node.evm.rpc;

import io.plimsoll.chain.command.Address;
import java.util.Arrays;
import java.util.List;

/** A log of a block. */
public final class EvmLog {

  /** The number of bytes of a topic. */
  public static final int TOPIC = 32;

  /** The most topics of a log. */
  static final int MOST_TOPICS = 4;

  private final long index;
  private final Address address;
  private final byte[] topics;
  private final byte[] data;

  /**
   * A log.
   *
   * @param index its place among all logs of the block
   * @param address whose it is
   * @param topics its topics, 32 bytes each, one after the other
   * @param data the rest; neither array is changed by anybody
   */
  public EvmLog(long index, Address address, byte[] topics, byte[] data) {
    this.index = index;
    this.address = address;
    this.topics = topics;
    this.data = data;
  }

  /** Its place among all logs of the block. */
  public long index() {
    return index;
  }

  /** Whose it is. */
  public Address address() {
    return address;
  }

  /** Its topics, 32 bytes each, one after the other; not to be changed. */
  public byte[] topics() {
    return topics;
  }

  /** The rest; not to be changed. */
  public byte[] data() {
    return data;
  }

  /** Whether two are the same to the byte; nothing proves a place, so it does not count. */
  private boolean sameAs(EvmLog other) {
    return address.equals(other.address)
        && Arrays.equals(topics, other.topics)
        && Arrays.equals(data, other.data);
  }

  /** Whether two lists are the same to the byte, in the same order. */
  public static boolean same(List<EvmLog> some, List<EvmLog> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      same = some.get(i).sameAs(others.get(i));
    }
    return same;
  }
}
