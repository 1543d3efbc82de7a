package io.plimsoll.chain.state;

/**
 * A leaf that a block has changed; its bytes are empty where it is not there. The arrays are the
 * holder's not to change.
 */
public final class LeafChange {

  private final byte[] key;
  private final byte[] before;
  private final byte[] after;

  /** A change of the leaf with a key, from some canonical bytes to others. */
  public LeafChange(byte[] key, byte[] before, byte[] after) {
    this.key = key;
    this.before = before;
    this.after = after;
  }

  /** The table's tag and the row's key. */
  public byte[] key() {
    return key;
  }

  /** Canonical bytes before the block. */
  public byte[] before() {
    return before;
  }

  /** Canonical bytes after it. */
  public byte[] after() {
    return after;
  }
}
