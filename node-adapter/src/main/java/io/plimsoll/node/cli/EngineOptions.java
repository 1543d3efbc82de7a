package io.plimsoll.node.cli;

import io.plimsoll.kernels.engine.Engine;
import picocli.CommandLine;

/** The options {@code --engine} and {@code --threads} of a command that mixes them in. */
public final class EngineOptions {

  @CommandLine.Mixin private EngineOption engine = new EngineOption();

  @CommandLine.Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the engine (${DEFAULT-VALUE}); the roots are the same.")
  private int threads = 1;

  /** For picocli. */
  public EngineOptions() {}

  /**
   * Opens the engine and says on standard error which it is and why.
   *
   * @throws CommandLine.ParameterException where there is none of this name, or not here, or not
   *     with so many threads
   */
  public Engine open(CommandLine.Model.CommandSpec spec) {
    return engine.open(spec, threads);
  }
}
