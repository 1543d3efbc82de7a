package io.plimsoll.node.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.plimsoll.node.server.rpc.Caller;
import io.plimsoll.node.server.rpc.Dispatcher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. Messages go out by a thread of its own from a queue with a limit: a client that
 * takes them too slowly is dropped, and nobody else ever waits for it.
 */
final class Session implements WsListener, Caller.Subscriber {

  private static final int MOST_WAITING = 1_024;
  private static final long MOST_WAITING_CHARACTERS = 16L << 20;
  private static final int GOING_AWAY = 1001;
  private static final int TOO_BIG = 1009;
  private static final int POLICY = 1008;

  private final Sessions owner;
  private final Dispatcher dispatcher;
  private final Patience patience;

  /** A lock on which virtual threads park: those that wait for a monitor spin first. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private final TreeSet<String> topics = new TreeSet<>();
  private final StringBuilder partial = new StringBuilder();
  private long waitingCharacters;
  private boolean isAdministrator;
  private boolean open;
  private String address = "";
  private @Nullable String authorization;
  private @Nullable WsSession session;

  Session(Sessions owner, Dispatcher dispatcher, Patience patience) {
    this.owner = owner;
    this.patience = patience;
    this.dispatcher = dispatcher;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    // The headers are there; from now on pings show whether somebody is.
    patience.isOurTurn();
    String host = headers.first(HeaderNames.HOST).orElse(null);
    String origin = headers.first(HeaderNames.ORIGIN).orElse(null);
    if (!owner.names().isHost(host) || !owner.names().isOrigin(origin)) {
      throw new WsUpgradeException("this name or origin is not answered");
    }
    // Looked at when the connection stands, which is when its address is known.
    authorization = headers.first(HeaderNames.AUTHORIZATION).orElse(null);
    return Optional.empty();
  }

  @Override
  public void onOpen(WsSession opened) {
    lock.lock();
    try {
      session = opened;
      open = true;
      address = opened.socketContext().remotePeer().host();
    } finally {
      lock.unlock();
    }
    String refusal = refusal();
    if (refusal != null) {
      opened.close(POLICY, refusal);
      end();
      return;
    }
    Thread.ofVirtual().name("plimsoll-ws").start(this::send);
  }

  /** Why the client is not taken in, or null. A guess at the token costs a call, right or wrong. */
  private @Nullable String refusal() {
    if (authorization != null) {
      if (!owner.take(address, 1)) {
        return "too many calls";
      }
      isAdministrator = owner.token().isIn(authorization);
      if (!isAdministrator) {
        return "the token is wrong";
      }
    }
    return owner.add(this) ? null : "too many WebSockets";
  }

  @Override
  public void onMessage(WsSession from, String text, boolean last) {
    if (partial.length() + text.length() > dispatcher.mostBytes()) {
      from.close(TOO_BIG, "a request has at most " + dispatcher.mostBytes() + " bytes");
      end();
      return;
    }
    partial.append(text);
    if (!last) {
      return;
    }
    byte[] request = partial.toString().getBytes(StandardCharsets.UTF_8);
    partial.setLength(0);
    Caller caller = new Caller(isAdministrator, this, calls -> owner.take(address, calls));
    byte[] answer = dispatcher.answer(request, caller);
    if (answer != null) {
      offer(new String(answer, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void onMessage(WsSession from, BufferData data, boolean last) {
    from.close(POLICY, "requests are text");
    end();
  }

  @Override
  public void onClose(WsSession from, int status, String reason) {
    end();
  }

  @Override
  public void onError(WsSession from, Throwable error) {
    end();
  }

  @Override
  public boolean subscribe(String topic) {
    lock.lock();
    try {
      boolean begins = open && topics.add(topic);
      if (begins) {
        owner.subscribe(topic, this);
      }
      return begins;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean unsubscribe(String topic) {
    lock.lock();
    try {
      boolean stops = topics.remove(topic);
      if (stops) {
        owner.unsubscribe(topic, this);
      }
      return stops;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int topics() {
    lock.lock();
    try {
      return topics.size();
    } finally {
      lock.unlock();
    }
  }

  /** Sends a message; never waits. */
  void offer(String message) {
    WsSession slow = null;
    lock.lock();
    try {
      if (!open) {
        return;
      }
      if (waiting.size() == MOST_WAITING
          || (!waiting.isEmpty()
              && waitingCharacters + message.length() > MOST_WAITING_CHARACTERS)) {
        slow = session;
        open = false;
      } else {
        waiting.addLast(message);
        waitingCharacters += message.length();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (slow != null) {
      owner.droppedSlow();
      drop(slow);
    }
  }

  /** Cuts the connection, from a thread that may wait for it. */
  private void drop(WsSession slow) {
    Thread.ofVirtual()
        .name("plimsoll-ws-drop")
        .start(() -> {
          try {
            slow.terminate();
          } catch (RuntimeException e) {
            owner.failed(e);
          } finally {
            end();
          }
        });
  }

  /** The next message; empty where a while has passed without one; null at the end. */
  private @Nullable String next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNs = TimeUnit.MILLISECONDS.toNanos(owner.pingMs());
      while (open && waiting.isEmpty()) {
        if (leftNs <= 0) {
          return "";
        }
        leftNs = changed.awaitNanos(leftNs);
      }
      if (waiting.isEmpty()) {
        return null;
      }
      String message = waiting.removeFirst();
      waitingCharacters -= message.length();
      return message;
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    WsSession to = session;
    try {
      for (String message = next(); message != null && to != null; message = next()) {
        if (message.isEmpty()) {
          // The answer shows that the client is there, and keeps its connection from being idle.
          to.ping(BufferData.empty());
        } else {
          to.send(message, true);
        }
      }
    } catch (RuntimeException e) {
      owner.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Says goodbye. */
  void goAway() {
    WsSession to = session;
    if (to != null) {
      try {
        to.close(GOING_AWAY, "the node stops");
      } catch (RuntimeException e) {
        owner.failed(e);
      }
    }
    end();
  }

  private void end() {
    lock.lock();
    try {
      open = false;
      waiting.clear();
      waitingCharacters = 0;
      topics.forEach(topic -> owner.unsubscribe(topic, this));
      topics.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    owner.remove(this);
  }
}
