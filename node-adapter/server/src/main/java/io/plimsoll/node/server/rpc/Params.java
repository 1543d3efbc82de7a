package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of one call, each read by its rule; what breaks it is named with its value. */
public final class Params {

  private static final int SHOWN = 60;
  private static final int ADDRESS_CHARACTERS = 2 + 2 * Address.BYTES;
  private static final String ADDRESS_RULE = "it must be 0x and 40 hexadecimal digits";
  private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,19}");

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
    if (!value.isString() || !AMOUNT.matcher(value.stringValue()).matches()) {
      throw invalid(name, rule);
    }
    try {
      return Long.parseLong(value.stringValue());
    } catch (NumberFormatException e) {
      throw invalid(name, rule);
    }
  }

  /** Bytes in hexadecimal, with 0x in front or without. */
  byte[] bytes(String name, int most) {
    String text = text(name, 2 * most + 2);
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.length() > 2 * most) {
      throw invalid(name, "it must be at most " + most + " bytes");
    }
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw invalid(name, "it must be pairs of hexadecimal digits");
    }
  }

  /** 32 bytes in hexadecimal. */
  Hash hash(String name) {
    byte[] bytes = bytes(name, Hash.BYTES);
    if (bytes.length != Hash.BYTES) {
      throw invalid(name, "it must be 64 hexadecimal digits");
    }
    return Hash.of(bytes);
  }

  /** An address. */
  Address address(String name) {
    String text = text(name, ADDRESS_CHARACTERS);
    if (text.length() != ADDRESS_CHARACTERS || !text.startsWith("0x")) {
      throw invalid(name, ADDRESS_RULE);
    }
    try {
      return Address.read(new ByteReader(HexFormat.of().parseHex(text, 2, ADDRESS_CHARACTERS)));
    } catch (IllegalArgumentException e) {
      throw invalid(name, ADDRESS_RULE);
    }
  }

  /** The subaccount that {@code owner} and {@code number} name. */
  SubaccountId subaccount() {
    Address owner = address("owner");
    long number = has("number") ? whole("number", 0, 0xffff_ffffL) : 0;
    return new SubaccountId(owner, (int) number);
  }

  /** An object as maps, lists, texts, booleans and whole numbers. */
  Map<String, Object> plain(String name) {
    String rule = "it must be an object of objects, lists, texts, booleans and whole numbers";
    JsonNode value = get(name, rule);
    if (!(value instanceof ObjectNode object)) {
      throw invalid(name, rule);
    }
    return members(name, object, rule);
  }

  private Map<String, Object> members(String name, ObjectNode of, String rule) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : of.properties()) {
      out.put(member.getKey(), plain(name, member.getValue(), rule));
    }
    return out;
  }

  private Object plain(String name, JsonNode value, String rule) {
    if (value instanceof ObjectNode object) {
      return members(name, object, rule);
    } else if (value.isArray()) {
      List<Object> list = new ArrayList<>();
      value.forEach(each -> list.add(plain(name, each, rule)));
      return list;
    } else if (value.isString()) {
      return value.stringValue();
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    throw invalid(name, rule);
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
