package io.plimsoll.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Stands in the help for a command of a module that is not on the class path. The launcher puts the
 * module there when the command is asked for.
 */
final class NotHere implements Callable<Integer> {

  private final String name;

  private NotHere(String name) {
    this.name = name;
  }

  static CommandLine command(String name, String description) {
    CommandLine.Model.CommandSpec spec =
        CommandLine.Model.CommandSpec.wrapWithoutInspection(new NotHere(name)).name(name);
    spec.usageMessage().description(description);
    spec.parser().unmatchedArgumentsAllowed(true);
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    throw new Failure(name + " is not part of this distribution");
  }
}
