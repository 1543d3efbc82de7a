package io.plimsoll.bench.scenario;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Names that a file has given, so that others may refer to them.
 *
 * @param what they name, for messages: "market"
 */
record Symbols(String what, SequencedSet<String> names) {

  Symbols(String what) {
    this(what, new LinkedHashSet<>());
  }

  Symbols(String what, List<String> names) {
    this(what, new LinkedHashSet<>(names));
  }

  /** A new name, which nobody has given before. */
  String add(YamlText text) {
    String name = text.string();
    if (!names.add(name)) {
      throw text.place().wrong(name, "is there twice");
    }
    return name;
  }

  /** A name that is known. */
  String known(YamlText text) {
    String name = text.string();
    if (!names.contains(name)) {
      throw text.place()
          .wrong(name, "is not a " + what + "; there are " + String.join(", ", names));
    }
    return name;
  }

  /** Refuses a list in which a known name has not been given. */
  void allIn(Symbols given, YamlNode list) {
    for (String name : names) {
      if (!given.names().contains(name)) {
        throw list.place().wrong("", "must have an item for the " + what + " " + name);
      }
    }
  }
}
