package io.plimsoll.gates.bad.chain;

/** Locks, in both spellings. */
final class Locks {

  private long count;

  long block() {
    synchronized (this) {
      return ++count;
    }
  }

  synchronized long method() {
    return ++count;
  }
}
