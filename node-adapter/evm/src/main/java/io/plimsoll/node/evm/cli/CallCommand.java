package io.plimsoll.node.evm.cli;

import io.plimsoll.node.evm.contract.ContractCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code plimsoll evm call}. */
@CommandLine.Command(
    name = "call",
    mixinStandardHelpOptions = true,
    description = {
      "Calls a function of a contract in a transaction, and prints its block and hash; or asks it.",
      "",
      "For instance: call --ask --from 0x... 0x... balanceOf address:0x..."
    })
final class CallCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private final Account account = new Account();

  @CommandLine.Option(
      names = "--ask",
      description = "Print what it returns, as hexadecimal digits; change nothing.")
  private boolean asks;

  @CommandLine.Parameters(
      index = "0",
      paramLabel = "CONTRACT",
      description = "The contract's address.")
  private String contract = "";

  @CommandLine.Parameters(
      index = "1",
      paramLabel = "FUNCTION",
      description = "Its name, without types.")
  private String function = "";

  @CommandLine.Parameters(
      index = "2..*",
      paramLabel = "TYPE:VALUE",
      description = "Its arguments; of lists, values with commas between.")
  private List<String> arguments = List.of();

  /** For picocli. */
  CallCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    String data = ContractCalls.any(function, Account.arguments(arguments));
    PrintWriter out = spec.commandLine().getOut();
    if (asks) {
      out.println(account.ask(contract, data));
    } else {
      Map<String, String> receipt = account.send(contract, data);
      out.println("block " + receipt.get("blockNumber") + " " + receipt.get("transactionHash"));
    }
    return 0;
  }
}
