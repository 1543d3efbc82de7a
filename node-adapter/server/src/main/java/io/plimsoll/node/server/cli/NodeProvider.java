package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code node} to the command line. */
public final class NodeProvider implements CommandProvider {

  /** For the service loader. */
  public NodeProvider() {}

  @Override
  public Object command() {
    return NodeCommand.command();
  }
}
