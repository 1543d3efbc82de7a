package io.plimsoll.node.evm.contract;

import static io.plimsoll.node.evm.contract.Bridge.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.Proof;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.abi.datatypes.DynamicBytes;

/**
 * What the module proves, the contract believes, and nothing else: a real chain's subaccounts and
 * withdrawals under roots that validators agreed on.
 */
class ProofsTest {

  private static final int HOLDERS = 300;
  private static final long HEIGHT = 100;
  private static final Address PAYEE = Address.ofNumber(0xabcdef);
  private static final SubaccountId ABSENT = new SubaccountId(Address.ofNumber(5), 77);

  private static Evm evm;
  private static Bridge bridge;
  private static Address dollars;
  private static Address coins;
  private static final ModuleChain MODULE = new ModuleChain();

  @BeforeAll
  static void start() {
    evm = new Evm();
    bridge = new Bridge(evm, 4);
    dollars = bridge.list(USD, "OrdinaryToken", 6, -6);
    coins = bridge.list(ModuleChain.BTC, "SilentToken", 18, -8);
    Address payer = evm.account(1);
    bridge.give(dollars, payer, BigInteger.TEN.pow(15));
    bridge.give(coins, payer, BigInteger.TEN.pow(20));
    bridge.deposit(payer, USD, HOLDERS * 1_000_000L).done();
    bridge.deposit(payer, ModuleChain.BTC, BigInteger.valueOf(5_000).multiply(unit())).done();
    for (int i = 1; i <= HOLDERS; i++) {
      SubaccountId id = id(i);
      MODULE.add(ModuleChain.ADMIN, new Command.DepositFrom(id, USD, 1_000_000L, payer));
    }
    MODULE.add(ModuleChain.ADMIN, new Command.DepositFrom(id(1), ModuleChain.BTC, 5_000, payer));
    MODULE.commit();
    for (int i = 1; i <= 20; i++) {
      MODULE.add(id(i).owner(), new Command.WithdrawTo(id(i), USD, 100_000L + i, PAYEE));
    }
    MODULE.add(id(1).owner(), new Command.WithdrawTo(id(1), ModuleChain.BTC, 1_234, PAYEE));
    MODULE.add(id(2).owner(), new Command.Withdraw(id(2), 7));
    MODULE.commit();
    bridge.agree(HEIGHT, MODULE.root()).done();
  }

  @AfterAll
  static void stop() {
    if (evm != null) {
      evm.close();
    }
  }

  private static BigInteger unit() {
    return BigInteger.TEN.pow(10);
  }

  private static SubaccountId id(int number) {
    return new SubaccountId(Address.ofNumber(number), 0);
  }

  private static Evm.Sent release(long height, Payout payout, byte[] proof) {
    String data = ContractCalls.release(height, payout, proof);
    return evm.send(evm.account(7), bridge.commitments, data);
  }

  private static Evm.Sent release(long sequence) {
    Payout payout = MODULE.payout(sequence);
    return release(HEIGHT, payout, MODULE.proof(ModuleChain.key(sequence)));
  }

  private static boolean proves(byte[] key, byte[] value, byte[] proof) {
    String call =
        ContractCalls.call(
            "proves",
            ContractCalls.number(HEIGHT),
            new DynamicBytes(key),
            new DynamicBytes(value),
            new DynamicBytes(proof));
    return evm.ask(bridge.commitments, call).get(0).signum() > 0;
  }

  private static boolean provesSubaccount(SubaccountId id, byte[] leaf, byte[] proof) {
    String call =
        ContractCalls.call(
            "provesSubaccount",
            ContractCalls.number(HEIGHT),
            ContractCalls.address(id.owner()),
            ContractCalls.id(id.number()),
            new DynamicBytes(leaf),
            new DynamicBytes(proof));
    return evm.ask(bridge.commitments, call).get(0).signum() > 0;
  }

  @Test
  void aWithdrawalIsPaidOnceToItsRecipient() {
    final BigInteger before = bridge.balance(dollars, PAYEE);
    final long owed = bridge.liabilities(USD);
    Evm.Sent sent = release(3);
    long sequence = evm.number(bridge.inbox, "sequence");
    assertEquals(
        List.of(
            "Released "
                + sequence
                + " 3 "
                + Bridge.word("0".repeat(58) + "abcdef")
                + " 4294967295 100003"),
        bridge.events(sent.done()));
    assertEquals(BigInteger.valueOf(100_003), bridge.balance(dollars, PAYEE).subtract(before));
    assertEquals(owed - 100_003, bridge.liabilities(USD));
    assertEquals(1, evm.number(bridge.commitments, "isReleased", ContractCalls.number(3)));
    assertEquals("AlreadyReleased", release(3).error());
    // Nor at another height, at which it still is there.
    bridge.agree(HEIGHT + 1, MODULE.root()).done();
    byte[] proof = MODULE.proof(ModuleChain.key(3));
    assertEquals("AlreadyReleased", release(HEIGHT + 1, MODULE.payout(3), proof).error());
    assertNull(release(HEIGHT + 1, MODULE.payout(4), MODULE.proof(ModuleChain.key(4))).error());
    // Its neighbours in the word of bits are not concerned.
    assertEquals(0, evm.number(bridge.commitments, "isReleased", ContractCalls.number(2)));
  }

  @Test
  void coinsArePaidInTheirTokensUnits() {
    assertNull(release(21).error());
    assertEquals(BigInteger.valueOf(1_234).multiply(unit()), bridge.balance(coins, PAYEE));
    // A withdrawal without a recipient of its own goes to the owner.
    assertNull(release(22).error());
    assertEquals(BigInteger.valueOf(7), bridge.balance(dollars, Address.ofNumber(2)));
  }

  @Test
  void anotherPayoutIsNotProven() {
    Payout it = MODULE.payout(5);
    byte[] proof = MODULE.proof(ModuleChain.key(5));
    List<UnaryOperator<Payout>> changes =
        List.of(
            p -> with(p, 6, p.subaccount(), p.recipient(), p.asset(), p.amount(), p.height()),
            p -> with(p, 5, id(6), p.recipient(), p.asset(), p.amount(), p.height()),
            p -> with(p, 5, ABSENT, p.recipient(), p.asset(), p.amount(), p.height()),
            p -> with(p, 5, p.subaccount(), evm.account(3), p.asset(), p.amount(), p.height()),
            p -> with(p, 5, p.subaccount(), p.recipient(), 1, p.amount(), p.height()),
            p -> with(p, 5, p.subaccount(), p.recipient(), p.asset(), 100_006, p.height()),
            p -> with(p, 5, p.subaccount(), p.recipient(), p.asset(), p.amount(), 1));
    for (UnaryOperator<Payout> change : changes) {
      assertEquals("NotProven", release(HEIGHT, change.apply(it), proof).error());
    }
    assertEquals("NotProven", release(HEIGHT, it, MODULE.proof(ModuleChain.key(6))).error());
    assertEquals("NoRoot", release(HEIGHT - 1, it, proof).error());
    assertNull(release(HEIGHT, it, proof).error());
  }

  private static Payout with(
      Payout of,
      long sequence,
      SubaccountId id,
      Address recipient,
      int asset,
      long amount,
      long height) {
    Payout other = new Payout(sequence, id, recipient, asset, amount, height);
    assertFalse(other.equals(of));
    return other;
  }

  /** Every byte of a proof counts. */
  @Test
  void anAlteredProofReleasesNothing() {
    Payout it = MODULE.payout(7);
    byte[] proof = MODULE.proof(ModuleChain.key(7));
    Random random = random();
    for (int i = 0; i < 40; i++) {
      byte[] bad = proof.clone();
      int at = i < 3 ? i : random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      assertEquals("NotProven", release(HEIGHT, it, bad).error(), "byte " + at);
    }
    for (int size : new int[] {0, 2, 3, proof.length - 32, proof.length - 1, proof.length + 32}) {
      assertEquals("NotProven", release(HEIGHT, it, Arrays.copyOf(proof, size)).error());
    }
  }

  private static Random random() {
    long seed = Long.getLong("plimsoll.seed", 6_006);
    System.out.println("ProofsTest: -Dplimsoll.seed=" + seed);
    return new Random(seed);
  }

  @Test
  void subaccountsArePresentAndAbsent() {
    for (int i : new int[] {1, 2, 150, HOLDERS}) {
      byte[] proof = MODULE.proof(ModuleChain.key(id(i)));
      byte[] leaf = MODULE.leaf(id(i));
      assertTrue(provesSubaccount(id(i), leaf, proof));
      assertFalse(provesSubaccount(id(i + 1), leaf, proof));
      assertFalse(provesSubaccount(id(i), new byte[0], proof), "it is not absent");
      byte[] richer = leaf.clone();
      richer[richer.length - 1] ^= 1;
      assertFalse(provesSubaccount(id(i), richer, proof));
    }
    int others = 0;
    for (int i = 0; i < 30; i++) {
      SubaccountId absent = new SubaccountId(Address.ofNumber(i), 77);
      byte[] proof = MODULE.proof(ModuleChain.key(absent));
      others += proof[0] == 2 ? 1 : 0;
      assertTrue(provesSubaccount(absent, new byte[0], proof));
      assertFalse(provesSubaccount(absent, new byte[] {1}, proof));
    }
    assertTrue(others > 0 && others < 30, others + " ways end at another leaf");
  }

  /** Whatever bytes are a proof of for Java, they are for the contract, and the reverse. */
  @Test
  void javaAndSolidityAgreeOnAnyBytes() {
    Random random = random();
    int shown = 0;
    for (int i = 0; i < 150; i++) {
      SubaccountId id = new SubaccountId(Address.ofNumber(1 + random.nextInt(40)), i % 3 / 2);
      byte[] key = ModuleChain.key(id);
      boolean present = id.number() == 0;
      byte[] proof = MODULE.chain.prove(key).toBytes();
      byte[] value = present ? MODULE.leaf(id) : new byte[0];
      switch (random.nextInt(6)) {
        case 0 -> proof[random.nextInt(3)] ^= (byte) (1 << random.nextInt(3));
        case 1 -> proof[random.nextInt(proof.length)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> proof = Arrays.copyOf(proof, random.nextInt(proof.length + 64));
        case 3 -> value = present ? new byte[0] : new byte[] {5};
        default -> key = key.clone();
      }
      boolean byJava = Proof.verify(rootAtHeight(), key, value, Proof.ofBytes(proof));
      assertEquals(byJava, proves(key, value, proof), "case " + i);
      shown += byJava ? 1 : 0;
    }
    assertTrue(shown > 30 && shown < 120, shown + " shown");
  }

  private static byte[] rootAtHeight() {
    String call = ContractCalls.call("rootAt", ContractCalls.number(HEIGHT));
    byte[] word = evm.ask(bridge.commitments, call).get(0).toByteArray();
    byte[] root = new byte[32];
    int from = Math.max(0, word.length - 32);
    System.arraycopy(word, from, root, 32 - (word.length - from), word.length - from);
    return root;
  }

  /** A way may be as long as a key's hash, and no longer. */
  @Test
  void waysHaveUpTo256Levels() throws NoSuchAlgorithmException {
    Random random = random();
    byte[] key = {1, 2, 3};
    byte[] value = {4};
    long height = 1_000;
    Bridge own = new Bridge(evm, 1);
    for (int levels : new int[] {0, 1, 255, 256}) {
      byte[] proof = new byte[3 + 32 * levels];
      random.nextBytes(proof);
      proof[0] = 1;
      proof[1] = (byte) (levels >> 8);
      proof[2] = (byte) levels;
      byte[] keyHash = sha(key);
      byte[] hash = sha(new byte[] {0}, keyHash, sha(value));
      for (int level = levels - 1; level >= 0; level--) {
        byte[] other = Arrays.copyOfRange(proof, 3 + 32 * level, 35 + 32 * level);
        boolean right = (keyHash[level / 8] >> (7 - level % 8) & 1) == 1;
        hash = right ? sha(new byte[] {1}, other, hash) : sha(new byte[] {1}, hash, other);
      }
      assertTrue(Proof.verify(hash, key, value, Proof.ofBytes(proof)));
      own.agree(++height, hash).done();
      String call =
          ContractCalls.call(
              "proves",
              ContractCalls.number(height),
              new DynamicBytes(key),
              new DynamicBytes(value),
              new DynamicBytes(proof));
      assertEquals(BigInteger.ONE, evm.ask(own.commitments, call).get(0), levels + " levels");
    }
  }

  private static byte[] sha(byte[]... parts) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** The contract never pays more than came in, whatever a quorum signs. */
  @Test
  void aRootCannotPayMoreThanWasBrought() {
    ModuleChain liars = new ModuleChain();
    long tooMuch = 9_000_000_000L;
    liars.add(ModuleChain.ADMIN, new Command.DepositFrom(id(1), USD, tooMuch, PAYEE));
    liars.add(ModuleChain.ADMIN, new Command.DepositFrom(id(1), 55, 5, PAYEE));
    liars.commit();
    liars.add(id(1).owner(), new Command.Withdraw(id(1), tooMuch));
    liars.commit();
    Bridge own = new Bridge(evm, 1);
    Address token = own.list(USD, "OrdinaryToken", 6, -6);
    Address payer = evm.account(1);
    own.give(token, payer, BigInteger.valueOf(tooMuch));
    own.deposit(payer, USD, tooMuch - 1).done();
    own.agree(HEIGHT, liars.root()).done();
    String all = ContractCalls.release(HEIGHT, liars.payout(2), liars.proof(ModuleChain.key(2)));
    assertEquals("AboveLiabilities", evm.send(payer, own.commitments, all).error());
    own.deposit(payer, USD, 1).done();
    assertNull(evm.send(payer, own.commitments, all).error());
    // A coin that has no token waits until it has one.
    String coin = ContractCalls.release(HEIGHT, liars.payout(1), liars.proof(ModuleChain.key(1)));
    assertEquals("NotListed", evm.send(payer, own.commitments, coin).error());
    own.list(55, "OrdinaryToken", 8, -8);
    assertEquals("AboveLiabilities", evm.send(payer, own.commitments, coin).error());
  }

  @Test
  void aTokenThatCallsBackCannotReleaseTwice() {
    Bridge own = new Bridge(evm, 1);
    Address token = own.list(USD, "ReentrantToken", 6, -6);
    Address payer = evm.account(1);
    own.give(token, payer, BigInteger.valueOf(1_000_000_000));
    own.deposit(payer, USD, 1_000_000_000).done();
    own.agree(HEIGHT, MODULE.root()).done();
    byte[] first = MODULE.proof(ModuleChain.key(10));
    byte[] second = MODULE.proof(ModuleChain.key(11));
    for (Payout inner : List.of(MODULE.payout(10), MODULE.payout(11))) {
      byte[] proof = inner.sequence() == 10 ? first : second;
      String call = ContractCalls.release(HEIGHT, inner, proof);
      String aim =
          ContractCalls.call(
              "aim",
              ContractCalls.address(own.commitments),
              new DynamicBytes(java.util.HexFormat.of().parseHex(call.substring(2))));
      evm.send(payer, token, aim).done();
      Payout outer = MODULE.payout(7 + inner.sequence());
      byte[] outerProof = MODULE.proof(ModuleChain.key(outer.sequence()));
      BigInteger before = own.balance(token, PAYEE);
      long owed = own.liabilities(USD);
      evm.send(payer, own.commitments, ContractCalls.release(HEIGHT, outer, outerProof)).done();
      assertEquals(1, evm.number(token, "called"));
      assertEquals(0, evm.number(token, "succeeded"));
      assertEquals(BigInteger.valueOf(outer.amount()), own.balance(token, PAYEE).subtract(before));
      assertEquals(owed - outer.amount(), own.liabilities(USD));
    }
  }

  /** What a token lost is alarmed at the next payment; payments go on while there is something. */
  @Test
  void aShortfallIsAlarmedWhenSomethingIsPaid() {
    Bridge own = new Bridge(evm, 1);
    Address token = own.list(USD, "RebasingToken", 6, -6);
    Address payer = evm.account(1);
    own.give(token, payer, BigInteger.valueOf(1_000_000));
    own.deposit(payer, USD, 1_000_000).done();
    own.agree(HEIGHT, MODULE.root()).done();
    String shrink =
        ContractCalls.call("rebase", new org.web3j.abi.datatypes.generated.Uint256(500_000));
    evm.send(payer, token, shrink).done();
    own.pause(true).done();
    Payout payout = MODULE.payout(15);
    byte[] proof = MODULE.proof(ModuleChain.key(15));
    Evm.Sent sent = evm.send(payer, own.commitments, ContractCalls.release(HEIGHT, payout, proof));
    List<String> events = own.events(sent.done());
    assertTrue(events.get(0).startsWith("Released "), events.get(0));
    assertTrue(events.get(1).startsWith("Shortfall "), events.get(1));
    assertTrue(events.get(1).endsWith(" " + (1_000_000 - 100_015)), events.get(1));
  }
}
