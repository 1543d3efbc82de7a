package io.plimsoll.bench.cli;

import io.plimsoll.node.cli.CommandProvider;

/** Adds {@code plimsoll bench}. */
public final class BenchProvider implements CommandProvider {

  /** For {@link java.util.ServiceLoader}. */
  public BenchProvider() {}

  @Override
  public Object command() {
    return new BenchCommand();
  }
}
