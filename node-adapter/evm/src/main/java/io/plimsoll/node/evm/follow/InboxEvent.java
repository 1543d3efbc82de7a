package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.command.Address;

/** What the inbox said in a log. */
public sealed interface InboxEvent {

  /** The inbox's number of it: 1 for the first, then one more each. */
  long sequence();

  /**
   * A token came in.
   *
   * @param asset the module's id, -1 for USD
   * @param payer who gets it back where the module refuses it
   */
  record Deposited(long sequence, Address owner, int number, int asset, long quanta, Address payer)
      implements InboxEvent {}

  /** Somebody brought bytes that may be a signed command. */
  final class Commanded implements InboxEvent {
    private final long sequence;
    private final byte[] bytes;

    Commanded(long sequence, byte[] bytes) {
      this.sequence = sequence;
      this.bytes = bytes;
    }

    @Override
    public long sequence() {
      return sequence;
    }

    /** What was brought; not to be changed. */
    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * A feed's answer.
   *
   * @param price mantissa of the underlying's exponent
   */
  record Answered(long sequence, Address feed, int underlying, long price) implements InboxEvent {}

  /** A withdrawal was paid. */
  record Released(long sequence, long withdrawal) implements InboxEvent {}

  /** Something about the inbox itself. */
  record Other(long sequence) implements InboxEvent {}
}
