package io.plimsoll.node.server.cli;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.CommandTypes;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.KeyRefused;
import io.plimsoll.node.keys.Password;
import io.plimsoll.node.keys.cli.PasswordOption;
import io.plimsoll.node.server.dev.DevKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll send}: signs a command here, brings it to a node, and waits for its block. */
@CommandLine.Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a command here, brings it to a node and says what became of it.",
      "",
      "MEMBERS is a JSON object of the command's members; the text \"self\" stands for the"
          + " address of the key:",
      "",
      "  send Withdraw '{\"from\":{\"owner\":\"self\",\"number\":0},\"amount\":\"1000000\"}'"
          + " --dev-key 1"
    })
final class SendCommand implements Callable<Integer> {

  private static final String SELF = "self";
  private static final long POLL_MS = 200;
  private static final long MORE_SECONDS = 10;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(index = "0", paramLabel = "COMMAND", description = "Withdraw, SetMode...")
  private String name = "";

  @CommandLine.Parameters(index = "1", paramLabel = "MEMBERS", description = "As JSON.")
  private String members = "";

  @CommandLine.ArgGroup(multiplicity = "1")
  private KeyChoice key = new KeyChoice();

  @CommandLine.Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = NodeClient.URL,
      description = "The node (${DEFAULT-VALUE}).")
  private String url = NodeClient.URL;

  @CommandLine.Option(
      names = "--chain-id",
      paramLabel = "N",
      description = "Refuse to sign for another chain than this one.")
  private @Nullable Long chainId;

  @CommandLine.Option(
      names = "--good-for",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "After how many seconds of block time it expires (${DEFAULT-VALUE}).")
  private int goodFor = 60;

  @CommandLine.Option(
      names = "--no-wait",
      description = "Print the hash and end, without waiting for a block.")
  private boolean noWait;

  @CommandLine.Mixin private PasswordOption password = new PasswordOption();

  /** Whence the secret key comes. */
  static final class KeyChoice {
    @CommandLine.Option(
        names = "--keystore",
        paramLabel = "FILE",
        description = "Encrypted file with the key, as keys new makes it.")
    private @Nullable Path keystore;

    @CommandLine.Option(
        names = "--key-file",
        paramLabel = "FILE",
        description = "File with the secret key: 64 hexadecimal digits.")
    private @Nullable Path file;

    @CommandLine.Option(
        names = "--key-env",
        paramLabel = "NAME",
        description = "Variable of the environment with the secret key.")
    private @Nullable String variable;

    @CommandLine.Option(
        names = "--dev-key",
        paramLabel = "N",
        description = "A key that everybody knows, 0 to 7, of a chain of node --dev.")
    private @Nullable Integer dev;

    /** For picocli. */
    KeyChoice() {}

    private SigningKey key(PasswordOption password) throws IOException {
      if (keystore != null) {
        return unlock(keystore, password);
      }
      if (dev != null) {
        try {
          return DevKeys.key(dev);
        } catch (IllegalArgumentException e) {
          throw new Failure("dev-key: " + e.getMessage());
        }
      }
      if (file != null) {
        return key(Files.readString(file), file.toString());
      }
      String text = variable == null ? null : System.getenv(variable);
      if (text == null) {
        throw new Failure("environment " + variable + ": is not set");
      }
      return key(text, "environment " + variable);
    }

    private static SigningKey unlock(Path keystore, PasswordOption password) throws IOException {
      KeyFile file = KeyFile.read(keystore);
      try (Password opens = password.read("password of " + keystore + ": ")) {
        return file.unlock(opens);
      } catch (KeyRefused e) {
        throw new Failure(keystore + ": " + e.getMessage());
      }
    }

    /** The secret is in no message. */
    private static SigningKey key(String text, String from) {
      String digits = text.strip();
      digits = digits.startsWith("0x") ? digits.substring(2) : digits;
      if (!digits.matches("[0-9a-fA-F]{64}")) {
        throw new Failure(from + ": a secret key is 64 hexadecimal digits");
      }
      try {
        return new SigningKey(HexFormat.of().parseHex(digits));
      } catch (IllegalArgumentException e) {
        throw new Failure(from + ": " + e.getMessage());
      }
    }
  }

  /** For picocli. */
  SendCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    SigningKey secret = key.key(password);
    Command command = command(secret.address());
    NodeClient node = new NodeClient(url, null);
    ObjectNode owner = object().put("owner", secret.address().toString());
    JsonNode place = node.call("getNonce", owner);
    long chain = Long.parseLong(place.path("chainId").asString("0"));
    if (chainId != null && chainId != chain) {
      throw new Failure(url + ": is of chain " + chain + ", not of " + chainId);
    }
    long nonce = place.path("next").asLong(1);
    long expiresMs = place.at("/block/timeMs").asLong(0) + TimeUnit.SECONDS.toMillis(goodFor);
    Authenticated of =
        new Authenticated(secret.address(), command, new Authenticated.Once(nonce, expiresMs));
    byte[] bytes = sign(chain, of, secret);
    JsonNode sent =
        node.call("sendCommand", object().put("bytes", HexFormat.of().formatHex(bytes)));
    JsonNode fate = noWait ? sent : wait(node, sent);
    PrintWriter out = spec.commandLine().getOut();
    out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fate));
    boolean done = noWait || fate.path("code").asString("").equals("ok");
    return done ? 0 : 1;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private Command command(Address self) {
    JsonNode given = QueryCommand.json(members, "MEMBERS");
    if (!(plain(given, self.toString()) instanceof Map<?, ?> map)) {
      throw new Failure("MEMBERS must be a JSON object");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((member, value) -> named.put(String.valueOf(member), value));
    try {
      return CommandTypes.read(name, named);
    } catch (IllegalArgumentException e) {
      throw new Failure(name + ": " + e.getMessage());
    }
  }

  private static Object plain(JsonNode value, String self) {
    if (value.isObject()) {
      Map<String, Object> out = new LinkedHashMap<>();
      value.properties().forEach(each -> out.put(each.getKey(), plain(each.getValue(), self)));
      return out;
    } else if (value.isArray()) {
      List<Object> out = new ArrayList<>();
      value.forEach(each -> out.add(plain(each, self)));
      return out;
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    String text = value.isString() ? value.stringValue() : value.toString();
    return text.equals(SELF) ? self : text;
  }

  private static byte[] sign(long chain, Authenticated of, SigningKey secret) {
    Authenticator signer = new Authenticator(chain);
    try {
      return of.command() instanceof Command.FillOrders
          ? signer.sign(of, secret, secret, secret).toBytes()
          : signer.sign(of, secret).toBytes();
    } catch (IllegalArgumentException e) {
      throw new Failure(
          of.command().getClass().getSimpleName() + ": cannot be signed: " + e.getMessage());
    }
  }

  /** Waits for a block, for longer than the command is good where blocks come as time goes by. */
  private JsonNode wait(NodeClient node, JsonNode sent) throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(goodFor + MORE_SECONDS);
    while (true) {
      JsonNode fate = node.call("getCommand", object().put("hash", sent.path("hash").asString("")));
      if (!fate.path("status").asString("").equals("waiting")) {
        return fate;
      }
      if (System.nanoTime() > untilNs) {
        throw new Failure(fate.path("hash").asString("") + ": still waits; query getCommand later");
      }
      Thread.sleep(POLL_MS);
    }
  }
}
