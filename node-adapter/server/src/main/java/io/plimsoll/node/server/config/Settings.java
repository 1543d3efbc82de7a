package io.plimsoll.node.server.config;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The value of each {@link Setting}, and whence it came. */
public final class Settings {

  /** What variables of the environment begin with that are settings. */
  public static final String VARIABLES = "PLIMSOLL_NODE_";

  /** The variable that names the file. */
  public static final String FILE_VARIABLE = VARIABLES + "CONFIG";

  private static final int LARGEST_FILE = 1 << 20;

  /** Levels of a file; settings have two. */
  private static final int DEEPEST = 8;

  private final EnumMap<Setting, Value> values = new EnumMap<>(Setting.class);

  /**
   * A value.
   *
   * @param origin "default", the file, "environment NAME" or "flag --NAME"
   */
  public record Value(String text, String origin) {}

  private Settings() {}

  /**
   * Puts all together: flags go before the environment, that before the file, that before defaults.
   *
   * @param flags those that were given
   * @param file to read; where null, the environment may name one
   * @throws Failure where a name is unknown or a value breaks its rule
   */
  public static Settings of(
      Map<Setting, String> flags, @Nullable Path file, Map<String, String> environment)
      throws IOException {
    Settings settings = new Settings();
    for (Setting setting : Setting.values()) {
      settings.values.put(setting, new Value(setting.initially(), "default"));
    }
    String named = environment.get(FILE_VARIABLE);
    Path read = file == null && named != null ? Path.of(named) : file;
    if (read != null) {
      settings.takeFile(read);
    }
    settings.takeEnvironment(environment);
    flags.forEach((setting, text) -> settings.take(setting, text, "flag " + setting.flag()));
    return settings;
  }

  private void take(Setting setting, String text, String origin) {
    String rule = setting.broken(text);
    if (rule != null) {
      throw new Failure(origin + ": " + setting.key() + " is '" + text + "'; " + rule);
    }
    values.put(setting, new Value(text, origin));
  }

  private void takeEnvironment(Map<String, String> environment) {
    Map<String, Setting> known = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      known.put(setting.variable(), setting);
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String name = entry.getKey();
      if (!name.startsWith(VARIABLES) || name.equals(FILE_VARIABLE)) {
        continue;
      }
      Setting setting = known.get(name);
      if (setting == null) {
        throw new Failure(
            "environment " + name + ": there is no such setting; config show lists all");
      }
      take(setting, entry.getValue(), "environment " + name);
    }
  }

  private void takeFile(Path file) throws IOException {
    String text = read(file);
    LoadSettings rules =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            // All values are text, so that no, on and 0x10 are what is written.
            .setSchema(new FailsafeSchema())
            .build();
    try {
      if (hasNodes(file, new Parse(rules).parseString(text))) {
        takeNode(file, "", new Load(rules).loadFromString(text));
      }
    } catch (YamlEngineException e) {
      throw new Failure(file + ": is not YAML that a setting needs: " + oneLine(e));
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // What has no size may have no end either.
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        throw new Failure(file + ": has more than " + LARGEST_FILE + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Failure(file + ": is not UTF-8");
    } catch (FileSystemException e) {
      // It names the file itself.
      throw e;
    } catch (IOException e) {
      throw new Failure(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Whether there is anything; what stands in a file is what is written there: nothing that was
   * named elsewhere, no types, and no deeper than settings go, as what follows recurses.
   */
  private static boolean hasNodes(Path file, Iterable<Event> events) {
    int depth = 0;
    boolean any = false;
    for (Event event : events) {
      any |= event instanceof NodeEvent && !isEmpty(event);
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (depth > DEEPEST) {
        throw new Failure(file + ": has more than " + DEEPEST + " levels");
      }
      boolean named = event instanceof NodeEvent node && node.getAnchor().isPresent();
      boolean typed =
          (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
              || (event instanceof CollectionStartEvent of && of.getTag().isPresent());
      if (named || typed) {
        String line = event.getStartMark().map(at -> ", line " + (at.getLine() + 1)).orElse("");
        throw new Failure(file + line + ": " + (named ? "anchors" : "tags") + " are not taken");
      }
    }
    return any;
  }

  private static boolean isEmpty(Event event) {
    return event instanceof ScalarEvent scalar && scalar.isPlain() && scalar.getValue().isEmpty();
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }

  private void takeNode(Path file, String name, Object node) {
    if (node instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String below = String.valueOf(entry.getKey());
        Object value = entry.getValue();
        takeNode(file, name.isEmpty() ? below : name + "." + below, value == null ? "" : value);
      }
      return;
    }
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(name) && node instanceof String text) {
        take(setting, text, file.toString());
        return;
      }
    }
    throw new Failure(
        node instanceof String
            ? file + ": " + name + ": there is no such setting; config show lists all"
            : file + ": " + name + ": must be one value");
  }

  /** A value with its origin. */
  public Value value(Setting setting) {
    Value value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException("every setting has a value");
    }
    return value;
  }

  /** A value as text. */
  public String text(Setting setting) {
    return value(setting).text();
  }

  /** A value that is a whole number. */
  public long whole(Setting setting) {
    return Long.parseLong(text(setting));
  }

  /** A value that is a small whole number. */
  public int count(Setting setting) {
    return Math.toIntExact(whole(setting));
  }

  /** A value that is true or false. */
  public boolean flag(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }
}
