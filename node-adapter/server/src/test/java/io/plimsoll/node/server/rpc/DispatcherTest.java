package io.plimsoll.node.server.rpc;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevScenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The protocol, the limits, what methods answer, and what the document says of them. */
class DispatcherTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 11);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final SubaccountId TRADER = DevScenario.trader(3);

  @TempDir private static Path folder;
  private static TestNode node;
  private static Dispatcher dispatcher;

  @BeforeAll
  static void run() {
    node = new TestNode(folder, 20);
    dispatcher = RpcFuzz.dispatcher(node);
    assertTrue(node.run(), node::logged);
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static JsonNode ask(String text) {
    return requireNonNull(answer(text), text);
  }

  private static @Nullable JsonNode answer(String text) {
    return RpcFuzz.check(dispatcher, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String request(String method, ObjectNode params) {
    ObjectNode call = MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 7);
    call.put("method", method).set("params", params);
    return MAPPER.writeValueAsString(call);
  }

  private static JsonNode call(String method, ObjectNode params) {
    JsonNode answer = ask(request(method, params));
    assertEquals(7, answer.get("id").intValue());
    assertNotNull(answer.get("result"), answer::toString);
    return answer.get("result");
  }

  private static ObjectNode trader() {
    return MAPPER.createObjectNode().put("owner", TRADER.owner().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|-32700",
        "{|-32700",
        "{\"a\":1,\"a\":2}|-32700",
        "{} {}|-32700",
        "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]|-32700",
        "1|-32600",
        "null|-32600",
        "\"x\"|-32600",
        "[]|-32600",
        "{}|-32600",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"getStatus\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"getStatus\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"getStatus\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\",\"params\":1}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\",\"params\":{\"a\":1}}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\",\"params\":[1]}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getstatus\"}|-32601",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\"}|-32601",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"adminStop\"}|-32003",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getMargin\"}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getBlock\",\"params\":[21]}|-32001",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getBlock\",\"params\":[9e99]}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1e999999999,\"method\":\"getStatus\"}|-32600",
      })
  void whatIsNoCallHasItsError(String request, int code) {
    assertEquals(code, ask(request).path("error").path("code").intValue(), request);
  }

  @Test
  void batchesAndNotifications() {
    assertNull(answer("{\"jsonrpc\":\"2.0\",\"method\":\"getStatus\"}"));
    assertNull(answer("[{\"jsonrpc\":\"2.0\",\"method\":\"getStatus\"}]"));
    JsonNode answers =
        ask(
            "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"getStatus\"},5,"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"getStatus\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"no\"}]");
    assertEquals(3, answers.size());
    assertEquals("a", answers.get(0).get("id").stringValue());
    assertEquals(-32_600, answers.get(1).get("error").get("code").intValue());
    assertEquals(-32_601, answers.get(2).get("error").get("code").intValue());
  }

  @Test
  void bombsAreRefusedWhole() {
    String one = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\"}";
    JsonNode answer = ask("[" + (one + ",").repeat(8) + one + "]");
    assertEquals(-32_600, answer.path("error").path("code").intValue());
    assertEquals(8, ask("[" + (one + ",").repeat(7) + one + "]").size());
    assertEquals(-32_700, ask("[".repeat(16_000)).path("error").path("code").intValue());
    assertEquals(-32_700, ask(" ".repeat(16_385)).path("error").path("code").intValue());
    String digits = "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(10_000) + "}";
    assertEquals(-32_700, ask(digits).path("error").path("code").intValue());
    byte[] bytes = one.getBytes(StandardCharsets.UTF_8);
    byte[] refused = dispatcher.answer(bytes, new Caller(false, null, calls -> calls > 1));
    assertEquals(
        RpcError.Code.TOO_MANY_CALLS.number(),
        MAPPER.readTree(refused).path("error").path("code").intValue());
  }

  @Test
  void marginsAreTheChains() {
    int handle = node.chain().chain().state().accounts().find(TRADER);
    AccountMargin margin = node.chain().chain().processor().margin(handle);
    JsonNode got = call("getMargin", trader().put("explain", true));
    assertTrue(margin.initial() > 0, "the trader has positions");
    assertEquals(Long.toString(margin.equity()), got.at("/margin/equity").stringValue());
    assertEquals(Long.toString(margin.initial()), got.at("/margin/initial").stringValue());
    long sum = 0;
    for (JsonNode component : got.at("/explanation/components")) {
      sum += Long.parseLong(component.get("amount").stringValue());
    }
    assertEquals(margin.initial(), sum);
    JsonNode held = call("getSubaccount", trader());
    assertEquals(got.get("margin"), held.get("margin"));
    assertEquals(
        node.chain().chain().state().accounts().positions(handle),
        held.at("/subaccount/positions").size());
  }

  @Test
  void feeTermsAreTheChains() {
    JsonNode got = call("getFeeTerms", trader());
    FeeTerms terms = node.chain().chain().feeTerms(TRADER.owner());
    assertEquals(terms.tier(), got.get("tier").intValue());
    assertEquals(Integer.toString(terms.takerPpm()), got.get("takerPpm").stringValue());
    assertEquals(Integer.toString(terms.makerPpm()), got.get("makerPpm").stringValue());
    assertEquals(Long.toString(terms.all()), got.get("all").stringValue());
    assertFalse(got.get("holds").booleanValue(), "the matcher's fees hold in this chain");
  }

  /** What drives the margin of a portfolio is the worst cell of its surface. */
  @Test
  void surfacesAreWhatMarginsAreDrivenBy() {
    int seen = 0;
    for (int number = 0; number < TestNode.TRADERS; number++) {
      ObjectNode who =
          MAPPER.createObjectNode().put("owner", DevScenario.trader(number).owner().toString());
      JsonNode units = call("getLossSurface", who).get("underlyings");
      JsonNode why = call("getMargin", who.put("explain", true)).get("explanation");
      for (JsonNode driver : why.get("drivers")) {
        for (JsonNode unit : units) {
          for (JsonNode cell : unit.get("scenarios")) {
            if (unit.get("underlying").equals(driver.get("underlying"))
                && cell.get("name").equals(driver.get("scenario"))
                && cell.get("weightPpm").intValue() == 1_000_000) {
              long pnl = Long.parseLong(cell.get("pnl").stringValue());
              long loss = Long.parseLong(driver.get("loss").stringValue());
              assertEquals(loss, Math.max(0, -pnl), () -> driver + " is " + cell);
              seen++;
            }
          }
        }
      }
    }
    assertTrue(seen > 5, seen + " drivers were found in surfaces");
  }

  @Test
  void proofsVerifyAgainstTheRoot() {
    for (ObjectNode params :
        new ObjectNode[] {
          trader(), trader().put("number", 9), MAPPER.createObjectNode().put("key", "0100")
        }) {
      JsonNode got = call("getProof", params);
      HexFormat hex = HexFormat.of();
      byte[] root = hex.parseHex(got.at("/block/stateRoot").stringValue());
      byte[] key = hex.parseHex(got.get("key").stringValue());
      byte[] value =
          got.get("value").isNull() ? null : hex.parseHex(got.get("value").stringValue());
      Proof proof = Proof.ofBytes(hex.parseHex(got.get("proof").stringValue()));
      assertTrue(Proof.verify(root, key, value, proof), params::toString);
    }
    assertEquals(
        node.chain().chain().root().hex(),
        call("getStatus", MAPPER.createObjectNode()).at("/block/stateRoot").stringValue());
  }

  @Test
  void aBlocksCommandsComeInPages() {
    JsonNode all =
        call("getBlock", MAPPER.createObjectNode().put("height", 5).put("commandsFrom", 0));
    assertEquals(all.get("commandCount").intValue(), all.get("commands").size());
    assertTrue(all.get("nextCommand").isNull());
    JsonNode rest =
        call("getBlock", MAPPER.createObjectNode().put("height", 5).put("commandsFrom", 3));
    assertEquals(all.get("commands").size() - 3, rest.get("commands").size());
    assertEquals(all.get("commands").get(3), rest.get("commands").get(0));
    assertFalse(call("getBlock", MAPPER.createObjectNode().put("height", 5)).has("commands"));
  }

  /** Each open method's example is answered by what the document says. */
  @Test
  void theDocumentFitsTheMethods() {
    JsonNode document = call("rpc.discover", MAPPER.createObjectNode());
    assertEquals(document, MAPPER.readTree(dispatcher.documentBytes()));
    assertEquals(dispatcher.methods().size(), document.get("methods").size());
    int called = 0;
    for (JsonNode method : document.get("methods")) {
      String name = method.get("name").stringValue();
      assertTrue(dispatcher.methods().containsKey(name), name);
      for (JsonNode param : method.get("params")) {
        assertTrue(param.get("schema").has("description"), name + " " + param);
      }
      if (method.has("description")) {
        continue;
      }
      ObjectNode params = MAPPER.createObjectNode();
      for (JsonNode param : method.at("/examples/0/params")) {
        params.set(param.get("name").stringValue(), param.get("value"));
      }
      JsonNode result = call(name, params);
      assertEquals("", Fits.schema(result, method.at("/result/schema"), name));
      called++;
    }
    assertEquals(17, called, "methods that anybody may call");
  }

  /** Junk in the place of each parameter, and beside them. */
  @Test
  void eachParameterRefusesWhatBreaksItsRule() {
    String[] junk = {
      "null",
      "true",
      "-1",
      "1.5",
      "1e400",
      "\"\"",
      "\"-\"",
      "\"0x\"",
      "[]",
      "{}",
      "[{}]",
      "9223372036854775808",
      "\"9223372036854775808\"",
      "\"" + "x".repeat(5_000) + "\"",
      "[[1]]",
      "{\"a\":{\"b\":1}}",
      "\"\\u0000\"",
      "[null]",
      "[{\"instrument\":1}]",
      "[{\"instrument\":1,\"lots\":\"9223372036854775807\",\"price\":\"-1\",\"fee\":\"x\"}]"
    };
    int errors = 0;
    for (Map.Entry<String, RpcMethod> entry : dispatcher.methods().entrySet()) {
      for (Schema.Field param : entry.getValue().params()) {
        for (String value : junk) {
          ObjectNode params = entry.getValue().example().deepCopy();
          params.remove(param.name());
          String body = MAPPER.writeValueAsString(params);
          String with =
              body.substring(0, body.length() - 1)
                  + (params.isEmpty() ? "" : ",")
                  + "\""
                  + param.name()
                  + "\":"
                  + value
                  + "}";
          JsonNode answer =
              ask(
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                      + entry.getKey()
                      + "\",\"params\":"
                      + with
                      + "}");
          errors += answer.has("error") ? 1 : 0;
        }
      }
    }
    assertTrue(errors > 300, errors + " were refused");
  }

  /** Requests with bytes changed, cut, doubled and mixed; Jazzer goes on in the profile fuzz. */
  @Test
  void anyBytesAreAnswered() {
    System.out.println("DispatcherTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    byte[][] seeds =
        dispatcher.methods().values().stream()
            .map(method -> request(method.name(), method.example()))
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    int results = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
      int changes = random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        bytes = changed(bytes, random);
      }
      JsonNode answer = RpcFuzz.check(dispatcher, bytes);
      results += answer != null && answer.has("result") ? 1 : 0;
    }
    assertTrue(results > 500, results + " had a result");
    assertEquals(node.chain().chain().root(), node.node().views().latest().stateRoot());
  }

  private static byte[] changed(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    byte[] interesting = "{}[]\",:0e-.\\u\u0000tn".getBytes(StandardCharsets.UTF_8);
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = interesting[random.nextInt(interesting.length)];
      case 2 -> {
        return java.util.Arrays.copyOf(bytes, at);
      }
      default -> {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, at + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }
}
