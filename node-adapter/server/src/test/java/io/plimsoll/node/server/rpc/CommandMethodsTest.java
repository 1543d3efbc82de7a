package io.plimsoll.node.server.rpc;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.AuthCode;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.CommandTypes;
import io.plimsoll.node.auth.SignedCommand;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevKeys;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.pool.PoolCode;
import io.plimsoll.node.server.run.Upgrades;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Signed commands through the port: into a block, or refused by the code that says why. */
class CommandMethodsTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 17);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();
  private static final SigningKey KEY = DevKeys.key(1);
  private static final Address OWNER = KEY.address();
  private static final SubaccountId OWN = new SubaccountId(OWNER, 0);
  private static final Authenticator SIGNER = new Authenticator(DevScenario.CHAIN_ID);

  @TempDir private Path folder;
  private TestNode node;
  private Dispatcher dispatcher;

  @BeforeEach
  void start() {
    node = new TestNode(folder, 3);
    dispatcher = RpcFuzz.dispatcher(node);
    assertTrue(node.run(), node::logged);
  }

  @AfterEach
  void close() {
    node.close();
  }

  /** One more block. */
  private void block() {
    node.node().haltAt(node.chain().chain().height() + 1);
    assertTrue(node.run(), node::logged);
  }

  private JsonNode ask(String method, ObjectNode params) {
    ObjectNode call = MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 7);
    call.put("method", method).set("params", params);
    byte[] bytes = MAPPER.writeValueAsString(call).getBytes(StandardCharsets.UTF_8);
    return requireNonNull(RpcFuzz.check(dispatcher, bytes));
  }

  private JsonNode result(String method, ObjectNode params) {
    JsonNode answer = ask(method, params);
    assertTrue(answer.has("result"), answer::toString);
    String schema =
        Fits.schema(
            answer.get("result"),
            requireNonNull(dispatcher.methods().get(method)).result(),
            method);
    assertEquals("", schema);
    return answer.get("result");
  }

  private JsonNode send(byte[] bytes) {
    return ask("sendCommand", MAPPER.createObjectNode().put("bytes", "0x" + HEX.formatHex(bytes)));
  }

  private String taken(byte[] bytes) {
    JsonNode answer = send(bytes);
    assertTrue(answer.has("result"), answer::toString);
    return answer.at("/result/hash").stringValue();
  }

  private void refused(String by, Enum<?> code, int number, byte[] bytes) {
    JsonNode error = send(bytes).path("error");
    assertEquals(-32_007, error.path("code").asInt(0), error::toString);
    assertEquals(by, error.at("/data/by").asString(), error::toString);
    assertEquals(Answers.word(code), error.at("/data/code").asString());
    assertEquals(number, error.at("/data/number").asInt(-1));
    assertEquals(error.get("message"), error.at("/data/reason"));
  }

  private void refused(AuthCode code, byte[] bytes) {
    refused("authentication", code, code.number(), bytes);
  }

  private void refused(ResultCode code, byte[] bytes) {
    refused("chain", code, code.number(), bytes);
  }

  private void refused(PoolCode code, byte[] bytes) {
    refused("pool", code, code.number(), bytes);
  }

  private long nowMs() {
    return node.node().views().latest().timeMs();
  }

  private Authenticated withdraw(long amount, long nonceAfterMs, long goodMs) {
    long nonce = nowMs() + nonceAfterMs;
    return new Authenticated(
        OWNER, new Command.Withdraw(OWN, amount), new Authenticated.Once(nonce, nonce + goodMs));
  }

  private static byte[] signed(Authenticated command) {
    return SIGNER.sign(command, KEY).toBytes();
  }

  private JsonNode command(String hash) {
    return result("getCommand", MAPPER.createObjectNode().put("hash", hash));
  }

  @Test
  void aSignedCommandComesIntoTheNextBlock() {
    Authenticated command = withdraw(40_000_000_000L, 1, 10_000);
    String hash = taken(signed(command));
    JsonNode waits = command(hash);
    assertEquals("waiting", waits.get("status").stringValue());
    assertEquals(OWNER.toString(), waits.get("owner").stringValue());
    assertEquals(hash, taken(signed(command)), "the same one again is that one");
    String poor = taken(signed(withdraw(60_000_000_001L, 2, 10_000)));
    block();
    JsonNode in = command(hash);
    assertEquals("included", in.get("status").stringValue());
    assertEquals(4, in.get("height").intValue());
    assertEquals("ok", in.get("code").stringValue());
    JsonNode failed = command(poor);
    assertEquals(in.get("index").intValue() + 1, failed.get("index").intValue());
    assertEquals(301, failed.get("number").intValue());
    List<byte[]> commands = requireNonNull(node.chain().store().block(4)).commands();
    assertEquals(
        HEX.formatHex(CommandCodec.encode(command)),
        HEX.formatHex(commands.get(in.get("index").intValue())));
    assertEquals(60_000_000_000L, node.readers().ask(reader -> reader.subaccount(OWN)).cash());
    refused(ResultCode.NONCE_USED, signed(command));
    // Whoever sees the block sees the command.
    block();
    assertEquals(in, command(hash));
  }

  @Test
  void eachRefusalHasItsNumber() {
    byte[] good = signed(withdraw(1, 5, 10_000));
    refused(AuthCode.MALFORMED, new byte[0]);
    refused(AuthCode.MALFORMED, java.util.Arrays.copyOf(good, good.length - 1));
    refused(AuthCode.WRONG_CHAIN, new Authenticator(2).sign(withdraw(1, 5, 9), KEY).toBytes());
    byte[] changed = good.clone();
    changed[changed.length - 1] = 29;
    refused(AuthCode.WRONG_PARITY, changed);
    Authenticated others =
        new Authenticated(DevKeys.key(2).address(), new Command.Withdraw(OWN, 1), once(1));
    SignedCommand stolen =
        new SignedCommand(
            DevScenario.CHAIN_ID,
            others,
            SIGNER.sign(withdraw(1, 5, 9), KEY).signature(),
            List.of());
    refused(AuthCode.WRONG_SENDER, stolen.toBytes());
    refused(ResultCode.COMMAND_EXPIRED, signed(withdraw(1, -10, 10)));
    refused(ResultCode.EXPIRY_TOO_FAR, signed(withdraw(1, 0, 86_400_001)));
    refused(ResultCode.NONCE_TOO_FAR, signed(withdraw(1, 86_400_001, 5)));
    assertEquals(0, node.pool().size());
    taken(good);
    refused(PoolCode.NONCE_WAITS, signed(withdraw(2, 5, 10_000)));
    for (int i = 0; i < 4; i++) {
      taken(signed(withdraw(1, 6 + i, 10_000)));
    }
    refused(PoolCode.SENDER_FULL, signed(withdraw(1, 20, 10_000)));
    assertEquals(5, node.pool().size());
    assertEquals(-32_001, error("getCommand", "hash", "0".repeat(64)));
    assertEquals(-32_602, error("getCommand", "hash", "0".repeat(63)));
    assertEquals(-32_602, error("getCommand", "hash", "zz".repeat(32)));
    assertEquals(-32_602, error("sendCommand", "bytes", "0x1"));
    assertEquals(-32_602, error("sendCommand", "bytes", "0x0x"));
  }

  private int error(String method, String name, String value) {
    JsonNode answer = ask(method, MAPPER.createObjectNode().put(name, value));
    return answer.at("/error/code").asInt(0);
  }

  private Authenticated.Once once(long afterMs) {
    return new Authenticated.Once(nowMs() + afterMs, nowMs() + afterMs + 10_000);
  }

  /** As a wallet does it: the node says what to sign, and the signature completes the bytes. */
  @Test
  void whatTheNodeGivesToSignCanBeSent() {
    ObjectNode params = MAPPER.createObjectNode().put("sender", OWNER.toString());
    params.put("type", "SetMode").putObject("command").put("mode", "PORTFOLIO");
    params.withObject("/command").putObject("subaccount").put("owner", OWNER.toString());
    params.withObject("/command/subaccount").put("number", 0);
    JsonNode typed = result("getTypedData", params);
    Authenticated same =
        new Authenticated(
            OWNER,
            new Command.SetMode(OWN, Mode.PORTFOLIO),
            new Authenticated.Once(
                typed.get("nonce").longValue(), typed.get("expiresMs").longValue()));
    assertEquals(
        MAPPER.valueToTree(CommandTypes.forWallet(DevScenario.CHAIN_ID, same)),
        typed.get("typedData"));
    byte[] digest = CommandTypes.digest(DevScenario.CHAIN_ID, same);
    String bytes = typed.get("unsigned").stringValue() + HEX.formatHex(KEY.sign(digest).toBytes());
    String hash = taken(HEX.parseHex(bytes));
    assertEquals(typed.get("hash").stringValue(), hash);
    JsonNode nonces = result("getNonce", MAPPER.createObjectNode().put("owner", OWNER.toString()));
    assertEquals(0, nonces.get("used").longValue());
    assertEquals(typed.get("nonce"), nonces.get("waiting"));
    assertEquals(typed.get("nonce").longValue() + 1, nonces.get("next").longValue());
    block();
    assertEquals("ok", command(hash).get("code").stringValue());
    nonces = result("getNonce", MAPPER.createObjectNode().put("owner", OWNER.toString()));
    assertEquals(typed.get("nonce"), nonces.get("used"));
    // What no bytes could hold is no command.
    params.put("type", "ListUnderlying").putObject("command").put("id", 70_000);
    params.withObject("/command").put("name", "\u0000").put("priceExponent", 1);
    assertEquals(-32_602, ask("getTypedData", params).at("/error/code").asInt(0));
    params.withObject("/command").put("id", 7).put("name", 1.5);
    assertEquals(-32_602, ask("getTypedData", params).at("/error/code").asInt(0));
  }

  /** A trade of two who signed it, brought by a third, whom nobody knows. */
  @Test
  void twoSignedOrdersAreBroughtByAnybody() {
    SigningKey other = DevKeys.key(2);
    SigningKey stranger = new SigningKey(HEX.parseHex("07".repeat(32)));
    long price = node.readers().ask(reader -> reader.mark(DevScenario.BTC_PERPETUAL));
    Command.Order buy = order(OWNER, true, price);
    Command.Order sell = order(other.address(), false, price);
    Authenticated command =
        new Authenticated(
            stranger.address(),
            new Command.FillOrders(
                new Command.SignedOrder(OWNER, buy),
                new Command.SignedOrder(other.address(), sell),
                10,
                price,
                0,
                0),
            once(0));
    SignedCommand signed = SIGNER.sign(command, stranger, KEY, other);
    SignedCommand swapped =
        new SignedCommand(
            DevScenario.CHAIN_ID,
            command,
            signed.signature(),
            List.of(signed.orders().get(1), signed.orders().get(0)));
    refused(AuthCode.WRONG_ORDER_SIGNER, swapped.toBytes());
    String hash = taken(signed.toBytes());
    block();
    assertEquals("ok", command(hash).get("code").stringValue());
    assertEquals(
        10, node.readers().ask(reader -> reader.subaccount(OWN)).positions().get(0).lots());
  }

  private Command.Order order(Address owner, boolean bid, long price) {
    return new Command.Order(
        DevScenario.CHAIN_ID,
        new SubaccountId(owner, 0),
        DevScenario.BTC_PERPETUAL,
        bid,
        10,
        price,
        nowMs() + 60_000,
        1,
        0,
        false);
  }

  @Test
  void theOperatorsKeyHasAllRoles() {
    SigningKey operator = DevKeys.key(DevKeys.OPERATOR);
    Authenticated deposit =
        new Authenticated(operator.address(), new Command.Deposit(OWN, 5), once(0));
    String hash = taken(SIGNER.sign(deposit, operator).toBytes());
    block();
    assertEquals("ok", command(hash).get("code").stringValue());
    assertEquals(100_000_000_005L, node.readers().ask(reader -> reader.subaccount(OWN)).cash());
  }

  @Test
  void anObserverTakesNoneAndSeesThoseInBlocks() {
    byte[] bytes = signed(withdraw(1, 5, 10_000));
    String hash = taken(bytes);
    block();
    List<io.plimsoll.chain.block.Block> blocks = new ArrayList<>();
    for (long height = 1; height <= 4; height++) {
      blocks.add(requireNonNull(node.chain().store().block(height)));
    }
    io.plimsoll.node.server.run.BlockSource source =
        new io.plimsoll.node.server.run.BlockSource() {
          @Override
          public String name() {
            return "blocks that are there";
          }

          @Override
          public io.plimsoll.chain.block.Block next(io.plimsoll.chain.ChainView after) {
            return blocks.get((int) after.height());
          }
        };
    Upgrades none = Upgrades.of("", Upgrades.carried());
    node.close();
    node = new TestNode(folder.resolve("observer"), 4, none, source);
    dispatcher = RpcFuzz.dispatcher(node);
    assertTrue(node.run(), node::logged);
    refused(PoolCode.NOT_HERE, bytes);
    assertEquals("ok", command(hash).get("code").stringValue());
    assertFalse(result("getStatus", MAPPER.createObjectNode()).get("takesCommands").booleanValue());
  }

  private void restart() {
    long height = node.chain().chain().height();
    node.close();
    node = new TestNode(folder, height);
    dispatcher = RpcFuzz.dispatcher(node);
  }

  /** Who was told that a command waits finds it waiting, and later where it is, for ever. */
  @Test
  void whatWaitsAndWhatWasIncludedOutlivesARestart() {
    Authenticated first = withdraw(7, 1, 10_000);
    Authenticated second = withdraw(8, 2, 10_000);
    String one = taken(signed(first));
    String two = taken(signed(second));
    String soon = taken(signed(withdraw(9, 3, 500)));
    restart();
    assertEquals(3, node.pool().size());
    assertEquals("waiting", command(one).get("status").stringValue());
    assertEquals(one, taken(signed(first)), "the same one again is that one");
    block();
    JsonNode in = command(one);
    assertEquals("included", in.get("status").stringValue());
    assertEquals("ok", in.get("code").stringValue());
    assertEquals(in.get("index").intValue() + 1, command(two).get("index").intValue());
    assertEquals("expired", command(soon).get("reason").stringValue());
    restart();
    assertEquals(0, node.pool().size());
    assertEquals(in, command(one), "read from the disk");
    assertEquals(99_999_999_985L, node.readers().ask(reader -> reader.subaccount(OWN)).cash());
    refused(ResultCode.NONCE_USED, signed(first));
    assertEquals("expired", command(soon).get("reason").stringValue());
    // Of one that the file has no longer nothing is known, and nothing is made up.
    restart();
    assertEquals(-32_001, error("getCommand", "hash", soon));
  }

  @Test
  void whatCanNoLongerWaitAfterARestartSaysWhy() throws java.io.IOException {
    String expires = taken(signed(withdraw(9, 1, 2_500)));
    String used = taken(signed(withdraw(9, 10, 10_000)));
    Path file = folder.resolve("POOL");
    byte[] before = java.nio.file.Files.readAllBytes(file);
    // Blocks in which they are not: as if another process had made them.
    long height = node.chain().chain().height();
    node.close();
    java.nio.file.Files.delete(file);
    node = new TestNode(folder, height + 1);
    dispatcher = RpcFuzz.dispatcher(node);
    String later = taken(signed(withdraw(1, 20, 10_000)));
    assertTrue(node.run(), node::logged);
    block();
    block();
    node.close();
    java.nio.file.Files.write(file, before);
    node = new TestNode(folder, height + 3);
    dispatcher = RpcFuzz.dispatcher(node);
    assertEquals(0, node.pool().size());
    assertEquals("ok", command(later).get("code").stringValue());
    assertEquals("expired", command(expires).get("reason").stringValue());
    assertEquals("nonce_used", command(used).get("reason").stringValue());
  }

  /** Changed bytes of signed commands: none that is changed is taken, and each has a code. */
  @Test
  void noChangedByteIsTaken() {
    System.out.println("CommandMethodsTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    byte[] good = signed(withdraw(1, 5, 10_000));
    for (int i = 0; i < 400; i++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      JsonNode error = send(bytes).path("error");
      assertEquals(-32_007, error.path("code").asInt(0), () -> HEX.formatHex(bytes));
    }
    assertEquals(0, node.pool().size());
    taken(good);
  }
}
