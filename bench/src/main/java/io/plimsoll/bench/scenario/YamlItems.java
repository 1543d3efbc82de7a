package io.plimsoll.bench.scenario;

import java.util.ArrayList;
import java.util.List;

/** A list. */
record YamlItems(Place place, List<YamlNode> items) implements YamlNode {

  @Override
  public String kind() {
    return "a list";
  }

  /** The items, each of which must be a group of fields. */
  List<YamlFields> fields() {
    List<YamlFields> found = new ArrayList<>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlFields fields)) {
        throw item.place().wrong("", "must be a group of fields, not " + item.kind());
      }
      found.add(fields);
    }
    return found;
  }

  /** The items, each of which must be a single value. */
  List<YamlText> texts() {
    List<YamlText> found = new ArrayList<>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlText text)) {
        throw item.place().wrong("", "must be a single value, not " + item.kind());
      }
      found.add(text);
    }
    return found;
  }
}
