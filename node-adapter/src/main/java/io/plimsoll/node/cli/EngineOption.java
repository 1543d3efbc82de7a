package io.plimsoll.node.cli;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineChoice;
import io.plimsoll.kernels.engine.Engines;
import picocli.CommandLine;

/** The option {@code --engine} of a command that mixes it in. */
public final class EngineOption {

  @CommandLine.Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "scalar, simd, tornado, shadow or auto (${DEFAULT-VALUE}); the roots are the same.")
  private String name = "auto";

  /** For picocli. */
  public EngineOption() {}

  /** As it was given. */
  public String name() {
    return name;
  }

  /**
   * Opens the engine and says on standard error which it is and why.
   *
   * @throws CommandLine.ParameterException where there is none of this name, or not here
   */
  public Engine open(CommandLine.Model.CommandSpec spec, int threads) {
    try {
      EngineChoice choice = Engines.choose(name, threads);
      spec.commandLine().getErr().println("engine: " + choice.reason());
      return choice.engine();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--engine '" + name + "' " + e.getMessage(), e);
    }
  }
}
