package io.plimsoll.node.server.watch;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one line for each event: its time, its level, its name, and fields with values. As text,
 * or as a JSON object. Whatever stands in a value, a line stays one line.
 */
public final class EventLogger {

  private static final JsonMapper JSON = new JsonMapper();

  private final PrintStream out;
  private final boolean json;
  private final InstantSource clock;
  private final Logger web = Logger.getLogger("io.helidon");
  private volatile Level least;

  /** Writes events of at least a level. */
  public EventLogger(PrintStream out, Level least, boolean json, InstantSource clock) {
    this.out = out;
    this.least = least;
    this.json = json;
    this.clock = clock;
  }

  /** Changes the least level from now on. */
  public void setLeast(Level level) {
    least = level;
  }

  /** Something failed. */
  public void error(String event, Object... fields) {
    write(Level.ERROR, event, fields);
  }

  /** Something that an operator may want to look at. */
  public void warn(String event, Object... fields) {
    write(Level.WARN, event, fields);
  }

  /** What a node does. */
  public void info(String event, Object... fields) {
    write(Level.INFO, event, fields);
  }

  /** More of what it does. */
  public void debug(String event, Object... fields) {
    write(Level.DEBUG, event, fields);
  }

  /**
   * Writes an event.
   *
   * @param fields names and values in turn
   */
  private void write(Level level, String event, Object... fields) {
    if (level.compareTo(least) > 0) {
      return;
    }
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException("each field of " + event + " needs a value");
    }
    String line = json ? object(level, event, fields) : text(level, event, fields);
    synchronized (out) {
      out.print(line + "\n");
      out.flush();
    }
  }

  private String object(Level level, String event, Object... fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("time", clock.instant().toString());
    object.put("level", level.word());
    object.put("event", event);
    for (int i = 0; i < fields.length; i += 2) {
      Object value = fields[i + 1];
      boolean plain = value instanceof Number || value instanceof Boolean;
      object.put(String.valueOf(fields[i]), plain ? value : String.valueOf(value));
    }
    return JSON.writeValueAsString(object);
  }

  private String text(Level level, String event, Object... fields) {
    StringBuilder line = new StringBuilder(clock.instant().toString());
    line.append(' ').append(level).append(" ".repeat(6 - level.name().length())).append(event);
    for (int i = 0; i < fields.length; i += 2) {
      line.append(' ').append(fields[i]).append('=').append(value(String.valueOf(fields[i + 1])));
    }
    return line.toString();
  }

  private static String value(String text) {
    boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '"');
    return plain ? text : JSON.writeValueAsString(text);
  }

  /** Lets what libraries log come here. */
  public void takeOver() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(java.util.logging.Level.WARNING);
    // It warns of whatever clients do to their connections, which would let them fill the log.
    web.setLevel(java.util.logging.Level.SEVERE);
    root.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            String error = entry.getThrown() == null ? "" : String.valueOf(entry.getThrown());
            warn(
                "library",
                "from",
                entry.getLoggerName(),
                "message",
                entry.getMessage(),
                "error",
                error);
          }

          @Override
          public void flush() {
            out.flush();
          }

          @Override
          public void close() {
            out.flush();
          }
        });
  }
}
