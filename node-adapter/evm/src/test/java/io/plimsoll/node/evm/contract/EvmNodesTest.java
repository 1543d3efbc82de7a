package io.plimsoll.node.evm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.web3j.protocol.core.DefaultBlockParameterName;

/** Nodes on a real EVM: reorganisations, restarts, validators. */
@Timeout(300)
class EvmNodesTest extends NodesOnAnvil {

  /** All there are in the long form, {@code -Dplimsoll.evm.depths=64}. */
  private static final int[] DEPTHS =
      Integer.getInteger("plimsoll.evm.depths", 4) == 64
          ? IntStream.rangeClosed(1, 64).toArray()
          : new int[] {1, 2, 33, 64};

  @Test
  void reorganisationsOfEachDepthLeadToTheChainThatNeverSawThem() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(Long.getLong("plimsoll.seed", 1));
    // Every height is one to commit to, so that more of them come than are kept for proofs.
    terms = with(1, terms.genesis());
    price(50_000);
    fund(evm.account(3), ALICE.address(), 100_000 * USD);
    fund(evm.account(4), BOB.address(), 100_000 * USD);
    life(random, 10);
    evm.node("anvil_mine", 40);
    life(random, 14);
    int taken = 0;
    try (EvmNode node = new EvmNode(folder.resolve("node"), terms, endpoints(), null)) {
      untilSame(node);
      for (int depth : DEPTHS) {
        evm.node("anvil_reorg", depth, List.of());
        untilSame(node);
        life(random, 2);
        untilSame(node);
        taken++;
      }
      long height = node.height();
      assertNotNull(node.node().viewAt(height - 63));
      assertNull(node.node().viewAt(height - 64), "64 states and no more");
      assertEquals(control("control", height), roots(node, height));
      assertTrue(node.metrics().contains("evm_reorganisations_total " + taken + "\n"));
      assertTrue(node.metrics().contains("evm_commands_skipped_total{reason=\"MALFORMED\"}"));
    }
  }

  @Test
  void aNodeThatWasStoppedInAReorganisationGoesOn() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(2);
    price(50_000);
    life(random, 10);
    evm.node("anvil_mine", 45);
    life(random, 10);
    Path data = folder.resolve("node");
    try (EvmNode node = new EvmNode(data, terms, endpoints(), null)) {
      untilSame(node);
    }
    evm.node("anvil_reorg", 64, List.of());
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
    return with(terms.every(), genesis);
  }

  private ChainTerms with(long every, List<byte[]> genesis) {
    return new ChainTerms(
        MODULE,
        Bridge.CHAIN_ID,
        bridge.inbox,
        bridge.commitments,
        0,
        terms.firstHash(),
        true,
        every,
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
