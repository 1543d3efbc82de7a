package io.plimsoll.node.server.http;

import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All WebSockets. */
public final class Sessions {

  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<Session>> byTopic = new ConcurrentHashMap<>();
  private final int most;
  private final long pingMs;
  private final Names names;
  private final Token token;
  private final RateLimits limits;
  private final EventLogger log;
  private final Metrics.Counter slow;

  Sessions(
      int most,
      long pingMs,
      Names names,
      Token token,
      RateLimits limits,
      EventLogger log,
      Metrics metrics) {
    this.most = most;
    this.pingMs = pingMs;
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

  long pingMs() {
    return pingMs;
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

  void goAway() {
    new ArrayList<>(sessions).forEach(Session::goAway);
  }
}
