package io.plimsoll.node.server.rpc;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Whether a value fits a JSON schema, as far as the document uses them. */
final class Fits {

  private Fits() {}

  /** What does not fit, or nothing. */
  static String schema(JsonNode value, JsonNode schema, String at) {
    if (schema.has("oneOf")) {
      for (JsonNode one : schema.get("oneOf")) {
        if (schema(value, one, at).isEmpty()) {
          return "";
        }
      }
      return at + ": " + value + " is none of " + schema.get("oneOf");
    }
    return switch (schema.path("type").asString()) {
      case "null" -> value.isNull() ? "" : at + " is not null";
      case "boolean" -> value.isBoolean() ? "" : at + " is no boolean";
      case "integer" -> integer(value, schema, at);
      case "string" -> string(value, schema, at);
      case "array" -> array(value, schema, at);
      case "object" -> object(value, schema, at);
      default -> at + ": the schema has no type";
    };
  }

  private static String integer(JsonNode value, JsonNode schema, String at) {
    boolean fits =
        value.isIntegralNumber()
            && value.longValue() >= schema.get("minimum").longValue()
            && value.longValue() <= schema.get("maximum").longValue();
    return fits ? "" : at + ": " + value + " does not fit " + schema;
  }

  private static String string(JsonNode value, JsonNode schema, String at) {
    boolean fits =
        value.isString()
            && (!schema.has("pattern")
                || value.stringValue().matches(schema.get("pattern").stringValue()));
    if (fits && schema.has("enum")) {
      fits = false;
      for (JsonNode word : schema.get("enum")) {
        fits |= word.equals(value);
      }
    }
    return fits ? "" : at + ": " + value + " does not fit " + schema;
  }

  private static String array(JsonNode value, JsonNode schema, String at) {
    if (!value.isArray()) {
      return at + " is no list";
    }
    for (int i = 0; i < value.size(); i++) {
      String wrong = schema(value.get(i), schema.get("items"), at + "[" + i + "]");
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return "";
  }

  private static String object(JsonNode value, JsonNode schema, String at) {
    if (!value.isObject()) {
      return at + " is no object";
    }
    if (!schema.has("properties")) {
      return "";
    }
    for (JsonNode name : schema.get("required")) {
      if (!value.has(name.stringValue())) {
        return at + " lacks " + name;
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode of = schema.get("properties").get(field.getKey());
      String wrong =
          of == null
              ? at + " has " + field.getKey()
              : schema(field.getValue(), of, at + "." + field.getKey());
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return "";
  }
}
