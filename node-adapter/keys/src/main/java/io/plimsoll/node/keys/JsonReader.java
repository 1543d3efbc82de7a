package io.plimsoll.node.keys;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Members of one object of a key file; what is wrong is refused by its name, value and rule. */
final class JsonReader {

  private static final int LONGEST_SHOWN = 80;

  private final String where;
  private final JsonNode object;

  JsonReader(String where, JsonNode object) {
    this.where = where;
    this.object = object;
    if (!object.isObject()) {
      throw new KeyRefused((where.isEmpty() ? "the file" : where) + " must be an object");
    }
  }

  private String path(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  JsonReader object(String name) {
    return new JsonReader(path(name), object.path(name));
  }

  JsonNode node(String name) {
    return object.path(name);
  }

  boolean has(String name) {
    return object.has(name);
  }

  String text(String name) {
    require(name, node(name).isString(), "be a text");
    return node(name).asString();
  }

  int whole(String name, int least, int most) {
    JsonNode node = node(name);
    boolean fits =
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= least
            && node.intValue() <= most;
    require(name, fits, "be a whole number in " + least + ".." + most);
    return node.intValue();
  }

  /** Hexadecimal digits of some bytes, in lower case. */
  String hex(String name, int leastBytes, int mostBytes) {
    String text = text(name);
    boolean fits =
        text.length() % 2 == 0
            && text.length() >= 2 * leastBytes
            && text.length() <= 2 * mostBytes
            && text.chars().allMatch(each -> Character.digit(each, 16) >= 0 && each < 128);
    String count =
        leastBytes == mostBytes ? leastBytes + "" : "from " + leastBytes + " to " + mostBytes;
    require(name, fits, "be hexadecimal digits of " + count + " bytes");
    return text.toLowerCase(Locale.ROOT);
  }

  void require(String name, boolean holds, String rule) {
    if (!holds) {
      String value = node(name).isMissingNode() ? "missing" : node(name).toString();
      String shown =
          value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "..." : value;
      throw new KeyRefused(path(name) + " is " + shown + "; it must " + rule);
    }
  }
}
