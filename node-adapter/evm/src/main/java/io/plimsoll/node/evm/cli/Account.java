package io.plimsoll.node.evm.cli;

import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.evm.rpc.JsonReader;
import io.plimsoll.node.evm.rpc.Malformed;
import io.plimsoll.node.evm.rpc.RpcClient;
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
      description = "The account, for which the node signs.")
  private String from = "";

  /** For picocli. */
  Account() {}

  /** Sends a transaction and waits for its block; returns the texts of its receipt. */
  Map<String, String> send(@Nullable String to, String data)
      throws IOException, InterruptedException {
    try (RpcClient client = new RpcClient(URI.create(url), LIMITS)) {
      String target = to == null ? "" : "\"to\":\"" + hex(to) + "\",";
      String call = "[{\"from\":\"" + hex(from) + "\"," + target + "\"data\":\"" + data + "\"}]";
      String hash = client.call("eth_sendTransaction", call, in -> in.text("the hash", MOST_TEXT));
      for (int i = 0; i < MOST_WAITS; i++) {
        Map<String, String> receipt =
            client.call("eth_getTransactionReceipt", "[\"" + hash + "\"]", Account::receipt);
        if (receipt != null) {
          if (!"0x1".equals(receipt.get("status"))) {
            throw new Failure("transaction " + hash + " was reverted");
          }
          return receipt;
        }
        Thread.sleep(WAIT_MS);
      }
      throw new Failure("transaction " + hash + " is in no block yet");
    }
  }

  /** What a call returns, as hexadecimal digits. */
  String ask(String to, String data) throws IOException, InterruptedException {
    try (RpcClient client = new RpcClient(URI.create(url), LIMITS)) {
      String call =
          "[{\"from\":\""
              + hex(from)
              + "\",\"to\":\""
              + hex(to)
              + "\",\"data\":\""
              + data
              + "\"},\"latest\"]";
      String said = client.call("eth_call", call, in -> in.text("the result", MOST_TEXT));
      return said == null ? "" : said;
    }
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
        throw new Failure("'" + text + "' is not TYPE:VALUE");
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
    return type.contains("int") ? new BigInteger(value) : value;
  }
}
