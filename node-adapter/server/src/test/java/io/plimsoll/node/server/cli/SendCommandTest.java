package io.plimsoll.node.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.cli.Main;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.Password;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevKeys;
import io.plimsoll.node.server.http.Served;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code send} and {@code query} against a node that listens. */
class SendCommandTest {

  private static final String OWN = "{\"from\":{\"owner\":\"self\",\"number\":0},\"amount\":\"7\"}";

  @TempDir private Path folder;
  private TestNode node;
  private Served served;
  private String url;
  private String out = "";
  private String err = "";

  @BeforeEach
  void start() {
    node = TestNode.paced(folder, 5);
    node.node().haltAt(3);
    assertTrue(node.run(), node::logged);
    served = new Served(node, 0, 60);
    url = served.url();
  }

  @AfterEach
  void close() {
    served.close();
  }

  /** Runs a command line; returns its exit code. */
  private int run(String... args) {
    CommandLine line = Main.commandLine();
    StringWriter written = new StringWriter();
    StringWriter failed = new StringWriter();
    line.setOut(new PrintWriter(written));
    line.setErr(new PrintWriter(failed));
    for (CommandLine each : line.getSubcommands().values()) {
      each.setOut(new PrintWriter(written));
      each.setErr(new PrintWriter(failed));
    }
    int code = line.execute(args);
    out = written.toString();
    err = failed.toString();
    return code;
  }

  private JsonNode json() {
    return new JsonMapper().readTree(out);
  }

  @Test
  void aCommandIsSignedHereAndWaitsThere() throws Exception {
    assertEquals(0, run("send", "Withdraw", OWN, "--dev-key", "1", "--no-wait", "--url", url), err);
    String hash = json().get("hash").stringValue();
    assertEquals(0, run("query", "getCommand", "hash=" + hash, "--url", url), () -> err);
    assertEquals("waiting", json().get("status").stringValue());
    // The next one waits for a block, and they come.
    node.node().haltAt(0);
    Thread blocks = Thread.ofPlatform().start(node::run);
    Path file = folder.resolve("key");
    Files.writeString(file, "0x" + "07".repeat(32) + "\n");
    assertEquals(1, run("send", "Withdraw", OWN, "--key-file", file.toString(), "--url", url));
    node.node().stop();
    blocks.join();
    assertEquals("included", json().get("status").stringValue(), () -> out + err);
    assertFalse(json().get("code").stringValue().equals("ok"), out);
    assertEquals(0, run("query", "getCommand", "hash=" + hash, "--url", url), () -> err);
    assertEquals("ok", json().get("code").stringValue());
  }

  @Test
  void aKeyOfAnEncryptedFileSigns() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "battery staple\n");
    Path file = folder.resolve("key.json");
    try (Password opens = Password.read(password)) {
      byte[] secret = HexFormat.of().parseHex("07".repeat(32));
      KeyFile made = KeyFile.encrypt(secret, opens, KeyFile.Strength.LIGHT, new SecureRandom());
      Files.writeString(file, made.toJson());
    }
    String key = file.toString();
    assertEquals(
        1,
        run("send", "Withdraw", OWN, "--keystore", key, "--password-file", wrong.toString()),
        "before anybody is asked");
    assertTrue(err.contains("key.json: "), err);
    String[] send = {
      "send",
      "Withdraw",
      OWN,
      "--keystore",
      key,
      "--password-file",
      password.toString(),
      "--no-wait",
      "--url",
      url
    };
    assertEquals(0, run(send), () -> err);
    assertEquals(1, node.pool().size());
  }

  @Test
  void parametersAreOfTheTypesThatTheNodeNames() {
    String owner = "owner=" + DevKeys.key(1).address();
    assertEquals(0, run("query", "getMargin", owner, "explain=true", "--url", url), () -> err);
    assertEquals("100000000000", json().at("/margin/equity").stringValue());
    assertEquals(0, run("query", "whatIf", owner, "collateral=5", "--url", url), () -> err);
    assertEquals("100000000005", json().at("/after/equity").stringValue());
    assertEquals(0, run("query", "getBlock", "{\"height\":2}", "--url", url), () -> err);
    assertEquals(2, json().get("height").intValue());
    assertEquals(0, run("query", "--url", url), () -> err);
    assertTrue(out.contains("getMargin ") && out.contains("sendCommand "), out);
  }

  @Test
  void whatIsRefusedIsSaidInALine() {
    assertEquals(1, run("query", "getBlock", "height=99", "--url", url));
    assertTrue(err.startsWith("plimsoll: getBlock: -32001: block 99 is not kept"), err);
    assertEquals(1, run("query", "getblock", "--url", url));
    assertTrue(err.contains("no such method"), err);
    assertEquals(1, run("query", "--url", "http://127.0.0.1:1"));
    assertTrue(err.contains("there is no node"), err);
    assertEquals(1, run("query", "--url", "file:///etc/passwd"));
    assertEquals(2, run("query", "getBlock", "height", "--url", url));
    assertEquals(2, run("send", "Withdraw", OWN, "--url", url), "a key is needed");
    assertEquals(1, run("send", "Withdraw", "{", "--dev-key", "1", "--url", url));
    assertEquals(1, run("send", "Withdraw", "{}", "--dev-key", "1", "--url", url));
    assertTrue(err.contains("Withdraw: from is missing"), err);
    assertEquals(1, run("send", "Withdraw", OWN, "--dev-key", "8", "--url", url));
    String secret = "ab".repeat(31);
    assertEquals(1, run("send", "Withdraw", OWN, "--key-env", "PLIMSOLL_NO_KEY", "--url", url));
    assertFalse(err.contains(secret));
    assertEquals(
        1, run("send", "Withdraw", OWN, "--dev-key", "1", "--chain-id", "5", "--url", url));
    assertTrue(err.contains("is of chain 1, not of 5"), err);
    assertEquals(
        1, run("send", "Withdraw", OWN, "--dev-key", "1", "--good-for", "90000", "--url", url));
    assertTrue(err.contains("(chain 122)"), err);
  }
}
