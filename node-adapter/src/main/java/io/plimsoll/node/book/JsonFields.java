package io.plimsoll.node.book;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads fields of a JSON file; what is wrong is refused by the file's and the field's name. */
final class JsonFields {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String where;

  JsonFields(String where) {
    this.where = where;
  }

  /** An object of a schema that has none but these members. */
  JsonNode root(String text, String schema, List<String> allowed) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new BookFile.Refused(where + ": is no JSON: " + e.getOriginalMessage());
    }
    require("the file", root.isObject(), "be an object of the schema " + schema);
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      require(entry.getKey(), allowed.contains(entry.getKey()), "be one of " + allowed);
    }
    require("schema", root.path("schema").asString("").equals(schema), "be " + schema);
    return root;
  }

  Quote quote(String field, JsonNode node) {
    members(field, node, List.of("mark", "forward", "volatility"));
    BigInteger mark = text(field + ".mark", node.path("mark"));
    BigInteger forward =
        node.has("forward") ? text(field + ".forward", node.path("forward")) : BigInteger.ZERO;
    BigInteger volatility =
        node.has("volatility")
            ? text(field + ".volatility", node.path("volatility"))
            : BigInteger.ZERO;
    try {
      return new Quote(mark, forward, volatility);
    } catch (IllegalArgumentException e) {
      throw new BookFile.Refused(where + ": " + field + ": " + e.getMessage());
    }
  }

  void members(String field, JsonNode node, List<String> allowed) {
    require(field, node.isObject(), "be an object");
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      require(field + "." + entry.getKey(), allowed.contains(entry.getKey()), "be of " + allowed);
    }
  }

  JsonNode object(JsonNode root, String field) {
    JsonNode node = root.path(field);
    require(field, node.isMissingNode() || node.isObject(), "be an object");
    return node;
  }

  BigInteger text(String field, JsonNode node) {
    require(field, node.isString(), "be decimal text");
    return number(field, node.asString());
  }

  BigInteger number(String field, String text) {
    try {
      return E18.parse(text);
    } catch (NumberFormatException e) {
      throw new BookFile.Refused(where + ": " + field + ": " + e.getMessage());
    }
  }

  void require(String field, boolean holds, String rule) {
    if (!holds) {
      throw new BookFile.Refused(where + ": " + field + " must " + rule);
    }
  }
}
