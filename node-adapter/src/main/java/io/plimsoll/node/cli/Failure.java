package io.plimsoll.node.cli;

/** What a person asked for cannot be done. The message says why and is shown as it is. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with its reason, a sentence without its end. */
  public Failure(String message) {
    super(message);
  }
}
