package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of one call, each read by its rule; what breaks it is named with its value. */
public final class Params {

  private static final int SHOWN = 60;

  private final ObjectNode of;
  private final String prefix;

  Params(ObjectNode of, String prefix) {
    this.of = of;
    this.prefix = prefix;
  }

  /** Refuses fields that nobody knows. */
  Params only(List<String> names) {
    for (Map.Entry<String, JsonNode> field : of.properties()) {
      if (!names.contains(field.getKey())) {
        throw invalid(field.getKey(), "there is no such parameter");
      }
    }
    return this;
  }

  private RpcError invalid(String name, String rule) {
    JsonNode value = of.get(name);
    String text = value == null ? "missing" : shown(value);
    return new RpcError(
        RpcError.Code.INVALID_PARAMS, prefix + shorten(name) + " is " + text + "; " + rule);
  }

  private static String shown(JsonNode value) {
    return value.isContainer() ? "a list or an object" : shorten(value.toString());
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Whether a parameter was given; null counts as if it was not. */
  boolean has(String name) {
    JsonNode value = of.get(name);
    return value != null && !value.isNull();
  }

  private JsonNode get(String name, String rule) {
    JsonNode value = of.get(name);
    if (value == null) {
      throw invalid(name, rule);
    }
    return value;
  }

  /** Text of at most so many characters. */
  String text(String name, int most) {
    String rule = "it must be text of at most " + most + " characters";
    JsonNode value = get(name, rule);
    if (!value.isString() || value.stringValue().length() > most) {
      throw invalid(name, rule);
    }
    return value.stringValue();
  }

  /** A whole number within a range, written as a number. */
  long whole(String name, long least, long most) {
    String rule = "it must be a whole number in " + least + ".." + most;
    JsonNode value = get(name, rule);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw invalid(name, rule);
    }
    long number = value.longValue();
    if (number < least || number > most) {
      throw invalid(name, rule);
    }
    return number;
  }

  /** True or false. */
  boolean flag(String name) {
    JsonNode value = get(name, "it must be true or false");
    if (!value.isBoolean()) {
      throw invalid(name, "it must be true or false");
    }
    return value.booleanValue();
  }

  /** A whole number of 64 bits, written as text. */
  long amount(String name) {
    String rule = "it must be text: a whole number of 64 bits, with its sign where negative";
    JsonNode value = get(name, rule);
    if (!value.isString() || !value.stringValue().matches("-?[0-9]{1,19}")) {
      throw invalid(name, rule);
    }
    try {
      return Long.parseLong(value.stringValue());
    } catch (NumberFormatException e) {
      throw invalid(name, rule);
    }
  }

  /** Bytes in hexadecimal. */
  byte[] bytes(String name, int most) {
    String text = text(name, 2 * most);
    if (!text.matches("([0-9a-fA-F]{2})*")) {
      throw invalid(name, "it must be pairs of hexadecimal digits");
    }
    return HexFormat.of().parseHex(text);
  }

  /** The subaccount that {@code owner} and {@code number} name. */
  SubaccountId subaccount() {
    String owner = text("owner", 2 + 2 * Address.BYTES);
    if (!owner.matches("0x[0-9a-fA-F]{40}")) {
      throw invalid("owner", "it must be 0x and 40 hexadecimal digits");
    }
    byte[] bytes = HexFormat.of().parseHex(owner.substring(2));
    long number = has("number") ? whole("number", 0, 0xffff_ffffL) : 0;
    return new SubaccountId(Address.read(new ByteReader(bytes)), (int) number);
  }

  /** A list of objects, each with these fields. */
  List<Params> list(String name, int most, List<String> fields) {
    String rule = "it must be a list of at most " + most + " objects";
    JsonNode value = get(name, rule);
    if (!value.isArray() || value.size() > most) {
      throw invalid(name, rule);
    }
    List<Params> all = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode each)) {
        throw invalid(name, rule);
      }
      all.add(new Params(each, prefix + name + "[" + i + "].").only(fields));
    }
    return all;
  }

  /** One of some words; null where it was not given. */
  @Nullable String word(String name, List<String> words) {
    if (!has(name)) {
      return null;
    }
    String text = text(name, SHOWN);
    if (!words.contains(text)) {
      throw invalid(name, "it must be one of " + String.join(", ", words));
    }
    return text;
  }
}
