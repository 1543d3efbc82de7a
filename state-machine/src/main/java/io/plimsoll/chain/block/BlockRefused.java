package io.plimsoll.chain.block;

/** A block that does not follow the last one; nothing has changed. */
public final class BlockRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public BlockRefused(String message) {
    super(message);
  }
}
