package io.plimsoll.node.dryrun;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parameters as governance might change them, from a JSON file: {@code schema}, and {@code
 * changes}, a list of {@code parameter}, {@code value}, {@code height} from which it holds, and, if
 * wished, {@code subject}, which market or other thing it is of (0), and {@code ramp}, over how
 * many blocks it comes (0). Numbers are texts; the value of a parameter that names a model may be
 * the name of a parameter set that ships.
 *
 * @param all in their order; the height of each is at least 2
 */
public record Changes(List<Command.ChangeParameter> all) {

  /** The only format that is known. */
  public static final String SCHEMA = "plimsoll-changes/1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> MEMBERS =
      List.of("parameter", "subject", "value", "height", "ramp");

  /** Copies the list. */
  public Changes {
    all = List.copyOf(all);
  }

  /** The file is not of the format; the message names the file and the field. */
  public static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Reads a file.
   *
   * @throws Refused where it is none of changes
   */
  public static Changes read(Path file) throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new Refused(file + ": is no JSON: " + e.getOriginalMessage());
    }
    require(file, "the file", root.isObject(), "be an object of the schema " + SCHEMA);
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      boolean isKnown = List.of("schema", "changes").contains(entry.getKey());
      require(file, entry.getKey(), isKnown, "be schema or changes");
    }
    require(file, "schema", root.path("schema").asString("").equals(SCHEMA), "be " + SCHEMA);
    JsonNode list = root.path("changes");
    require(file, "changes", list.isArray() && !list.isEmpty(), "be a list that is not empty");
    List<Command.ChangeParameter> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      all.add(change(file, "changes[" + i + "]", list.path(i)));
    }
    return new Changes(all);
  }

  private static Command.ChangeParameter change(Path file, String field, JsonNode node) {
    require(file, field, node.isObject(), "be an object");
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      require(
          file, field + "." + entry.getKey(), MEMBERS.contains(entry.getKey()), "be of " + MEMBERS);
    }
    long height = number(file, field + ".height", node.path("height"), 2, Long.MAX_VALUE);
    long subject =
        node.has("subject")
            ? number(file, field + ".subject", node.path("subject"), 0, Integer.MAX_VALUE)
            : 0;
    long ramp =
        node.has("ramp")
            ? number(file, field + ".ramp", node.path("ramp"), 0, Integer.MAX_VALUE)
            : 0;
    Parameter parameter = parameter(file, field, node);
    String text = node.path("value").asString("");
    long value =
        parameter.namesModel() && text.contains("/")
            ? model(file, field + ".value", text)
            : number(file, field + ".value", node.path("value"), Long.MIN_VALUE, Long.MAX_VALUE);
    return new Command.ChangeParameter(parameter, (int) subject, value, height, (int) ramp);
  }

  /** The number of the model of a set that ships. */
  private static long model(Path file, String field, String set) {
    try {
      return ModelId.of(Models.named(set));
    } catch (ParameterFiles.Refused | IOException e) {
      throw new Refused(file + ": " + field + ": " + e.getMessage());
    }
  }

  private static Parameter parameter(Path file, String field, JsonNode node) {
    String name = node.path("parameter").asString("");
    for (Parameter parameter : Parameter.values()) {
      if (parameter.name().equals(name)) {
        return parameter;
      }
    }
    throw new Refused(file + ": " + field + ".parameter " + name + " must name a parameter");
  }

  private static long number(Path file, String field, JsonNode node, long least, long most) {
    require(file, field, node.isString(), "be a whole number as text");
    try {
      long value = Long.parseLong(node.asString());
      boolean isIn = value >= least && value <= most;
      require(file, field + " " + value, isIn, "be in " + least + ".." + most);
      return value;
    } catch (NumberFormatException e) {
      throw new Refused(file + ": " + field + " " + node.asString() + " must be a whole number");
    }
  }

  private static void require(Path file, String field, boolean holds, String rule) {
    if (!holds) {
      throw new Refused(file + ": " + field + " must " + rule);
    }
  }

  /** The first height at which one holds. */
  public long first() {
    return all.stream().mapToLong(Command.ChangeParameter::activationHeight).min().orElseThrow();
  }

  /** The first height at which all hold in full. */
  public long full() {
    return all.stream()
        .mapToLong(of -> of.activationHeight() + Math.max(0, of.rampBlocks() - 1))
        .max()
        .orElseThrow();
  }
}
