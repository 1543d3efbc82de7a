package io.plimsoll.chain.audit;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The chain and the auditor side by side under one seed's workload. A second chain with another
 * engine may go along; it is never restarted and never discards anything.
 */
final class AuditRun {

  private static final long STALE_AFTER_MS = 600_000;
  private static final BinaryOperator<Integer> SUM = Integer::sum;

  private final long seed;
  private final KernelPrices prices = new KernelPrices();
  private final Auditor auditor = new Auditor(prices);
  private final Workload workload;
  private final Engine engine;
  private MarginChain chain;
  private int restartEvery;
  private final UnaryOperator<Observed> lens;
  private Probe probe = (world, predicted, observed) -> {};
  private @Nullable MarginChain other;

  /** The auditor's worlds before the last blocks, which can be undone. */
  private final ArrayDeque<World> pasts = new ArrayDeque<>();

  final List<Block> blocks = new ArrayList<>();
  final List<BlockResult> results = new ArrayList<>();

  /** How often each result and each kind of event came. */
  final Map<String, Integer> seen = new TreeMap<>();

  AuditRun(long seed) {
    this(seed, Engines.create("scalar", 1), observed -> observed);
  }

  /** A run in which the auditor sees the chain through a lens, which may lie. */
  AuditRun(long seed, Engine engine, UnaryOperator<Observed> lens) {
    this.seed = seed;
    this.workload = new Workload(seed, auditor.world);
    this.engine = engine;
    chain = new MarginChain(engine);
    this.lens = lens;
  }

  /** Looks at each block on both sides, after it and before they are compared. */
  @FunctionalInterface
  interface Probe {
    void look(World world, Auditor.Prediction predicted, Observed observed);
  }

  /** Lets somebody look at each block. */
  AuditRun seenBy(Probe other) {
    probe = other;
    return this;
  }

  /** Lets the chain be one restored from a snapshot after each so many blocks; 0 is never. */
  AuditRun restartingEvery(int count) {
    restartEvery = count;
    return this;
  }

  /** Lets a chain with another engine do the same, to the bit. */
  AuditRun beside(Engine second) {
    other = new MarginChain(second);
    return this;
  }

  /** Lets the chain be one that goes on from its snapshot; returns what is not as it was. */
  List<Comparison.Difference> restart() {
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.snapshot(1 << 16, chunks::add);
    chain = MarginChain.restore(engine, header, chunks);
    pasts.clear();
    return standing(Comparison.Rule.ROOT_AFTER_RESTART);
  }

  /** How many blocks can be undone. */
  int undoable() {
    return pasts.size();
  }

  /** Takes the last blocks back on all sides; returns what is not as it was before them. */
  List<Comparison.Difference> undo(int count) {
    for (int i = 0; i < count; i++) {
      chain.undo();
      if (other != null) {
        other.undo();
      }
      auditor.world.become(pasts.removeLast());
      blocks.removeLast();
      results.removeLast();
    }
    return standing(Comparison.Rule.ROOT_AFTER_UNDO);
  }

  /** Executes a block and throws it away; returns what is not as it was. */
  List<Comparison.Difference> stray(Block block) {
    chain.execute(block);
    chain.discard();
    return standing(Comparison.Rule.ROOT_AFTER_DISCARD);
  }

  /** What is not as the last block left it. */
  private List<Comparison.Difference> standing(Comparison.Rule rule) {
    Hash root = results.isEmpty() ? new MarginChain(engine).root() : results.getLast().stateRoot();
    List<Comparison.Difference> differences =
        new ArrayList<>(Comparison.of(auditor.world, Observed.world(chain.state())));
    if (!chain.root().equals(root)) {
      differences.add(
          new Comparison.Difference(rule, "chain", root.toString(), chain.root().toString()));
    }
    return differences;
  }

  /** The next block that the workload has. */
  Block next() {
    List<byte[]> commands = workload.next();
    return block(workload.nowMs(), commands);
  }

  /** The block after the last with these commands. */
  Block block(long timeMs, List<byte[]> commands) {
    return new Block(chain.height() + 1, timeMs, chain.lastHash(), commands);
  }

  /** Whether a block at a time can follow. */
  boolean isNext(long timeMs) {
    return blocks.isEmpty() || timeMs > blocks.getLast().timeMs();
  }

  MarginChain chain() {
    return chain;
  }

  int pricesChecked() {
    return prices.checked();
  }

  /** Runs blocks until one differs; returns what differs there, or nothing. */
  List<Comparison.Difference> run(int count) {
    for (int i = 0; i < count; i++) {
      List<Comparison.Difference> differences = step(next());
      if (!differences.isEmpty()) {
        return differences;
      }
    }
    return List.of();
  }

  /** Applies a block on both sides; returns what differs. */
  List<Comparison.Difference> step(Block block) {
    BlockResult result;
    try {
      result = chain.execute(block);
    } catch (RuntimeException e) {
      throw new AssertionError(at(block) + ": the chain refuses a block that it must take", e);
    }
    World before = auditor.world.copy();
    Auditor.Prediction predicted;
    try {
      predicted = auditor.apply(block);
    } catch (RuntimeException e) {
      throw new AssertionError(at(block) + ": the auditor cannot follow", e);
    }
    Observed observed = Observed.of(chain, result);
    probe.look(auditor.world, predicted, observed);
    List<Comparison.Difference> differences =
        new ArrayList<>(Comparison.of(auditor.world, predicted, lens.apply(observed)));
    chain.commit();
    blocks.add(block);
    results.add(result);
    pasts.addLast(before);
    if (pasts.size() > MarginChain.UNDO_DEPTH) {
      pasts.removeFirst();
    }
    if (other != null) {
      BlockResult also = other.execute(block);
      other.commit();
      if (!also.equals(result)) {
        differences.add(
            new Comparison.Difference(
                Comparison.Rule.OTHER_ENGINE, "block", result.toString(), also.toString()));
      }
    }
    if (restartEvery > 0 && chain.height() % restartEvery == 0) {
      differences.addAll(restart());
    }
    for (ResultCode code : result.results()) {
      seen.merge(code.name(), 1, Integer::sum);
    }
    for (Event event : result.events()) {
      seen.merge(event.getClass().getSimpleName(), 1, Integer::sum);
      if (event instanceof Event.Deleveraged closed
          && auditor.world.instrument(closed.instrument()).kind().isInverse()) {
        seen.merge("inverse deleveraged", 1, Integer::sum);
      }
      if (event instanceof Event.LiquidationFill fill) {
        countCoins(fill);
        seen.merge(fill.backstop() ? "fill by a backstop" : "fill by a quote", 1, Integer::sum);
        seen.merge(fill.fundPaid() > 0 ? "fund paid" : "penalty", 1, Integer::sum);
      }
      if (event instanceof Event.BreakerTripped tripped && tripped.refused() == 0) {
        seen.merge("breaker lowered", 1, Integer::sum);
      }
      if (event instanceof Event.LiquidationOrder order) {
        seen.merge("chosen " + order.rule(), 1, Integer::sum);
      }
      if (event instanceof Event.AuctionBid bid && bid.backstop()) {
        seen.merge("bid by a backstop", 1, Integer::sum);
      }
      if (event instanceof Event.AuctionStarted auction && auction.insolvent()) {
        seen.merge("insolvent auction", 1, Integer::sum);
      }
    }
    countSituations();
    return differences;
  }

  private void countCoins(Event.LiquidationFill fill) {
    World.Kind kind = auditor.world.instrument(fill.instrument()).kind();
    if (kind == World.Kind.SPOT) {
      seen.merge(fill.lots() < 0 ? "coins sold" : "coins bought back", 1, SUM);
    } else if (kind.isInverse()) {
      seen.merge("inverse liquidated", 1, SUM);
    }
  }

  /** Situations that leave no result and no event of their own. */
  private void countSituations() {
    World world = auditor.world;
    NavigableMap<Fees.Day, Fees.Sides> traded = world.rows(Fees.TRADED);
    if (!traded.isEmpty() && Fees.tier(world, traded.firstKey().owner()) > 0) {
      seen.merge("fee of a tier", 1, SUM);
    }
    world
        .rows(Oracles.QUALITIES)
        .forEach((id, row) -> {
          BigInteger limit = parameter(Parameter.CONFIDENCE_LIMIT_PPM, id);
          BigInteger index = Numbers.of(World.Rows.require(world.underlyings, id).index());
          BigInteger width = Numbers.of(row.confidence()).multiply(Numbers.MILLION);
          if (width.compareTo(limit.multiply(index)) > 0) {
            int policy = parameter(Parameter.CONFIDENCE_POLICY, id).intValueExact();
            seen.merge("uncertain, policy " + policy, 1, SUM);
          }
        });
    world
        .accounts
        .values()
        .forEach(account ->
            account
                .positions()
                .forEach((key, position) -> {
                  World.Kind kind = world.instrument(key.instrument()).kind();
                  if (kind == World.Kind.SPOT) {
                    seen.merge(position.lots().signum() < 0 ? "coin debt" : "coins held", 1, SUM);
                  } else if (kind.isInverse()) {
                    seen.merge(kind + " held", 1, SUM);
                  }
                }));
    world.instruments.forEach((id, row) -> {
      World.Underlying underlying = world.underlyingOf(id);
      if (row.ended() || underlying.pricedAtMs() != world.timeMs) {
        if (!row.ended() && underlying.index() == 0 && row.kind() == World.Kind.FUTURE) {
          seen.merge(row.expiryMs() > world.timeMs ? "no index yet" : "waits for one", 1, SUM);
        }
        return;
      }
      if (row.mark() > 0 && world.timeMs - row.markedAtMs() > STALE_AFTER_MS) {
        seen.merge("old mark", 1, SUM);
      }
      World.Expiry expiry =
          world.expiries.get(new World.ExpiryKey(world.marketOf(id).underlying(), row.expiryMs()));
      World.Report volatility = expiry == null ? null : expiry.volatilities().get(id);
      if (expiry != null
          && expiry.pricedAtMs() == world.timeMs
          && volatility != null
          && world.timeMs - volatility.atMs() > STALE_AFTER_MS) {
        seen.merge("old volatility", 1, SUM);
      }
    });
  }

  private BigInteger parameter(Parameter parameter, int subject) {
    return Numbers.of(Governed.value(auditor.world, auditor.world.height, parameter, subject));
  }

  private String at(Block block) {
    return "seed " + seed + ", height " + block.height();
  }

  /** What a person needs to look a difference up. */
  String report(List<Comparison.Difference> differences) {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append(", height ").append(chain.height());
    text.append(" (-Dplimsoll.audit.seed=").append(seed).append(" replays it)");
    differences.stream().limit(12).forEach(each -> text.append("\n  ").append(each));
    return text.toString();
  }
}
