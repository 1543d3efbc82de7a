package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.evm.proof.FakeBlocks;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import io.plimsoll.node.evm.rpc.EvmLog;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A follower over fake nodes, and the blocks that it has made. */
public final class Scene implements Follower.History, AutoCloseable {

  static final Patience PATIENCE = new Patience(5, 150, 20, 60_000);
  static final RpcClient.Limits LIMITS = new RpcClient.Limits(600, 1 << 20);
  static final Endpoints.Rules RULES = new Endpoints.Rules(1, Endpoints.Prove.AUTO, -1);
  private static final int DEPTH = 64;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Metrics metrics = new Metrics();
  private final Endpoints endpoints;
  private final Follower follower;
  private final List<Block> blocks = new ArrayList<>();
  private final List<byte @Nullable []> notes = new ArrayList<>();
  private int undone;

  Scene(ChainTerms terms, Endpoints.Rules rules, FakeNode... nodes) {
    this(terms, rules, LIMITS, nodes);
  }

  Scene(ChainTerms terms, Endpoints.Rules rules, RpcClient.Limits limits, FakeNode... nodes) {
    EventLogger log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    List<URI> uris = new ArrayList<>();
    for (FakeNode node : nodes) {
      uris.add(node.uri());
    }
    endpoints = new Endpoints(uris, terms, limits, PATIENCE, rules, log, metrics);
    follower = new Follower(terms, endpoints, this, PATIENCE, log, metrics);
  }

  /** Over nodes of whom each may say something else. */
  public Scene(FakeNode... nodes) {
    this(terms(true), RULES, nodes);
  }

  static byte[] genesis() {
    return CommandCodec.encode(
        new Authenticated(Address.ofNumber(1), new Command.Genesis(7, Address.ofNumber(1))));
  }

  /** The terms of all chains here. */
  public static ChainTerms terms(boolean provable) {
    FakeBlock first = chain(1, "").get(0);
    return new ChainTerms(
        7, 31_337, Logs.INBOX, Logs.FEED, 10, first.hash(), provable, 4, List.of(genesis()));
  }

  /** A chain from block 10 on; each block but every third has a deposit and a price. */
  public static List<FakeBlock> chain(int count, String branch) {
    return grow(List.of(), count, branch);
  }

  /** The same chain with more blocks on it. */
  public static List<FakeBlock> grow(List<FakeBlock> on, int count, String branch) {
    List<FakeBlock> all = new ArrayList<>(on);
    long sequence = all.stream().mapToLong(block -> block.logs().size()).sum();
    for (int i = 0; i < count; i++) {
      long number = 10L + all.size();
      Hash parent = all.isEmpty() ? Hash.ZERO : all.get(all.size() - 1).hash();
      List<EvmLog> logs = new ArrayList<>();
      if (number % 3 != 1) {
        Address owner = Address.ofNumber(1_000 + number + branch.length());
        logs.add(Logs.deposited(0, ++sequence, owner, 0, 0xffff_ffffL, 1_000_000 * number));
        logs.add(Logs.answered(1, ++sequence, Logs.FEED, 6_000_000 + number));
      }
      // Two blocks of one second now and then.
      all.add(FakeBlocks.block(number, parent, 1_700_000_000L + number / 2, branch, logs));
    }
    return all;
  }

  /** Follows until there are so many blocks. */
  public void follow(int until) throws InterruptedException {
    while (blocks.size() < until) {
      step();
    }
  }

  /** Does one step. */
  void step() throws InterruptedException {
    switch (follower.next(tip())) {
      case Follower.Step.Next next -> {
        blocks.add(next.block());
        notes.add(next.note().toBytes());
      }
      case Follower.Step.Back back -> {
        while (blocks.size() > back.height()) {
          blocks.removeLast();
          notes.removeLast();
          undone++;
        }
      }
    }
  }

  private Follower.Tip tip() {
    if (blocks.isEmpty()) {
      return new Follower.Tip(0, -1, Hash.ZERO);
    }
    Block last = blocks.getLast();
    return new Follower.Tip(last.height(), last.timeMs(), last.hash());
  }

  /** Lets the follower go on from blocks that it has no notes of. */
  void begin(List<Block> from) {
    blocks.addAll(from);
    from.forEach(block -> notes.add(null));
  }

  List<Block> blocks() {
    return blocks;
  }

  int undone() {
    return undone;
  }

  String logged() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  Metrics metrics() {
    return metrics;
  }

  /** Who is asked. */
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public int undoable() {
    return Math.min(DEPTH, blocks.size());
  }

  @Override
  public byte @Nullable [] note(long height) {
    return notes.get((int) height - 1);
  }

  @Override
  public void close() {
    endpoints.close();
  }
}
