package io.plimsoll.node.keys.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Where a person types what must not be seen. */
@FunctionalInterface
interface Terminal {

  /** The process's own; it echoes nothing. */
  Terminal SYSTEM =
      prompt -> {
        Console console = System.console();
        return console.isTerminal() ? console.readPassword("%s", prompt) : null;
      };

  /** What was typed; null where there is no terminal, or nobody at it. */
  char @Nullable [] ask(String prompt);
}
