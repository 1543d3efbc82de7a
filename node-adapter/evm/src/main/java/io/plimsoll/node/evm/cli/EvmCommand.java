package io.plimsoll.node.evm.cli;

import picocli.CommandLine;

/** {@code plimsoll evm}, whose subcommands send transactions. */
@CommandLine.Command(
    name = "evm",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeployCommand.class,
      CallCommand.class,
      SubmitCommand.class,
      ReleaseCommand.class
    },
    description = "Sends transactions to an EVM chain whose node signs for an account.")
final class EvmCommand {

  /** For picocli. */
  EvmCommand() {}
}
