package io.plimsoll.node.server.rpc;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas of parameters and results, as far as they are needed. */
final class Schema {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Schema() {}

  /** Text with a form. */
  static ObjectNode text(String pattern, String description) {
    return NODES
        .objectNode()
        .put("type", "string")
        .put("pattern", pattern)
        .put("description", description);
  }

  /** Any text. */
  static ObjectNode text(String description) {
    return NODES.objectNode().put("type", "string").put("description", description);
  }

  /** One of some words. */
  static ObjectNode word(String description, String... words) {
    ObjectNode node = text(description);
    ArrayNode of = node.putArray("enum");
    for (String word : words) {
      of.add(word);
    }
    return node;
  }

  /** A signed whole number of 64 bits, as text. */
  static ObjectNode amount(String description) {
    return text("^-?[0-9]{1,19}$", description);
  }

  /** 32 bytes. */
  static ObjectNode hash(String description) {
    return text("^[0-9a-f]{64}$", description);
  }

  /** Bytes of any number. */
  static ObjectNode bytes(String description) {
    return text("^([0-9a-f]{2})*$", description);
  }

  /** 20 bytes. */
  static ObjectNode address(String description) {
    return text("^0x[0-9a-fA-F]{40}$", description);
  }

  /** A whole number within a range. */
  static ObjectNode whole(long least, long most, String description) {
    return NODES
        .objectNode()
        .put("type", "integer")
        .put("minimum", least)
        .put("maximum", most)
        .put("description", description);
  }

  /** True or false. */
  static ObjectNode flag(String description) {
    return NODES.objectNode().put("type", "boolean").put("description", description);
  }

  /** A list. */
  static ObjectNode list(ObjectNode of, String description) {
    ObjectNode node = NODES.objectNode().put("type", "array").put("description", description);
    node.set("items", of);
    return node;
  }

  /** The schema, or null in its place. */
  static ObjectNode orNull(ObjectNode of) {
    ObjectNode node = NODES.objectNode();
    node.putArray("oneOf").add(of).add(NODES.objectNode().put("type", "null"));
    return node;
  }

  /** An object that has these fields and no others. */
  static ObjectNode object(Field... fields) {
    ObjectNode node = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (Field field : fields) {
      properties.set(field.name, field.schema);
      if (field.required) {
        required.add(field.name);
      }
    }
    node.set("required", required);
    return node;
  }

  /** A field of an object. */
  record Field(String name, ObjectNode schema, boolean required) {}

  /** A field that is always there. */
  static Field field(String name, ObjectNode schema) {
    return new Field(name, schema, true);
  }

  /** A field that need not be there. */
  static Field maybe(String name, ObjectNode schema) {
    return new Field(name, schema, false);
  }
}
