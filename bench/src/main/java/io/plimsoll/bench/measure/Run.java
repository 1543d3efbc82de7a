package io.plimsoll.bench.measure;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run on one machine: a line of a baseline.
 *
 * @param time when it began, in ISO 8601, UTC
 * @param machine processor and cores
 * @param jdk the JDK's version
 * @param commit the commit that was measured, with "+" where files differed from it; "unknown"
 *     outside of a checkout
 * @param flags the JVM's flags of the measured JVMs
 * @param pace how long it measured
 * @param results all figures
 */
public record Run(
    String time,
    String machine,
    String jdk,
    String commit,
    String flags,
    String pace,
    List<Measurement> results) {

  /** Copies the results. */
  public Run {
    results = List.copyOf(results);
  }

  /** The figure of a key. */
  public Optional<Measurement> find(String key) {
    return results.stream().filter(result -> result.key().equals(key)).findFirst();
  }

  /** As one JSON object. */
  public ObjectNode json() {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("time", time);
    root.put("machine", machine);
    root.put("jdk", jdk);
    root.put("commit", commit);
    root.put("flags", flags);
    root.put("pace", pace);
    ArrayNode all = root.putArray("results");
    results.forEach(result -> result.write(all.addObject()));
    return root;
  }

  /** Reads what {@link #json} wrote. */
  static Run read(JsonNode from) {
    return new Run(
        from.get("time").asString(),
        from.get("machine").asString(),
        from.get("jdk").asString(),
        from.get("commit").asString(),
        from.get("flags").asString(),
        from.get("pace").asString(),
        from.get("results").valueStream().map(Measurement::read).toList());
  }
}
