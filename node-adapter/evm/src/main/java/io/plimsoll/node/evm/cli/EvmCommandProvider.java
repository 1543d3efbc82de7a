package io.plimsoll.node.evm.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code evm} to the command line. */
public final class EvmCommandProvider implements CommandProvider {

  /** For the service loader. */
  public EvmCommandProvider() {}

  @Override
  public Object command() {
    return new EvmCommand();
  }
}
