package io.plimsoll.node.keys.cli;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.keys.Password;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The option {@code --password-file} of a command that mixes it in, and the terminal instead. */
public final class PasswordOption {

  private static final String NAME = "--password-file";

  @CommandLine.Option(
      names = NAME,
      paramLabel = "FILE",
      description = "A file whose one line is the password; else the terminal is asked.")
  private @Nullable Path file;

  /** For picocli. */
  public PasswordOption() {}

  /**
   * The password that is to open a key.
   *
   * @param prompt for a person at the terminal
   * @throws Failure where neither a file was named nor a terminal is there
   */
  public Password read(String prompt) throws IOException {
    return read(Terminal.SYSTEM, prompt);
  }

  Password read(Terminal terminal, String prompt) throws IOException {
    return read(terminal, file, NAME, prompt);
  }

  /** A password that is to encrypt; one that is typed is asked for twice. */
  Password readNew(Terminal terminal) throws IOException {
    Password first = read(terminal, "new password: ");
    if (file == null) {
      try (Password second = read(terminal, "once more: ")) {
        if (!first.matches(second)) {
          first.close();
          throw new Failure("the two passwords differ");
        }
      }
    }
    return first;
  }

  /** The same for a file that another option names. */
  static Password read(Terminal terminal, @Nullable Path file, String option, String prompt)
      throws IOException {
    if (file != null) {
      return Password.read(file);
    }
    char[] typed = terminal.ask(prompt);
    if (typed == null) {
      throw new Failure(
          "there is no terminal to ask for a password; name a file that holds it with " + option);
    }
    return Password.of(typed);
  }
}
