package io.plimsoll.node.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.plimsoll.node.server.rpc.Caller;
import io.plimsoll.node.server.rpc.Dispatcher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. What goes out, goodbyes too, is sent by a thread of its own from a queue with a
 * limit: a client that takes it too slowly is dropped, and nobody else ever waits for it. Each
 * frame is one write, as Helidon's session puts frames into a buffer that is its reading thread's,
 * too: that one says goodbye to who breaks the protocol, without telling a listener. The thread
 * that sends ends the connection, as Helidon tells of few of the ends that there are.
 */
final class Session implements WsListener, Caller.Subscriber {

  private static final int MOST_WAITING = 1_024;
  private static final long MOST_WAITING_CHARACTERS = 16L << 20;
  private static final int MOST_CONTROL_BYTES = 125;

  /** Of the client in a row that are more than it may have, and get no answer. */
  private static final int MOST_UNHEARD = 1_000;

  private static final int FIN_TEXT = 0x81;
  private static final int FIN_PING = 0x89;
  private static final int FIN_PONG = 0x8A;
  private static final int SHORT = 126;
  private static final int TWO_BYTES = 1 << 16;
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
  private static final char REPLACEMENT = '\uFFFD';

  private static final int GOING_AWAY = 1001;
  private static final int PROTOCOL = 1002;
  private static final int NO_TEXT = 1007;
  private static final int POLICY = 1008;
  private static final int TOO_BIG = 1009;

  private final Sessions owner;
  private final Dispatcher dispatcher;
  private final Patience patience;

  /** A lock on which virtual threads park: those that wait for a monitor spin first. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
  private final TreeSet<String> topics = new TreeSet<>();
  private final StringBuilder partial = new StringBuilder();
  private long waitingCharacters;
  private boolean isAdministrator;
  private boolean open;
  private boolean sending;
  private long pingAtNs;
  private int unheardPings;
  private String address = "";
  private @Nullable String authorization;
  private @Nullable Connection connection;

  /** What there is to send. */
  private sealed interface Outgoing {
    /** How much memory it keeps while it waits. */
    int characters();
  }

  private record Message(String text) implements Outgoing {
    @Override
    public int characters() {
      return text.length();
    }
  }

  /** An answer to a ping. */
  private record Pong(BufferData data) implements Outgoing {
    @Override
    public int characters() {
      return data.available();
    }
  }

  /** A question whether the client is there, which keeps its connection from being idle. */
  private record Ping() implements Outgoing {
    @Override
    public int characters() {
      return 0;
    }
  }

  /** The last that is sent. */
  private record Goodbye(int code, String reason) implements Outgoing {
    @Override
    public int characters() {
      return reason.length();
    }
  }

  /** An open connection and its two threads. */
  private record Connection(WsSession session, Thread reader, Thread sender) {}

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
    Thread sender = Thread.ofVirtual().name("plimsoll-ws").unstarted(this::send);
    lock.lock();
    try {
      connection = new Connection(opened, Thread.currentThread(), sender);
      pingAtNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(owner.pingMs());
      open = true;
      address = opened.socketContext().remotePeer().host();
    } finally {
      lock.unlock();
    }
    String refusal = refusal();
    if (refusal != null) {
      sayGoodbye(POLICY, refusal);
    }
    sender.start();
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

  /** What comes after a goodbye is not looked at. */
  private boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onMessage(WsSession from, String text, boolean last) {
    if (!isOpen()) {
      return;
    }
    if (text.indexOf(REPLACEMENT) >= 0) {
      // Each frame has been decoded by itself, so it is too late for a character in two of them.
      sayGoodbye(NO_TEXT, "each frame must be UTF-8 by itself");
      return;
    }
    if (partial.length() + text.length() > dispatcher.mostBytes()) {
      sayGoodbye(TOO_BIG, "a request has at most " + dispatcher.mostBytes() + " bytes");
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
    sayGoodbye(POLICY, "requests are text");
  }

  @Override
  public void onPing(WsSession from, BufferData data) {
    if (!isOpen()) {
      return;
    }
    if (data.available() > MOST_CONTROL_BYTES) {
      sayGoodbye(PROTOCOL, "a ping has at most " + MOST_CONTROL_BYTES + " bytes");
    } else if (owner.take(address, 1)) {
      unheardPings = 0;
      offer(new Pong(data));
    } else if (++unheardPings > MOST_UNHEARD) {
      sayGoodbye(POLICY, "too many calls");
    }
  }

  @Override
  public void onClose(WsSession from, int status, String reason) {
    end();
    awaitSilence();
  }

  @Override
  public void onError(WsSession from, Throwable error) {
    end();
    awaitSilence();
  }

  /** Helidon answers a client's goodbye, and must not while the sender sends. */
  private void awaitSilence() {
    lock.lock();
    try {
      while (sending) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
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
    offer(new Message(message));
  }

  private void offer(Outgoing next) {
    boolean slow = false;
    lock.lock();
    try {
      if (!open) {
        return;
      }
      if (waiting.size() == MOST_WAITING
          || (!waiting.isEmpty()
              && waitingCharacters + next.characters() > MOST_WAITING_CHARACTERS)) {
        slow = true;
      } else {
        waiting.addLast(next);
        waitingCharacters += next.characters();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (slow) {
      owner.droppedSlow();
      end();
      // The sender is in the middle of a frame that the client does not take.
      cut();
    }
  }

  /** Ends the connection, whatever its threads wait for. */
  private void cut() {
    Connection of = connection;
    if (of != null && of.session.socketContext() instanceof ConnectionContext context) {
      try {
        context.serverSocket().close();
      } catch (RuntimeException e) {
        owner.failed(e);
      }
    }
  }

  /** What is to be sent next; null at the end. */
  private @Nullable Outgoing next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      sending = false;
      changed.signalAll();
      while (open) {
        long leftNs = pingAtNs - System.nanoTime();
        if (connection == null || !connection.reader.isAlive()) {
          return null;
        }
        if (leftNs <= 0) {
          // Also where messages go out: the web server drops a client from which nothing comes.
          pingAtNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(owner.pingMs());
          sending = true;
          return new Ping();
        }
        if (!waiting.isEmpty()) {
          break;
        }
        changed.awaitNanos(Math.min(leftNs, LOOK_NS));
      }
      Outgoing next = waiting.pollFirst();
      if (next != null) {
        waitingCharacters -= next.characters();
        sending = true;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    Connection of = connection;
    if (of == null) {
      throw new IllegalStateException("a session sends when it is open");
    }
    try {
      for (Outgoing next = next(); next != null; next = next()) {
        patience.isTheirTurn(this::cut);
        try {
          send(of.session, next);
        } finally {
          patience.isOurTurn();
        }
      }
      end();
      // It answers a goodbye, or has said its own; who does neither is not waited for long.
      of.reader.join(Duration.ofMillis(owner.patienceMs()));
    } catch (RuntimeException e) {
      owner.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
      silent();
      cut();
    }
  }

  private static void send(WsSession to, Outgoing next) {
    switch (next) {
      case Message message -> write(to, FIN_TEXT, message.text.getBytes(StandardCharsets.UTF_8));
      case Pong pong -> write(to, FIN_PONG, pong.data.readBytes());
      case Ping ping -> write(to, FIN_PING, new byte[0]);
      // Helidon must know that it was said.
      case Goodbye goodbye -> to.close(goodbye.code, goodbye.reason);
    }
  }

  /** A whole frame at once, from memory of its own. */
  private static void write(WsSession to, int head, byte[] payload) {
    BufferData frame = BufferData.create(payload.length + 10);
    frame.write(head);
    if (payload.length < SHORT) {
      frame.write(payload.length);
    } else if (payload.length < TWO_BYTES) {
      frame.write(SHORT);
      frame.writeInt16(payload.length);
    } else {
      frame.write(SHORT + 1);
      frame.writeInt32(0);
      frame.writeInt32(payload.length);
    }
    frame.write(payload);
    if (to.socketContext() instanceof ConnectionContext context) {
      context.dataWriter().writeNow(frame);
    }
  }

  private void silent() {
    lock.lock();
    try {
      sending = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client that nothing follows, and why; what waits for it is forgotten. */
  private void sayGoodbye(int code, String reason) {
    lock.lock();
    try {
      if (open) {
        forget();
        waiting.addLast(new Goodbye(code, reason));
        waitingCharacters = reason.length();
      }
    } finally {
      lock.unlock();
    }
    owner.remove(this);
  }

  /** Says goodbye because the node stops. */
  void goAway() {
    sayGoodbye(GOING_AWAY, "the node stops");
  }

  /** Waits until all is sent, and not for long. */
  void awaitSent(Duration most) throws InterruptedException {
    Connection of = connection;
    lock.lockInterruptibly();
    try {
      long leftNs = most.toNanos();
      while (leftNs > 0 && (sending || !waiting.isEmpty()) && of != null && of.sender.isAlive()) {
        leftNs = changed.awaitNanos(leftNs);
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget() {
    open = false;
    waiting.clear();
    waitingCharacters = 0;
    topics.forEach(topic -> owner.unsubscribe(topic, this));
    topics.clear();
    changed.signalAll();
  }

  private void end() {
    lock.lock();
    try {
      forget();
    } finally {
      lock.unlock();
    }
    owner.remove(this);
  }
}
