package io.plimsoll.node.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plimsoll.node.grpc.proto.ChainGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows from which connection a call comes, that it is not one too many, that its client reads what
 * it is answered, and that it speaks this protocol.
 */
final class Connections extends ServerTransportFilter implements ServerInterceptor {

  /** The version of the service; a change that an older client would misunderstand raises it. */
  static final int PROTOCOL = 1;

  /** The number of the call's connection. */
  static final Context.Key<Long> ID = Context.key("plimsoll-connection");

  /** Calls that change nothing, which can be asked again. */
  private static final Set<String> QUESTIONS =
      Stream.of(
              ChainGrpc.getMarginMethod(),
              ChainGrpc.getWhatIfMethod(),
              ChainGrpc.getFeeTermsMethod(),
              ChainGrpc.getProveMethod(),
              ChainGrpc.getSnapshotsMethod(),
              ChainGrpc.getChunkMethod())
          .map(MethodDescriptor::getFullMethodName)
          .collect(Collectors.toUnmodifiableSet());

  private static final Attributes.Key<Long> NUMBER = Attributes.Key.create("plimsoll-connection");
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("plimsoll-protocol", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicLong last = new AtomicLong();
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  /** Answers that wait for their reader, by the connections that may call. */
  private final Map<Long, Unread> admitted = new ConcurrentHashMap<>();

  /** Bytes of answers that wait, of all connections. */
  private final AtomicLong all = new AtomicLong();

  private final int most;
  private final long unreadBytes;
  private final long allBytes;
  private final LongConsumer gone;

  /**
   * No connections yet.
   *
   * @param most how many may call, the last of them only to change something
   * @param unreadBytes how many bytes of a connection's answers may wait for it to read them
   * @param allBytes the same for all connections together
   * @param gone is told of a connection that has ended
   */
  Connections(int most, long unreadBytes, long allBytes, LongConsumer gone) {
    this.most = most;
    this.unreadBytes = unreadBytes;
    this.allBytes = allBytes;
    this.gone = gone;
  }

  /** Whether a connection has not ended. */
  boolean isOpen(long id) {
    return open.contains(id);
  }

  @Override
  public Attributes transportReady(Attributes of) {
    long id = last.incrementAndGet();
    open.add(id);
    return of.toBuilder().set(NUMBER, id).build();
  }

  @Override
  public void transportTerminated(Attributes of) {
    Long id = of == null ? null : of.get(NUMBER);
    if (id != null) {
      open.remove(id);
      admitted.remove(id);
      gone.accept(id);
    }
  }

  /** Bytes of a connection's answers that wait for it to read them. */
  private final class Unread {

    private final AtomicLong bytes = new AtomicLong();

    /** Counts an answer; false where there are too many, unless it must be given. */
    boolean take(long more, boolean must) {
      long own = bytes.addAndGet(more);
      long together = all.addAndGet(more);
      // One answer goes out however long it is.
      boolean fits = (own <= unreadBytes || own == more) && together <= allBytes;
      if (!must && !fits) {
        give(more);
        return false;
      }
      return true;
    }

    void give(long read) {
      bytes.addAndGet(-read);
      all.addAndGet(-read);
    }

    boolean isFull() {
      return bytes.get() >= unreadBytes || all.get() >= allBytes;
    }

    Problem refusal() {
      return new Problem(
          Problem.Reason.UNREAD,
          bytes + " bytes of answers wait that this connection does not read, of all " + all);
    }
  }

  /**
   * What waits for a connection's reader; null where it is one too many. Those are told why, until
   * there is room for them. Who asks does not get the last place: the process that makes the blocks
   * must find one.
   */
  private synchronized @Nullable Unread admit(long id, boolean isQuestion) {
    Unread there = admitted.get(id);
    int places = isQuestion ? Math.max(1, most - 1) : most;
    if (there == null && admitted.size() < places) {
      there = new Unread();
      admitted.put(id, there);
      if (!open.contains(id)) {
        // It has ended meanwhile, and nobody would remove it.
        admitted.remove(id);
      }
    }
    return there;
  }

  /** Why a call is refused before it is looked at; null where it is not. */
  private @Nullable Problem refusal(
      @Nullable Unread unread, boolean isQuestion, @Nullable String version) {
    if (!Integer.toString(PROTOCOL).equals(version)) {
      return new Problem(
          Problem.Reason.WRONG_PROTOCOL,
          "the client's plimsoll-protocol is "
              + (version == null ? "not said" : version)
              + "; this program speaks "
              + PROTOCOL);
    }
    if (unread == null) {
      return new Problem(
          Problem.Reason.TOO_MANY_CONNECTIONS,
          "as many connections call as may, " + most + ", the last of them only to make blocks");
    }
    return isQuestion && unread.isFull() ? unread.refusal() : null;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String name = call.getMethodDescriptor().getFullMethodName();
    boolean isQuestion = QUESTIONS.contains(name);
    Long number = call.getAttributes().get(NUMBER);
    long id = number == null ? 0 : number;
    Unread unread;
    if (name.equals(ChainGrpc.getInfoMethod().getFullMethodName())) {
      // Anybody may ask that, so that a client knows to whom it speaks.
      unread = new Unread();
    } else {
      unread = admit(id, isQuestion);
      Problem refusal = refusal(unread, isQuestion, headers.get(HEADER));
      if (unread == null || refusal != null) {
        refuse(call, requireNonNull(refusal));
        return new ServerCall.Listener<>() {};
      }
    }
    Context of = Context.current().withValue(ID, id);
    Once<Q, A> once = new Once<>(call, unread, !isQuestion);
    return new Messages<>(once, Contexts.interceptCall(of, once, headers, next));
  }

  private static <Q, A> void refuse(ServerCall<Q, A> call, Problem why) {
    StatusRuntimeException refused = why.status();
    Metadata trailers = refused.getTrailers();
    call.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  /** A call that knows whether it was answered to the end, and how much of that waits. */
  private static final class Once<Q, A>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {

    private final Unread unread;
    private final boolean must;
    private final AtomicLong own = new AtomicLong();
    private volatile boolean closed;

    Once(ServerCall<Q, A> call, Unread unread, boolean must) {
      super(call);
      this.unread = unread;
      this.must = must;
    }

    /** What a call has changed is told, however much waits: that is one block's. */
    @Override
    public void sendMessage(A message) {
      long bytes = bytes(message);
      if (!unread.take(bytes, must)) {
        refuse(this, unread.refusal());
        return;
      }
      own.addAndGet(bytes);
      super.sendMessage(message);
    }

    /** Of a message that is not written yet. */
    private static int bytes(Object message) {
      try {
        return message instanceof InputStream in ? in.available() : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The client has all of it, or is gone. */
    void over() {
      unread.give(own.getAndSet(0));
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }

  /**
   * What a client sends in a call, as bytes; those that are no message end the call. By itself gRPC
   * takes them for a fault of the server, and logs a stack trace for each.
   */
  private static final class Messages<Q, A>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {

    private final Once<Q, A> call;
    private boolean refused;

    Messages(Once<Q, A> call, ServerCall.Listener<Q> to) {
      super(to);
      this.call = call;
    }

    @Override
    public void onMessage(Q bytes) {
      if (refused) {
        return;
      }
      try {
        super.onMessage(bytes);
      } catch (StatusRuntimeException e) {
        if (!(e.getCause() instanceof InvalidProtocolBufferException)) {
          throw e;
        }
        refused = true;
        // Junk may follow what has been refused already.
        if (!call.closed) {
          refuse(
              call, new Problem(Problem.Reason.BAD_FIELD, "the bytes are no message of the call"));
        }
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onComplete() {
      call.over();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      call.over();
      super.onCancel();
    }
  }
}
