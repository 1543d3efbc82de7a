package io.plimsoll.node.server.rpc;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A method that can be called.
 *
 * @param name its name
 * @param summary a sentence for people
 * @param params in the order in which they may be given without names
 * @param result schema of the result
 * @param example parameters of a call that shows it
 * @param kind who may call it, and where
 * @param handler does it
 */
record RpcMethod(
    String name,
    String summary,
    List<Schema.Field> params,
    ObjectNode result,
    ObjectNode example,
    Kind kind,
    Handler handler) {

  RpcMethod {
    params = List.copyOf(params);
  }

  /** Who may call a method, and where. */
  enum Kind {
    /** Anybody. */
    OPEN,
    /** Anybody; what its example names is nowhere, so the example is refused. */
    SPECIFIC,
    /** Who has a connection on which the node can send. */
    SUBSCRIPTION,
    /** Who has the token. */
    ADMINISTRATIVE
  }

  /** Does what a method says. */
  @FunctionalInterface
  interface Handler {
    JsonNode call(Params params, Caller caller);
  }
}
