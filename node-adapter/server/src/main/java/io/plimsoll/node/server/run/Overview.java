package io.plimsoll.node.server.run;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.margin.model.Requirement;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who looks at a node wants to see of all subaccounts together, and the last blocks.
 * The writing thread gathers it after a block, a bounded part of the subaccounts in each, and no
 * more than once a second where nobody looks; who asks gets what was gathered last.
 */
public final class Overview implements Listener {

  /** The most subaccounts near liquidation that are kept. */
  public static final int MOST_NEAR = 100;

  /** The most blocks that are kept. */
  public static final int MOST_BLOCKS = 120;

  /** Subaccounts that are looked at after a block: less than a millisecond. */
  private static final int AT_ONCE = 20_000;

  private static final long INTEREST_NS = 30_000_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  private final MarginChain chain;
  private final Engine engine;
  private final String reason;
  private final LongSupplier tookNs;
  private final LongSupplier nanoTime;
  private final ArrayDeque<Seen> blocks = new ArrayDeque<>();
  private final Requirement requirement = new Requirement();
  private volatile @Nullable Margins margins;
  private volatile @Nullable EngineState state;
  private volatile BlockResult.Totals totals = new BlockResult.Totals(0, 0, 0, 0, 0);
  private volatile long askedNs;
  private long gatheredNs;
  private int next;
  private Gathering gathering = new Gathering();

  /**
   * A block, for people.
   *
   * @param refused commands that failed
   * @param liquidations fills of liquidations
   * @param tookNs from its arrival to its being on disk, in nanoseconds
   */
  public record Seen(
      long height,
      long timeMs,
      int commands,
      int refused,
      int events,
      int liquidations,
      long tookNs) {}

  /** Sums over the subaccounts with positions of a mode, in quanta; what does not fit saturates. */
  public record Sums(Mode mode, int subaccounts, long equity, long initial, long maintenance) {}

  /** A subaccount with positions and its margin, in quanta. */
  public record Near(SubaccountId id, Mode mode, long equity, long initial, long maintenance) {

    /** Equity for each unit of maintenance margin; below 1 it is to be liquidated. */
    double ratio() {
      return (double) equity / maintenance;
    }
  }

  /**
   * All subaccounts.
   *
   * @param height of the block after which the last of them was looked at
   * @param modes in the order of their codes
   * @param near with the least equity for its maintenance margin first
   */
  public record Margins(long height, List<Sums> modes, List<Near> near) {}

  /** The engine that computes, and why it is in trouble where it is. */
  public record EngineState(
      String name, String reason, List<EngineStatus.Detail> details, @Nullable String trouble) {}

  /**
   * An overview of a chain.
   *
   * @param reason why this engine computes
   * @param tookNs how long the last block took, in nanoseconds
   */
  public Overview(MarginChain chain, Engine engine, String reason, LongSupplier tookNs) {
    this(chain, engine, reason, tookNs, System::nanoTime);
  }

  Overview(
      MarginChain chain, Engine engine, String reason, LongSupplier tookNs, LongSupplier nanoTime) {
    this.chain = chain;
    this.engine = engine;
    this.reason = reason;
    this.tookNs = tookNs;
    this.nanoTime = nanoTime;
    askedNs = nanoTime.getAsLong() - INTEREST_NS;
    gatheredNs = askedNs;
    seeEngine();
    gatherAll(chain.views().latest().height());
  }

  private static final class Gathering {
    private final EnumMap<Mode, Long> subaccounts = new EnumMap<>(Mode.class);
    private final EnumMap<Mode, BigInteger[]> sums = new EnumMap<>(Mode.class);

    /** The farthest from liquidation is the first to leave. */
    private final PriorityQueue<Near> near =
        new PriorityQueue<>(
            Comparator.comparingDouble(Near::ratio).thenComparing(Near::id).reversed());

    void add(SubaccountId id, Mode mode, Requirement of) {
      subaccounts.merge(mode, 1L, Long::sum);
      BigInteger[] sum =
          sums.computeIfAbsent(
              mode, key -> new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO});
      sum[0] = sum[0].add(BigInteger.valueOf(of.equity()));
      sum[1] = sum[1].add(BigInteger.valueOf(of.initial()));
      sum[2] = sum[2].add(BigInteger.valueOf(of.maintenance()));
      if (of.maintenance() <= 0) {
        return;
      }
      Near one = new Near(id, mode, of.equity(), of.initial(), of.maintenance());
      Near farthest = near.peek();
      if (near.size() < MOST_NEAR || (farthest != null && one.ratio() < farthest.ratio())) {
        near.add(one);
        if (near.size() > MOST_NEAR) {
          near.remove();
        }
      }
    }

    Margins end(long height) {
      List<Sums> modes = new ArrayList<>();
      for (Map.Entry<Mode, BigInteger[]> entry : sums.entrySet()) {
        BigInteger[] sum = entry.getValue();
        int count = Math.toIntExact(subaccounts.getOrDefault(entry.getKey(), 0L));
        modes.add(
            new Sums(entry.getKey(), count, fitting(sum[0]), fitting(sum[1]), fitting(sum[2])));
      }
      List<Near> first = new ArrayList<>(near);
      first.sort(Comparator.comparingDouble(Near::ratio).thenComparing(Near::id));
      return new Margins(height, List.copyOf(modes), List.copyOf(first));
    }

    private static long fitting(BigInteger sum) {
      BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
      return sum.min(most).max(most.negate()).longValueExact();
    }
  }

  @Override
  public void committed(Block block, BlockResult result) {
    totals = result.totals();
    see(block, result);
    seeEngine();
    long nowNs = nanoTime.getAsLong();
    boolean isWanted = nowNs - askedNs < INTEREST_NS;
    if (next > 0 || isWanted || nowNs - gatheredNs >= SECOND_NS) {
      gather(block.height());
      gatheredNs = nowNs;
    }
  }

  private void see(Block block, BlockResult result) {
    int refused = 0;
    for (ResultCode code : result.results()) {
      refused += code == ResultCode.OK ? 0 : 1;
    }
    int liquidations = 0;
    for (Event event : result.events()) {
      liquidations += event instanceof Event.LiquidationFill ? 1 : 0;
    }
    Seen seen =
        new Seen(
            block.height(),
            block.timeMs(),
            result.results().size(),
            refused,
            result.events().size(),
            liquidations,
            tookNs.getAsLong());
    synchronized (blocks) {
      blocks.addLast(seen);
      if (blocks.size() > MOST_BLOCKS) {
        blocks.removeFirst();
      }
    }
  }

  private void seeEngine() {
    state = new EngineState(engine.name(), reason, engine.details(), engine.trouble());
  }

  @Override
  public void undone(long height) {
    synchronized (blocks) {
      blocks.removeIf(seen -> seen.height() > height);
    }
    next = 0;
    gathering = new Gathering();
  }

  private void gatherAll(long height) {
    do {
      gather(height);
    } while (next > 0);
  }

  /** The next part of all subaccounts; with the last of them the next overview is there. */
  private void gather(long height) {
    Accounts accounts = chain.state().accounts();
    int slots = accounts.slots();
    int until = Math.min(slots, next + AT_ONCE);
    for (int handle = next; handle < until; handle++) {
      if (accounts.positions(handle) > 0) {
        chain.processor().lastRequirement(handle, requirement);
        gathering.add(accounts.id(handle), accounts.mode(handle), requirement);
      }
    }
    next = until;
    if (next == slots) {
      margins = gathering.end(height);
      gathering = new Gathering();
      next = 0;
    }
  }

  /** All subaccounts as they were gathered last. */
  public Margins margins() {
    askedNs = nanoTime.getAsLong();
    Margins last = margins;
    return last == null ? new Margins(0, List.of(), List.of()) : last;
  }

  /** Sums of the last block as it re-margined all. */
  public BlockResult.Totals totals() {
    return totals;
  }

  /** The engine. */
  public EngineState engine() {
    EngineState last = state;
    return last == null ? new EngineState("", reason, List.of(), null) : last;
  }

  /** The last blocks of this process, the oldest first. */
  public List<Seen> blocks(int most) {
    synchronized (blocks) {
      List<Seen> all = new ArrayList<>(blocks);
      return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }
  }
}
