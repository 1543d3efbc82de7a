package io.plimsoll.node.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plimsoll.node.grpc.proto.ChainGrpc;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Knows from which connection a call comes, and that its client speaks this protocol. */
final class Connections extends ServerTransportFilter implements ServerInterceptor {

  /** The version of the service; a change that an older client would misunderstand raises it. */
  static final int PROTOCOL = 1;

  /** The number of the call's connection. */
  static final Context.Key<Long> ID = Context.key("plimsoll-connection");

  private static final Attributes.Key<Long> NUMBER = Attributes.Key.create("plimsoll-connection");
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("plimsoll-protocol", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicLong last = new AtomicLong();
  private final Set<Long> open = ConcurrentHashMap.newKeySet();
  private final LongConsumer gone;

  /**
   * No connections yet.
   *
   * @param gone is told of a connection that has ended
   */
  Connections(LongConsumer gone) {
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
      gone.accept(id);
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String version = headers.get(HEADER);
    boolean asksWhich =
        call.getMethodDescriptor()
            .getFullMethodName()
            .equals(ChainGrpc.getInfoMethod().getFullMethodName());
    if (!asksWhich && !Integer.toString(PROTOCOL).equals(version)) {
      refuse(
          call,
          new Problem(
              Problem.Reason.WRONG_PROTOCOL,
              "the client's plimsoll-protocol is "
                  + (version == null ? "not said" : version)
                  + "; this program speaks "
                  + PROTOCOL));
      return new ServerCall.Listener<>() {};
    }
    Long id = call.getAttributes().get(NUMBER);
    Context of = Context.current().withValue(ID, id == null ? 0L : id);
    Once<Q, A> once = new Once<>(call);
    return new Messages<>(once, Contexts.interceptCall(of, once, headers, next));
  }

  private static <Q, A> void refuse(ServerCall<Q, A> call, Problem why) {
    StatusRuntimeException refused = why.status();
    Metadata trailers = refused.getTrailers();
    call.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  /** A call that knows whether it was answered to the end. */
  private static final class Once<Q, A>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {

    private volatile boolean closed;

    Once(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      closed = true;
      super.close(status, trailers);
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
  }
}
