package io.plimsoll.node.grpc;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code serve} to the command line. */
public final class ServeProvider implements CommandProvider {

  /** For the service loader. */
  public ServeProvider() {}

  @Override
  public Object command() {
    return new ServeCommand();
  }
}
