package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Signature;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.ContractUtils;

/**
 * What is sent to the contracts: their code with its constructor's arguments, and calls. All are
 * texts of 0x and hexadecimal digits, the data of a transaction. Numbers that Solidity has unsigned
 * are unsigned here.
 */
public final class ContractCalls {

  /** The number of the quote asset, USD, in the contracts and in withdrawals. */
  public static final int USD = -1;

  private ContractCalls() {}

  /**
   * The code of an inbox.
   *
   * @param governor who lists tokens and feeds
   * @param commitments the contract of commitments, which is deployed next: {@link #addressOf}
   */
  public static String inbox(Address governor, Address commitments) {
    return deploy("Inbox", List.of(address(governor), address(commitments)));
  }

  /**
   * The code of the contract of commitments.
   *
   * @param validators in ascending order
   * @param powers one for each
   */
  public static String commitments(Address inbox, List<Address> validators, List<Long> powers) {
    return deploy("Commitments", List.of(address(inbox), addresses(validators), numbers(powers)));
  }

  /** The compiled code of a contract of this module, as hexadecimal digits. */
  public static String bytecode(String name) {
    return Artifact.of(name).bytecode();
  }

  /** Compiled code with its constructor's arguments. */
  public static String code(String bytecode, List<Type<?>> arguments) {
    return "0x" + bytecode + FunctionEncoder.encodeConstructor(new ArrayList<>(arguments));
  }

  /** A call of any function. */
  public static String any(String name, List<Type<?>> arguments) {
    return call(name, arguments.toArray(Type<?>[]::new));
  }

  @SuppressWarnings("rawtypes") // web3j's encoder takes these.
  private static String deploy(String name, List<Type> arguments) {
    return "0x" + Artifact.of(name).bytecode() + FunctionEncoder.encodeConstructor(arguments);
  }

  /** Where a contract will be that somebody deploys with its transaction of this nonce. */
  public static Address addressOf(Address deployer, long nonce) {
    byte[] bytes =
        ContractUtils.generateContractAddress(bytes(deployer), BigInteger.valueOf(nonce));
    return Address.read(new ByteReader(bytes));
  }

  /** Brings tokens, in their smallest units, for a subaccount. */
  public static String deposit(int asset, BigInteger amount, Address owner, int number) {
    return call("deposit", id(asset), new Uint256(amount), address(owner), id(number));
  }

  /** Brings a command. */
  public static String submit(byte[] command) {
    return call("submit", new DynamicBytes(command));
  }

  /** Brings commands in their order. */
  public static String submitAll(List<byte[]> commands) {
    return call(
        "submitAll",
        new DynamicArray<>(DynamicBytes.class, commands.stream().map(DynamicBytes::new).toList()));
  }

  /** Asks feeds. */
  public static String ask(List<Address> feeds) {
    return call("ask", addresses(feeds));
  }

  /**
   * Posts what a quorum has signed.
   *
   * @param signatures by signer; each counts once
   */
  public static String agree(Commitment commitment, Map<Address, Signature> signatures) {
    return agree(commitment, joined(signatures));
  }

  /** As {@link #agree(Commitment, Map)}, whatever the bytes are. */
  static String agree(Commitment commitment, byte[] signatures) {
    StaticStruct struct =
        new StaticStruct(
            number(commitment.height()),
            number(commitment.sourceBlock()),
            word(commitment.sourceHash()),
            word(commitment.stateRoot()),
            word(commitment.marginDigest()));
    return call("agree", struct, new DynamicBytes(signatures));
  }

  /** Posts the next set of validators, which a quorum of the present one has signed. */
  public static String changeValidators(
      List<Address> validators, List<Long> powers, Map<Address, Signature> signatures) {
    byte[] bytes = joined(signatures);
    return call(
        "changeValidators", addresses(validators), numbers(powers), new DynamicBytes(bytes));
  }

  /**
   * Pays a withdrawal.
   *
   * @param height at which a root was agreed on that has it
   * @param proof bytes of {@link io.plimsoll.chain.root.Proof}
   */
  public static String release(long height, Payout payout, byte[] proof) {
    StaticStruct struct =
        new StaticStruct(
            number(payout.sequence()),
            address(payout.subaccount().owner()),
            id(payout.subaccount().number()),
            address(payout.recipient()),
            id(payout.asset()),
            number(payout.amount()),
            number(payout.height()));
    return call("release", number(height), struct, new DynamicBytes(proof));
  }

  /** The signatures as the contract takes them. */
  static byte[] joined(Map<Address, Signature> signatures) {
    ByteWriter out = new ByteWriter();
    new TreeMap<>(signatures).values().forEach(each -> out.raw(each.toBytes()));
    return out.toBytes();
  }

  static String call(String name, Type<?>... arguments) {
    return FunctionEncoder.encode(new Function(name, Arrays.asList(arguments), List.of()));
  }

  static org.web3j.abi.datatypes.Address address(Address of) {
    return new org.web3j.abi.datatypes.Address(HexFormat.of().formatHex(bytes(of)));
  }

  private static byte[] bytes(Address of) {
    ByteWriter out = new ByteWriter();
    of.write(out);
    return out.toBytes();
  }

  static DynamicArray<org.web3j.abi.datatypes.Address> addresses(List<Address> of) {
    return new DynamicArray<>(
        org.web3j.abi.datatypes.Address.class, of.stream().map(ContractCalls::address).toList());
  }

  static DynamicArray<Uint64> numbers(List<Long> of) {
    return new DynamicArray<>(Uint64.class, of.stream().map(ContractCalls::number).toList());
  }

  static Uint64 number(long of) {
    return new Uint64(new BigInteger(Long.toUnsignedString(of)));
  }

  static Uint32 id(int of) {
    return new Uint32(Integer.toUnsignedLong(of));
  }

  static Bytes32 word(Hash of) {
    ByteWriter out = new ByteWriter();
    of.write(out);
    return new Bytes32(out.toBytes());
  }
}
