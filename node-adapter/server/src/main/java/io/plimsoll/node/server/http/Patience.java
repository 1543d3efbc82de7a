package io.plimsoll.node.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a client may take to send a request's body or to take its answer, all of it: Helidon
 * looks at what is idle between requests alone, and a byte now and then would hold a connection for
 * ever. A thread looks at all requests and interrupts those of which the client has been waited for
 * too long; a virtual thread that waits for a socket closes it then.
 */
final class Patience implements AutoCloseable {

  private static final long LOOK_MS = 250;

  private final long patienceNs;

  /** Since when a thread has waited for its client. */
  private final Map<Thread, Long> waiting = new ConcurrentHashMap<>();

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
        waiting.forEach((thread, sinceNs) -> {
          if (now - sinceNs > patienceNs) {
            thread.interrupt();
          }
        });
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** This thread waits for its client, from now on. */
  void isTheirTurn() {
    waiting.put(Thread.currentThread(), System.nanoTime());
  }

  /** This thread does not wait for its client. */
  void isOurTurn() {
    waiting.remove(Thread.currentThread());
  }

  @Override
  public void close() {
    watchman.interrupt();
  }
}
