package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code config} to the command line. */
public final class ConfigProvider implements CommandProvider {

  /** For the service loader. */
  public ConfigProvider() {}

  @Override
  public Object command() {
    return ConfigCommand.command();
  }
}
