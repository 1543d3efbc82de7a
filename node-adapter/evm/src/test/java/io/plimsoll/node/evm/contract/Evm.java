package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;

/** Transactions on an {@link Anvil}, which signs for its own accounts, and what became of them. */
final class Evm implements AutoCloseable {

  static final Address NOBODY = new Address(0, 0, 0);
  private static final BigInteger PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final BigInteger GAS = BigInteger.valueOf(15_000_000);
  private static final int SELECTOR = 10;
  private static final int MOST_WAITS = 20_000;
  private static final long WAIT_NS = 500_000;

  /** What a transaction has done, or the name of the error for which it was not sent. */
  record Sent(@Nullable String error, @Nullable TransactionReceipt receipt) {

    TransactionReceipt done() {
      if (receipt == null) {
        throw new AssertionError("refused: " + error);
      }
      return receipt;
    }

    long gas() {
      return done().getGasUsed().longValueExact();
    }
  }

  /** Whatever a node answers. */
  public static final class AnyResponse extends Response<Object> {}

  /** Codes that are deployed instead of others, which are the keys. */
  static final SortedMap<String, String> PLANTED = new TreeMap<>();

  private final Anvil anvil;
  private final HttpService service;
  final Web3j web3j;
  private final List<Address> accounts = new ArrayList<>();
  private final SortedMap<String, String> errors = new TreeMap<>();

  Evm() {
    anvil = Anvil.start();
    service = new HttpService(anvil.url());
    web3j = Web3j.build(service);
    try {
      for (String each : web3j.ethAccounts().send().getAccounts()) {
        accounts.add(address(each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : List.of("Inbox", "Commitments", "OrdinaryToken")) {
      errors.putAll(Artifact.of(name).errors());
    }
  }

  /** The address of a text of 40 digits, and 0x before it or not. */
  static Address address(String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    // A word of 64 digits has it at its end.
    byte[] bytes = HexFormat.of().parseHex(digits.substring(digits.length() - 40));
    return Address.read(new ByteReader(bytes));
  }

  /** Where the node answers. */
  String url() {
    return anvil.url();
  }

  /** An account that has ether, by its number. */
  Address account(int number) {
    return accounts.get(number);
  }

  /** Sends data, where it would not be refused. */
  Sent send(Address from, @Nullable Address to, String data) {
    String target = to == null ? null : to.toString();
    String brought = to == null ? planted(data) : data;
    Transaction transaction =
        new Transaction(from.toString(), null, PRICE, GAS, target, null, brought);
    try {
      var probe = web3j.ethCall(transaction, DefaultBlockParameterName.PENDING).send();
      if (probe.hasError()) {
        return new Sent(name(probe.getError()), null);
      }
      var sent = web3j.ethSendTransaction(transaction).send();
      if (sent.hasError()) {
        throw new AssertionError(sent.getError().getMessage());
      }
      TransactionReceipt receipt = receipt(sent.getTransactionHash());
      if (!receipt.isStatusOK()) {
        throw new AssertionError("failed though its probe did not: " + receipt);
      }
      return new Sent(null, receipt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String planted(String data) {
    for (Map.Entry<String, String> each : PLANTED.entrySet()) {
      if (data.startsWith(each.getKey(), 2)) {
        return "0x" + each.getValue() + data.substring(2 + each.getKey().length());
      }
    }
    return data;
  }

  /** The receipt, for which the node makes a block soon. */
  private TransactionReceipt receipt(String hash) throws IOException {
    for (int i = 0; i < MOST_WAITS; i++) {
      Optional<TransactionReceipt> receipt =
          web3j.ethGetTransactionReceipt(hash).send().getTransactionReceipt();
      if (receipt.isPresent()) {
        return receipt.get();
      }
      LockSupport.parkNanos(WAIT_NS);
    }
    throw new AssertionError("no block has transaction " + hash);
  }

  /** The name of a contract's own error, or what the node says. */
  private String name(Response.Error error) {
    String data = error.getData() == null ? "" : error.getData().replace("\"", "");
    String known = data.length() < SELECTOR ? null : errors.get(data.substring(0, SELECTOR));
    return known == null ? error.getMessage() + " " + data : known;
  }

  /** Deploys a contract. */
  Address deploy(Address from, String data) {
    return address(send(from, null, data).done().getContractAddress());
  }

  /** Deploys a contract of the tests. */
  @SuppressWarnings("rawtypes") // web3j's encoder takes these.
  Address deployed(Address from, String name, Type<?>... arguments) {
    List<Type> list = new ArrayList<>(Arrays.asList(arguments));
    return deploy(
        from, "0x" + Artifact.of(name).bytecode() + FunctionEncoder.encodeConstructor(list));
  }

  /** The words that a call returns. */
  List<BigInteger> ask(Address to, String data) {
    Transaction call = Transaction.createEthCallTransaction(NOBODY.toString(), to.toString(), data);
    try {
      var answer = web3j.ethCall(call, DefaultBlockParameterName.LATEST).send();
      if (answer.hasError()) {
        throw new AssertionError("refused: " + name(answer.getError()));
      }
      String digits = answer.getValue().substring(2);
      List<BigInteger> words = new ArrayList<>();
      for (int i = 0; i < digits.length(); i += 64) {
        words.add(new BigInteger(digits.substring(i, i + 64), 16));
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one number that a call returns. */
  long number(Address to, String name, Type<?>... arguments) {
    return ask(to, ContractCalls.call(name, arguments)).get(0).longValueExact();
  }

  /** A method of the node's own. */
  void node(String method, Object... parameters) {
    try {
      var answer =
          new Request<>(method, Arrays.asList(parameters), service, AnyResponse.class).send();
      if (answer.hasError()) {
        throw new AssertionError(method + ": " + answer.getError().getMessage());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    web3j.shutdown();
    anvil.close();
  }
}
