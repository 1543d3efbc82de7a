package io.plimsoll.node.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a client may take to send a request or to take its answer, all of it: Helidon looks at
 * what is idle between requests alone, and a byte now and then would hold a connection for ever. A
 * thread looks at all connections and interrupts those of which the client has been waited for too
 * long; a virtual thread that waits for a socket closes it then.
 */
final class Patience implements ServerConnectionSelector, AutoCloseable {

  private static final long LOOK_MS = 250;

  private final ServerConnectionSelector of;
  private final long patienceNs;
  private final Thread watchman =
      Thread.ofPlatform().name("plimsoll-patience").daemon().unstarted(this::watch);
  private final Map<Thread, Watched> byThread = new ConcurrentHashMap<>();

  Patience(ServerConnectionSelector of, Duration patience) {
    this.of = of;
    patienceNs = patience.toNanos();
    watchman.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MS);
        long now = System.nanoTime();
        byThread.forEach((thread, connection) -> {
          if (!connection.ours && now - connection.sinceNs > patienceNs) {
            thread.interrupt();
          }
        });
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    watchman.interrupt();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return of.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return of.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return of.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new Watched(of.connection(context));
  }

  /** The client of this thread's connection has done its part, and the node does its own. */
  void isOurTurn() {
    note(true);
  }

  /** The node waits for the client of this thread's connection, from now on. */
  void isTheirTurn() {
    note(false);
  }

  private void note(boolean ours) {
    Watched connection = byThread.get(Thread.currentThread());
    if (connection != null) {
      connection.sinceNs = System.nanoTime();
      connection.ours = ours;
    }
  }

  private final class Watched implements ServerConnection {

    private final ServerConnection connection;
    private volatile long sinceNs = System.nanoTime();
    private volatile boolean ours;

    Watched(ServerConnection connection) {
      this.connection = connection;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      sinceNs = System.nanoTime();
      byThread.put(Thread.currentThread(), this);
      try {
        connection.handle(limit);
      } finally {
        byThread.remove(Thread.currentThread());
      }
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }
}
