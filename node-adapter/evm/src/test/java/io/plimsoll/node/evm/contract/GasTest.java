package io.plimsoll.node.evm.contract;

import static io.plimsoll.node.evm.contract.Bridge.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.abi.datatypes.generated.Int256;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * What each entry costs, to the unit of gas: nothing here depends on time or chance. A change is
 * shown; where it is meant, {@code -Dplimsoll.gas=write} writes the file anew.
 */
class GasTest {

  private static final Path KEPT =
      Path.of("src/test/resources/io/plimsoll/node/evm/contract/gas.txt");
  private static final Path README = Path.of("README.md");
  private static final Hash SOURCE = new Hash(0x0123456789abcdefL, 7, 8, 9);
  private static final long HEIGHT = 1L << 20;

  private static Evm evm;
  private final Map<String, Long> gas = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    evm = new Evm();
  }

  @AfterAll
  static void stop() {
    if (evm != null) {
      evm.close();
    }
  }

  /** A transaction's gas; the block before it is never the same, so it must not matter. */
  private void measure(String what, Evm.Sent sent) {
    gas.put(what, sent.gas());
  }

  private static byte[] command(int fill) {
    byte[] bytes = new byte[200];
    java.util.Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  @Test
  void eachEntryCostsWhatIsKept() throws IOException {
    Bridge bridge = new Bridge(evm, 4);
    deposits(bridge);
    Address someone = evm.account(2);
    measure("submit a command of 200 bytes", submit(bridge, someone, 1));
    measure(
        "submitAll of 10 such commands",
        evm.send(
            someone, bridge.inbox, ContractCalls.submitAll(Collections.nCopies(10, command(2)))));
    feeds(bridge, someone);
    measure(
        "check an asset",
        evm.send(someone, bridge.inbox, ContractCalls.call("check", ContractCalls.id(USD))));
    evm.node("anvil_mine", 300);
    releases(bridge);
    validators(bridge);
    compare();
  }

  private static Evm.Sent submit(Bridge bridge, Address someone, int fill) {
    return evm.send(someone, bridge.inbox, ContractCalls.submit(command(fill)));
  }

  private void deposits(Bridge bridge) {
    Address payer = evm.account(1);
    Address token = bridge.list(USD, "OrdinaryToken", 6, -6);
    bridge.give(token, payer, BigInteger.TEN.pow(18));
    measure("deposit, the first of a token", bridge.deposit(payer, USD, 1_000_000_007));
    measure("deposit", bridge.deposit(payer, USD, 1_000_000_009));
  }

  private void feeds(Bridge bridge, Address someone) {
    Address one = bridge.listFeed(1, 8, -5, 1L << 31);
    Address two = bridge.listFeed(2, 8, -6, 1L << 31);
    for (Address feed : List.of(one, two)) {
      String say =
          ContractCalls.call(
              "say",
              new Uint256(5),
              new Int256(6_000_000_000_000L),
              new Uint256(bridge.now()),
              new Uint256(5));
      evm.send(someone, feed, say).done();
    }
    measure("ask a feed", evm.send(someone, bridge.inbox, ContractCalls.ask(List.of(one))));
    measure("ask two feeds", evm.send(someone, bridge.inbox, ContractCalls.ask(List.of(one, two))));
  }

  private Commitment commitment(long height, long sourceBlock, Hash root) {
    return new Commitment(height, sourceBlock, SOURCE, root, new Hash(1, 1L << 60, 3, -4));
  }

  private void releases(Bridge bridge) {
    ModuleChain module = new ModuleChain();
    for (int i = 1; i <= 500; i++) {
      SubaccountId id = new SubaccountId(Address.ofNumber(i), 0);
      module.add(ModuleChain.ADMIN, new Command.DepositFrom(id, USD, 1_000_000L, id.owner()));
      module.add(id.owner(), new Command.Withdraw(id, 5_000));
    }
    module.commit();
    Commitment commitment = commitment(HEIGHT, 1, Hash.of(module.root()));
    measure("agree, the first, 3 signatures", agree(bridge, commitment, 3));
    measure(
        "agree, 3 signatures", agree(bridge, commitment(HEIGHT + 1, 2, Hash.of(module.root())), 3));
    for (long sequence = 1; sequence <= 3; sequence++) {
      byte[] proof = module.proof(ModuleChain.key(sequence));
      int levels = (proof.length - 3) / 32;
      String name = sequence == 1 ? "release, the first, " : "release, ";
      measure(
          name + levels + " levels",
          evm.send(
              evm.account(3),
              bridge.commitments,
              ContractCalls.release(HEIGHT, module.payout(sequence), proof)));
    }
  }

  private Evm.Sent agree(Bridge bridge, Commitment commitment, int signers) {
    return bridge.agree(commitment, bridge.validators.subList(0, signers));
  }

  private void validators(Bridge bridge) {
    List<SigningKey> next = Bridge.keys(300, 100);
    List<Address> addresses = Bridge.addresses(next);
    List<Long> powers = Bridge.powers(next);
    Map<Address, Signature> signatures =
        Bridge.sign(bridge.digest.of(2, addresses, powers), bridge.validators);
    measure(
        "changeValidators to 100, 4 signatures",
        evm.send(
            evm.account(3),
            bridge.commitments,
            ContractCalls.changeValidators(addresses, powers, signatures)));
    bridge.validators = next;
    bridge.set = 2;
    measure("agree, 67 signatures", agree(bridge, commitment(HEIGHT + 2, 3, SOURCE), 67));
  }

  private void compare() throws IOException {
    StringBuilder text = new StringBuilder();
    gas.forEach((what, units) -> text.append(units).append(' ').append(what).append('\n'));
    if (System.getProperty("plimsoll.gas", "").equals("write")) {
      Files.writeString(KEPT, text);
    }
    String kept = Files.readString(KEPT);
    assertEquals(
        kept, text.toString(), "gas has changed; where it is meant, -Dplimsoll.gas=write keeps it");
    String readme = Files.readString(README);
    gas.forEach((what, units) -> {
      String row = String.format(java.util.Locale.ROOT, "| %s | %,d |", what, units);
      assertTrue(readme.contains(row), () -> "README.md has no row " + row);
    });
  }
}
