package io.plimsoll.bench.jmh;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A whole snapshot in chunks of 1 MiB, with their hashes; a chain restored from it, with the tree,
 * the checks of all leaves and the last block's requirements; and the undo of 64 blocks of a
 * thousand fills. Accounts have four positions. One operation is one of these. Run by {@code
 * ./plimsoll bench --suite snapshot}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SnapshotBenchmark {

  private static final int POSITIONS = 4;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int FILLS = 1_000;

  /** The number of accounts. */
  @Param({"1000000"})
  public int rows;

  private final Engine engine = Engines.create("auto", 1);
  private final List<List<byte[]>> fills = new ArrayList<>();
  private final List<byte[]> chunks = new ArrayList<>();
  private MarginChain chain = new MarginChain(engine);
  private SnapshotHeader header = chain.snapshot(CHUNK_BYTES, chunks::add);
  private int undone;

  /** For JMH. */
  public SnapshotBenchmark() {}

  /** Makes the chain and a snapshot of it. */
  @Setup(Level.Trial)
  public void prepare() {
    Venue venue = new Venue(engine, false, rows, POSITIONS);
    for (int i = 0; i < MarginChain.UNDO_DEPTH; i++) {
      fills.add(venue.fills(i).subList(0, FILLS));
    }
    chain = venue.chain(engine, CHUNK_BYTES);
    header = chain.snapshot(CHUNK_BYTES, chunks::add);
  }

  /** Ends the engine. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }

  /** Takes the snapshot. */
  @Benchmark
  public SnapshotHeader snapshot() {
    return chain.snapshot(CHUNK_BYTES, chunk -> undone += chunk.length);
  }

  /** Restores a chain. */
  @Benchmark
  public MarginChain restore() {
    return MarginChain.restore(engine, header, chunks);
  }

  /** Blocks on top of the chain, while they last. */
  @State(Scope.Thread)
  public static class Blocks {

    /** For JMH. */
    public Blocks() {}

    /** Executes and commits 64 blocks. */
    @Setup(Level.Invocation)
    public void take(SnapshotBenchmark of) {
      for (List<byte[]> each : of.fills) {
        MarginChain to = of.chain;
        long timeMs = to.state().chain().timeMs() + 1_000;
        to.execute(new Block(to.height() + 1, timeMs, to.lastHash(), each));
        to.commit();
      }
    }
  }

  /** Takes 64 blocks back, each with its root. */
  @Benchmark
  public MarginChain undo(Blocks blocks) {
    while (chain.undoable() > 0) {
      chain.undo();
      undone += chain.root().hashCode();
    }
    return chain;
  }
}
