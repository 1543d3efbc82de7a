package io.plimsoll.node.evm.rpc;

import java.io.IOException;

/** The node answered a call with an error. */
public final class RpcError extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 200;

  private final long code;
  private final String data;

  /**
   * An error by its number and text, of which the first characters are kept.
   *
   * @param data what a contract that refused a call has returned; else empty
   */
  public RpcError(long code, String message, String data) {
    super("error " + code + ": " + clean(message));
    this.code = code;
    this.data = data;
  }

  /** What a contract that refused a call has returned; else empty. */
  public String data() {
    return data;
  }

  /** The number. */
  public long code() {
    return code;
  }

  private static String clean(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ");
    return line.substring(0, Math.min(SHOWN, line.length()));
  }
}
