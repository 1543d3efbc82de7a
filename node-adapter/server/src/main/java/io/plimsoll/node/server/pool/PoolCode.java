package io.plimsoll.node.server.pool;

/** Why the pool does not take a command. Numbers are never changed or used again. */
public enum PoolCode {
  /** It waits for a block. */
  OK(0, "the command waits for a block"),
  /** The pool is full of commands that go before this one. */
  FULL(1, "as many commands wait as may; try again after the next block"),
  /** The sender has as many commands waiting as it may. */
  SENDER_FULL(2, "as many of the sender's commands wait as may"),
  /** Another command of the sender has this nonce. */
  NONCE_WAITS(3, "another command of the sender waits with this nonce"),
  /** No block could hold it. */
  TOO_LARGE(4, "the command has more bytes than a block or the pool takes"),
  /** The node makes no blocks. */
  NOT_HERE(5, "this node makes no blocks and takes no commands; send it to one that does"),
  /** What waits cannot be written down. */
  NOT_KEPT(6, "the node cannot write down that the command waits; its disk may be full");

  private final int number;
  private final String sentence;

  PoolCode(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /** The number by which other programs know it. */
  public int number() {
    return number;
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }
}
