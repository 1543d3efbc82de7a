package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.protocol.core.methods.response.EthBlock;

/** Each rule of agreeing and of validators' sets, with its refusal. */
class CommitmentsTest {

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final byte[] ROOT = new byte[Hash.BYTES];
  private static Evm evm;

  private Bridge bridge;

  @BeforeAll
  static void start() {
    evm = new Evm();
    ROOT[5] = 9;
  }

  @AfterAll
  static void stop() {
    if (evm != null) {
      evm.close();
    }
  }

  @BeforeEach
  void deploy() {
    bridge = new Bridge(evm, 4);
  }

  private void refused(String error, Evm.Sent sent) {
    assertEquals(error, sent.error());
  }

  /** Of a height and the last block. */
  private Commitment next(long height) {
    EthBlock.Block block = bridge.lastBlock();
    long number = block.getNumber().longValueExact();
    return Bridge.commitment(height, number, block.getHash(), ROOT);
  }

  private Evm.Sent post(Commitment commitment, byte[] signatures) {
    return evm.send(
        evm.account(6), bridge.commitments, ContractCalls.agree(commitment, signatures));
  }

  private byte[] joined(byte[] digest, List<SigningKey> signers) {
    ByteWriter out = new ByteWriter();
    signers.forEach(key -> out.raw(key.sign(digest).toBytes()));
    return out.toBytes();
  }

  @Test
  void moreThanTwoThirdsAgreeOnARoot() {
    List<SigningKey> all = bridge.validators;
    Commitment commitment = next(10);
    refused("BelowQuorum", bridge.agree(commitment, List.of()));
    refused("BelowQuorum", bridge.agree(commitment, all.subList(0, 2)));
    assertEquals(BigInteger.ZERO, rootAt(10));
    Evm.Sent sent = bridge.agree(commitment, all.subList(1, 4));
    assertEquals(
        List.of(
            "RootAgreed 2 10 "
                + commitment.sourceBlock()
                + " "
                + Bridge.word(commitment.sourceHash().hex())
                + " "
                + new BigInteger(ROOT)
                + " "
                + Bridge.word(commitment.marginDigest().hex())
                + " 1"),
        bridge.events(sent.done()));
    assertEquals(new BigInteger(ROOT), rootAt(10));
    assertEquals(
        List.of(BigInteger.TEN, BigInteger.valueOf(commitment.sourceBlock())),
        evm.ask(bridge.commitments, ContractCalls.call("latest")));
  }

  private BigInteger rootAt(long height) {
    String call = ContractCalls.call("rootAt", ContractCalls.number(height));
    return evm.ask(bridge.commitments, call).get(0);
  }

  @Test
  void exactlyTwoThirdsAreTooFew() {
    bridge = new Bridge(evm, 3);
    refused("BelowQuorum", bridge.agree(next(1), bridge.validators.subList(0, 2)));
    assertNull(bridge.agree(next(1), bridge.validators).error());
  }

  @Test
  void powersCountAndNotHeads() {
    List<SigningKey> keys = Bridge.keys(1, 4);
    install(keys, List.of(1L, 1L, 1L, 10L)).done();
    refused("BelowQuorum", bridge.agree(next(1), keys.subList(0, 3)));
    assertNull(bridge.agree(next(1), keys.subList(3, 4)).error());
  }

  private Evm.Sent install(List<SigningKey> keys, List<Long> powers) {
    return install(Bridge.addresses(keys), powers, bridge.validators);
  }

  private Evm.Sent install(List<Address> next, List<Long> powers, List<SigningKey> signers) {
    byte[] signed = bridge.digest.of(bridge.set + 1, next, powers);
    Map<Address, Signature> signatures = Bridge.sign(signed, signers);
    String data = ContractCalls.changeValidators(next, powers, signatures);
    Evm.Sent sent = evm.send(evm.account(6), bridge.commitments, data);
    if (sent.error() == null) {
      bridge.set++;
    }
    return sent;
  }

  @Test
  void aHeightHasOneRootAndHeightsGrow() {
    assertNull(bridge.agree(next(10), bridge.validators).error());
    evm.node("anvil_mine", 2);
    refused("NotLater", bridge.agree(next(10), bridge.validators));
    refused("NotLater", bridge.agree(next(9), bridge.validators));
    Commitment later = next(11);
    assertNull(bridge.agree(later, bridge.validators).error());
    // The same block of this chain cannot be two blocks of the module.
    Commitment same =
        new Commitment(
            12, later.sourceBlock(), later.sourceHash(), Hash.of(ROOT), later.marginDigest());
    refused("NotLater", bridge.agree(same, bridge.validators));
  }

  @Test
  void theBlockIsOfThisChain() {
    Commitment real = next(1);
    Commitment other =
        new Commitment(
            1, real.sourceBlock(), new Hash(1, 1, 1, 1), real.stateRoot(), real.marginDigest());
    refused("NotOnThisChain", bridge.agree(other, bridge.validators));
    Commitment ahead =
        new Commitment(
            1,
            real.sourceBlock() + 1_000,
            real.sourceHash(),
            real.stateRoot(),
            real.marginDigest());
    refused("NotOnThisChain", bridge.agree(ahead, bridge.validators));
    // The chain no longer knows the hash of a block so far back.
    evm.node("anvil_mine", 300);
    assertNull(bridge.agree(other, bridge.validators).error());
  }

  @Test
  void whatWasSignedForAnOrphanedBlockIsRefused() {
    evm.node("anvil_mine", 3);
    Commitment orphaned = next(1);
    evm.node("anvil_reorg", 2, List.of());
    evm.node("anvil_mine", 1);
    refused("NotOnThisChain", bridge.agree(orphaned, bridge.validators));
    assertNull(bridge.agree(next(1), bridge.validators).error());
  }

  @Test
  void aRootIsNotZero() {
    Commitment real = next(1);
    Commitment zero =
        new Commitment(1, real.sourceBlock(), real.sourceHash(), Hash.ZERO, real.marginDigest());
    refused("ZeroRoot", bridge.agree(zero, bridge.validators));
  }

  @Test
  void signersAscendAndCountOnce() {
    Commitment commitment = next(1);
    byte[] signed = bridge.digest.of(1, commitment);
    List<SigningKey> keys = new ArrayList<>(bridge.validators);
    SigningKey first = keys.get(0);
    byte[] thrice = joined(signed, List.of(first, first, first));
    refused("NotAscending", post(commitment, thrice));
    Collections.reverse(keys);
    refused("NotAscending", post(commitment, joined(signed, keys)));
    Collections.reverse(keys);
    assertNull(post(commitment, joined(signed, keys)).error());
  }

  @Test
  void signaturesHaveOneForm() {
    Commitment commitment = next(1);
    byte[] signed = bridge.digest.of(1, commitment);
    List<SigningKey> keys = bridge.validators;
    byte[] good = joined(signed, keys);
    for (int cut : new int[] {1, 64}) {
      byte[] less = java.util.Arrays.copyOf(good, good.length - cut);
      refused("SignatureOutOfRange", post(commitment, less));
    }
    byte[] more = java.util.Arrays.copyOf(good, good.length + 1);
    refused("SignatureOutOfRange", post(commitment, more));
    for (int parity : new int[] {0, 1, 26, 29, 255}) {
      byte[] other = good.clone();
      other[64] = (byte) parity;
      refused("SignatureOutOfRange", post(commitment, other));
    }
    // The twin of a signature, which recovers the same signer.
    Signature low = keys.get(0).sign(signed);
    Signature high = new Signature(low.r(), ORDER.subtract(low.s()), 55 - low.parity());
    byte[] twin = good.clone();
    System.arraycopy(high.toBytes(), 0, twin, 0, Signature.BYTES);
    refused("SignatureOutOfRange", post(commitment, twin));
    for (Signature bad :
        List.of(
            new Signature(BigInteger.ZERO, low.s(), 27),
            new Signature(low.r(), BigInteger.ZERO, 27),
            new Signature(ORDER, low.s(), 27))) {
      byte[] out = good.clone();
      System.arraycopy(bad.toBytes(), 0, out, 0, Signature.BYTES);
      refused("SignatureOutOfRange", post(commitment, out));
    }
    assertNull(post(commitment, good).error());
  }

  @Test
  void strangersDoNotCount() {
    Commitment commitment = next(1);
    List<SigningKey> keys = new ArrayList<>(bridge.validators.subList(0, 3));
    keys.addAll(Bridge.keys(100, 1));
    keys.sort(java.util.Comparator.comparing(SigningKey::address));
    refused("NotAValidator", bridge.agree(commitment, keys));
  }

  /** A signature is for one chain, one contract, one set and every field of the commitment. */
  @Test
  void signaturesAreForOneThing() {
    Commitment it = next(7);
    List<byte[]> others = new ArrayList<>();
    others.add(new CommitmentDigest(1, bridge.commitments).of(1, it));
    others.add(new CommitmentDigest(Bridge.CHAIN_ID, bridge.inbox).of(1, it));
    others.add(bridge.digest.of(2, it));
    Hash hash = new Hash(9, 9, 9, 9);
    for (Commitment other :
        List.of(
            new Commitment(8, it.sourceBlock(), it.sourceHash(), it.stateRoot(), it.marginDigest()),
            new Commitment(7, 1, it.sourceHash(), it.stateRoot(), it.marginDigest()),
            new Commitment(7, it.sourceBlock(), hash, it.stateRoot(), it.marginDigest()),
            new Commitment(7, it.sourceBlock(), it.sourceHash(), hash, it.marginDigest()),
            new Commitment(7, it.sourceBlock(), it.sourceHash(), it.stateRoot(), hash))) {
      others.add(bridge.digest.of(1, other));
    }
    for (byte[] other : others) {
      // Signers of another digest are somebody else, in whatever order.
      String error = post(it, joined(other, bridge.validators)).error();
      assertTrue(List.of("NotAValidator", "NotAscending").contains(error), "" + error);
    }
    assertNull(post(it, joined(bridge.digest.of(1, it), bridge.validators)).error());
  }

  @Test
  void theContractHashesAsJavaDoes() {
    Commitment it = next(7);
    StaticStruct struct =
        new StaticStruct(
            ContractCalls.number(it.height()),
            ContractCalls.number(it.sourceBlock()),
            ContractCalls.word(it.sourceHash()),
            ContractCalls.word(it.stateRoot()),
            ContractCalls.word(it.marginDigest()));
    assertArrayEquals(
        bridge.digest.of(1, it), digest(ContractCalls.call("commitmentDigest", struct)));
    List<Address> validators = Bridge.addresses(Bridge.keys(30, 5));
    List<Long> powers = List.of(1L, 2L, 3L, 1L << 40, 5L);
    assertArrayEquals(
        bridge.digest.of(2, validators, powers),
        digest(
            ContractCalls.call(
                "validatorsDigest",
                ContractCalls.addresses(validators),
                ContractCalls.numbers(powers))));
  }

  private byte[] digest(String call) {
    String hex = evm.ask(bridge.commitments, call).get(0).toString(16);
    return java.util.HexFormat.of().parseHex("0".repeat(64 - hex.length()) + hex);
  }

  @Test
  void aQuorumOfTheOldSetNamesTheNext() {
    List<SigningKey> old = bridge.validators;
    List<SigningKey> next = Bridge.keys(40, 3);
    List<Address> addresses = Bridge.addresses(next);
    List<Long> powers = List.of(5L, 6L, 7L);
    refused("BelowQuorum", install(addresses, powers, old.subList(0, 2)));
    refused("NotAValidator", install(addresses, powers, next));
    byte[] signed = bridge.digest.of(2, addresses, powers);
    Map<Address, Signature> signatures = Bridge.sign(signed, old);
    String replay = ContractCalls.changeValidators(addresses, powers, signatures);
    List<String> events = bridge.events(install(addresses, powers, old).done());
    assertTrue(events.get(0).startsWith("ValidatorsChanged 2 2 "), events.get(0));
    assertEquals(2, evm.number(bridge.commitments, "set"));
    assertEquals(18, evm.number(bridge.commitments, "totalPower"));
    assertEquals(0, power(old.get(0)));
    assertEquals(6, power(next.get(1)));
    // The old ones have no say any more, and the change is not made again.
    refused("NotAValidator", bridge.agree(next(1), old));
    String error = evm.send(evm.account(6), bridge.commitments, replay).error();
    assertTrue(List.of("NotAValidator", "NotAscending").contains(error), "" + error);
    assertNull(bridge.agree(next(1), next).error());
  }

  private long power(SigningKey of) {
    return evm.number(bridge.commitments, "powerOf", ContractCalls.address(of.address()));
  }

  @Test
  void aSetIsInRange() {
    List<SigningKey> old = bridge.validators;
    List<Address> two = Bridge.addresses(Bridge.keys(50, 2));
    String out = "ValidatorsOutOfRange";
    refused(out, install(List.of(), List.of(), old));
    refused(out, install(two, List.of(1L), old));
    refused(out, install(two, List.of(1L, 0L), old));
    refused(out, install(two, List.of(1L << 61, (1L << 61) + 1), old));
    refused("NotAscending", install(List.of(two.get(1), two.get(0)), List.of(1L, 1L), old));
    refused("NotAscending", install(List.of(two.get(0), two.get(0)), List.of(1L, 1L), old));
    refused("NotAscending", install(List.of(Evm.NOBODY, two.get(0)), List.of(1L, 1L), old));
    assertNull(install(two, List.of(1L << 61, 1L << 61), old).error());
  }

  @Test
  void aSetHasAtMost128() {
    List<SigningKey> many = Bridge.keys(200, 129);
    List<Long> powers = new ArrayList<>(Collections.nCopies(129, 1L));
    // With the first it takes no other 85 signatures.
    powers.set(0, 1_000L);
    refused("ValidatorsOutOfRange", install(many, powers));
    assertNull(install(many.subList(0, 128), powers.subList(0, 128)).error());
    assertEquals(1_127, evm.number(bridge.commitments, "totalPower"));
    refused("BelowQuorum", bridge.agree(next(1), many.subList(1, 4)));
    assertNull(bridge.agree(next(1), many.subList(0, 1)).error());
  }

  @Test
  void aContractHasItsOwnInbox() {
    List<Address> validators = Bridge.addresses(Bridge.keys(1, 1));
    String deploy = ContractCalls.commitments(bridge.inbox, validators, List.of(1L));
    refused("NotOfThisInbox", evm.send(evm.account(19), null, deploy));
    refused(
        "ZeroAddress",
        evm.send(evm.account(19), null, ContractCalls.inbox(Evm.NOBODY, bridge.inbox)));
    refused(
        "ZeroAddress",
        evm.send(evm.account(19), null, ContractCalls.inbox(bridge.governor, Evm.NOBODY)));
  }

  /** Roots stay, a word each, and nothing ever goes over them. */
  @Test
  void noNumberOfRootsMakesTheNextOneDearer() {
    assertNull(bridge.agree(next(1), bridge.validators).error());
    long second = bridge.agree(next(2), bridge.validators).gas();
    for (long height = 3; height < 12; height++) {
      long gas = bridge.agree(next(height), bridge.validators).gas();
      // Bytes of a signature that are 0 cost less than others.
      assertTrue(Math.abs(gas - second) < 1_000, gas + " and " + second);
    }
    assertEquals(new BigInteger(ROOT), rootAt(2));
  }

  @Test
  void nothingIsProvenAtAHeightWithoutARoot() {
    String call =
        ContractCalls.call(
            "proves",
            ContractCalls.number(5),
            new DynamicBytes(new byte[1]),
            new DynamicBytes(new byte[0]),
            new DynamicBytes(new byte[3]));
    refused("NoRoot", evm.send(evm.account(6), bridge.commitments, call));
  }
}
