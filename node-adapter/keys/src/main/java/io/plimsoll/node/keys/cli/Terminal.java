package io.plimsoll.node.keys.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a person types what must not be seen. */
@FunctionalInterface
interface Terminal {

  /** The process's own; it echoes nothing. */
  Terminal SYSTEM =
      prompt ->
          Optional.ofNullable(System.console())
              .filter(Console::isTerminal)
              .map(console -> console.readPassword("%s", prompt))
              .orElse(null);

  /** What was typed; null where there is no terminal, or nobody at it. */
  char @Nullable [] ask(String prompt);
}
