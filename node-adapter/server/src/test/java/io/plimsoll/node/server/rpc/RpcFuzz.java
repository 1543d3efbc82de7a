package io.plimsoll.node.server.rpc;

import io.plimsoll.node.server.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any bytes get an answer that is JSON-RPC, or none, and never a fault of the program; whatever
 * they ask, the chain stays as it was. The method has the name and the type that Jazzer looks for.
 */
public final class RpcFuzz {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** One node for all inputs, as a process has. */
  private static final class Target {
    private static final TestNode NODE = node();
    private static final Dispatcher DISPATCHER = dispatcher(NODE);
  }

  private RpcFuzz() {}

  private static TestNode node() {
    try {
      Path folder = Files.createTempDirectory("plimsoll-rpc-fuzz");
      TestNode node = new TestNode(folder, 8);
      if (!node.run()) {
        throw new IllegalStateException(node.logged());
      }
      return node;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A dispatcher of a node, with small limits. */
  static Dispatcher dispatcher(TestNode node) {
    Feed feed = new Feed((topic, message) -> {}, node.metrics());
    node.node().listen(feed);
    node.tell(feed);
    return Service.of(
        node.node(),
        node.readers(),
        feed,
        node.pool(),
        node.overview(),
        "test",
        16_384,
        12,
        8,
        node.log(),
        node.metrics());
  }

  /** A caller without a token and without a WebSocket. */
  static Caller anybody() {
    return new Caller(false, null, calls -> true);
  }

  /** Throws where the answer is not what any bytes must get. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    check(Target.DISPATCHER, bytes);
  }

  /** The answer, checked; null where there is none. */
  static @Nullable JsonNode check(Dispatcher dispatcher, byte[] bytes) {
    byte[] answer = dispatcher.answer(bytes, anybody());
    if (answer == null) {
      return null;
    }
    JsonNode root = MAPPER.readTree(answer);
    for (JsonNode each : root.isArray() ? root : MAPPER.createArrayNode().add(root)) {
      boolean form =
          each.path("jsonrpc").asString("").equals("2.0")
              && each.has("id")
              && each.has("result") != each.has("error");
      boolean fault = each.path("error").path("code").asInt(0) == RpcError.Code.INTERNAL.number();
      if (!form || fault) {
        throw new AssertionError(
            new String(bytes, StandardCharsets.UTF_8) + " is answered by " + each);
      }
    }
    return root;
  }
}
