package io.plimsoll.node.evm.cli;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.ContractCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code plimsoll evm deploy}. */
@CommandLine.Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description =
        "Deploys a compiled contract, Inbox, Commitments or a JSON file with its bytecode; prints"
            + " its address and its block.")
final class DeployCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private final Account account = new Account();

  @CommandLine.Parameters(index = "0", paramLabel = "CONTRACT", description = "Name or file.")
  private String contract = "";

  @CommandLine.Parameters(
      index = "1..*",
      paramLabel = "TYPE:VALUE",
      description = "Of the constructor.")
  private List<String> arguments = List.of();

  /** For picocli. */
  DeployCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    String data = ContractCalls.code(bytecode(), Account.arguments(arguments));
    Map<String, String> receipt = account.send(null, data);
    PrintWriter out = spec.commandLine().getOut();
    out.println(receipt.get("contractAddress"));
    out.println("block " + receipt.get("blockNumber") + " " + receipt.get("blockHash"));
    return 0;
  }

  private String bytecode() throws IOException {
    if (contract.equals("Inbox") || contract.equals("Commitments")) {
      return ContractCalls.bytecode(contract);
    }
    JsonNode file = new JsonMapper().readTree(Files.readString(Path.of(contract)));
    String code = file.path("bytecode").asString("");
    if (!code.matches("(0x)?([0-9a-fA-F]{2})+")) {
      throw new Failure(contract + ": has no bytecode");
    }
    return code.startsWith("0x") ? code.substring(2) : code;
  }
}
