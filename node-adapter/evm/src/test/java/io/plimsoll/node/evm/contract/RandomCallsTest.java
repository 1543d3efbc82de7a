package io.plimsoll.node.evm.contract;

import static io.plimsoll.node.evm.contract.Bridge.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.Signature;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;

/**
 * Random calls by everybody, against a model: each does or refuses what the model says, and what
 * must always hold does: what is owed is there, a withdrawal is paid once, numbers have no gap.
 * {@code -Dplimsoll.evm.calls} makes them more, {@code -Dplimsoll.seed} others.
 */
class RandomCallsTest {

  private static final int COIN = 1;
  private static final int REBASING = 2;
  private static final int FEE = 3;
  private static final int UNLISTED = 9;
  private static final List<Integer> ASSETS =
      List.of(USD, USD, COIN, REBASING, REBASING, FEE, UNLISTED);
  private static final int HOLDERS = 4;
  private static final int COMPARED_EACH = 50;
  private static final long SEED = 20_261_126;
  private static final int LONG_RUN = 1_500;

  private Random random = new Random(0);
  private Evm evm;
  private Bridge bridge;
  private BridgeModel model;
  private final PayoutTree tree = new PayoutTree();
  private List<SigningKey> keys = new ArrayList<>();
  private final Map<Integer, Address> tokens = new TreeMap<>();
  private final Map<String, Integer> seen = new TreeMap<>();

  @Test
  void allCallsDoWhatTheModelSays() throws IOException {
    long seed = Long.getLong("plimsoll.seed", SEED);
    int calls = Integer.getInteger("plimsoll.evm.calls", 150);
    System.out.println("RandomCallsTest: -Dplimsoll.seed=" + seed + ", " + calls + " calls");
    random = new Random(seed);
    for (int i = 0; i < calls; i++) {
      step(i);
      if (i % COMPARED_EACH == COMPARED_EACH - 1) {
        compareStates();
      }
    }
    compareStates();
    readLogs();
    System.out.println("RandomCallsTest: " + seen);
    for (String each :
        List.of(
            "Deposited",
            "Released",
            "Shortfall",
            "RootAgreed",
            "ValidatorsChanged",
            "AlreadyReleased",
            "NotProven",
            "NotExact",
            "BelowLiabilities",
            "BelowQuorum",
            "AboveLiabilities",
            "NotOnThisChain",
            "TransferFailed",
            "AboveCap")) {
      // Another seed may miss one of them.
      boolean mustMeet = calls >= LONG_RUN && seed == SEED;
      assertTrue(!mustMeet || seen.containsKey(each), () -> each + " is not in " + seen);
    }
  }

  @BeforeEach
  void open() {
    evm = new Evm();
    bridge = new Bridge(evm, 4);
    keys = new ArrayList<>(bridge.validators);
    model = new BridgeModel(bridge.inbox, evm.number(bridge.inbox, "sequence"));
    keys.forEach(key -> model.powers.put(key.address(), 1L));
    list(USD, "OrdinaryToken", 6, -6, BridgeModel.Kind.PLAIN);
    list(COIN, "SilentToken", 18, -8, BridgeModel.Kind.PLAIN);
    list(REBASING, "RebasingToken", 8, -8, BridgeModel.Kind.REBASING);
    list(FEE, "FeeToken", 8, -8, BridgeModel.Kind.FEE);
  }

  @AfterEach
  void close() {
    if (evm != null) {
      evm.close();
    }
  }

  private void list(int asset, String name, int decimals, int exponent, BridgeModel.Kind kind) {
    tokens.put(asset, bridge.list(asset, name, decimals, exponent));
    BigInteger unit = BigInteger.TEN.pow(decimals + exponent);
    BridgeModel.Token token = new BridgeModel.Token(kind, unit);
    model.tokens.put(asset, token);
    model.sequence += 2;
    BigInteger rich = unit.multiply(BigInteger.TEN.pow(9));
    for (int i = 1; i <= HOLDERS; i++) {
      bridge.give(tokens.get(asset), evm.account(i), rich);
      token.raw.put(evm.account(i), rich);
      token.allowed.put(evm.account(i), rich);
    }
  }

  private Address holder() {
    return evm.account(1 + random.nextInt(HOLDERS));
  }

  private int asset() {
    return ASSETS.get(random.nextInt(ASSETS.size()));
  }

  private boolean chance(int inHundred) {
    return random.nextInt(100) < inHundred;
  }

  private void step(int at) {
    int dice = random.nextInt(100);
    if (dice < 30) {
      deposit(at);
    } else if (dice < 55) {
      release(at);
    } else if (dice < 67) {
      agree(at);
    } else if (dice < 72) {
      changeValidators(at);
    } else if (dice < 78) {
      int size = chance(80) ? 1 + random.nextInt(300) : chance(50) ? 0 : (1 << 15) + 1;
      String call = ContractCalls.submit(new byte[size]);
      expect(at, "submit " + size, model.submit(size), evm.send(holder(), bridge.inbox, call));
    } else if (dice < 84) {
      govern(at);
    } else if (dice < 90) {
      int asset = asset();
      String call = ContractCalls.call("check", ContractCalls.id(asset));
      expect(at, "check " + asset, model.check(asset), evm.send(holder(), bridge.inbox, call));
    } else if (dice < 94) {
      rebase();
    } else {
      donate();
    }
  }

  /** The chain has done what the model did, or refused it for the same reason. */
  private void expect(int at, String what, BridgeModel.Outcome expected, Evm.Sent sent) {
    String call = "call " + at + ", " + what;
    assertEquals(expected.error(), sent.error(), call);
    if (sent.error() != null) {
      seen.merge(sent.error(), 1, Integer::sum);
      return;
    }
    List<String> events = bridge.events(sent.done());
    assertEquals(expected.events().size(), events.size(), call);
    for (int i = 0; i < events.size(); i++) {
      assertTrue(
          (events.get(i) + " ").startsWith(expected.events().get(i) + " "),
          call + ": " + events.get(i) + ", not " + expected.events().get(i));
      seen.merge(events.get(i).substring(0, events.get(i).indexOf(' ')), 1, Integer::sum);
    }
  }

  private void deposit(int at) {
    Address payer = holder();
    int asset = asset();
    BridgeModel.Token token = model.tokens.get(asset);
    BigInteger unit = token == null ? BigInteger.ONE : token.unit;
    BigInteger amount = unit.multiply(BigInteger.valueOf(random.nextInt(200)));
    amount =
        switch (random.nextInt(10)) {
          case 0 -> amount.add(BigInteger.ONE);
          case 1 -> unit.shiftLeft(53).add(unit);
          case 2 -> unit.multiply(BigInteger.valueOf(500_000_000));
          default -> amount;
        };
    expect(
        at,
        "deposit of " + amount + " of " + asset,
        model.deposit(payer, asset, amount),
        bridge.deposit(payer, asset, amount));
  }

  private void release(int at) {
    // The module has withdrawals, some of more than came in.
    while (tree.size() < 4 || chance(30)) {
      long amount = chance(90) ? 1 + random.nextInt(300) : 1L << 50;
      SubaccountId id = new SubaccountId(holder(), random.nextInt(3));
      Address recipient = new Address(0x1122334455667788L, 9, random.nextInt(5));
      tree.add(id, chance(50) ? id.owner() : recipient, asset(), amount, at + 1L);
    }
    List<Long> heights = new ArrayList<>(model.roots.keySet());
    boolean known = !heights.isEmpty() && chance(95);
    long height =
        known ? heights.get(heights.size() - 1 - random.nextInt(Math.min(3, heights.size()))) : 7;
    Payout payout = tree.payout(1 + random.nextInt(tree.size()));
    BridgeModel.Root root = model.roots.get(height);
    byte[] there = root == null ? null : root.proofs().get(payout.sequence());
    byte[] proof = there == null ? new byte[] {1, 0, 0} : there.clone();
    switch (random.nextInt(12)) {
      case 0 -> proof[random.nextInt(proof.length)] ^= 1;
      case 1 -> payout = altered(payout, payout.amount() + 1, payout.recipient());
      case 2 -> payout = altered(payout, payout.amount(), holder());
      default -> seen.merge("honest releases", 1, Integer::sum);
    }
    expect(
        at,
        "release " + payout + " at " + height,
        model.release(height, payout, proof),
        evm.send(holder(), bridge.commitments, ContractCalls.release(height, payout, proof)));
  }

  private static Payout altered(Payout of, long amount, Address recipient) {
    return new Payout(of.sequence(), of.subaccount(), recipient, of.asset(), amount, of.height());
  }

  /** Some of all keys that there ever were, mostly enough of the present ones. */
  private List<SigningKey> signers() {
    List<SigningKey> signers = new ArrayList<>();
    boolean most = chance(75);
    for (SigningKey key : keys) {
      boolean isThere = model.powers.containsKey(key.address());
      if (isThere && chance(most ? 97 : 50)) {
        signers.add(key);
      }
    }
    SigningKey any = keys.get(random.nextInt(keys.size()));
    if (chance(10) && !signers.contains(any)) {
      signers.add(any);
    }
    signers.sort(Comparator.comparing(SigningKey::address));
    return signers;
  }

  private void agree(int at) {
    EthBlock.Block block = bridge.lastBlock();
    int step = chance(90) ? 1 + random.nextInt(3) : -random.nextInt(2);
    // Heights are unsigned: below 0 is far ahead.
    long height = Math.max(0, model.height + step);
    boolean real = chance(92);
    String hash = real ? block.getHash() : "0x" + "ab".repeat(Hash.BYTES);
    long number = block.getNumber().longValueExact() + (real || chance(50) ? 0 : 50);
    Commitment commitment = Bridge.commitment(height, number, hash, tree.root());
    List<SigningKey> signers = signers();
    BridgeModel.Root root = new BridgeModel.Root(tree.payouts(), tree.proofs());
    bridge.set = model.set;
    expect(
        at,
        "agree on " + commitment + " by " + signers,
        model.agree(commitment, real, Bridge.addresses(signers), root),
        bridge.agree(commitment, signers));
  }

  private void changeValidators(int at) {
    SortedMap<Address, Long> next = new TreeMap<>();
    List<SigningKey> fresh = Bridge.keys(500 + 10 * at, 1 + random.nextInt(3));
    for (SigningKey key : fresh) {
      next.put(key.address(), chance(95) ? 1L + random.nextInt(5) : 0);
    }
    model.powers.forEach((address, power) -> next.put(address, chance(60) ? power : power + 1));
    while (next.size() > 6) {
      next.remove(next.firstKey());
    }
    List<SigningKey> signers = signers();
    List<Address> addresses = new ArrayList<>(next.keySet());
    List<Long> powers = new ArrayList<>(next.values());
    byte[] signed = bridge.digest.of(model.set + 1, addresses, powers);
    Map<Address, Signature> signatures = Bridge.sign(signed, signers);
    keys.addAll(fresh);
    String call = ContractCalls.changeValidators(addresses, powers, signatures);
    expect(
        at,
        "change to " + next,
        model.changeValidators(next, Bridge.addresses(signers)),
        evm.send(holder(), bridge.commitments, call));
  }

  private void govern(int at) {
    boolean governs = chance(85);
    Address sender = governs ? bridge.governor : holder();
    if (chance(40)) {
      boolean paused = chance(20);
      String call = ContractCalls.call("pauseDeposits", new org.web3j.abi.datatypes.Bool(paused));
      expect(at, "pause", model.pause(governs, paused), evm.send(sender, bridge.inbox, call));
      return;
    }
    int asset = asset();
    boolean open = chance(80);
    long cap = chance(50) ? Bridge.CAP : chance(10) ? Bridge.CAP + 1 : random.nextInt(2_000);
    String call =
        ContractCalls.call(
            "setAsset",
            ContractCalls.id(asset),
            new org.web3j.abi.datatypes.Bool(open),
            ContractCalls.number(cap));
    expect(
        at,
        "setAsset " + asset,
        model.setAsset(governs, asset, open, cap),
        evm.send(sender, bridge.inbox, call));
  }

  private void rebase() {
    long ppm = chance(40) ? 1_000_000 : 900_000 + random.nextInt(200_000);
    Address token = tokens.get(REBASING);
    evm.send(holder(), token, ContractCalls.call("rebase", new Uint256(ppm))).done();
    model.token(REBASING).ppm = BigInteger.valueOf(ppm);
  }

  /** Tokens that come without a deposit are owed to nobody. */
  private void donate() {
    Address from = holder();
    BigInteger amount = BigInteger.valueOf(random.nextInt(1_000));
    if (model.token(USD).move(from, bridge.inbox, amount)) {
      String call =
          ContractCalls.call("transfer", ContractCalls.address(bridge.inbox), new Uint256(amount));
      evm.send(from, tokens.get(USD), call).done();
    }
  }

  private void compareStates() {
    assertEquals(model.sequence, evm.number(bridge.inbox, "sequence"));
    assertEquals(model.otherSequence, evm.number(bridge.commitments, "sequence"));
    assertEquals(model.set, evm.number(bridge.commitments, "set"));
    long power = model.powers.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(power, evm.number(bridge.commitments, "totalPower"));
    tokens.forEach((asset, token) -> {
      BridgeModel.Token row = model.token(asset);
      assertEquals(row.liabilities, bridge.liabilities(asset), "liabilities of " + asset);
      BigInteger balance = bridge.balance(token, bridge.inbox);
      assertEquals(row.balance(bridge.inbox), balance, "balance of " + asset);
      assertTrue(
          row.kind == BridgeModel.Kind.REBASING || balance.compareTo(row.owed()) >= 0,
          "what is owed of " + asset + " is there");
    });
    for (long sequence = 1; sequence <= tree.size(); sequence++) {
      long paid = evm.number(bridge.commitments, "isReleased", ContractCalls.number(sequence));
      assertEquals(model.released.contains(sequence) ? 1 : 0, paid, "withdrawal " + sequence);
    }
  }

  /** The logs alone say all that entered and left: no gap, nothing twice, and the same sums. */
  private void readLogs() throws IOException {
    EthFilter filter =
        new EthFilter(
            DefaultBlockParameter.valueOf(BigInteger.ZERO),
            DefaultBlockParameter.valueOf("latest"),
            bridge.inbox.toString());
    Map<String, String> names = new TreeMap<>();
    Artifact.of("Inbox").topics().forEach((name, topic) -> names.put(topic, name));
    Map<Long, Long> sums = new TreeMap<>();
    TreeSet<Long> paid = new TreeSet<>();
    long last = 0;
    for (EthLog.LogResult<?> each : evm.web3j.ethGetLogs(filter).send().getLogs()) {
      Log log = (Log) each.get();
      List<String> topics = log.getTopics();
      assertEquals(++last, word(topics.get(1).substring(2), 0), "sequence");
      String data = log.getData().substring(2);
      switch (names.getOrDefault(topics.get(0), "?")) {
        case "Deposited" -> sums.merge(word(data, 1), word(data, 2), Long::sum);
        case "Released" -> {
          assertTrue(paid.add(word(topics.get(2).substring(2), 0)), "paid once");
          sums.merge(word(data, 0), -word(data, 1), Long::sum);
        }
        default -> sums.merge(0L, 0L, Long::sum);
      }
    }
    assertEquals(model.sequence, last);
    assertEquals(model.released, paid);
    model.tokens.forEach((asset, token) ->
        assertEquals(
            token.liabilities,
            sums.getOrDefault(Integer.toUnsignedLong(asset), 0L),
            "sum of asset " + asset));
  }

  private static long word(String data, int at) {
    return new BigInteger(data.substring(64 * at, 64 * at + 64), 16).longValueExact();
  }
}
