package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.InputFile;
import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.scenario.YamlNode.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a YAML document as text, lists and fields and nothing else: from the parser's events, so
 * that no number passes through floating point and no value is guessed. Anchors, aliases, tags,
 * repeated fields and second documents are refused.
 */
final class YamlReader {

  private static final int DEEPEST = 16;

  private final String file;
  private final Iterator<Event> events;
  private int line = 1;

  private YamlReader(InputFile input) {
    this.file = input.name();
    LoadSettings settings = LoadSettings.builder().setLabel(input.name()).build();
    this.events = new Parse(settings).parseString(input.text()).iterator();
  }

  /**
   * The fields of a file's only document.
   *
   * @throws InvalidInput where it is not YAML, or more of YAML than is allowed here
   */
  static YamlFields read(InputFile input) {
    YamlReader reader = new YamlReader(input);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(reader.line);
      throw new InvalidInput(
          input.name(), line, "the document", "", "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new InvalidInput(
          input.name(), reader.line, "the document", "", "is not YAML: " + e.getMessage());
    }
  }

  private Event next() {
    Event event = events.next();
    line = event.getStartMark().map(Mark::getLine).orElse(line - 1) + 1;
    return event;
  }

  private YamlFields document() {
    Place whole = new Place(file, 1, "");
    next();
    if (next() instanceof StreamEndEvent) {
      throw whole.wrong("", "is empty");
    }
    YamlNode root = node(next(), whole, 0);
    next();
    Event end = next();
    if (end instanceof DocumentStartEvent) {
      throw new Place(file, line, "").wrong("", "must be the only one in its file");
    }
    if (!(root instanceof YamlFields fields)) {
      throw root.place().wrong("", "must be a group of fields, not " + root.kind());
    }
    return fields;
  }

  private YamlNode node(Event event, Place place, int depth) {
    if (event instanceof AliasEvent) {
      throw place.wrong("", "must not be an alias (*): write the value out");
    }
    plain(event, place);
    if (depth > DEEPEST) {
      throw place.wrong("", "is nested too deep");
    }
    return switch (event) {
      case ScalarEvent scalar -> new YamlText(place, scalar.getValue(), scalar.isPlain());
      case SequenceStartEvent start -> items(place, depth);
      case MappingStartEvent start -> fields(place, depth);
      default -> throw place.wrong("", "must be a value, a list or a group of fields");
    };
  }

  private static void plain(Event event, Place place) {
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw place.wrong("&" + node.getAnchor().get(), "must not be an anchor");
    }
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent start -> start.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent()) {
      throw place.wrong(tag.get(), "must not be a tag: values are read as their field demands");
    }
  }

  private YamlItems items(Place place, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = next(); !(event instanceof SequenceEndEvent); event = next()) {
      items.add(node(event, place.item(items.size(), line), depth + 1));
    }
    return new YamlItems(place, List.copyOf(items));
  }

  private YamlFields fields(Place place, int depth) {
    SequencedMap<String, YamlNode> nodes = new LinkedHashMap<>();
    for (Event event = next(); !(event instanceof MappingEndEvent); event = next()) {
      if (!(node(event, new Place(file, line, place.path()), depth + 1) instanceof YamlText key)) {
        throw new Place(file, line, place.path()).wrong("", "has a field whose name is not text");
      }
      Place field = place.field(key.string(), key.place().line());
      if (nodes.containsKey(key.value())) {
        throw field.wrong("", "is there twice");
      }
      nodes.put(key.value(), node(next(), field, depth + 1));
    }
    return new YamlFields(place, nodes);
  }
}
