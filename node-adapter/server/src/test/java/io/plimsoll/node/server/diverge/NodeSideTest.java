package io.plimsoll.node.server.diverge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two nodes asked over HTTP: by halves, so that few blocks are asked for. */
class NodeSideTest {

  private static final int BLOCKS = 60;

  @TempDir Path folder;

  /** A node as its RPC shows it, which counts what is asked. */
  private static final class Shown implements AutoCloseable {

    private final HttpServer server;
    private final List<Block> blocks;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final int wrongFrom;
    private int asked;
    private String lies = "";

    Shown(int branch, int wrongFrom) throws IOException {
      blocks = SmallChain.blocks(BLOCKS, branch);
      this.wrongFrom = wrongFrom;
      try (Engine engine = Engines.create("scalar", 1)) {
        MarginChain chain = new MarginChain(engine);
        for (Block block : blocks) {
          outcomes.add(Outcome.of(block, chain.execute(block)));
          chain.commit();
        }
      }
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            JsonNode call = new JsonMapper().readTree(exchange.getRequestBody().readAllBytes());
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", 1);
            if (call.path("method").asString().equals("getChanges") && lies.isEmpty()) {
              answer.putObject("error").put("code", -32_601);
            } else {
              answer.set("result", answer(call));
            }
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    private ObjectNode answer(JsonNode call) {
      ObjectNode out = JsonNodeFactory.instance.objectNode();
      if (call.path("method").asString().equals("getStatus")) {
        out.put("firstBlock", 1).putObject("block").put("height", BLOCKS);
        return out;
      }
      if (call.path("method").asString().equals("getChanges")) {
        int at = call.path("params").path("height").asInt();
        out.put("hash", lies.equals("hash") ? "00" : blocks.get(at - 1).hash().hex());
        int from = call.path("params").path("from").asInt();
        ArrayNode leaves = out.putArray("leaves");
        if (lies.equals("no leaves")) {
          return out.put("next", from + 1);
        }
        if (lies.equals("endless")) {
          leaves.addObject().put("key", "0100").put("after", "00");
          return out.put("next", from + 1);
        }
        leaves.addObject().put("key", "0100").put("after", lies);
        return lies.equals("00") ? out.put("next", 0) : out.putNull("next");
      }
      asked++;
      int height = call.path("params").path("height").asInt();
      Block block = blocks.get(height - 1);
      Outcome outcome = outcomes.get(height - 1);
      Hash root = height >= wrongFrom ? Hash.ZERO : outcome.stateRoot();
      out.put("timeMs", block.timeMs()).put("previousHash", block.previous().hex());
      out.put("hash", block.hash().hex()).put("stateRoot", root.hex());
      out.put("marginDigest", outcome.marginDigest().hex());
      ArrayNode phases = out.putArray("phases");
      outcome.phaseDigests().forEach(each -> phases.addObject().put("digest", each.hex()));
      ArrayNode commands = out.putArray("commands");
      block.commands().forEach(each -> commands.add(HexFormat.of().formatHex(each)));
      return out.putNull("nextCommand");
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static ObjectNode find(Shown one, Shown other) throws IOException {
    try (Engine engine = Engines.create("scalar", 1);
        Side a = new NodeSide(one.url(), engine, Models.catalogue());
        Side b = new NodeSide(other.url(), engine, Models.catalogue())) {
      return new Finder(engine, Models.catalogue(), false).find(a, b);
    }
  }

  @Test
  void aForkIsFoundByHalvesAndAppliedHere() throws IOException {
    try (Shown one = new Shown(0, Integer.MAX_VALUE);
        Shown other = new Shown(1, Integer.MAX_VALUE)) {
      ObjectNode found = find(one, other);
      assertEquals(SmallChain.FORK, found.path("height").asInt());
      assertEquals("bisection", found.path("compared").path("by").asString());
      assertEquals(3, found.path("command").path("index").asInt());
      assertEquals("instrument", found.path("leaf").path("table").asString());
      assertTrue(other.asked < 15, () -> other.asked + " blocks were asked for");
    }
  }

  /** What a node says of its leaves is held against its root before anybody believes it. */
  @Test
  void aNodeThatLiesAboutItsLeavesIsNamed() throws IOException {
    for (String lies : List.of("hash", "zz", "00", "ff", "no leaves", "endless", "")) {
      try (Shown one = new Shown(0, Integer.MAX_VALUE);
          Shown other = new Shown(0, 41)) {
        other.lies = lies;
        if (lies.isEmpty()) {
          assertTrue(find(one, other).has("seenByDigestsOnly"));
          continue;
        }
        Failure failure = assertThrows(Failure.class, () -> find(one, other), lies);
        assertTrue(String.valueOf(failure.getMessage()).startsWith(other.url()), lies);
      }
    }
  }

  /** A node whose program is wrong shows its leaves through the port, so both ways are seen. */
  @Test
  void bothDerivationsAreSeenThroughThePort() throws Exception {
    ClassLoader copy = new PlantedCopy("io.plimsoll.margin.rule.Funding", "indexMove");
    Method serve =
        copy.loadClass(SmallNode.class.getName()).getDeclaredMethod("serve", String.class);
    serve.setAccessible(true);
    try (AutoCloseable right = SmallNode.serve(folder.resolve("right").toString());
        AutoCloseable wrong =
            (AutoCloseable) serve.invoke(null, folder.resolve("wrong").toString());
        Engine engine = Engines.create("scalar", 1);
        Side a = new NodeSide(right.toString(), engine, Models.catalogue());
        Side b = new NodeSide(wrong.toString(), engine, Models.catalogue())) {
      ObjectNode found = new Finder(engine, Models.catalogue(), false).find(a, b);
      assertEquals("a", found.path("thisProgram").asString());
      assertFalse(found.has("seenByDigestsOnly"), found::toString);
      JsonNode leaf = found.path("leaf");
      assertEquals("instrument", leaf.path("table").asString());
      assertEquals(1, leaf.path("fieldsThatDiffer").size(), leaf::toString);
      String field = leaf.path("fieldsThatDiffer").get(0).asString();
      assertEquals(1, leaf.path("b").path(field).asLong() - leaf.path("a").path(field).asLong());
      assertTrue(found.path("margin").has("b") || found.has("leaf"), found::toString);
    }
  }

  @Test
  void aWrongRootIsTheOtherNodes() throws IOException {
    try (Shown one = new Shown(0, Integer.MAX_VALUE);
        Shown other = new Shown(0, 41)) {
      ObjectNode found = find(one, other);
      assertEquals(41, found.path("height").asInt());
      assertEquals("state root", found.path("differs").asString());
      assertEquals("a", found.path("thisProgram").asString());
      assertTrue(found.path("seenByDigestsOnly").asString().startsWith("b: "), found::toString);
      assertEquals(true, find(one, one).path("same").asBoolean());
    }
  }
}
