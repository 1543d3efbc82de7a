package io.plimsoll.node.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a setting's value comes from, and what is refused. */
class SettingsTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("node.yaml"), text);
  }

  private static Map<Setting, String> none() {
    return new TreeMap<>();
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    Path file = file("rpc:\n  port: 1\n  batch: 2\n  depth: 5\nlog.level: debug\n");
    Map<String, String> environment = new TreeMap<>();
    environment.put("PLIMSOLL_NODE_RPC_PORT", "3");
    environment.put("PLIMSOLL_NODE_RPC_BATCH", "4");
    environment.put("PLIMSOLL_JAVA_OPTS", "not a setting");
    Map<Setting, String> flags = new TreeMap<>();
    flags.put(Setting.RPC_PORT, "5");
    Settings settings = Settings.of(flags, file, environment);
    assertEquals(new Settings.Value("5", "flag --rpc-port"), settings.value(Setting.RPC_PORT));
    assertEquals(
        new Settings.Value("4", "environment PLIMSOLL_NODE_RPC_BATCH"),
        settings.value(Setting.RPC_BATCH));
    assertEquals(new Settings.Value("5", file.toString()), settings.value(Setting.RPC_DEPTH));
    assertEquals("debug", settings.text(Setting.LOG_LEVEL));
    assertEquals(new Settings.Value("127.0.0.1", "default"), settings.value(Setting.RPC_HOST));
  }

  @Test
  void theEnvironmentMayNameTheFile() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    environment.put(Settings.FILE_VARIABLE, file("dev: true").toString());
    assertTrue(Settings.of(none(), null, environment).flag(Setting.DEV));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rpc:\n  prot: 1",
        "rpc: 1",
        "rpc:\n  port: [1]",
        "rpc:\n  port: 65536",
        "rpc:\n  port: -1",
        "rpc:\n  port: 0x10",
        "rpc:\n  port: 99999999999999999999",
        "dev: yes",
        "dev: true\ndev: true",
        "dev: !!java.net.URL x",
        "a: &a [1]\nb: *a",
        "rpc:\n  port: &a 1",
        "log: {level: &a info, format: text}",
        "rpc: &a\n  port: 1",
        "rpc:\n  port: !!int 1",
        "rpc: !!map\n  port: 1",
        "dev: {",
        "log:\n  level: loud",
        "data: \"a\\nb\"",
        "- dev",
        "? [a]\n: b",
        "a: 1\n---\nb: 2",
        "rpc:\n  port:",
        "rpc:",
        ": 1",
        "~: 1",
        "\u0000"
      })
  void aFileThatBreaksARuleIsRefusedByName(String text) throws IOException {
    Path file = file(text);
    Failure failure = assertThrows(Failure.class, () -> Settings.of(none(), file, new TreeMap<>()));
    assertTrue(String.valueOf(failure.getMessage()).contains("node.yaml"), failure::toString);
  }

  @Test
  void aFileThatSaysNothingChangesNothing() throws IOException {
    for (String text : new String[] {"", "\n", "# port: 1\n", "---\n", "{}"}) {
      Settings settings = Settings.of(none(), file(text), new TreeMap<>());
      assertEquals("default", settings.value(Setting.RPC_PORT).origin(), text);
    }
  }

  @Test
  void whatIsNoFileOfSettingsIsRefusedByName() throws IOException {
    Path deep = file("[".repeat(100_000));
    Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', ':', (byte) 0xFF});
    Path large = Files.write(folder.resolve("large"), new byte[2 << 20]);
    for (Path each : new Path[] {deep, binary, large, folder}) {
      Failure refused =
          assertThrows(Failure.class, () -> Settings.of(none(), each, new TreeMap<>()));
      assertTrue(("" + refused.getMessage()).startsWith(each + ": "), refused::toString);
    }
  }

  @Test
  void anUnknownVariableIsRefused() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PLIMSOLL_NODE_RPC_PROT", "3");
    Failure failure = assertThrows(Failure.class, () -> Settings.of(none(), null, environment));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("PLIMSOLL_NODE_RPC_PROT"), failure::toString);
  }

  @Test
  void everySettingsDefaultKeepsItsRule() {
    for (Setting setting : Setting.values()) {
      assertEquals(null, setting.broken(setting.initially()), setting.key());
    }
  }
}
