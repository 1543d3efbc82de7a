package io.plimsoll.node.server.watch;

import java.util.Locale;

/** How much a line of the log matters, most first. */
public enum Level {
  /** Something failed that an operator must look at. */
  ERROR,
  /** Something that may become that. */
  WARN,
  /** What a node does. */
  INFO,
  /** More of it. */
  DEBUG;

  /** The level of a word. */
  public static Level of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word of the level. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
