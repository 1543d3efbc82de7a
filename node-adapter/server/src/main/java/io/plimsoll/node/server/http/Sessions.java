package io.plimsoll.node.server.http;

import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All WebSockets. */
public final class Sessions {

  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<Session>> byTopic = new ConcurrentHashMap<>();
  private final int most;
  private final Duration patience;
  private final Names names;
  private final Token token;
  private final RateLimits limits;
  private final EventLogger log;
  private final Metrics.Counter slow;

  Sessions(
      int most,
      Duration patience,
      Names names,
      Token token,
      RateLimits limits,
      EventLogger log,
      Metrics metrics) {
    this.most = most;
    this.patience = patience;
    this.names = names;
    this.token = token;
    this.limits = limits;
    this.log = log;
    slow = metrics.counter("ws_dropped_total", "WebSockets dropped because they were too slow.");
    metrics.gauge("ws_sessions", "Open WebSockets.", sessions::size);
  }

  Names names() {
    return names;
  }

  Token token() {
    return token;
  }

  /** How long a client is waited for. */
  long patienceMs() {
    return patience.toMillis();
  }

  /** After how long without a message a client is asked whether it is there. */
  long pingMs() {
    return patienceMs() / 3;
  }

  boolean take(String address, int calls) {
    return limits.take(address, calls);
  }

  /** Takes one in; false where there are too many. */
  boolean add(Session session) {
    return sessions.size() < most && sessions.add(session);
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  void droppedSlow() {
    slow.increment();
  }

  void failed(RuntimeException e) {
    log.debug("websocket", "error", e);
  }

  /** Lets a session be sent a topic. */
  void subscribe(String topic, Session session) {
    byTopic.compute(
        topic,
        (key, there) -> {
          Set<Session> with = there == null ? ConcurrentHashMap.newKeySet() : there;
          with.add(session);
          return with;
        });
  }

  /** Lets a session not be sent a topic any more. */
  void unsubscribe(String topic, Session session) {
    byTopic.computeIfPresent(
        topic,
        (key, there) -> {
          there.remove(session);
          return there.isEmpty() ? null : there;
        });
  }

  /** Sends a message, made once where anybody wants it, to all subscribers; never waits. */
  void publish(String topic, Supplier<String> message) {
    Set<Session> wanting = byTopic.get(topic);
    if (wanting != null) {
      String made = message.get();
      wanting.forEach(session -> session.offer(made));
    }
  }

  /** Says goodbye to all, and waits until they have it, in all not for long. */
  void goAway() {
    List<Session> all = new ArrayList<>(sessions);
    all.forEach(Session::goAway);
    long until = System.nanoTime() + GOODBYE.toNanos();
    try {
      for (Session each : all) {
        each.awaitSent(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
