package io.plimsoll.node.storage;

/** The disk or the database could not do what it was asked: it is full, read-only or damaged. */
public final class StoreFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
