package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A group of named fields. Each must be asked for by name before {@link #done()}, which refuses
 * what nobody asked for.
 */
final class YamlFields implements YamlNode {

  private static final long ONE_PPM = ExactDecimal.ONE_PPM;

  private final Place place;
  private final SequencedMap<String, YamlNode> nodes;
  private final SequencedSet<String> asked = new LinkedHashSet<>();

  YamlFields(Place place, SequencedMap<String, YamlNode> nodes) {
    this.place = place;
    this.nodes = nodes;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public String kind() {
    return "a group of fields";
  }

  private <N extends YamlNode> N node(String key, Class<N> type, String kind) {
    asked.add(key);
    @Nullable YamlNode node = nodes.get(key);
    if (node == null) {
      throw place.field(key, place.line()).wrong("", "is missing");
    }
    if (!type.isInstance(node)) {
      throw node.place().wrong("", "must be " + kind + ", not " + node.kind());
    }
    return type.cast(node);
  }

  /** A field that must be a single value. */
  YamlText text(String key) {
    return node(key, YamlText.class, "a single value");
  }

  /** A field that must be a group of fields. */
  YamlFields fields(String key) {
    return node(key, YamlFields.class, "a group of fields");
  }

  /** A field that must be a list with at least one item. */
  YamlItems items(String key) {
    YamlItems items = node(key, YamlItems.class, "a list");
    if (items.items().isEmpty()) {
      throw items.place().wrong("", "must have at least one item");
    }
    return items;
  }

  /** A field that must be a list, which may be empty. */
  YamlItems itemsOrNone(String key) {
    return node(key, YamlItems.class, "a list");
  }

  /** Text that is not blank. */
  String string(String key) {
    return text(key).string();
  }

  /** The same, where the field is there. */
  @Nullable String stringIfThere(String key) {
    asked.add(key);
    return nodes.containsKey(key) ? string(key) : null;
  }

  /** A whole number between two bounds. */
  int whole(String key, int least, int most) {
    return Math.toIntExact(text(key).decimal(0, least, most));
  }

  /** A percentage in ppm, between two bounds in ppm. */
  int percent(String key, long leastPpm, long mostPpm) {
    return Math.toIntExact(text(key).decimal(4, leastPpm, mostPpm));
  }

  /** A percentage of 0 to 100 in ppm. */
  int percent(String key) {
    return percent(key, 0, ONE_PPM);
  }

  /** A number in millionths, between two bounds in millionths. */
  long millionths(String key, long least, long most) {
    return text(key).decimal(6, least, most);
  }

  /** An amount of USD in quanta of 10^-6, not negative. */
  long quanta(String key) {
    return text(key).decimal(6, 0, Scenario.LARGEST_QUANTA);
  }

  /** Refuses fields that nobody has asked for. */
  void done() {
    for (var entry : nodes.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        throw entry
            .getValue()
            .place()
            .wrong("", "is not a field here; the fields are " + String.join(", ", asked));
      }
    }
  }

  /** The names that stand in the file, in their order. */
  List<String> keys() {
    return List.copyOf(nodes.keySet());
  }
}
