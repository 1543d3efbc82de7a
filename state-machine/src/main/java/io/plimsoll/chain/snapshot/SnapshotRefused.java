package io.plimsoll.chain.snapshot;

/** Bytes from which no chain can go on; the message names the chunk or the field, and the rule. */
public final class SnapshotRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public SnapshotRefused(String message) {
    super(message);
  }

  /** Says why, and what was found out first. */
  public SnapshotRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
