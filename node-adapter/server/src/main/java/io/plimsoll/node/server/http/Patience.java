package io.plimsoll.node.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a client may take to send a request's headers, its body, or to take its answer, all of
 * it: Helidon looks at what is idle between requests alone, and a byte now and then would hold a
 * connection for ever. A thread looks at all requests and interrupts those of which the client has
 * been waited for too long; a virtual thread that waits for a socket closes it then.
 */
final class Patience implements AutoCloseable {

  private static final long LOOK_MS = 250;

  private final long patienceNs;

  /** Since when a thread has waited for its client, and what is done where that is too long. */
  private record Wait(long sinceNs, Runnable end) {}

  private final Map<Thread, Wait> waiting = new ConcurrentHashMap<>();

  private final Thread watchman =
      Thread.ofPlatform().name("plimsoll-patience").daemon().unstarted(this::watch);

  Patience(Duration patience) {
    patienceNs = patience.toNanos();
    watchman.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MS);
        long now = System.nanoTime();
        waiting.keySet().forEach(thread -> endWhereLate(thread, now));
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** In one with the map, so that only a thread that waits is ended. */
  private void endWhereLate(Thread thread, long nowNs) {
    waiting.computeIfPresent(
        thread,
        (late, wait) -> {
          if (nowNs - wait.sinceNs <= patienceNs) {
            return wait;
          }
          wait.end.run();
          return null;
        });
  }

  /** This thread waits for its client, from now on. */
  void isTheirTurn() {
    isTheirTurn(Thread.currentThread()::interrupt);
  }

  /**
   * The same with another end than an interrupt, which reaches nobody who waits for a lock on the
   * socket.
   */
  void isTheirTurn(Runnable end) {
    waiting.put(Thread.currentThread(), new Wait(System.nanoTime(), end));
  }

  /** This thread does not wait for its client. */
  void isOurTurn() {
    if (waiting.remove(Thread.currentThread()) == null) {
      // The client was late by a hair: what it sent is answered after all.
      Thread.interrupted();
    }
  }

  @Override
  public void close() {
    watchman.interrupt();
  }
}
