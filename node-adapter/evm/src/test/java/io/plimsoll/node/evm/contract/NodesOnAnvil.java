package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.generated.Int256;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.core.DefaultBlockParameter;

/** What tests of nodes have in common: contracts on an EVM, people who use them, controls. */
abstract class NodesOnAnvil {

  static final long MODULE = 7;
  static final SigningKey BOSS = key(200);
  static final SigningKey ALICE = key(201);
  static final SigningKey BOB = key(202);
  static final int BTC = 1;
  static final long USD = 1_000_000;

  @TempDir Path folder;

  Evm evm;
  Bridge bridge;
  Address token;
  Address feed;
  ChainTerms terms;
  long nonce;

  static SigningKey key(int number) {
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

  ChainTerms terms() {
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

  void fund(Address payer, Address owner, long quanta) {
    bridge.give(token, payer, BigInteger.valueOf(quanta));
    evm.send(
            payer,
            bridge.inbox,
            ContractCalls.deposit(Bridge.USD, BigInteger.valueOf(quanta), owner, 0))
        .done();
  }

  void price(long dollars) {
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

  byte[] signed(SigningKey by, Command command) {
    nonce++;
    long nowMs = bridge.now() * 1_000;
    Authenticated.Once once = new Authenticated.Once(nowMs + nonce, nowMs + 80_000_000);
    return new Authenticator(MODULE)
        .sign(new Authenticated(by.address(), command, once), by)
        .toBytes();
  }

  void bring(SigningKey by, Command command) {
    evm.send(evm.account(9), bridge.inbox, ContractCalls.submit(signed(by, command))).done();
  }

  static SubaccountId of(SigningKey key) {
    return new SubaccountId(key.address(), 0);
  }

  /** Deposits, prices, trades and junk, a transaction a block. */
  void life(SplittableRandom random, int transactions) {
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

  long lastNumber() {
    return bridge.lastBlock().getNumber().longValueExact();
  }

  List<URI> endpoints(String... more) {
    List<URI> all = new ArrayList<>(List.of(URI.create(evm.url())));
    for (String each : more) {
      all.add(URI.create(each));
    }
    return all;
  }

  /** A node that begins now, and so sees the last chain alone. */
  List<Hash> control(String name, long height) throws InterruptedException {
    try (EvmNode node = new EvmNode(folder.resolve(name), terms, endpoints(), null)) {
      node.untilHeight(height);
      return roots(node, height);
    }
  }

  static List<Hash> roots(EvmNode node, long height) {
    List<Hash> roots = new ArrayList<>();
    for (long i = 1; i <= height; i++) {
      roots.add(node.outcome(i).stateRoot());
      roots.add(node.outcome(i).marginDigest());
    }
    return roots;
  }

  /** Waits until a node stands at the chain's last block, whatever was there before. */
  void untilSame(EvmNode node) throws InterruptedException {
    long height = lastNumber() + 1;
    String last = bridge.lastBlock().getHash().substring(2);
    node.until(
        "at block " + last,
        () -> {
          byte[] note = node.height() == height ? node.chain().store().note(height) : null;
          return note != null && SourceNote.of(note).hash().hex().equals(last);
        });
  }
}
