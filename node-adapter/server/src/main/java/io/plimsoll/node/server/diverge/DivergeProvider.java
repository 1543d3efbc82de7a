package io.plimsoll.node.server.diverge;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code diverge} to the command line. */
public final class DivergeProvider implements CommandProvider {

  /** For the service loader. */
  public DivergeProvider() {}

  @Override
  public Object command() {
    return new DivergeCommand();
  }
}
