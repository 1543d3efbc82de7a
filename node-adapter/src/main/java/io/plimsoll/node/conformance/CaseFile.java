package io.plimsoll.node.conformance;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
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

  /** Larger than any collection of cases; a file is held in memory as a whole. */
  private static final long MOST_BYTES = 1L << 28;

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

  /** A file that is none of cases. The message says which one, where and why. */
  public static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence without its end. */
    public Refused(String message) {
      super(message);
    }
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
   * @throws Refused where it is not of the format; the message names the file, the case and the
   *     field
   */
  public static CaseFile read(Path path) throws IOException {
    JsonNode root = tree(path);
    if (root.isArray()) {
      throw new Refused(
          path
              + ": is a list, as files of model examples are; a case file is an object with schema"
              + " and cases");
    }
    if (!root.isObject()) {
      throw new Refused(path + ": must be an object with schema and cases");
    }
    JsonNode schema = root.path("schema");
    if (!schema.isString() || !schema.asString().equals(SCHEMA)) {
      throw new Refused(path + ": schema must be \"" + SCHEMA + "\"");
    }
    JsonNode list = root.path("cases");
    if (!list.isArray()) {
      throw new Refused(path + ": cases must be a list");
    }
    List<Case> cases = new ArrayList<>(list.size());
    Set<String> ids = new HashSet<>();
    for (JsonNode node : list) {
      Case one = read(path, node, cases.size());
      if (!ids.add(one.id())) {
        throw new Refused(path + ": case " + one.id() + " is there twice");
      }
      cases.add(one);
    }
    JsonNode count = root.path("count");
    boolean counted =
        count.isMissingNode()
            || (count.isIntegralNumber()
                && count.bigIntegerValue().equals(BigInteger.valueOf(cases.size())));
    if (!counted) {
      throw new Refused(path + ": count must be " + cases.size() + ", the number of cases");
    }
    return new CaseFile(path, cases);
  }

  private static JsonNode tree(Path path) throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new Refused(path + ": is larger than " + MOST_BYTES + " bytes");
    }
    try {
      return MAPPER.readTree(Files.readString(path));
    } catch (CharacterCodingException e) {
      throw new Refused(path + ": is not UTF-8");
    } catch (JacksonException e) {
      throw new Refused(path + ": is no JSON: " + e.getOriginalMessage() + at(e));
    }
  }

  private static Case read(Path path, JsonNode node, int index) {
    String id = name(node.path("id"));
    String where = path + ": case " + (id.isEmpty() ? "number " + (index + 1) : id);
    if (id.isEmpty()) {
      throw new Refused(where + " must have an id of printable characters");
    }
    for (String field : List.of("inputs", "expected")) {
      if (!node.path(field).isObject()) {
        throw new Refused(where + ": " + field + " must be an object");
      }
    }
    return new Case(id, topic(node, id), node.path("inputs"), node.path("expected"));
  }

  /** The topic; where a file holds one alone its cases do not name it, and the id does. */
  private static String topic(JsonNode node, String id) {
    for (String field : List.of("topic", "kind")) {
      String topic = name(node.path(field));
      if (!topic.isEmpty()) {
        return topic;
      }
    }
    int last = id.lastIndexOf('-');
    return last < 0 ? id : id.substring(0, last);
  }

  /** A text of printable characters, or nothing. */
  private static String name(JsonNode node) {
    String text = node.isString() ? node.asString() : "";
    return text.chars().anyMatch(Character::isISOControl) ? "" : text;
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
  }
}
