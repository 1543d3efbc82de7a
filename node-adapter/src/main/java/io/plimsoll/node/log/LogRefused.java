package io.plimsoll.node.log;

/** A line of a log is not what must stand there. Nothing of it or behind it was given out. */
public final class LogRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long line;

  LogRefused(long line, String reason) {
    super("line " + line + ": " + reason);
    this.line = line;
  }

  /** The line, from 1. */
  public long line() {
    return line;
  }
}
