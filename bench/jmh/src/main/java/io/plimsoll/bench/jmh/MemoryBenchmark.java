package io.plimsoll.bench.jmh;

import io.plimsoll.chain.StateRoot;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What stays in the heap: of a chain after a block that re-margined all, without the tree, and of
 * the tree. The time is that of making it once. Run by {@code ./plimsoll bench --suite memory}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MemoryBenchmark {

  private static final int COLLECTIONS = 3;

  /** Rules by which an account is checked, and its positions. */
  @Param({"portfolio:1", "portfolio:4", "portfolio:10"})
  public String engine = "";

  /** The number of accounts. */
  @Param({"1000000"})
  public int rows;

  private final Engine scalar = Engines.create("scalar", 1);

  /** For JMH. */
  public MemoryBenchmark() {}

  /** The bytes that are found. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Found {
    /** Bytes that stay. */
    public long held;

    /** For JMH. */
    public Found() {}
  }

  /** What is reachable, and what the collector keeps for itself. */
  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private Venue venue() {
    int positions = Integer.parseInt(engine.substring(engine.indexOf(':') + 1));
    Venue venue = new Venue(scalar, engine.startsWith("portfolio"), rows, positions);
    venue.forgetHolders();
    venue.process(venue.prices(100));
    return venue;
  }

  /** Subaccounts with their positions and requirements. */
  @Benchmark
  public Venue subaccounts(Found found) {
    long before = used();
    Venue venue = venue();
    found.held = used() - before;
    return venue;
  }

  /** The tree, with a leaf for each subaccount. */
  @Benchmark
  public StateRoot leaves(Found found) {
    Venue venue = venue();
    long before = used();
    StateRoot root = new StateRoot(venue.state);
    root.putAll();
    root.hash();
    found.held = used() - before;
    return root;
  }
}
