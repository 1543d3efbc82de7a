package io.plimsoll.node.storage;

/** What lies on disk is not what must lie there. Nothing was repaired, and nothing is used. */
public final class StoreRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreRefused(String message) {
    super(message);
  }

  StoreRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
