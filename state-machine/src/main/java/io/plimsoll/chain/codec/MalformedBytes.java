package io.plimsoll.chain.codec;

/** Bytes that are not the canonical form of anything; the message says why. */
public final class MalformedBytes extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public MalformedBytes(String message) {
    super(message);
  }
}
