package io.plimsoll.node.cli;

import picocli.CommandLine;

/** The option {@code --format} of a command that mixes it in. */
public final class FormatOption {

  @CommandLine.Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      converter = Format.Converter.class,
      description = Format.DESCRIPTION)
  private Format format = Format.TABLE;

  /** For picocli. */
  public FormatOption() {}

  /** How the command prints its result. */
  public Format format() {
    return format;
  }

  /** Whether that is JSON. */
  public boolean isJson() {
    return format == Format.JSON;
  }
}
