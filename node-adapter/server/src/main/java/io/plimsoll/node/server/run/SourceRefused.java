package io.plimsoll.node.server.run;

/** What a source gives is not what this chain goes on with; the message says what differs. */
public final class SourceRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the reason. */
  public SourceRefused(String message) {
    super(message);
  }
}
