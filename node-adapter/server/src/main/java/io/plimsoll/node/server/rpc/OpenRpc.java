package io.plimsoll.node.server.rpc;

import java.util.Collection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenRPC document of the methods, made of what they are made of. */
final class OpenRpc {

  private OpenRpc() {}

  /** The document. */
  static ObjectNode document(Collection<RpcMethod> methods, String version) {
    ObjectNode document = Answers.object().put("openrpc", "1.3.2");
    document.putObject("info").put("title", "Plimsoll").put("version", version);
    ArrayNode all = document.putArray("methods");
    for (RpcMethod method : methods) {
      ObjectNode to = all.addObject().put("name", method.name()).put("summary", method.summary());
      to.put("paramStructure", "either");
      String note =
          switch (method.kind()) {
            case OPEN -> "";
            case SPECIFIC -> "What the example names is nowhere.";
            case SUBSCRIPTION -> "WebSocket only.";
            case ADMINISTRATIVE -> "Needs the administrator's token.";
          };
      if (!note.isEmpty()) {
        to.put("description", note);
      }
      ArrayNode params = to.putArray("params");
      for (Schema.Field param : method.params()) {
        ObjectNode one = params.addObject().put("name", param.name());
        one.put("required", param.required()).set("schema", param.schema());
      }
      to.putObject("result").put("name", "result").set("schema", method.result());
      addExample(to, method);
      addErrors(to.putArray("errors"));
    }
    return document;
  }

  private static void addExample(ObjectNode to, RpcMethod method) {
    ObjectNode example = to.putArray("examples").addObject().put("name", "a call");
    ArrayNode params = example.putArray("params");
    method
        .example()
        .properties()
        .forEach(
            entry -> params.addObject().put("name", entry.getKey()).set("value", entry.getValue()));
  }

  private static void addErrors(ArrayNode to) {
    for (RpcError.Code code : RpcError.Code.values()) {
      to.addObject().put("code", code.number()).put("message", Answers.word(code));
    }
  }
}
