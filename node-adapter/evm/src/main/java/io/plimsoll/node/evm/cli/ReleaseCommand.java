package io.plimsoll.node.evm.cli;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.ContractCalls;
import io.plimsoll.node.evm.contract.Payout;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.RpcClient;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code plimsoll evm release}. */
@CommandLine.Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description =
        "Pays a withdrawal: asks a node of the module for its proof at the height agreed on last,"
            + " and brings it to the contract of commitments.")
final class ReleaseCommand implements Callable<Integer> {

  private static final int MOST_TEXT = 1 << 20;
  private static final int WORD = 64;
  private static final String WITHDRAWALS = "1a";
  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(30_000, 1 << 22);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @CommandLine.Mixin private final Account account = new Account();

  @CommandLine.Option(
      names = "--node",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8645",
      description = "The module's node (${DEFAULT-VALUE}).")
  private String node = "";

  @CommandLine.Parameters(
      index = "0",
      paramLabel = "COMMITMENTS",
      description = "Address of that contract.")
  private String contract = "";

  @CommandLine.Parameters(
      index = "1",
      paramLabel = "NUMBER",
      description = "The withdrawal's, from 1 on.")
  private long number;

  /** For picocli. */
  ReleaseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    String latest = account.ask(contract, ContractCalls.any("latest", List.of()));
    if (latest.length() < 2 + WORD) {
      throw new Failure(contract + ": is no contract of commitments");
    }
    long height = Long.parseLong(latest.substring(2, 2 + WORD), 16);
    String key = WITHDRAWALS + HexFormat.of().toHexDigits(number);
    Map<String, String> proof;
    try (RpcClient client = Account.client("--node", node, LIMITS)) {
      String params = "{\"key\":\"" + key + "\",\"height\":" + height + "}";
      proof = client.call("getProof", params, ReleaseCommand::texts);
    }
    String value = proof == null ? null : proof.get("value");
    String path = proof == null ? null : proof.get("proof");
    if (value == null || path == null) {
      throw new Failure(
          "there is no withdrawal "
              + number
              + " at height "
              + height
              + ", the last one that was agreed on; wait for the next one, unless it is paid");
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(path);
      String data = ContractCalls.release(height, payout(value), bytes);
      Map<String, String> receipt = account.send(contract, data);
      spec.commandLine()
          .getOut()
          .println("block " + receipt.get("blockNumber") + " " + receipt.get("transactionHash"));
    } catch (IllegalArgumentException | MalformedBytes e) {
      throw new Failure(node + ": " + e.getMessage());
    }
    return 0;
  }

  private Payout payout(String value) {
    ByteReader in = new ByteReader(HexFormat.of().parseHex(value));
    in.u8();
    return new Payout(
        number, SubaccountId.read(in), Address.read(in), in.i32(), in.i64(), in.i64());
  }

  private static Map<String, String> texts(JsonReader in) throws Malformed {
    Map<String, String> texts = new TreeMap<>();
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      String text = in.textOrNull(field, MOST_TEXT);
      if (text != null) {
        texts.put(field, text);
      }
    }
    return texts;
  }
}
