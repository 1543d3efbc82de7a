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
    description = {
      "Deploys a compiled contract; prints its address, then its block's number and hash.",
      "",
      "For instance: deploy --from 0x... Commitments address:0x... address[]:0x...,0x..."
          + " uint64[]:1,1"
    })
final class DeployCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private final Account account = new Account();

  @CommandLine.Parameters(
      index = "0",
      paramLabel = "CONTRACT",
      description = "Inbox, Commitments, or a JSON file with bytecode.")
  private String contract = "";

  @CommandLine.Parameters(
      index = "1..*",
      paramLabel = "TYPE:VALUE",
      description = "Arguments of its constructor.")
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
      throw new Failure(contract + ": has no text bytecode of hexadecimal digits");
    }
    return code.startsWith("0x") ? code.substring(2) : code;
  }
}
