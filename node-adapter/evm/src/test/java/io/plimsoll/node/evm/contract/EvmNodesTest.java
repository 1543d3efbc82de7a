package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.SourceNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.generated.Int256;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;

/** Nodes on a real EVM: reorganisations, restarts, faulty endpoints, validators. */
@Timeout(300)
class EvmNodesTest {

  private static final long MODULE = 7;
  private static final SigningKey BOSS = key(200);
  private static final SigningKey ALICE = key(201);
  private static final SigningKey BOB = key(202);
  private static final int BTC = 1;
  private static final long USD = 1_000_000;

  @TempDir Path folder;

  private Evm evm;
  private Bridge bridge;
  private Address token;
  private Address feed;
  private ChainTerms terms;
  private long nonce;

  private static SigningKey key(int number) {
    return Bridge.keys(number, 1).get(0);
  }

  @BeforeEach
  void deploy() {
    evm = new Evm();
    bridge = new Bridge(evm, 3);
    token = bridge.list(Bridge.USD, "OrdinaryToken", 6, -6);
    feed = bridge.listFeed(BTC, 8, -2, 1_000_000);
    // The inbox has spoken in every block since the first one.
    terms = terms();
  }

  @AfterEach
  void stop() {
    if (evm != null) {
      evm.close();
    }
  }

  private ChainTerms terms() {
    String hash;
    try {
      hash =
          evm.web3j
              .ethGetBlockByNumber(DefaultBlockParameter.valueOf(BigInteger.ZERO), false)
              .send()
              .getBlock()
              .getHash();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<byte[]> genesis = new ArrayList<>();
    List<Command> commands =
        List.of(
            new Command.Genesis(MODULE, BOSS.address()),
            new Command.GrantRole(BOSS.address(), Role.ALL),
            new Command.GrantRole(bridge.inbox, Role.CUSTODIAN.bit()),
            new Command.GrantRole(feed, Role.REPORTER.bit()),
            new Command.ChangeParameter(Parameter.WITHDRAWALS, 0, 1_000, 0, 0),
            new Command.ListUnderlying(BTC, "BTC", -2),
            new Command.ListMarket(BTC, BTC, false, 10, 1),
            new Command.ListInstrument(BTC, BTC, InstrumentKind.PERPETUAL, 0, 0),
            new Command.ChangeParameter(Parameter.INITIAL_PPM, BTC, 50_000, 0, 0),
            new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, BTC, 600_000, 0, 0));
    commands.forEach(
        each -> genesis.add(CommandCodec.encode(new Authenticated(BOSS.address(), each))));
    return new ChainTerms(
        MODULE,
        Bridge.CHAIN_ID,
        bridge.inbox,
        bridge.commitments,
        0,
        Hash.ofHex(hash.substring(2)),
        true,
        4,
        genesis);
  }

  // ---- what happens on the chain ----

  private void fund(Address payer, Address owner, long quanta) {
    bridge.give(token, payer, BigInteger.valueOf(quanta));
    evm.send(
            payer,
            bridge.inbox,
            ContractCalls.deposit(Bridge.USD, BigInteger.valueOf(quanta), owner, 0))
        .done();
  }

  private void price(long dollars) {
    evm.send(
            bridge.governor,
            feed,
            ContractCalls.call(
                "say",
                new Uint256(1),
                new Int256(BigInteger.valueOf(dollars * 100_000_000L)),
                new Uint256(bridge.now()),
                new Uint256(1)))
        .done();
    evm.send(bridge.governor, bridge.inbox, ContractCalls.ask(List.of(feed))).done();
  }

  private byte[] signed(SigningKey by, Command command) {
    nonce++;
    long nowMs = bridge.now() * 1_000;
    Authenticated.Once once = new Authenticated.Once(nowMs + nonce, nowMs + 80_000_000);
    return new Authenticator(MODULE)
        .sign(new Authenticated(by.address(), command, once), by)
        .toBytes();
  }

  private void bring(SigningKey by, Command command) {
    evm.send(evm.account(9), bridge.inbox, ContractCalls.submit(signed(by, command))).done();
  }

  private static SubaccountId of(SigningKey key) {
    return new SubaccountId(key.address(), 0);
  }

  /** Deposits, prices, trades and junk, a transaction a block. */
  private void life(SplittableRandom random, int transactions) {
    for (int i = 0; i < transactions; i++) {
      switch (random.nextInt(5)) {
        case 0 -> fund(evm.account(3), ALICE.address(), 1 + random.nextLong(1_000 * USD));
        case 1 -> fund(evm.account(4), BOB.address(), 1 + random.nextLong(1_000 * USD));
        case 2 -> price(50_000 + random.nextLong(1_000));
        case 3 ->
            bring(
                BOSS,
                new Command.Fill(of(ALICE), of(BOB), BTC, 1 + random.nextInt(20), 50_000_00, 0, 0));
        default ->
            evm.send(
                    evm.account(8),
                    bridge.inbox,
                    ContractCalls.submit(new byte[] {1, (byte) random.nextInt()}))
                .done();
      }
    }
  }

  private long lastNumber() {
    return bridge.lastBlock().getNumber().longValueExact();
  }

  private List<URI> endpoints(String... more) {
    List<URI> all = new ArrayList<>(List.of(URI.create(evm.url())));
    for (String each : more) {
      all.add(URI.create(each));
    }
    return all;
  }

  /** A node that begins now, and so sees the last chain alone. */
  private List<Hash> control(String name, long height) throws InterruptedException {
    try (EvmNode node = new EvmNode(folder.resolve(name), terms, endpoints(), null)) {
      node.untilHeight(height);
      return roots(node, height);
    }
  }

  private static List<Hash> roots(EvmNode node, long height) {
    List<Hash> roots = new ArrayList<>();
    for (long i = 1; i <= height; i++) {
      roots.add(node.outcome(i).stateRoot());
      roots.add(node.outcome(i).marginDigest());
    }
    return roots;
  }

  /** Waits until a node stands at the chain's last block, whatever was there before. */
  private void untilSame(EvmNode node) throws InterruptedException {
    long height = lastNumber() + 1;
    String last = bridge.lastBlock().getHash().substring(2);
    node.until(
        "at block " + last,
        () -> {
          byte[] note = node.height() == height ? node.chain().store().note(height) : null;
          return note != null && SourceNote.of(note).hash().hex().equals(last);
        });
  }

  // ---- tests ----

  @Test
  void reorganisationsOfEachDepthLeadToTheChainThatNeverSawThem() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(Long.getLong("plimsoll.seed", 1));
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    fund(evm.account(4), BOB.address(), 100_000 * USD);
    life(random, 64);
    int taken = 0;
    try (EvmNode node = new EvmNode(folder.resolve("node"), terms, endpoints(), null)) {
      untilSame(node);
      for (int depth = 1; depth <= 64; depth += depth < 4 || depth > 59 ? 1 : 7) {
        evm.node("anvil_reorg", depth, List.of());
        untilSame(node);
        life(random, 2);
        untilSame(node);
        taken++;
      }
      long height = node.height();
      assertEquals(control("control", height), roots(node, height));
      assertTrue(node.metrics().contains("evm_reorganisations_total " + taken + "\n"));
      assertTrue(node.metrics().contains("evm_commands_skipped_total{reason=\"MALFORMED\"}"));
    }
  }

  @Test
  void aNodeThatWasStoppedInAReorganisationGoesOn() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(2);
    price(50_000);
    life(random, 20);
    Path data = folder.resolve("node");
    try (EvmNode node = new EvmNode(data, terms, endpoints(), null)) {
      untilSame(node);
    }
    evm.node("anvil_reorg", 12, List.of());
    life(random, 3);
    try (EvmNode node = new EvmNode(data, terms, endpoints(), null)) {
      untilSame(node);
    }
    evm.node("anvil_rollback", 4);
    life(random, 2);
    try (EvmNode node = new EvmNode(data, terms, endpoints(), null)) {
      untilSame(node);
      long height = node.height();
      assertEquals(control("control", height), roots(node, height));
    }
  }

  @Test
  void threeValidatorsOfWhomOneIsSilentAndOneLiesWithoutHarm() throws InterruptedException {
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    life(new SplittableRandom(3), 12);
    List<SigningKey> keys = bridge.validators;
    keys.forEach(
        each -> evm.node("anvil_setBalance", each.address().toString(), "0x56bc75e2d63100000"));
    try (EvmNode liar =
            new EvmNode(folder.resolve("liar"), lying(), endpoints(), signs(keys.get(2)), 0);
        EvmNode second =
            new EvmNode(folder.resolve("second"), terms, endpoints(), signs(keys.get(1)), 0)) {
      List<URI> peers = List.of(second.url(), liar.url(), URI.create("http://127.0.0.1:9"));
      EvmNode.Signs first = new EvmNode.Signs(keys.get(0), peers, true, 1_000);
      try (EvmNode node = new EvmNode(folder.resolve("first"), terms, endpoints(), first, 0)) {
        untilSame(node);
        node.until("a liar named", () -> node.logged().contains("reason=wrong"));
        node.until("a silent one named", () -> node.logged().contains("reason=silent"));
        // Two of three are no more than two thirds.
        assertEquals(0, evm.number(bridge.commitments, "latest"));
        assertFalse(node.logged().contains("evm posted"), node::logged);
      }
    }
  }

  /** Deposit, trade, liquidation, withdrawal by proof; no second one, none that is altered. */
  @Test
  void theWholeLifeOfMoney() throws InterruptedException {
    price(50_000);
    Address alicePays = evm.account(3);
    fund(alicePays, ALICE.address(), 3_000 * USD);
    fund(evm.account(4), BOB.address(), 100_000 * USD);
    // What the module cannot take comes back as a withdrawal of its payer's.
    bridge.give(token, alicePays, BigInteger.valueOf(5 * USD));
    evm.send(
            alicePays,
            bridge.inbox,
            ContractCalls.deposit(
                Bridge.USD, BigInteger.valueOf(5 * USD), ALICE.address(), 200_000))
        .done();
    bring(BOSS, new Command.SetBackstop(of(BOB), 0, true));
    bring(BOSS, new Command.Fill(of(ALICE), of(BOB), BTC, 1_000, 50_000_00, 0, 0));
    bring(BOSS, new Command.LiquidityQuote(of(BOSS), BTC, true, 1, 1));
    price(48_000);
    bring(BOB, new Command.Withdraw(of(BOB), 1_000 * USD));
    // Signed by somebody else than it says, and brought twice.
    byte[] once = signed(BOB, new Command.WithdrawTo(of(BOB), -1, 77 * USD, alicePays));
    evm.send(evm.account(9), bridge.inbox, ContractCalls.submit(once)).done();
    evm.send(evm.account(9), bridge.inbox, ContractCalls.submit(once)).done();
    while ((lastNumber() + 1) % 4 != 0) {
      evm.node("anvil_mine", 1);
    }
    try (EvmNode node = new EvmNode(folder.resolve("node"), terms, endpoints(), null)) {
      untilSame(node);
      long height = (lastNumber() + 1) / 4 * 4;
      assertTrue(node.metrics().contains("plimsoll_liquidation_fills_total 1\n"), node::metrics);
      // The last agreed height is behind the node's own.
      evm.node("anvil_mine", 3);
      untilSame(node);
      ChainView view = Objects.requireNonNull(node.node().viewAt(height), node.logged());
      byte[] source = Objects.requireNonNull(node.chain().store().note(height));
      SourceNote note = SourceNote.of(source);
      Commitment commitment =
          new Commitment(
              height, note.number(), note.hash(), view.stateRoot(), new Hash(1, 2, 3, 4));
      bridge.agree(commitment, bridge.validators).done();
      Payout bobs = new Payout(2, of(BOB), BOB.address(), -1, 1_000 * USD, 0);
      Payout refused = new Payout(1, ofNumber(ALICE, 200_000), alicePays, -1, 5 * USD, 0);
      paid(view, height, at(view, refused), alicePays);
      paid(view, height, at(view, bobs), BOB.address());
      paid(view, height, at(view, new Payout(3, of(BOB), alicePays, -1, 77 * USD, 0)), alicePays);
      assertEquals(null, view.leaf(ModuleChain.key(4L)), "what was brought twice counts once");
      // The module hears of it and forgets.
      evm.node("anvil_mine", 1);
      untilSame(node);
      assertEquals(null, node.node().views().latest().leaf(ModuleChain.key(1L)));
      assertEquals(null, node.node().views().latest().leaf(ModuleChain.key(3L)));
      long owed = bridge.liabilities(Bridge.USD);
      assertEquals(3_000 * USD + 100_000 * USD - 1_077 * USD, owed);
    }
  }

  private static SubaccountId ofNumber(SigningKey key, int number) {
    return new SubaccountId(key.address(), number);
  }

  /** A withdrawal with the height that its leaf has. */
  private static Payout at(ChainView view, Payout payout) {
    byte[] leaf = Objects.requireNonNull(view.leaf(ModuleChain.key(payout.sequence())));
    long height = new ByteReader(leaf, leaf.length - 8, leaf.length).i64();
    return new Payout(
        payout.sequence(),
        payout.subaccount(),
        payout.recipient(),
        payout.asset(),
        payout.amount(),
        height);
  }

  /** Altered, then paid, then not again. */
  private void paid(ChainView view, long height, Payout payout, Address to) {
    byte[] proof = view.prove(ModuleChain.key(payout.sequence())).toBytes();
    BigInteger before = bridge.balance(token, to);
    byte[] altered = proof.clone();
    altered[altered.length - 1] ^= 1;
    assertNotNull(release(height, payout, altered).error());
    Payout more =
        new Payout(
            payout.sequence(),
            payout.subaccount(),
            payout.recipient(),
            payout.asset(),
            payout.amount() + 1,
            payout.height());
    assertNotNull(release(height, more, proof).error());
    assertEquals(before, bridge.balance(token, to));
    release(height, payout, proof).done();
    assertEquals(before.add(BigInteger.valueOf(payout.amount())), bridge.balance(token, to));
    assertNotNull(release(height, payout, proof).error());
    assertEquals(before.add(BigInteger.valueOf(payout.amount())), bridge.balance(token, to));
  }

  private Evm.Sent release(long height, Payout payout, byte[] proof) {
    return evm.send(
        evm.account(7), bridge.commitments, ContractCalls.release(height, payout, proof));
  }

  /** The same chain but for a parameter, which leads to other roots. */
  private ChainTerms lying() {
    List<byte[]> genesis = new ArrayList<>(terms.genesis());
    genesis.add(
        CommandCodec.encode(
            new Authenticated(
                BOSS.address(),
                new Command.ChangeParameter(Parameter.INITIAL_PPM, BTC, 60_000, 0, 0))));
    return new ChainTerms(
        MODULE,
        Bridge.CHAIN_ID,
        bridge.inbox,
        bridge.commitments,
        0,
        terms.firstHash(),
        true,
        4,
        genesis);
  }

  private static EvmNode.Signs signs(SigningKey key) {
    return new EvmNode.Signs(key, List.of(), false, 1_000);
  }

  @Test
  void aQuorumIsPostedOnceAndAgainForHigherFeesWhereItIsStuck() throws InterruptedException {
    bridge = new Bridge(evm, 4);
    token = bridge.list(Bridge.USD, "OrdinaryToken", 6, -6);
    feed = bridge.listFeed(BTC, 8, -2, 1_000_000);
    terms = terms();
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    life(new SplittableRandom(4), 8);
    List<SigningKey> keys = bridge.validators;
    keys.forEach(
        each -> evm.node("anvil_setBalance", each.address().toString(), "0x56bc75e2d63100000"));
    // Of four of equal power three are enough: one is silent.
    try (EvmNode one = new EvmNode(folder.resolve("a"), terms, endpoints(), signs(keys.get(1)), 2);
        EvmNode two = new EvmNode(folder.resolve("b"), terms, endpoints(), signs(keys.get(2)), 2)) {
      List<URI> peers = List.of(one.url(), two.url(), URI.create("http://127.0.0.1:9"));
      EvmNode.Signs first = new EvmNode.Signs(keys.get(0), peers, true, 1_000);
      evm.node("evm_setAutomine", false);
      try (EvmNode node = new EvmNode(folder.resolve("c"), terms, endpoints(), first, 2)) {
        node.until("sent again", () -> node.metrics().contains("evm_posts_raised_total 2\n"));
        evm.node("evm_setAutomine", true);
        evm.node("anvil_mine", 1);
        node.until("agreed", () -> evm.number(bridge.commitments, "latest") > 0);
        long height = evm.number(bridge.commitments, "latest");
        BigInteger root =
            evm.ask(bridge.commitments, ContractCalls.call("rootAt", ContractCalls.number(height)))
                .get(0);
        assertEquals(
            new BigInteger(node.outcome(height).stateRoot().hex(), 16), root, "the root it posted");
        assertEquals(1, nonceOf(keys.get(0).address()), "one transaction in all");
        assertTrue(node.logged().contains("reason=silent"), node::logged);
      }
    }
  }

  private long nonceOf(Address of) {
    try {
      return evm.web3j
          .ethGetTransactionCount(of.toString(), DefaultBlockParameterName.LATEST)
          .send()
          .getTransactionCount()
          .longValueExact();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
