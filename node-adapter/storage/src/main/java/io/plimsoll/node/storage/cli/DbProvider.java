package io.plimsoll.node.storage.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code db} to the command line. */
public final class DbProvider implements CommandProvider {

  /** For the service loader. */
  public DbProvider() {}

  @Override
  public Object command() {
    return new DbCommand();
  }
}
