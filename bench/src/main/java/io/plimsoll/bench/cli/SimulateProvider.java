package io.plimsoll.bench.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code plimsoll simulate}. */
public final class SimulateProvider implements CommandProvider {

  /** For {@link java.util.ServiceLoader}. */
  public SimulateProvider() {}

  @Override
  public Object command() {
    return new SimulateCommand();
  }
}
