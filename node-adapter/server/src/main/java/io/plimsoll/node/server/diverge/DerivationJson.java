package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A derivation as JSON, which one program writes and another compares. */
final class DerivationJson {

  /** The first member of the object. */
  static final String SCHEMA = "plimsoll-derivation/1";

  private DerivationJson() {}

  static ObjectNode write(Derivation of) {
    ObjectNode out = claim(of.claim());
    ObjectNode all = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    all.setAll(out);
    if (of.commands() != null) {
      list(all.putArray("commands"), of.commands());
    }
    if (of.results() != null) {
      list(all.putArray("results"), of.results());
    }
    if (of.events() != null) {
      ArrayNode phases = all.putArray("events");
      of.events().forEach(events -> list(phases.addArray(), events));
    }
    if (of.leaves() != null) {
      ObjectNode leaves = all.putObject("leaves");
      of.leaves()
          .forEach((key, leaf) -> {
            ObjectNode each = leaves.putObject(key).put("table", leaf.table());
            each.put("key", leaf.key()).put("value", leaf.value());
            map(each.putObject("before"), leaf.before());
            map(each.putObject("after"), leaf.after());
          });
    }
    if (of.margins() != null) {
      map(all.putObject("margins"), of.margins());
    }
    ObjectNode explanations = all.putObject("explanations");
    of.explanations().forEach((id, why) -> map(explanations.putObject(id), why));
    return all;
  }

  /** What is said of a block. */
  static ObjectNode claim(Claim of) {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("height", of.height());
    if (of.timeMs() >= 0) {
      out.put("timeMs", of.timeMs());
    }
    if (of.hash() != null) {
      out.put("hash", of.hash().hex());
    }
    if (of.stateRoot() != null) {
      out.put("stateRoot", of.stateRoot().hex());
    }
    if (of.marginDigest() != null) {
      out.put("marginDigest", of.marginDigest().hex());
    }
    if (!of.phases().isEmpty()) {
      list(out.putArray("phases"), of.phases().stream().map(Hash::hex).toList());
    }
    return out;
  }

  static void list(ArrayNode to, List<String> of) {
    of.forEach(to::add);
  }

  static void map(ObjectNode to, Map<String, String> of) {
    of.forEach(to::put);
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws Failure where it is something else
   */
  static Derivation read(String name, String text) {
    try {
      JsonNode in = new JsonMapper().readTree(text);
      List<Hash> phases = new ArrayList<>();
      for (JsonNode phase : in.path("phases")) {
        phases.add(Hash.ofHex(phase.stringValue()));
      }
      Claim claim =
          new Claim(
              in.path("height").longValue(),
              in.path("timeMs").asLong(-1),
              hash(in, "hash"),
              hash(in, "stateRoot"),
              hash(in, "marginDigest"),
              phases);
      SortedMap<String, Map<String, String>> explanations = new TreeMap<>();
      in.path("explanations")
          .properties()
          .forEach(each -> explanations.put(each.getKey(), map(each.getValue())));
      return new Derivation(
          claim,
          in.has("commands") ? list(in.path("commands")) : null,
          in.has("results") ? list(in.path("results")) : null,
          in.has("events") ? lists(in.path("events")) : null,
          in.has("leaves") ? leaves(in.path("leaves")) : null,
          in.has("margins") ? new TreeMap<>(map(in.path("margins"))) : null,
          explanations);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new Failure(
          name + ": is no derivation as diverge --trace writes it: " + e.getMessage());
    }
  }

  private static @Nullable Hash hash(JsonNode in, String member) {
    return in.has(member) ? Hash.ofHex(in.path(member).stringValue()) : null;
  }

  private static List<String> list(JsonNode in) {
    List<String> out = new ArrayList<>();
    for (JsonNode each : in) {
      out.add(each.stringValue());
    }
    return out;
  }

  private static List<List<String>> lists(JsonNode in) {
    List<List<String>> out = new ArrayList<>();
    for (JsonNode each : in) {
      out.add(list(each));
    }
    return out;
  }

  private static Map<String, String> map(JsonNode in) {
    Map<String, String> out = new LinkedHashMap<>();
    in.properties().forEach(each -> out.put(each.getKey(), each.getValue().stringValue()));
    return out;
  }

  private static SortedMap<String, Derivation.Leaf> leaves(JsonNode in) {
    SortedMap<String, Derivation.Leaf> out = new TreeMap<>();
    in.properties()
        .forEach(each -> {
          JsonNode leaf = each.getValue();
          out.put(
              each.getKey(),
              new Derivation.Leaf(
                  leaf.path("table").stringValue(),
                  leaf.path("key").stringValue(),
                  leaf.path("value").stringValue(),
                  map(leaf.path("before")),
                  map(leaf.path("after"))));
        });
    return out;
  }
}
