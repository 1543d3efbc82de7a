package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.generated.Int8;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** Both contracts on one chain, with a governor and validators of equal power. */
final class Bridge {

  static final long CHAIN_ID = 31_337;
  static final int USD = ContractCalls.USD;
  static final long CAP = 1L << 60;

  final Evm evm;
  final Address governor;
  final Address inbox;
  final Address commitments;
  final CommitmentDigest digest;

  /** In ascending order of their addresses. */
  List<SigningKey> validators;

  long set = 1;
  private final Map<String, String> topics = new TreeMap<>();

  Bridge(Evm evm, int validatorsCount) {
    this.evm = evm;
    governor = evm.account(0);
    validators = keys(1, validatorsCount);
    Address deployer = evm.account(19);
    long nonce = nonce(deployer);
    commitments = ContractCalls.addressOf(deployer, nonce + 1);
    inbox = evm.deploy(deployer, ContractCalls.inbox(governor, commitments));
    Address there =
        evm.deploy(
            deployer, ContractCalls.commitments(inbox, addresses(validators), powers(validators)));
    if (!there.equals(commitments)) {
      throw new AssertionError("deployed at " + there + ", not at " + commitments);
    }
    digest = new CommitmentDigest(CHAIN_ID, commitments);
    for (String name : List.of("Inbox", "Commitments")) {
      Artifact.of(name).topics().forEach((event, topic) -> topics.put(topic, event));
    }
  }

  private long nonce(Address of) {
    try {
      return evm.web3j
          .ethGetTransactionCount(of.toString(), DefaultBlockParameter.valueOf("latest"))
          .send()
          .getTransactionCount()
          .longValueExact();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys of the numbers from one on, sorted by their addresses. */
  static List<SigningKey> keys(int first, int count) {
    List<SigningKey> keys = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      byte[] secret = new byte[SigningKey.BYTES];
      secret[0] = 1;
      secret[SigningKey.BYTES - 1] = (byte) i;
      secret[SigningKey.BYTES - 2] = (byte) (i >> 8);
      keys.add(new SigningKey(secret));
    }
    keys.sort(Comparator.comparing(SigningKey::address));
    return keys;
  }

  static List<Address> addresses(List<SigningKey> keys) {
    return keys.stream().map(SigningKey::address).toList();
  }

  static List<Long> powers(List<SigningKey> keys) {
    return keys.stream().map(key -> 1L).toList();
  }

  static Map<Address, Signature> sign(byte[] digest, List<SigningKey> keys) {
    Map<Address, Signature> signatures = new TreeMap<>();
    keys.forEach(key -> signatures.put(key.address(), key.sign(digest)));
    return signatures;
  }

  Evm.Sent agree(Commitment commitment, List<SigningKey> signers) {
    byte[] signed = digest.of(set, commitment);
    return evm.send(
        evm.account(5), commitments, ContractCalls.agree(commitment, sign(signed, signers)));
  }

  /** All validators agree on a root, for the last block of the chain. */
  Evm.Sent agree(long height, byte[] root) {
    EthBlock.Block block = lastBlock();
    long number = block.getNumber().longValueExact();
    return agree(commitment(height, number, block.getHash(), root), validators);
  }

  static Commitment commitment(long height, long sourceBlock, String sourceHash, byte[] root) {
    Hash hash = Hash.ofHex(sourceHash.substring(2));
    return new Commitment(height, sourceBlock, hash, Hash.of(root), new Hash(1, 2, 3, 4));
  }

  EthBlock.Block lastBlock() {
    try {
      return evm.web3j
          .ethGetBlockByNumber(DefaultBlockParameter.valueOf("latest"), false)
          .send()
          .getBlock();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long now() {
    return lastBlock().getTimestamp().longValueExact();
  }

  // ---- the governor ----

  Evm.Sent govern(String name, org.web3j.abi.datatypes.Type<?>... arguments) {
    return evm.send(governor, inbox, ContractCalls.call(name, arguments));
  }

  /** Deploys a token of the tests and lists it. */
  Address list(int asset, String token, int decimals, int exponent) {
    Address at = evm.deployed(governor, token, new Uint8(decimals));
    list(asset, at, exponent, CAP).done();
    return at;
  }

  Evm.Sent list(int asset, Address token, int exponent, long cap) {
    return govern(
        "listAsset",
        ContractCalls.id(asset),
        ContractCalls.address(token),
        new Int8(exponent),
        ContractCalls.number(cap));
  }

  Evm.Sent setAsset(int asset, boolean open, long cap) {
    return govern("setAsset", ContractCalls.id(asset), new Bool(open), ContractCalls.number(cap));
  }

  Evm.Sent pause(boolean paused) {
    return govern("pauseDeposits", new Bool(paused));
  }

  /** Deploys a feed of the tests and lists it. */
  Address listFeed(int underlying, int decimals, int exponent, long maxAge) {
    Address at = evm.deployed(governor, "TestFeed", new Uint8(decimals));
    govern(
            "listFeed",
            ContractCalls.address(at),
            new Uint16(underlying),
            new Int8(exponent),
            new Uint32(maxAge))
        .done();
    return at;
  }

  // ---- holders ----

  /** Gives somebody tokens and lets the inbox take them. */
  void give(Address token, Address holder, BigInteger amount) {
    evm.send(
            governor,
            token,
            ContractCalls.call("mint", ContractCalls.address(holder), new Uint256(amount)))
        .done();
    approve(token, holder, amount);
  }

  void approve(Address token, Address holder, BigInteger amount) {
    evm.send(
            holder,
            token,
            ContractCalls.call("approve", ContractCalls.address(inbox), new Uint256(amount)))
        .done();
  }

  Evm.Sent deposit(Address payer, int asset, BigInteger amount) {
    return evm.send(payer, inbox, ContractCalls.deposit(asset, amount, payer, 0));
  }

  Evm.Sent deposit(Address payer, int asset, long amount) {
    return deposit(payer, asset, BigInteger.valueOf(amount));
  }

  BigInteger balance(Address token, Address holder) {
    return evm.ask(token, ContractCalls.call("balanceOf", ContractCalls.address(holder))).get(0);
  }

  long liabilities(int asset) {
    return evm.number(inbox, "liabilities", ContractCalls.id(asset));
  }

  // ---- events ----

  /** Events of the contracts: the name, then indexed words, then data words, in decimal. */
  List<String> events(TransactionReceipt receipt) {
    List<String> out = new ArrayList<>();
    for (Log log : receipt.getLogs()) {
      Address at = Evm.address(log.getAddress());
      if (at.equals(inbox) || at.equals(commitments)) {
        out.add(text(log));
      }
    }
    return out;
  }

  private String text(Log log) {
    StringBuilder text = new StringBuilder(topics.getOrDefault(log.getTopics().get(0), "?"));
    for (int i = 1; i < log.getTopics().size(); i++) {
      text.append(' ').append(word(log.getTopics().get(i).substring(2)));
    }
    String data = log.getData().substring(2);
    for (int i = 0; i < data.length(); i += 64) {
      text.append(' ').append(word(data.substring(i, i + 64)));
    }
    return text.toString();
  }

  /** A word as a signed number, or as an address where it is as large as one. */
  static String word(String digits) {
    BigInteger value = new BigInteger(digits, 16);
    if (value.bitLength() > 128 && value.bitLength() <= 160) {
      return "0x" + digits.substring(24);
    }
    return value.testBit(255)
        ? value.subtract(BigInteger.ONE.shiftLeft(256)).toString()
        : value.toString();
  }
}
