package io.plimsoll.node.parameters;

import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.ParameterSet.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads parameter sets. A file is an object with {@code schema}, {@code name}, {@code date}, {@code
 * source} and {@code values}; a value is a decimal text, a list of them or a list of such lists, or
 * an object with one of these as {@code value} and with {@code assumed}, the reason for it where no
 * venue publishes it. A number that is not text is refused: it may have lost digits on its way.
 */
public final class ParameterFiles {

  /** The only format that is known. */
  public static final String SCHEMA = "plimsoll-parameters/1";

  private static final int MOST_BYTES = 1 << 24;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+/[a-z0-9-]+");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)?");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ParameterFiles() {}

  /** A text that is no parameter set. The message says where and why. */
  public static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence without its end. */
    public Refused(String message) {
      super(message);
    }
  }

  /**
   * A set that ships with the product.
   *
   * @param name such as {@code deribit/2024-06}
   * @throws Refused where there is none of that name
   */
  public static ParameterSet named(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new Refused("parameter set " + name + " must be named as model/version");
    }
    try (InputStream in = ParameterFiles.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new Refused("there is no parameter set " + name);
      }
      return parse(name, in.readAllBytes());
    }
  }

  /**
   * A set in a file.
   *
   * @throws Refused where it is none
   */
  public static ParameterSet read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new Refused(file + ": is larger than " + MOST_BYTES + " bytes");
    }
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /** A set in the bytes of a file, whose name is for messages. */
  static ParameterSet parse(String where, byte[] bytes) {
    JsonNode root;
    try {
      root = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new Refused(where + ": is no JSON: " + e.getOriginalMessage());
    }
    List<String> fields = List.of("schema", "name", "date", "source", "values");
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!fields.contains(entry.getKey())) {
        throw new Refused(where + ": " + entry.getKey() + " is not one of " + fields);
      }
    }
    require(where, "schema", text(where, root, "schema").equals(SCHEMA), "be " + SCHEMA);
    String name = text(where, root, "name");
    require(where, "name", NAME.matcher(name).matches(), "be model/version");
    String date = text(where, root, "date");
    require(where, "date", DAY.matcher(date).matches(), "be a day, as 2024-06-17");
    String source = text(where, root, "source");
    require(where, "source", !source.isBlank(), "say where the values are from");
    require(where, "values", root.path("values").isObject(), "be an object");
    SortedMap<String, Value> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("values").properties()) {
      String key = entry.getKey();
      require(where, key, KEY.matcher(key).matches(), "be a name, or a unit, a point and a name");
      values.put(key, value(where, key, entry.getValue()));
    }
    return new ParameterSet(name, date, source, digest(bytes), "", values);
  }

  private static String text(String where, JsonNode root, String field) {
    JsonNode value = root.path(field);
    require(where, field, value.isString(), "be text");
    return value.asString();
  }

  private static void require(String where, String field, boolean holds, String rule) {
    if (!holds) {
      throw new Refused(where + ": " + field + " must " + rule);
    }
  }

  private static Value value(String where, String key, JsonNode node) {
    if (!node.isObject()) {
      return new Value(rows(where, key, node), "");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      boolean isKnown = entry.getKey().equals("value") || entry.getKey().equals("assumed");
      require(where, key, isKnown, "have value and assumed alone, not " + entry.getKey());
    }
    String reason = text(where + ": " + key, node, "assumed");
    require(where, key, !reason.isBlank(), "say why its value is assumed");
    return new Value(rows(where, key, node.path("value")), reason);
  }

  private static List<List<String>> rows(String where, String key, JsonNode node) {
    if (node.isString()) {
      return List.of(List.of(node.asString()));
    }
    require(where, key, node.isArray() && !node.isEmpty(), "be text or a list of texts");
    List<List<String>> rows = new ArrayList<>();
    if (!node.path(0).isArray()) {
      rows.add(row(where, key, node));
      return rows;
    }
    for (JsonNode row : node) {
      require(where, key, row.isArray() && !row.isEmpty(), "have lists alone for its rows");
      rows.add(row(where, key, row));
    }
    return rows;
  }

  private static List<String> row(String where, String key, JsonNode node) {
    List<String> row = new ArrayList<>();
    for (JsonNode text : node) {
      require(where, key, text.isString(), "hold texts, not " + text);
      row.add(text.asString());
    }
    return row;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
