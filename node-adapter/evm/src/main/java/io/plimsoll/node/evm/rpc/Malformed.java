package io.plimsoll.node.evm.rpc;

import java.io.IOException;

/** An answer is not what the protocol says that it must be; no honest node gives it. */
public final class Malformed extends IOException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public Malformed(String message) {
    super(message);
  }
}
