package io.plimsoll.node.keys.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code keys} to the command line. */
public final class KeysProvider implements CommandProvider {

  /** For the service loader. */
  public KeysProvider() {}

  @Override
  public Object command() {
    return new KeysCommand(Terminal.SYSTEM);
  }
}
