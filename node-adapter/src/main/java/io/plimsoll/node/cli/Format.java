package io.plimsoll.node.cli;

import java.util.Locale;
import picocli.CommandLine;

/** How a command prints its result: {@code --format table|json}. */
public enum Format {
  /** For people. */
  TABLE,
  /** For programs: one JSON value. */
  JSON;

  /** The description of the option in a command's help. */
  public static final String DESCRIPTION = "table or json (${DEFAULT-VALUE}).";

  /** Reads the option as it is written in the help. */
  public static final class Converter implements CommandLine.ITypeConverter<Format> {

    /** For picocli. */
    public Converter() {}

    @Override
    public Format convert(String value) {
      for (Format format : Format.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(value)) {
          return format;
        }
      }
      throw new CommandLine.TypeConversionException("'" + value + "' must be table or json");
    }
  }
}
