package io.plimsoll.node.evm.cli;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.contract.Artifact;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.evm.rpc.RpcError;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.TypeDecoder;
import org.web3j.abi.datatypes.Type;
import picocli.CommandLine;

/** An account at a node that signs for it, and what is sent from there. */
final class Account {

  private static final int MOST_WAITS = 600;
  private static final long WAIT_MS = 200;
  private static final int MOST_TEXT = 1 << 22;
  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(10_000, 1 << 24);

  @CommandLine.Option(
      names = "--rpc",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8545",
      description = "The EVM chain's node (${DEFAULT-VALUE}).")
  private String url = "";

  @CommandLine.Option(
      names = "--from",
      paramLabel = "ADDRESS",
      required = true,
      description = "The account that sends and pays, for which that node signs.")
  private String from = "";

  /** For picocli. */
  Account() {}

  /** The client of a node that an option names. */
  static RpcClient client(String option, String url, RpcClient.Limits limits) {
    try {
      URI uri = URI.create(url);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return new RpcClient(uri, limits);
      }
    } catch (IllegalArgumentException e) {
      throw new Failure(option + " is '" + url + "'; it must be http://host:port");
    }
    throw new Failure(option + " is '" + url + "'; it must be http://host:port");
  }

  /** Sends a transaction and waits for its block; returns the texts of its receipt. */
  Map<String, String> send(@Nullable String to, String data)
      throws IOException, InterruptedException {
    try (RpcClient client = client("--rpc", url, LIMITS)) {
      String call = call(client, to, data);
      // Tried before, as a transaction that is reverted does not say why.
      tried(client, "[" + call + ",\"latest\"]");
      String hash;
      try {
        hash = client.call("eth_sendTransaction", "[" + call + "]", Account::text);
      } catch (RpcError e) {
        throw new Failure(
            e.getMessage() + "; the node at --rpc must sign for --from, as anvil does for its own");
      }
      for (int i = 0; i < MOST_WAITS; i++) {
        Map<String, String> receipt =
            client.call("eth_getTransactionReceipt", "[\"" + hash + "\"]", Account::receipt);
        if (receipt != null) {
          if (!"0x1".equals(receipt.get("status"))) {
            throw new Failure(
                "transaction "
                    + hash
                    + " was reverted, though it was none when it was tried; look"
                    + " what the block before has changed, and send it again");
          }
          return receipt;
        }
        Thread.sleep(WAIT_MS);
      }
      throw new Failure(
          "transaction "
              + hash
              + " is in no block after "
              + MOST_WAITS * WAIT_MS / 1_000
              + " s; look whether the chain at --rpc makes blocks, before it is sent again");
    }
  }

  /** What a call returns, as hexadecimal digits. */
  String ask(String to, String data) throws IOException, InterruptedException {
    try (RpcClient client = client("--rpc", url, LIMITS)) {
      return tried(client, "[" + call(client, to, data) + ",\"latest\"]");
    }
  }

  /** A call as JSON; refused where there is nobody to call. */
  private String call(RpcClient client, @Nullable String to, String data)
      throws IOException, InterruptedException {
    String target = "";
    if (to != null) {
      target = "\"to\":\"" + hex(to) + "\",";
      String code = client.call("eth_getCode", "[\"" + to + "\",\"latest\"]", Account::text);
      if (code == null || code.equals("0x")) {
        throw new Failure("there is no contract at " + to + " on the chain at --rpc");
      }
    }
    return "{\"from\":\"" + hex(from) + "\"," + target + "\"data\":\"" + data + "\"}";
  }

  private static String tried(RpcClient client, String params)
      throws IOException, InterruptedException {
    try {
      String said = client.call("eth_call", params, Account::text);
      return said == null ? "" : said;
    } catch (RpcError e) {
      throw new Failure(refused(e));
    }
  }

  /** Why a contract refuses: the name of its error, or what the node says. */
  private static String refused(RpcError error) {
    for (String name : List.of("Inbox", "Commitments")) {
      for (Map.Entry<String, String> each : Artifact.of(name).errors().entrySet()) {
        if (error.data().startsWith(each.getKey())) {
          return "the contract refuses it: " + each.getValue();
        }
      }
    }
    boolean silent = error.data().isEmpty() || error.data().equals("0x");
    return "the contract refuses it: "
        + error.getMessage()
        + (silent ? "; look whether name, types and number of the arguments are its own" : "");
  }

  private static String text(JsonReader in) throws Malformed {
    return in.text("the result", MOST_TEXT);
  }

  private static Map<String, String> receipt(JsonReader in) throws Malformed {
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

  private static String hex(String address) {
    if (!address.matches("0x[0-9a-fA-F]{40}")) {
      throw new Failure("'" + address + "' is not 0x and 40 hexadecimal digits");
    }
    return address;
  }

  /** Arguments of a contract, each written as TYPE:VALUE, of lists with commas between. */
  static List<Type<?>> arguments(List<String> texts) {
    List<Type<?>> out = new ArrayList<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw new Failure("'" + text + "' is not TYPE:VALUE, as uint256:5 is");
      }
      String type = text.substring(0, colon);
      String value = text.substring(colon + 1);
      try {
        out.add(TypeDecoder.instantiateType(type, given(type, value)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new Failure("'" + text + "' cannot be an argument: " + cause.getMessage());
      }
    }
    return out;
  }

  private static Object given(String type, String value) {
    if (type.endsWith("[]")) {
      String of = type.substring(0, type.length() - 2);
      return Arrays.stream(value.split(",", -1)).map(each -> given(of, each)).toList();
    }
    // What web3j would take for something else.
    if (type.equals("address")) {
      return hex(value);
    } else if (type.equals("bool")) {
      return Boolean.valueOf(demand(value, "true|false", "it must be true or false"));
    } else if (type.contains("int")) {
      return new BigInteger(demand(value, "-?[0-9]+", "it must be a whole number"));
    } else if (type.startsWith("bytes")) {
      return demand(value, "0x([0-9a-fA-F]{2})*", "it must be 0x and pairs of digits");
    }
    return value;
  }

  private static String demand(String value, String pattern, String rule) {
    if (!value.matches(pattern)) {
      throw new Failure(rule);
    }
    return value;
  }
}
