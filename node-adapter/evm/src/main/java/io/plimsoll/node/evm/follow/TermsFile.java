package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.auth.CommandTypes;
import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@link ChainTerms} from a JSON file, {@code plimsoll-evm/1}. All fields must be there; all
 * values but {@code genesis} are texts. Genesis begins with the command of that name, for the
 * {@code governor}; its others are objects with the {@code command}'s name and its {@code members},
 * as {@link CommandTypes#read} takes them, and have the governor for their sender.
 */
public final class TermsFile {

  /** The schema. */
  public static final String SCHEMA = "plimsoll-evm/1";

  private static final long LARGEST = 64L << 20;
  private static final List<String> FIELDS =
      List.of(
          "schema",
          "moduleChain",
          "evmChain",
          "inbox",
          "commitments",
          "firstBlock",
          "firstHash",
          "headers",
          "every",
          "governor",
          "genesis");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TermsFile() {}

  /**
   * Reads a file.
   *
   * @throws Failure where it is not what it must be, with the field and the rule
   */
  public static ChainTerms read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new Failure(file + ": has more than " + LARGEST + " bytes");
    }
    try {
      return read(Files.readString(file));
    } catch (Failure e) {
      throw new Failure(file + ": " + e.getMessage());
    }
  }

  /**
   * Reads the text of a file.
   *
   * @throws Failure as for a file
   */
  public static ChainTerms read(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new Failure("is not JSON: " + e.getOriginalMessage().replaceAll("\\s+", " "));
    }
    if (!root.isObject()) {
      throw new Failure("must be an object");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new Failure("there is no field " + field.getKey());
      }
    }
    if (!text(root, "schema").equals(SCHEMA)) {
      throw new Failure("schema is '" + text(root, "schema") + "'; it must be " + SCHEMA);
    }
    String headers = text(root, "headers");
    if (!headers.equals("ethereum") && !headers.equals("compared")) {
      throw new Failure("headers is '" + headers + "'; it must be ethereum or compared");
    }
    long moduleChain = number(root, "moduleChain", 0);
    return new ChainTerms(
        moduleChain,
        number(root, "evmChain", 1),
        address(root, "inbox"),
        address(root, "commitments"),
        number(root, "firstBlock", 0),
        hash(text(root, "firstHash")),
        headers.equals("ethereum"),
        number(root, "every", 1),
        genesis(moduleChain, address(root, "governor"), root.path("genesis")));
  }

  private static String text(JsonNode root, String field) {
    JsonNode value = root.path(field);
    if (!value.isString()) {
      throw new Failure(field + " must be there, as text");
    }
    return value.stringValue();
  }

  private static long number(JsonNode root, String field, long least) {
    String text = text(root, field);
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < least) {
      throw new Failure(field + " is '" + text + "'; it must be a whole number from " + least);
    }
    return Long.parseLong(text);
  }

  private static Hash hash(String text) {
    if (!text.matches("0x[0-9a-fA-F]{64}")) {
      throw new Failure("firstHash is '" + text + "'; it must be 0x and 64 hexadecimal digits");
    }
    return Hash.ofHex(text.substring(2));
  }

  private static Address address(JsonNode root, String field) {
    String text = text(root, field);
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw new Failure(field + " is '" + text + "'; it must be 0x and 40 hexadecimal digits");
    }
    return Address.read(new ByteReader(HexFormat.of().parseHex(text.substring(2))));
  }

  private static List<byte[]> genesis(long moduleChain, Address governor, JsonNode list) {
    if (!list.isArray()) {
      throw new Failure("genesis must be there, as a list");
    }
    List<byte[]> commands = new ArrayList<>();
    commands.add(encode(governor, new Command.Genesis(moduleChain, governor)));
    for (JsonNode each : list) {
      try {
        commands.add(encode(governor, command(each)));
      } catch (Failure | IllegalArgumentException e) {
        throw new Failure("genesis[" + (commands.size() - 1) + "]: " + e.getMessage());
      }
    }
    return commands;
  }

  private static byte[] encode(Address sender, Command command) {
    return CommandCodec.encode(new Authenticated(sender, command));
  }

  private static Command command(JsonNode node) {
    boolean fits = node.isObject() && node.size() == 2 && node.path("members").isObject();
    if (!fits || !node.path("command").isString()) {
      throw new Failure("must be an object with command and members");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.path("members").properties()) {
      members.put(member.getKey(), plain(member.getValue()));
    }
    return CommandTypes.read(node.path("command").stringValue(), members);
  }

  private static Object plain(JsonNode value) {
    if (value.isObject()) {
      Map<String, Object> out = new LinkedHashMap<>();
      value.properties().forEach(each -> out.put(each.getKey(), plain(each.getValue())));
      return out;
    } else if (value.isArray()) {
      List<Object> out = new ArrayList<>();
      value.forEach(each -> out.add(plain(each)));
      return out;
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
