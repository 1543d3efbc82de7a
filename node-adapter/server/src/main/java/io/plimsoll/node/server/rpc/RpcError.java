package io.plimsoll.node.server.rpc;

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
    REFUSED(-32006);

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

  /** An error with a message for people. */
  public RpcError(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What it is. */
  public Code code() {
    return code;
  }
}
