package io.plimsoll.node.conformance;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of cases: an object with {@code schema} and {@code cases}. Numbers are read as they are
 * written, so that none is rounded.
 *
 * @param path where it lies
 * @param cases in the order of the file
 */
public record CaseFile(Path path, List<Case> cases) {

  /** The only format that is known. */
  public static final String SCHEMA = "peer-vectors/1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Copies the list. */
  public CaseFile {
    cases = List.copyOf(cases);
  }

  /**
   * One case.
   *
   * @param id unique in its file; its first part names the venue
   * @param topic what is computed
   * @param inputs an object
   * @param expected an object; a field that it lacks is not asserted
   */
  public record Case(String id, String topic, JsonNode inputs, JsonNode expected) {

    /** The part of the id before its first dash, which names the venue. */
    public String venue() {
      int dash = id.indexOf('-');
      return dash < 0 ? id : id.substring(0, dash);
    }
  }

  /**
   * Reads a file.
   *
   * @throws Failure where it is not of the format; the message names the file, the case and the
   *     field
   */
  public static CaseFile read(Path path) throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(path));
    } catch (JacksonException e) {
      throw new Failure(path + ": is no JSON: " + e.getOriginalMessage() + at(e));
    }
    if (!root.isObject()) {
      throw new Failure(path + ": must be an object with schema and cases");
    }
    if (!SCHEMA.equals(root.path("schema").asString(""))) {
      throw new Failure(path + ": schema " + root.path("schema") + " must be \"" + SCHEMA + "\"");
    }
    JsonNode list = root.path("cases");
    if (!list.isArray()) {
      throw new Failure(path + ": cases must be a list");
    }
    List<Case> cases = new ArrayList<>(list.size());
    Set<String> ids = new HashSet<>();
    for (JsonNode node : list) {
      Case one = read(path, node, cases.size());
      if (!ids.add(one.id())) {
        throw new Failure(path + ": case " + one.id() + " is there twice");
      }
      cases.add(one);
    }
    JsonNode count = root.path("count");
    if (!count.isMissingNode() && count.asInt(-1) != cases.size()) {
      throw new Failure(
          path + ": count says " + count + " and there are " + cases.size() + " cases");
    }
    return new CaseFile(path, cases);
  }

  private static Case read(Path path, JsonNode node, int index) {
    String id = node.path("id").asString("");
    String where = path + ": case " + (id.isEmpty() ? "number " + (index + 1) : id);
    if (id.isEmpty()) {
      throw new Failure(where + " must have an id");
    }
    for (String field : List.of("inputs", "expected")) {
      if (!node.path(field).isObject()) {
        throw new Failure(where + ": " + field + " must be an object");
      }
    }
    return new Case(id, topic(node, id), node.path("inputs"), node.path("expected"));
  }

  /** The topic; where a file holds one alone its cases do not name it, and the id does. */
  private static String topic(JsonNode node, String id) {
    for (String field : List.of("topic", "kind")) {
      String topic = node.path(field).asString("");
      if (!topic.isEmpty()) {
        return topic;
      }
    }
    int last = id.lastIndexOf('-');
    return last < 0 ? id : id.substring(0, last);
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
  }
}
