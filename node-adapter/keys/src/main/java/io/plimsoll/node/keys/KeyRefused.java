package io.plimsoll.node.keys;

/** A key, its file or its password cannot be taken. The message says why, without secrets. */
public final class KeyRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A refusal with its reason, a sentence without its end. */
  public KeyRefused(String message) {
    super(message);
  }
}
