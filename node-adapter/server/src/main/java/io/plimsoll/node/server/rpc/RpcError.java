package io.plimsoll.node.server.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Why a call has no result. */
public final class RpcError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What there is of errors; numbers are never given another meaning. */
  public enum Code {
    /** The bytes are not JSON within the limits. */
    PARSE(-32700),
    /** The JSON is no call. */
    INVALID_REQUEST(-32600),
    /** There is no such method, or not here. */
    NO_METHOD(-32601),
    /** A parameter is unknown, missing, or breaks its rule. */
    INVALID_PARAMS(-32602),
    /** A fault of this program. */
    INTERNAL(-32603),
    /** What was asked for is not there. */
    NOT_THERE(-32001),
    /** Too many questions at once. */
    BUSY(-32002),
    /** The call needs the token. */
    NOT_AUTHORISED(-32003),
    /** The answer would have too many bytes. */
    TOO_LARGE(-32004),
    /** More calls than the address may make. */
    TOO_MANY_CALLS(-32005),
    /** The node cannot do it now. */
    REFUSED(-32006),
    /** A command is refused; the error's data have the numbered code of the refusal. */
    COMMAND_REFUSED(-32007);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    /** Its number. */
    public int number() {
      return number;
    }
  }

  private final Code code;
  private final transient @Nullable ObjectNode data;

  /** An error with a message for people. */
  public RpcError(Code code, String message) {
    this(code, message, null);
  }

  /** An error with more for programs. */
  RpcError(Code code, String message, @Nullable ObjectNode data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /** What there is for programs; null for nothing. */
  @Nullable ObjectNode data() {
    return data;
  }

  /** What it is. */
  public Code code() {
    return code;
  }
}
