package io.plimsoll.node.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Why a call is refused: the reason in a trailer for programs, a sentence for people. */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The trailer that names the reason. */
  static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("plimsoll-reason", Metadata.ASCII_STRING_MARSHALLER);

  /** All reasons, with the code of gRPC that goes with each. */
  enum Reason {
    /** The client speaks another version of this service, or does not say which. */
    WRONG_PROTOCOL(Status.Code.FAILED_PRECONDITION),
    /** A field of the request is not what it must be. */
    BAD_FIELD(Status.Code.INVALID_ARGUMENT),
    /** Another connection writes. */
    ANOTHER_WRITES(Status.Code.ABORTED),
    /** The block does not follow the last one, or one waits. */
    BLOCK_REFUSED(Status.Code.FAILED_PRECONDITION),
    /** No block waits, or another one than is meant. */
    NOT_WAITING(Status.Code.FAILED_PRECONDITION),
    /** A block waits that must be committed or discarded first. */
    WAITING(Status.Code.FAILED_PRECONDITION),
    /** The last block is another one, or none is left that can be undone. */
    NOT_UNDOABLE(Status.Code.FAILED_PRECONDITION),
    /** The chain has blocks already. */
    NOT_EMPTY(Status.Code.FAILED_PRECONDITION),
    /** There is no such subaccount, snapshot or chunk. */
    NOT_THERE(Status.Code.NOT_FOUND),
    /** The snapshot is damaged, or not the one that is trusted. */
    SNAPSHOT_REFUSED(Status.Code.INVALID_ARGUMENT),
    /** All readers are busy. */
    BUSY(Status.Code.RESOURCE_EXHAUSTED),
    /** As many connections call as may. */
    TOO_MANY_CONNECTIONS(Status.Code.RESOURCE_EXHAUSTED),
    /** The connection does not read what it was answered. */
    UNREAD(Status.Code.RESOURCE_EXHAUSTED),
    /** The disk does not take what must be kept; the process ends. */
    STORE_FAILED(Status.Code.UNAVAILABLE),
    /** A fault of this program; nothing has changed. */
    FAULT(Status.Code.INTERNAL);

    private final Status.Code code;

    Reason(Status.Code code) {
      this.code = code;
    }
  }

  private final Reason reason;

  Problem(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static Problem field(String name, Object value, String rule) {
    return new Problem(Reason.BAD_FIELD, name + " is " + value + "; it must " + rule);
  }

  StatusRuntimeException status() {
    Metadata trailers = new Metadata();
    trailers.put(TRAILER, reason.name());
    return reason.code.toStatus().withDescription(getMessage()).asRuntimeException(trailers);
  }
}
