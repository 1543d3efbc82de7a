package io.plimsoll.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One figure.
 *
 * @param suite its suite
 * @param name the benchmark within the suite
 * @param engine the engine and its threads, as in {@code simd:2}, or the rules and positions; of
 *     the suite {@code remargin} also what changed, of {@code device} the number of scenarios;
 *     empty where there is nothing to say
 * @param rows the number of accounts; 0 where there are none
 * @param threads the number of threads that call at once
 * @param medianNs the median over all iterations of the nanoseconds of one operation
 * @param errorNs half the 99.9% confidence interval of their mean; 0 where one iteration gives none
 * @param bytes bytes allocated by one operation; of the suite {@code memory} those that stay
 */
public record Measurement(
    Suite suite,
    String name,
    String engine,
    int rows,
    int threads,
    double medianNs,
    double errorNs,
    double bytes) {

  /** What it is a figure of; equal in two runs for the same thing. */
  public String key() {
    StringBuilder key = new StringBuilder(suite.text()).append(' ').append(name);
    if (!engine.isEmpty()) {
      key.append(' ').append(engine);
    }
    if (rows > 0) {
      key.append(' ').append(rows).append(" rows");
    }
    if (threads > 1) {
      key.append(' ').append(threads).append(" threads");
    }
    return key.toString();
  }

  /** Reads JMH's results. */
  static List<Measurement> fromJmh(JsonNode results) {
    List<Measurement> read = new ArrayList<>();
    for (JsonNode result : results) {
      String benchmark = result.get("benchmark").asString();
      JsonNode metric = result.get("primaryMetric");
      Map<String, String> parameters = new TreeMap<>();
      JsonNode given = result.get("params");
      if (given != null) {
        given.properties().forEach(p -> parameters.put(p.getKey(), p.getValue().asString()));
      }
      JsonNode held = result.path("secondaryMetrics").path("held");
      JsonNode allocation =
          held.isMissingNode() ? result.path("secondaryMetrics").path("gc.alloc.rate.norm") : held;
      String changed = parameters.getOrDefault("changed", parameters.getOrDefault("scenarios", ""));
      read.add(
          new Measurement(
              Suite.of(benchmark),
              benchmark.substring(benchmark.lastIndexOf('.') + 1),
              (parameters.getOrDefault("engine", "") + " " + changed).strip(),
              Integer.parseInt(parameters.getOrDefault("rows", "0")),
              result.get("threads").asInt(),
              median(metric.get("rawData")),
              number(metric.get("scoreError")),
              number(allocation.path("score"))));
    }
    return read;
  }

  /** JMH writes "NaN" as text where it has no figure. */
  private static double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : 0;
  }

  private static double median(JsonNode forks) {
    List<Double> values = new ArrayList<>();
    for (JsonNode fork : forks) {
      for (JsonNode value : fork) {
        values.add(value.asDouble());
      }
    }
    Collections.sort(values);
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  void write(ObjectNode to) {
    to.put("suite", suite.text());
    to.put("name", name);
    to.put("engine", engine);
    to.put("rows", rows);
    to.put("threads", threads);
    to.put("medianNs", medianNs);
    to.put("errorNs", errorNs);
    to.put("bytes", bytes);
  }

  static Measurement read(JsonNode from) {
    return new Measurement(
        Suite.valueOf(from.get("suite").asString().toUpperCase(Locale.ROOT)),
        from.get("name").asString(),
        from.get("engine").asString(),
        from.get("rows").asInt(),
        from.get("threads").asInt(),
        from.get("medianNs").asDouble(),
        from.get("errorNs").asDouble(),
        from.get("bytes").asDouble());
  }
}
