package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code send} to the command line. */
public final class SendProvider implements CommandProvider {

  /** For the service loader. */
  public SendProvider() {}

  @Override
  public Object command() {
    return new SendCommand();
  }
}
