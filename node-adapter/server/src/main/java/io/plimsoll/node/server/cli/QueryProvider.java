package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code query} to the command line. */
public final class QueryProvider implements CommandProvider {

  /** For the service loader. */
  public QueryProvider() {}

  @Override
  public Object command() {
    return new QueryCommand();
  }
}
