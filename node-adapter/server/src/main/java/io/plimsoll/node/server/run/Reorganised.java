package io.plimsoll.node.server.run;

/** Blocks that a source gave are no longer its own: they are to be undone. */
public final class Reorganised extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long height;

  /** With the height of the last block that stays, and the reason. */
  public Reorganised(long height, String message) {
    super(message);
    this.height = height;
  }

  /** The height of the last block that stays. */
  public long height() {
    return height;
  }
}
